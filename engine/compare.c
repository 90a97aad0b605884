/* compare.c - see compare.h. */
#include "compare.h"

#include "clock.h"
#include "result.h"
#include "run_blocks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *te_compared_name(te_compared verdict) {
    static const char *const names[] = {
        [TE_COMPARED_SAME] = "same",           [TE_COMPARED_BETTER] = "better",
        [TE_COMPARED_WORSE] = "worse",         [TE_COMPARED_MORE] = "more",
        [TE_COMPARED_LESS] = "less",           [TE_COMPARED_UNSURE] = "unsure",
        [TE_COMPARED_ONE_SIDED] = "one_sided", [TE_COMPARED_ABSENT] = "absent",
    };
    return names[verdict];
}

void te_compare_clear(te_compare *c) {
    for (size_t i = 0; i < c->count; i++) {
        te_threshold_sample_free(&c->groups[i]->whole);
        te_threshold_sample_free(&c->groups[i]->block);
        free(c->groups[i]);
    }
    free(c->groups);
}

/* ---- Groups and figures ---- */

/* What is known of the engine's metrics, in the order in which they are
 * shown. */
static const struct {
    const char *name;
    int good;
} ranks[] = {
    {"http.requests", 1},
    {"http.failed", -1},
    {"http.duration", -1},
    {"http.service", -1},
    {"scenario.runs", 1},
    {"scenario.failed", -1},
    {"scenario.dropped", -1},
    {"scenario.duration", -1},
    {"checks", 1},
};
enum { RANKS = sizeof ranks / sizeof ranks[0] };

static size_t rank_of(const char *metric) {
    size_t i = 0;
    while (i < RANKS && strcmp(ranks[i].name, metric) != 0)
        i++;
    return i;
}

static te_compare_group *find_group(const te_compare *c, const char *metric,
                                    const char *tags) {
    for (size_t i = 0; i < c->count; i++) {
        te_compare_group *g = c->groups[i];
        if (strcmp(g->of.metric, metric) == 0 && strcmp(g->of.tags, tags) == 0)
            return g;
    }
    return NULL;
}

/* Finds it or makes it; NULL where there are too many, or no memory. */
static te_compare_group *group_of(te_compare *c, const char *metric,
                                  const char *tags) {
    te_compare_group *g = find_group(c, metric, tags);
    if (g != NULL) return g;
    if (c->count == TE_COMPARE_GROUPS) {
        c->is_cut = true;
        return NULL;
    }
    te_compare_group **more =
        realloc(c->groups, (c->count + 1) * sizeof *c->groups);
    if (more != NULL) c->groups = more;
    g = more != NULL ? calloc(1, sizeof *g) : NULL;
    if (g == NULL) {
        c->is_short = true;
        return NULL;
    }
    snprintf(g->of.metric, sizeof g->of.metric, "%s", metric);
    snprintf(g->of.tags, sizeof g->of.tags, "%s", tags);
    g->of.known = te_known_metric_find(metric);
    size_t rank = rank_of(metric);
    if (rank < RANKS) g->good = ranks[rank].good;
    return c->groups[c->count++] = g;
}

/* One whose unit is not known yet will have the only one that there is for
 * it. */
static bool is_figure(const te_compare_figure *f,
                      const te_compare_figure *wanted) {
    return f->statistic == wanted->statistic && f->percent == wanted->percent &&
           (!f->has_unit || !wanted->has_unit || f->unit == wanted->unit);
}

/* NULL where the group has no room or is none. */
static te_compare_figure *figure_of(te_compare_group *g,
                                    te_compare_figure wanted) {
    if (g == NULL) return NULL;
    size_t i = 0;
    while (i < g->count && !is_figure(&g->figures[i], &wanted))
        i++;
    if (i == TE_COMPARE_FIGURES) return NULL;
    te_compare_figure *f = &g->figures[i];
    if (i == g->count) {
        *f = wanted;
        g->count++;
    } else if (!f->has_unit) {
        f->has_unit = wanted.has_unit;
        f->unit = wanted.unit;
    }
    return f;
}

