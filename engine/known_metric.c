/* known_metric.c - see known_metric.h. */
#include "known_metric.h"

#include <string.h>

static const te_known_metric known[] = {
    /* name, kind, is it bytes, share of what, without which tag, and itself */
    {"http.duration", TE_TREND, false, NULL, NULL, false},
    {"http.service", TE_TREND, false, NULL, NULL, false},
    {"http.requests", TE_COUNTER, false, "http.requests", "status", false},
    {"http.failed", TE_COUNTER, false, "http.requests", "error", false},
    {"http.reused", TE_COUNTER, false, "http.requests", NULL, false},
    {"http.retried_connection", TE_COUNTER, false, "http.requests", NULL,
     false},
    {"http.dns", TE_TREND, false, NULL, NULL, false},
    {"http.blocked", TE_TREND, false, NULL, NULL, false},
    {"http.connect", TE_TREND, false, NULL, NULL, false},
    {"http.tls", TE_TREND, false, NULL, NULL, false},
    {"http.wait", TE_TREND, false, NULL, NULL, false},
    {"http.receive", TE_TREND, false, NULL, NULL, false},
    {"data.sent", TE_COUNTER, true, NULL, NULL, false},
    {"data.received", TE_COUNTER, true, NULL, NULL, false},
    {"scenario.runs", TE_COUNTER, false, NULL, NULL, false},
    {"scenario.duration", TE_TREND, false, NULL, NULL, false},
    {"scenario.succeeded", TE_COUNTER, false, "scenario.runs", NULL, false},
    {"scenario.failed", TE_COUNTER, false, "scenario.runs", NULL, false},
    {"scenario.interrupted", TE_COUNTER, false, "scenario.runs", NULL, false},
    {"scenario.dropped", TE_COUNTER, false, "scenario.runs", NULL, true},
    {"scenario.waited", TE_TREND, false, NULL, NULL, false},
    {"checks", TE_RATE, false, NULL, NULL, false},
    {"workers", TE_GAUGE, false, NULL, NULL, false},
    {"health.cpu_us", TE_COUNTER, false, NULL, NULL, false},
    {"health.cpu_wait_us", TE_COUNTER, false, NULL, NULL, false},
    {"health.timers", TE_COUNTER, false, NULL, NULL, false},
    {"health.timers_late", TE_COUNTER, false, "health.timers", NULL, false},
    {"health.long_turns_us", TE_COUNTER, false, NULL, NULL, false},
    {"health.arrivals", TE_COUNTER, false, NULL, NULL, false},
    {"health.arrivals_late", TE_COUNTER, false, "health.arrivals", NULL, false},
    {"health.arrival_lateness", TE_TREND, false, NULL, NULL, false},
    {"health.lua_cycles", TE_COUNTER, false, NULL, NULL, false},
    {"health.lua_bytes", TE_GAUGE, true, NULL, NULL, false},
    {"health.feed_stalls", TE_COUNTER, false, NULL, NULL, false},
    {"health.feed_stall_us", TE_COUNTER, false, NULL, NULL, false},
    {"health.connections_asked", TE_COUNTER, false, NULL, NULL, false},
    {"health.connections_had", TE_COUNTER, false, "health.connections_asked",
     NULL, false},
    {"health.connections_refused", TE_COUNTER, false,
     "health.connections_asked", NULL, false},
    {"health.turn", TE_TREND, false, NULL, NULL, false},
    {"health.descriptors", TE_GAUGE, false, NULL, NULL, false},
    {"health.descriptors_limit", TE_GAUGE, false, NULL, NULL, false},
    {"health.ports", TE_GAUGE, false, NULL, NULL, false},
    {"health.ports_limit", TE_GAUGE, false, NULL, NULL, false},
    {"health.late", TE_TREND, false, NULL, NULL, false},
};
enum { KNOWN = sizeof known / sizeof known[0] };

const te_known_metric *te_known_metric_find(const char *name) {
    for (size_t i = 0; i < KNOWN; i++)
        if (strcmp(known[i].name, name) == 0) return &known[i];
    return NULL;
}

const char *te_known_metric_tags(const te_known_metric *metric) {
    static const struct {
        const char *start, *tags; /* the first that fits */
    } rows[] = {
        {"http.requests", "name, method and status"},
        {"http.failed", "name and error"},
        {"http.duration", "name"},
        {"http.service", "name"},
        {"scenario.waited", ""},
        {"scenario.", "scenario"},
        {"checks", "check"},
        {"", ""},
    };
    size_t i = 0;
    while (strncmp(metric->name, rows[i].start, strlen(rows[i].start)) != 0)
        i++;
    return rows[i].tags;
}

te_suggestion te_known_metric_near(const char *name) {
    te_suggestion near = te_suggestion_for(name);
    for (size_t i = 0; i < KNOWN; i++)
        te_suggestion_offer(&near, known[i].name);
    return near;
}

bool te_metric_is_ours(const char *name) {
    static const char *const families[] = {"http.", "data.", "scenario.",
                                           "health.", "overflow."};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        if (strncmp(name, families[i], strlen(families[i])) == 0) return true;
    return te_known_metric_find(name) != NULL;
}
