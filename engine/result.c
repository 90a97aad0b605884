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

te_run_counts te_result_runs(const te_result *r) {
    return te_metrics_runs(r->totals->metrics, NULL);
}

bool te_metric_is_ours(const char *name) {
    static const char *const families[] = {"http.", "data.", "scenario.",
                                           "health.", "overflow."};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        if (strncmp(name, families[i], strlen(families[i])) == 0) return true;
    return strcmp(name, "checks") == 0 || strcmp(name, "workers") == 0;
}

/* --- groups ------------------------------------------------------------- */

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
    bool is_folded = te_series_has_tag(s, "overflow:true");
    char *label = is_folded ? strdup("(others)") : copy_tag(s, key);
    if (label == NULL) return false;
    size_t size = strlen(key) + strlen(label) + sizeof "overflow:true";
    char *tag = malloc(size);
    if (tag == NULL) {
        free(label);
        return false;
    }
    if (is_folded)
        snprintf(tag, size, "overflow:true");
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

te_groups te_groups_of(const te_metrics *m, const char *metric,
                       const char *key) {
    te_groups groups = {NULL, 0};
    size_t wanted = 0;
    for (size_t i = 0; i < te_metrics_count(m); i++)
        wanted += strcmp(te_metrics_at(m, i)->name, metric) == 0;
    if (wanted == 0) return groups;
    groups.items = calloc(wanted, sizeof *groups.items);
    if (groups.items == NULL) return groups;
    for (size_t i = 0; i < te_metrics_count(m); i++) {
        const te_series *s = te_metrics_at(m, i);
        if (strcmp(s->name, metric) == 0 &&
            group_of(s, key, &groups.items[groups.count]))
            groups.count++;
    }
    if (groups.count == 0) return groups;
    qsort(groups.items, groups.count, sizeof *groups.items, by_tag);
    groups.count = merge_neighbours(groups.items, groups.count);
    qsort(groups.items, groups.count, sizeof *groups.items, by_value);
    return groups;
}

void te_groups_free(te_groups *groups) {
    for (size_t i = 0; i < groups->count; i++)
        free_group(&groups->items[i]);
    free(groups->items);
    *groups = (te_groups){NULL, 0};
}