te_bound_unit te_compare_unit(const te_threshold_spec *of,
                              te_statistic statistic, te_series_kind kind) {
    if (statistic == TE_STATISTIC_RATE) {
        if (kind == TE_RATE) return TE_BOUND_PERCENT;
        bool is_bytes = of->known != NULL && of->known->is_bytes;
        return is_bytes ? TE_BOUND_BYTES_PER_S : TE_BOUND_PER_S;
    }
    if (kind == TE_TREND) return TE_BOUND_DURATION;
    return kind == TE_TREND_BYTES ? TE_BOUND_SIZE : TE_BOUND_NUMBER;
}

te_compare_figure *te_compare_want(te_compare *c, const te_threshold_spec *spec,
                                   te_error *err) {
    te_compare_figure wanted = {.statistic = spec->statistic,
                                .percent = spec->percent};
    if (spec->unit == TE_BOUND_PERCENT || spec->known != NULL) {
        wanted.has_unit = true;
        wanted.unit =
            spec->unit == TE_BOUND_PERCENT
                ? TE_BOUND_PERCENT
                : te_compare_unit(spec, spec->statistic, spec->known->kind);
    }
    te_compare_figure *f =
        figure_of(group_of(c, spec->metric, spec->tags), wanted);
    if (f == NULL)
        te_fail(err, "compare: more than %d figures of %s", TE_COMPARE_FIGURES,
                spec->metric);
    return f;
}

/* ---- What a run has ---- */

static void add_trend(te_compare *c, const char *metric, const char *tags,
                      te_series_kind kind) {
    static const double percents[] = {50, 95, 99};
    te_compare_group *g = group_of(c, metric, tags);
    te_compare_figure f = {.statistic = TE_STATISTIC_AVG, .has_unit = true};
    if (g == NULL) return;
    if (kind == TE_TREND) g->good = -1; /* of whatever: it takes long */
    f.unit = te_compare_unit(&g->of, f.statistic, kind);
    figure_of(g, f);
    for (size_t i = 0; i < 3; i++) {
        f.statistic = TE_STATISTIC_PERCENTILE;
        f.percent = percents[i];
        figure_of(g, f);
    }
}

static void add_rate(te_compare *c, const char *metric, const char *tags,
                     te_bound_unit unit) {
    te_compare_figure f = {
        .statistic = TE_STATISTIC_RATE, .has_unit = true, .unit = unit};
    figure_of(group_of(c, metric, tags), f);
}

/* Those of a counter of the engine, and the share of another that belongs to
 * it. */
static void add_counted(te_compare *c, const te_metrics *m, const char *metric,
                        const char *share) {
    if (te_metrics_sum(m, metric, NULL) == 0) return;
    add_rate(c, metric, "", TE_BOUND_PER_S);
    add_rate(c, share, "", TE_BOUND_PERCENT);
}

static void add_durations(te_compare *c, const te_metrics *m,
                          const char *metric, const char *key) {
    if (te_metrics_sum(m, metric, NULL) == 0) return;
    add_trend(c, metric, "", TE_TREND);
    te_groups groups = te_groups_of(m, metric, key);
    for (size_t i = 0; groups.count > 1 && i < groups.count; i++)
        add_trend(c, metric, groups.items[i].tag, TE_TREND);
    te_groups_free(&groups);
}

static void add_checks(te_compare *c, const te_metrics *m) {
    te_groups groups = te_groups_of(m, "checks", "check");
    for (size_t i = 0; i < groups.count; i++)
        add_rate(c, "checks", groups.items[i].tag, TE_BOUND_PERCENT);
    te_groups_free(&groups);
}

static void add_own(te_compare *c, const te_metrics *m, bool trends) {
    size_t count;
    const te_series **own = te_own_series(m, trends, &count);
    for (size_t i = 0; i < count; i++) {
        const te_series *s = own[i];
        if (te_kind_is_trend(s->kind))
            add_trend(c, s->name, s->tags, s->kind);
        else if (s->kind != TE_GAUGE)
            add_rate(c, s->name, s->tags,
                     s->kind == TE_RATE ? TE_BOUND_PERCENT : TE_BOUND_PER_S);
    }
    free(own);
}

