/* result.c - see result.h. */
#include "result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t sum(const te_metrics *m, const char *name, const char *tag) {
    double n = te_metrics_sum(m, name, tag);
    return n > 0 ? (uint64_t)n : 0;
}

te_run_counts te_metrics_runs(const te_metrics *m, const char *tag) {
    return (te_run_counts){
        .started = sum(m, "scenario.runs", tag),
        .succeeded = sum(m, "scenario.succeeded", tag),
        .failed = sum(m, "scenario.failed", tag),
        .interrupted = sum(m, "scenario.interrupted", tag),
        .dropped = sum(m, "scenario.dropped", tag),
    };
}

bool te_result_verdict(const te_result *r, te_verdict *verdict) {
    bool is_known = r->verdict != NULL || te_health_is_known(r->health);
    if (is_known)
        *verdict =
            r->verdict != NULL ? *r->verdict : te_health_verdict(r->health);
    return is_known;
}

te_run_counts te_result_runs(const te_result *r) {
    return te_metrics_runs(r->totals->metrics, NULL);
}

void te_result_configure(te_result *r, const te_config *config) {
    r->version = TE_VERSION;
    r->scenario_path = config->scenario_path;
    r->seed = config->seed;
    r->workers = config->workers;
    r->max_runs = config->max_runs;
    r->duration_ns = config->duration_ns;
    r->failures_limit = (double)config->fail_limit;
}

const char *te_end_name(te_end end) {
    static const char *const names[] = {
        [TE_END_RUNNING] = "running",     [TE_END_RUNS] = "runs",
        [TE_END_DURATION] = "duration",   [TE_END_STOP] = "stop",
        [TE_END_EXCEPTION] = "exception", [TE_END_SIGNAL] = "signal",
        [TE_END_FIXTURE] = "fixture",     [TE_END_STUCK] = "stuck",
        [TE_END_SIZED] = "sized",         [TE_END_THRESHOLD] = "threshold",
        [TE_END_CAPACITY] = "capacity",   [TE_END_KILLED] = "killed",
    };
    return names[end];
}

const char *te_end_text(te_end end) {
    static const char *const texts[] = {
        [TE_END_RUNNING] = "not yet",
        [TE_END_RUNS] = "every worker did its runs",
        [TE_END_DURATION] = "the time was up",
        [TE_END_STOP] = "stopped by the scenario",
        [TE_END_EXCEPTION] = "a run failed, and one is enough (--exception)",
        [TE_END_SIGNAL] = "stopped from outside",
        [TE_END_FIXTURE] = "a fixture failed",
        [TE_END_STUCK] = "every worker had to be ended",
        [TE_END_THRESHOLD] = "a threshold with abort is broken",
        [TE_END_SIZED] = "more runs failed than --sizing tolerates",
        [TE_END_CAPACITY] = "the search for the capacity is over",
        [TE_END_KILLED] =
            "killed, or could not write its journal: it breaks off here",
    };
    return texts[end];
}

char *te_scenario_fact_tag(const te_scenario_fact *fact, char *out) {
    out[0] = '\0';
    te_tags_add_name(out, "scenario", fact->name);
    return out;
}

/* --- series of the scenario's own --------------------------------------- */

static int by_name(const void *a, const void *b) {
    const te_series *left = *(const te_series *const *)a;
    const te_series *right = *(const te_series *const *)b;
    int order = strcmp(left->name, right->name);
    return order != 0 ? order : strcmp(left->tags, right->tags);
}

const te_series **te_own_series(const te_metrics *m, bool trends,
                                size_t *count) {
    *count = 0;
    size_t all = te_metrics_count(m);
    const te_series **own = all > 0 ? calloc(all, sizeof *own) : NULL;
    if (own == NULL) return NULL;
    for (size_t i = 0; i < all; i++) {
        const te_series *series = te_metrics_at(m, i);
        bool is_trend = te_kind_is_trend(series->kind);
        if (!te_metric_is_ours(series->name) && is_trend == trends)
            own[(*count)++] = series;
    }
    if (*count > 0) qsort(own, *count, sizeof *own, by_name);
    return own;
}

/* --- groups ------------------------------------------------------------- */

#define FOLDED "overflow:true"
#define OTHERS "(others)"

/* The value of `key` among the tags of a series, on the heap; NULL for none
 * (or no memory). */
