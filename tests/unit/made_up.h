/* made_up.h - results of runs that never were, for the tests of what is
 * printed. */
#ifndef TE_MADE_UP_H
#define TE_MADE_UP_H

#include "clock.h"
#include "result.h"

typedef struct made_up {
    te_metrics *metrics;
    te_failures *failures;
    te_totals totals;
    te_result result;
} made_up;

static inline void make_up(made_up *m, uint64_t elapsed_ns) {
    m->metrics = te_metrics_new(0);
    m->failures = te_failures_new();
    m->totals = (te_totals){.metrics = m->metrics,
                            .failures = m->failures,
                            .elapsed_ns = elapsed_ns};
    m->result = (te_result){
        .version = "0.1.0",
        .scenario_path = "scenarios/loadtest.lua",
        .seed = 42,
        .workers = 50,
        .workers_begun = 50,
        .threads = 2,
        .max_runs = 10,
        .end = TE_END_RUNS,
        .totals = &m->totals,
    };
}

static inline void unmake(made_up *m) {
    te_metrics_free(m->metrics);
    te_failures_free(m->failures);
}

static inline void add_counter(made_up *m, const char *name, const char *tags,
                               double n) {
    te_series_add(te_metrics_series(m->metrics, TE_COUNTER, name, tags), n);
}

static inline void add_rate(made_up *m, const char *name, const char *tags,
                            int passed, int failed) {
    te_series *s = te_metrics_series(m->metrics, TE_RATE, name, tags);
    for (int i = 0; i < passed + failed; i++)
        te_series_rate(s, i < passed);
}

/* Durations of 1, 2, 3 ... count times `step_us`. */
static inline void add_trend(made_up *m, const char *name, const char *tags,
                             int count, double step_us) {
    te_series *s = te_metrics_series(m->metrics, TE_TREND, name, tags);
    for (int i = 1; i <= count; i++)
        te_series_record(s, (uint64_t)(i * step_us * 1e3));
}

static inline void add_failures(made_up *m, const char *scenario,
                                const char *message, const char *traceback,
                                int count) {
    for (int i = 0; i < count; i++)
        te_failures_add(m->failures, scenario, message, traceback,
                        (uint32_t)(7 + i), (uint64_t)(3 + i));
}

/* A load test of a symbol server as it could have gone. */
static inline void make_up_loadtest(made_up *m) {
    make_up(m, 65 * TE_NS_PER_S);
    const char *const scenarios[] = {"scenario:download",
                                     "scenario:symbolication"};
    const double runs[] = {7391, 4954}, failed[] = {4, 11};
    for (int i = 0; i < 2; i++) {
        add_counter(m, "scenario.runs", scenarios[i], runs[i]);
        add_counter(m, "scenario.succeeded", scenarios[i],
                    runs[i] - failed[i] - 2 * i);
        add_counter(m, "scenario.failed", scenarios[i], failed[i]);
        add_counter(m, "scenario.interrupted", scenarios[i], 2 * i);
    }
    add_trend(m, "scenario.duration", scenarios[0], 7391, 10);
    add_trend(m, "scenario.duration", scenarios[1], 4952, 185);
    add_counter(m, "http.requests", "method:GET,name:GET symbol,status:302",
                3695);
    add_counter(m, "http.requests", "method:GET,name:GET symbol,status:404",
                3692);
    add_counter(m, "http.requests", "method:GET,name:GET symbol,status:0", 4);
    add_counter(m, "http.requests",
                "method:POST,name:POST symbolicate,status:200", 4941);
    add_counter(m, "http.requests",
                "method:POST,name:POST symbolicate,status:500", 11);
    add_counter(m, "http.failed", "error:connect,name:GET symbol", 4);
    add_counter(m, "http.failed", "error:status,name:POST symbolicate", 11);
    add_trend(m, "http.duration", "name:GET symbol", 7391, 9.5);
    add_trend(m, "http.duration", "name:POST symbolicate", 4952, 180);
    add_trend(m, "http.service", "name:GET symbol", 7391, 9);
    add_trend(m, "http.service", "name:POST symbolicate", 4952, 175);
    add_trend(m, "http.dns", "", 1, 800);
    add_trend(m, "http.connect", "", 50, 20);
    add_trend(m, "http.wait", "", 12339, 70);
    add_trend(m, "http.receive", "", 12339, 0.25);
    add_counter(m, "http.reused", "", 12289);
    add_counter(m, "http.retried_connection", "", 3);
    add_counter(m, "data.sent", "", 45.6e6);
    add_counter(m, "data.received", "", 123.4e6);
    add_rate(m, "checks", "check:a result for every frame", 4941, 0);
    add_rate(m, "checks", "check:Location holds the key", 3690, 5);
    add_counter(m, "stacks.frames", "", 1234567);
    add_rate(m, "cache.hit", "kind:module", 300, 100);
    add_trend(m, "symbols.debug_time", "found:true", 3695, 4);
    te_series_add(te_metrics_series(m->metrics, TE_GAUGE, "workers", ""), 0);
    add_failures(m, "symbolication",
                 "scenarios/loadtest.lua:42: stacks/000172.json: status 500 "
                 "instead of 200",
                 "stack traceback:\n\t[C]: in function 'assert'\n\t"
                 "scenarios/loadtest.lua:42: in function "
                 "<scenarios/loadtest.lua:35>",
                 11);
    add_failures(m, "download",
                 "connect: could not connect to 127.0.0.1:8000: Connection "
                 "refused",
                 NULL, 4);
    static const char *const notes[] = {
        "generator and server shared one machine",
        "symbols: 135,795 rows, 67,898 jobs after balancing, shuffled"};
    m->result.notes = notes;
    m->result.note_count = 2;
    m->result.failures_limit = 100;
}

#endif