static void discover(te_compare *c, const te_metrics *m) {
    add_counted(c, m, "http.requests", "http.failed");
    add_durations(c, m, "http.duration", "name");
    add_counted(c, m, "scenario.runs", "scenario.failed");
    if (te_metrics_sum(m, "scenario.dropped", NULL) > 0)
        add_rate(c, "scenario.dropped", "", TE_BOUND_PERCENT);
    add_durations(c, m, "scenario.duration", "scenario");
    add_checks(c, m);
    add_own(c, m, false);
    add_own(c, m, true);
}

/* ---- One run ---- */

typedef struct reading {
    te_compare *compare;
    te_run_blocks run;
    bool has_few; /* blocks: each is a second */
} reading;

static bool value_of(te_compare_group *g, const te_compare_figure *f,
                     const te_threshold_sample *of, double *value) {
    g->of.statistic = f->statistic;
    g->of.percent = f->percent;
    g->of.unit = f->unit;
    /* Of what there is no series there is no rate, either. */
    return g->seen.is_seen && f->has_unit &&
           te_threshold_sample_value(of, &g->of, value);
}

/* Of the scenario's own metrics the run tells what they are. */
static void find_units(te_compare_group *g) {
    for (size_t i = 0; i < g->count && g->seen.has_kind; i++) {
        te_compare_figure *f = &g->figures[i];
        if (!f->has_unit)
            f->unit = te_compare_unit(&g->of, f->statistic, g->seen.kind);
        f->has_unit = true;
    }
}

static void begin_group(te_compare *c, te_compare_group *g,
                        const te_interval *whole) {
    te_threshold_sample_reset(&g->whole);
    g->seen = (te_threshold_metric){.is_seen = false};
    if (!te_threshold_sample_take(&g->whole, &g->seen, &g->of, whole))
        c->is_short = true;
    find_units(g);
    for (size_t i = 0; i < g->count; i++) {
        te_compare_figure *f = &g->figures[i];
        f->without = f->in_each = f->logs = (te_spread){0};
    }
}

/* Blocks in which a figure has no value tell nothing of it. */
static void see_block(te_compare_group *g, te_compare_figure *f, bool has_few) {
    double value;
    if (!value_of(g, f, &g->block, &value)) return;
    if (!has_few) {
        if (value_of(g, f, &g->whole, &value))
            te_spread_add(&f->without, value);
        return;
    }
    te_spread_add(&f->in_each, value);
    if (value > 0) te_spread_add(&f->logs, log(value));
}

/* What the figures are in this block, and without it. */
static void take_block(void *arg, const te_interval *block) {
    const reading *r = arg;
    te_compare *c = r->compare;
    te_threshold_metric ignored = {.is_seen = false};
    for (size_t i = 0; i < c->count; i++) {
        te_compare_group *g = c->groups[i];
        te_threshold_sample_reset(&g->block);
        bool ok = te_threshold_sample_take(&g->block, &ignored, &g->of, block);
        te_threshold_sample_remove(&g->whole, &g->block);
        for (size_t k = 0; k < g->count; k++)
            see_block(g, &g->figures[k], r->has_few);
        ok = te_threshold_sample_add(&g->whole, &g->block) && ok;
        if (!ok) c->is_short = true;
    }
}

static te_estimate estimate_of(const te_compare_group *g,
                               const te_compare_figure *f, double value,
                               bool has_few) {
    if (!has_few) return te_estimate_of_blocks(value, &f->without);
    te_estimate e = te_estimate_of_few(value, &f->in_each, &f->logs);
    if (f->unit == TE_BOUND_PERCENT)
        te_estimate_share(&e, te_threshold_sample_count(&g->whole, &g->of));
    return e;
}

static void end_group(te_compare_group *g, te_compare_side side, bool has_few) {
    for (size_t i = 0; i < g->count; i++) {
        te_compare_figure *f = &g->figures[i];
        double value;
        if (!value_of(g, f, &g->whole, &value)) continue;
        te_estimate e = estimate_of(g, f, value, has_few);
        te_estimate_runs_add(&f->runs[side], &e);
    }
}

