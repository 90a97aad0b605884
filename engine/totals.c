/* totals.c - see totals.h. */
#include "totals.h"

#include "clock.h"

#include <string.h>

bool te_totals_init(te_totals *totals) {
    *totals = (te_totals){.metrics = te_metrics_new(0),
                          .failures = te_failures_new()};
    return totals->metrics != NULL && totals->failures != NULL;
}

void te_totals_clear(te_totals *totals) {
    te_metrics_free(totals->metrics);
    te_failures_free(totals->failures);
    te_metrics_free(totals->warm_up.metrics);
    te_failures_free(totals->warm_up.failures);
}

/* ---- The warm-up ---- */

static bool has_room(te_warm_up *w) {
    if (w->metrics == NULL) w->metrics = te_metrics_new(0);
    if (w->failures == NULL) w->failures = te_failures_new();
    return w->metrics != NULL && w->failures != NULL;
}

static void copy_levels(te_metrics *into, const te_metrics *from) {
    for (size_t i = 0; i < te_metrics_count(from); i++) {
        const te_series *s = te_metrics_at(from, i);
        if (s->kind != TE_GAUGE) continue;
        te_series *copy = te_metrics_series(into, TE_GAUGE, s->name, s->tags);
        if (copy == NULL) continue;
        te_series_add(copy, s->value - copy->value);
    }
}

static void add_warm_up(te_totals *totals, const te_interval *interval) {
    te_warm_up *w = &totals->warm_up;
    w->took_ns = interval->end_ns;
    if (!has_room(w)) return;
    te_metrics_merge(w->metrics, interval->delta);
    te_failures_merge(w->failures, interval->failures);
    copy_levels(totals->metrics, w->metrics);
}

/* ---- The border ---- */

static double value_of(const te_metrics *m, const char *name,
                       const char *tags) {
    const te_series *s = te_metrics_find(m, name, tags);
    return s != NULL ? s->value : 0;
}

double te_totals_ended_runs(const te_metrics *part, const char *tags) {
    return value_of(part, "scenario.succeeded", tags) +
           value_of(part, "scenario.failed", tags) +
           value_of(part, "scenario.interrupted", tags);
}

/* Runs that began in `from` and have not ended are `into`'s from now on. */
static void take_over_runs(te_metrics *into, te_metrics *from) {
    for (size_t i = 0; i < te_metrics_count(from); i++) {
        const te_series *s = te_metrics_at(from, i);
        if (strcmp(s->name, TE_TOTALS_RUNS) != 0) continue;
        double under_way = s->value - te_totals_ended_runs(from, s->tags);
        te_series_add(te_metrics_series(from, s->kind, s->name, s->tags),
                      -under_way);
        te_series_add(te_metrics_series(into, s->kind, s->name, s->tags),
                      under_way);
    }
}

static void end_warm_up(te_totals *totals, const te_interval *next) {
    te_warm_up *w = &totals->warm_up;
    w->is_over = true;
    /* Records end a little after the second that they are about. */
    if (w->took_ns > w->length_ns && w->took_ns < w->length_ns + TE_NS_PER_S)
        w->took_ns = w->length_ns;
    if (w->metrics == NULL) return;
    take_over_runs(totals->metrics, w->metrics);
    te_metrics_redirect(next->delta);
}

void te_totals_add(te_totals *totals, const te_interval *interval) {
    totals->elapsed_ns = interval->end_ns;
    if (interval->is_warm_up && !totals->warm_up.is_over) {
        add_warm_up(totals, interval);
        return;
    }
    if (!totals->warm_up.is_over) end_warm_up(totals, interval);
    te_metrics_merge(totals->metrics, interval->delta);
    te_failures_merge(totals->failures, interval->failures);
    if (totals->dropped_ns == 0 &&
        te_metrics_sum(interval->delta, "scenario.dropped", NULL) > 0)
        totals->dropped_ns = interval->end_ns;
}

static void go_on_warming_up(te_warm_up *w, const te_warm_up *before) {
    w->took_ns = before->took_ns;
    w->is_over = before->is_over;
    if (before->metrics == NULL || !has_room(w)) return;
    te_metrics_merge(w->metrics, before->metrics);
    te_failures_merge(w->failures, before->failures);
}

void te_totals_go_on(te_totals *totals, const te_totals *before) {
    te_metrics_merge(totals->metrics, before->metrics);
    te_failures_merge(totals->failures, before->failures);
    totals->elapsed_ns = before->elapsed_ns;
    totals->dropped_ns = before->dropped_ns;
    go_on_warming_up(&totals->warm_up, &before->warm_up);
}

uint64_t te_totals_counted_ns(const te_totals *totals) {
    return totals->elapsed_ns - totals->warm_up.took_ns;
}
