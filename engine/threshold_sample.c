/* threshold_sample.c - see threshold_sample.h. */
#include "threshold_sample.h"

#include "clock.h"
#include "slice.h"

#include <stdio.h>
#include <string.h>

void te_threshold_sample_free(te_threshold_sample *s) {
    te_hist_free(s->hist);
    s->hist = NULL;
}

void te_threshold_sample_reset(te_threshold_sample *s) {
    te_hist *hist = s->hist;
    if (hist != NULL) te_hist_reset(hist);
    *s = (te_threshold_sample){.hist = hist};
}

/* --- which series ------------------------------------------------------- */

/* Whether a series has every tag of `tags` but, maybe, the one of this key. */
static bool has_tags(const te_series *series, const char *tags,
                     const char *but_key) {
    te_slice rest = te_slice_of(tags);
    while (rest.length > 0) {
        size_t n = te_slice_find(rest, ',');
        te_slice tag = te_slice_to(rest, n), found;
        te_slice key = te_slice_to(tag, te_slice_find(tag, ':'));
        char name[TE_TAGS_BYTES];
        rest = te_slice_from(rest, n < rest.length ? n + 1 : n);
        snprintf(name, sizeof name, "%.*s", TE_SLICE_ARGS(key));
        if (but_key != NULL && strcmp(name, but_key) == 0) continue;
        found.data = te_tags_find(series->tags, name, &found.length);
        if (found.data == NULL ||
            !te_slice_equal(found, te_slice_from(tag, key.length + 1)))
            return false;
    }
    return true;
}

static bool is_part(const te_threshold_spec *spec, const te_series *series) {
    return strcmp(series->name, spec->metric) == 0 &&
           has_tags(series, spec->tags, NULL);
}

static bool is_whole(const te_threshold_spec *spec, const te_series *series) {
    const te_known_metric *known = spec->known;
    if (known == NULL || known->whole == NULL) return false;
    bool is_it = strcmp(series->name, known->whole) == 0 ||
                 (known->adds_itself && strcmp(series->name, known->name) == 0);
    return is_it && has_tags(series, spec->tags, known->part_key);
}

/* --- taking ------------------------------------------------------------- */

static bool merge(te_threshold_sample *s, const te_hist *from) {
    if (s->hist == NULL) s->hist = te_hist_new_of(te_hist_unit(from));
    if (s->hist == NULL) return false;
    if (te_hist_unit(s->hist) == te_hist_unit(from))
        te_hist_merge(s->hist, from);
    return true;
}

static bool take_part(te_threshold_sample *s, te_threshold_metric *metric,
                      const te_series *series) {
    metric->is_seen = metric->has_kind = true;
    metric->kind = series->kind;
    if (series->hist != NULL) return merge(s, series->hist);
    if (series->kind == TE_GAUGE) metric->level += series->value;
    s->value += series->value;
    s->total += series->total;
    return true;
}

/* A gauge is looked at once an interval. */
static void take_level(te_threshold_sample *s, double level) {
    if (s->levels == 0 || level < s->low) s->low = level;
    if (s->levels == 0 || level > s->high) s->high = level;
    s->sum += level;
    s->levels += 1;
}

bool te_threshold_sample_take(te_threshold_sample *s,
                              te_threshold_metric *metric,
                              const te_threshold_spec *spec,
                              const te_interval *interval) {
    bool has_room = true;
    s->ns += interval->end_ns - interval->start_ns;
    for (size_t i = 0; i < te_metrics_count(interval->delta); i++) {
        const te_series *series = te_metrics_at(interval->delta, i);
        if (!series->touched) continue;
        if (is_whole(spec, series)) {
            metric->is_seen = true;
            s->total += series->value;
        }
        if (is_part(spec, series))
            has_room = take_part(s, metric, series) && has_room;
    }
    if (metric->has_kind && metric->kind == TE_GAUGE)
        take_level(s, metric->level);
    return has_room;
}

bool te_threshold_sample_add(te_threshold_sample *into,
                             const te_threshold_sample *from) {
    into->ns += from->ns;
    into->value += from->value;
    into->total += from->total;
    if (from->levels > 0) {
        if (into->levels == 0 || from->low < into->low) into->low = from->low;
        if (into->levels == 0 || from->high > into->high)
            into->high = from->high;
        into->levels += from->levels;
        into->sum += from->sum;
    }
    return from->hist == NULL || merge(into, from->hist);
}

void te_threshold_sample_remove(te_threshold_sample *from,
                                const te_threshold_sample *part) {
    from->ns -= part->ns;
    from->value -= part->value;
    from->total -= part->total;
    if (part->hist != NULL) te_hist_remove(from->hist, part->hist);
}

/* --- asking ------------------------------------------------------------- */

double te_threshold_sample_count(const te_threshold_sample *s,
                                 const te_threshold_spec *spec) {
    if (s->hist != NULL) return (double)te_hist_count(s->hist);
    if (s->levels > 0) return s->levels;
    bool is_share = spec->unit == TE_BOUND_PERCENT;
    return is_share ? s->total : s->value;
}

static double trend_value(const te_hist *h, const te_threshold_spec *spec) {
    switch (spec->statistic) {
    case TE_STATISTIC_PERCENTILE:
        return (double)te_hist_percentile(h, spec->percent);
    case TE_STATISTIC_AVG:
        return te_hist_mean(h);
    case TE_STATISTIC_MIN:
        return (double)te_hist_min(h);
    default:
        return (double)te_hist_max(h);
    }
}

static double level_value(const te_threshold_sample *s,
                          const te_threshold_spec *spec) {
    if (spec->statistic == TE_STATISTIC_MIN) return s->low;
    return spec->statistic == TE_STATISTIC_MAX ? s->high : s->sum / s->levels;
}

static bool divide(double part, double whole, double times, double *value) {
    if (!(whole > 0)) return false;
    *value = part / whole * times;
    return true;
}

bool te_threshold_sample_value(const te_threshold_sample *s,
                               const te_threshold_spec *spec, double *value) {
    double count = s->hist != NULL ? (double)te_hist_count(s->hist) : s->value;
    if (spec->statistic == TE_STATISTIC_COUNT) {
        *value = count;
        return true;
    }
    if (spec->statistic == TE_STATISTIC_RATE) {
        if (spec->unit == TE_BOUND_PERCENT)
            return divide(s->value, s->total, 100, value);
        return divide(count, (double)s->ns / TE_NS_PER_S, 1, value);
    }
    if (s->levels > 0)
        *value = level_value(s, spec);
    else if (s->hist != NULL && te_hist_count(s->hist) > 0)
        *value = trend_value(s->hist, spec);
    else
        return false;
    return true;
}