static void add_load(te_compare_load *load, const te_run_blocks *run) {
    const te_interval *whole = &run->whole;
    double s = (double)(whole->end_ns - whole->start_ns) / TE_NS_PER_S;
    te_spread_add(&load->workers, run->workers);
    te_spread_add(&load->measured_s, s);
    te_spread_add(&load->skipped_s, (double)whole->start_ns / TE_NS_PER_S);
    if (s <= 0) return;
    te_spread_add(&load->requests_per_s,
                  te_metrics_sum(whole->delta, "http.requests", NULL) / s);
    te_spread_add(&load->runs_per_s,
                  te_metrics_sum(whole->delta, "scenario.runs", NULL) / s);
}

bool te_compare_add(te_compare *c, te_compare_side side, const char *path,
                    te_error *err) {
    reading r = {.compare = c};
    te_run_blocks *run = &r.run;
    bool ok = te_run_blocks_open(run, path, err);
    if (ok) {
        r.has_few = run->blocks < TE_BLOCKS_USUAL;
        discover(c, run->whole.delta);
        add_load(&c->loads[side], run);
        for (size_t i = 0; i < c->count; i++)
            begin_group(c, c->groups[i], &run->whole);
        ok = te_run_blocks_each(run, take_block, &r, err);
    }
    for (size_t i = 0; ok && i < c->count; i++)
        end_group(c->groups[i], side, r.has_few);
    te_run_blocks_clear(run);
    return ok && (!c->is_short ||
                  te_fail_as(err, TE_ERROR_SYSTEM, "compare: no memory"));
}

/* ---- Both sides ---- */

/* Percentiles are no finer than the buckets that they are read from. */
static double grain_of(const te_compare_figure *f) {
    if (f->statistic != TE_STATISTIC_PERCENTILE) return 0;
    double least = f->unit == TE_BOUND_DURATION ? 1000 : 1;
    return fmax(least, fmax(f->sides[0].value, f->sides[1].value) / 1024);
}

static te_compared verdict_of(const te_compare_figure *f, int good) {
    const te_difference *d = &f->difference;
    bool is_there[] = {f->sides[0].is_known, f->sides[1].is_known};
    if (!is_there[0] && !is_there[1]) return TE_COMPARED_ABSENT;
    if (!is_there[0] || !is_there[1]) return TE_COMPARED_ONE_SIDED;
    if (!d->has_interval) return TE_COMPARED_UNSURE;
    if (d->low <= 0 && d->high >= 0) return TE_COMPARED_SAME;
    bool is_more = d->low > 0;
    if (good == 0) return is_more ? TE_COMPARED_MORE : TE_COMPARED_LESS;
    return is_more == (good > 0) ? TE_COMPARED_BETTER : TE_COMPARED_WORSE;
}

static void settle_figure(te_compare_figure *f, int good) {
    const te_estimate *base = &f->sides[TE_BASE], *new = &f->sides[TE_NEW];
    for (int side = 0; side < TE_COMPARE_SIDES; side++)
        f->sides[side] = te_estimate_of_runs(&f->runs[side]);
    bool has_ratio =
        f->unit != TE_BOUND_PERCENT && base->value > 0 && new->value > 0;
    if (base->is_known && new->is_known)
        f->difference = has_ratio
                            ? te_estimate_ratio(base, new, grain_of(f))
                            : te_estimate_difference(base, new, grain_of(f));
    f->verdict = verdict_of(f, good);
}

static int by_rank(const void *a, const void *b) {
    const te_compare_group *left = *(te_compare_group *const *)a;
    const te_compare_group *right = *(te_compare_group *const *)b;
    size_t ranks_of[] = {rank_of(left->of.metric), rank_of(right->of.metric)};
    if (ranks_of[0] != ranks_of[1]) return ranks_of[0] < ranks_of[1] ? -1 : 1;
    int order = strcmp(left->of.metric, right->of.metric);
    return order != 0 ? order : strcmp(left->of.tags, right->of.tags);
}

void te_compare_settle(te_compare *c) {
    if (c->count > 0) qsort(c->groups, c->count, sizeof *c->groups, by_rank);
    for (size_t i = 0; i < c->count; i++)
        for (size_t k = 0; k < c->groups[i]->count; k++)
            settle_figure(&c->groups[i]->figures[k], c->groups[i]->good);
}
