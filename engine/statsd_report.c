/* statsd_report.c - see statsd_report.h. */
#include "statsd_report.h"

#include "marked.h"

static void send_value(te_statsd *s, const te_series *series,
                       const char *suffix, const char *type, double value) {
    te_statsd_send(s, &(te_statsd_line){.prefix = "tengine.",
                                        .name = series->name,
                                        .suffix = suffix,
                                        .value = value,
                                        .type = type,
                                        .tags = series->tags});
}

/* What did not grow is not worth a line. */
static void send_counter(te_statsd *s, const te_series *series,
                         const char *suffix, double value) {
    if (value != 0) send_value(s, series, suffix, "c", value);
}

/* ---- Distributions ---- */

/* Neighbouring buckets, as one line: their mean and how many they hold. */
typedef struct group {
    double sum;
    uint64_t count;
} group;

/* Timings are in milliseconds; amounts are histograms of numbers. */
static const char *type_of(const te_hist *h) {
    return te_hist_unit(h) == TE_UNIT_SECONDS ? "ms" : "h";
}

static double shown(const te_hist *h, uint64_t value) {
    double number = (double)value;
    return te_hist_unit(h) == TE_UNIT_SECONDS ? number / 1e6 : number;
}

static void send_group(te_statsd *s, const te_series *series, group *g) {
    te_statsd_send(s, &(te_statsd_line){.prefix = "tengine.",
                                        .name = series->name,
                                        .value = g->sum / (double)g->count,
                                        .type = type_of(series->hist),
                                        .stands_for = g->count,
                                        .tags = series->tags});
    *g = (group){0};
}

static size_t count_buckets(const te_hist *h) {
    size_t buckets = 0;
    for (te_hist_bucket b = {0}; te_hist_next(h, &b);)
        buckets++;
    return buckets;
}

/* Few buckets are a line each. Of many, a group is the eighth part of what is
 * left, so that groups become smaller where people look: at p99 a line stands
 * for 0.1 %. The last one takes the rest. */
static void send_trend(te_statsd *s, const te_series *series) {
    const te_hist *h = series->hist;
    bool is_short = count_buckets(h) <= TE_STATSD_TIMINGS;
    uint64_t left = te_hist_count(h), wanted = 0;
    int lines = 0;
    group g = {0};
    for (te_hist_bucket b = {0}; te_hist_next(h, &b);) {
        if (g.count == 0) wanted = is_short ? 1 : (left + 7) / 8;
        g.sum += shown(h, b.value) * (double)b.count;
        g.count += b.count;
        left -= b.count;
        bool is_last = lines == TE_STATSD_TIMINGS - 1;
        if (left > 0 && (g.count < wanted || is_last)) continue;
        send_group(s, series, &g);
        lines++;
    }
}

/* ---- The record ---- */

static void send_change(te_statsd *s, const te_series *series) {
    switch (series->kind) {
    case TE_COUNTER:
        send_counter(s, series, NULL, series->value);
        break;
    case TE_RATE:
        send_counter(s, series, ".passed", series->value);
        send_counter(s, series, ".failed", series->total - series->value);
        break;
    case TE_TREND:
    case TE_TREND_COUNT:
    case TE_TREND_BYTES:
        send_trend(s, series);
        break;
    case TE_GAUGE:
        break; /* a change of level is no level */
    }
}

void te_statsd_report(te_statsd *s, const te_interval *interval,
                      const te_totals *totals) {
    te_marked room;
    for (size_t i = 0; i < te_metrics_count(interval->delta); i++) {
        const te_series *series = te_metrics_at(interval->delta, i);
        if (!series->touched) continue;
        send_change(s, te_marked_of(series, interval, &room));
    }
    for (size_t i = 0; i < te_metrics_count(totals->metrics); i++) {
        const te_series *series = te_metrics_at(totals->metrics, i);
        if (series->kind == TE_GAUGE)
            send_value(s, series, NULL, "g", series->value);
    }
    te_statsd_flush(s);
}