static char *copy_tag(const te_series *s, const char *key) {
    size_t size = strlen(s->tags) + 1;
    char *value = malloc(size);
    if (value == NULL) return NULL;
    if (te_series_tag(s, key, value, size)[0] != '\0') return value;
    free(value);
    return NULL;
}

/* The group that a series is in by itself; false when it is in none. */
static bool group_of(const te_series *s, const char *key, te_group *group) {
    bool is_folded = te_series_has_tag(s, FOLDED);
    char *label = is_folded ? strdup(OTHERS) : copy_tag(s, key);
    if (label == NULL) return false;
    size_t size = strlen(key) + strlen(label) + sizeof FOLDED;
    char *tag = malloc(size);
    if (tag == NULL) {
        free(label);
        return false;
    }
    if (is_folded)
        snprintf(tag, size, FOLDED);
    else
        snprintf(tag, size, "%s:%s", key, label);
    *group = (te_group){label, tag, s->value, s->total};
    if (s->hist != NULL) group->value = (double)te_hist_count(s->hist);
    return true;
}

static int by_tag(const void *a, const void *b) {
    return strcmp(((const te_group *)a)->tag, ((const te_group *)b)->tag);
}

static int by_value(const void *a, const void *b) {
    const te_group *left = a, *right = b;
    if (left->value != right->value) return left->value > right->value ? -1 : 1;
    return strcmp(left->label, right->label);
}

static void free_group(te_group *group) {
    free(group->label);
    free(group->tag);
}

/* Adds up neighbours of the same tag; returns how many groups are left. */
static size_t merge_neighbours(te_group *items, size_t count) {
    size_t last = 0;
    for (size_t i = 1; i < count; i++) {
        if (strcmp(items[last].tag, items[i].tag) == 0) {
            items[last].value += items[i].value;
            items[last].total += items[i].total;
            free_group(&items[i]);
        } else {
            items[++last] = items[i];
        }
    }
    return last + 1;
}

/* Whether a series is of the metric and, unless `tag` is NULL, carries it. */
static bool is_wanted(const te_series *s, const char *metric, const char *tag) {
    return strcmp(s->name, metric) == 0 &&
           (tag == NULL || te_series_has_tag(s, tag));
}

te_groups te_groups_of(const te_metrics *m, const char *metric,
                       const char *key) {
    return te_groups_where(m, metric, key, NULL);
}

te_groups te_groups_where(const te_metrics *m, const char *metric,
                          const char *key, const char *tag) {
    te_groups groups = {NULL, 0};
    size_t wanted = 0;
    for (size_t i = 0; i < te_metrics_count(m); i++)
        wanted += is_wanted(te_metrics_at(m, i), metric, tag);
    if (wanted == 0) return groups;
    groups.items = calloc(wanted, sizeof *groups.items);
    if (groups.items == NULL) return groups;
    for (size_t i = 0; i < te_metrics_count(m); i++) {
        const te_series *s = te_metrics_at(m, i);
        if (is_wanted(s, metric, tag) &&
            group_of(s, key, &groups.items[groups.count]))
            groups.count++;
    }
    if (groups.count == 0) return groups;
    qsort(groups.items, groups.count, sizeof *groups.items, by_tag);
    groups.count = merge_neighbours(groups.items, groups.count);
    qsort(groups.items, groups.count, sizeof *groups.items, by_value);
    return groups;
}

static bool has_folded(const te_groups *groups) {
    for (size_t i = 0; i < groups->count; i++)
        if (strcmp(groups->items[i].tag, FOLDED) == 0) return true;
    return false;
}

te_groups te_groups_of_requests(const te_metrics *m) {
    te_groups groups = te_groups_of(m, "http.requests", "name");
    if (te_metrics_find(m, "http.duration", FOLDED) == NULL ||
        has_folded(&groups))
        return groups;
    te_group *items = realloc(groups.items, (groups.count + 1) * sizeof *items);
    if (items == NULL) return groups;
    groups.items = items;
    te_group *others = &items[groups.count];
    *others = (te_group){.label = strdup(OTHERS), .tag = strdup(FOLDED)};
    if (others->label != NULL && others->tag != NULL)
        groups.count++;
    else
        free_group(others);
    return groups;
}

void te_groups_free(te_groups *groups) {
    for (size_t i = 0; i < groups->count; i++)
        free_group(&groups->items[i]);
    free(groups->items);
    *groups = (te_groups){NULL, 0};
}
