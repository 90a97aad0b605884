/* influx_report.c - see influx_report.h. */
#include "influx_report.h"

#include "marked.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- Parts of a line ---- */

bool te_influx_text(te_buf *out, te_slice text, const char *special) {
    te_buf copy = TE_BUF_INIT, clean = TE_BUF_INIT;
    bool ok = te_buf_add(&copy, text.data, text.length) &&
              te_text_clean(&clean, te_buf_str(&copy));
    for (size_t i = 0; i < clean.length && ok; i++) {
        char c = clean.data[i];
        if (c == '\\' && i + 1 == clean.length) c = '_';
        if (strchr(special, c) != NULL) ok = te_buf_addc(out, '\\');
        ok = ok && te_buf_addc(out, c);
    }
    te_buf_free(&copy);
    te_buf_free(&clean);
    return ok;
}

/* A tag without a value is none. */
static bool add_tags(te_buf *out, const char *tags) {
    static const char special[] = "=, ";
    te_slice rest = te_slice_of(tags), key, value;
    bool ok = true;
    while (ok && te_tags_next(&rest, &key, &value)) {
        if (key.length == 0 || value.length == 0) continue;
        ok = te_buf_addc(out, ',') && te_influx_text(out, key, special) &&
             te_buf_addc(out, '=') && te_influx_text(out, value, special);
    }
    return ok;
}

/* A line while it is made. */
typedef struct line {
    te_buf *out;
    size_t start;
    const char *before; /* the next field */
    bool ok;
} line;

static line begin_line(te_buf *out, const te_series *s) {
    line l = {.out = out, .start = out->length, .before = " "};
    l.ok = te_buf_adds(out, "tengine.") &&
           te_influx_text(out, te_slice_of(s->name), ", ") &&
           add_tags(out, s->tags);
    return l;
}

/* There is no way to write what is not finite. */
static void add_field(line *l, const char *key, double value) {
    if (!isfinite(value)) return;
    l->ok = l->ok && te_buf_addf(l->out, "%s%s=%.15g", l->before, key, value);
    l->before = ",";
}

/* A line without a field is no line. */
static bool end_line(line *l, uint64_t unix_ns) {
    if (l->before[0] == ',')
        return l->ok && te_buf_addf(l->out, " %" PRIu64 "\n", unix_ns);
    l->out->length = l->start;
    return l->ok;
}

/* ---- Series ---- */

static const struct percentile {
    const char *key;
    double percent;
} percentiles[] = {{"p50", 50}, {"p90", 90}, {"p95", 95}, {"p99", 99}};
enum { PERCENTILES = sizeof percentiles / sizeof percentiles[0] };

static void add_trend(line *l, const te_hist *h) {
    double scale = te_hist_unit(h) == TE_UNIT_SECONDS ? 1e9 : 1;
    add_field(l, "count", (double)te_hist_count(h));
    add_field(l, "sum", (double)te_hist_sum(h) / scale);
    add_field(l, "mean", te_hist_mean(h) / scale);
    add_field(l, "min", (double)te_hist_min(h) / scale);
    add_field(l, "max", (double)te_hist_max(h) / scale);
    for (int i = 0; i < PERCENTILES; i++)
        add_field(l, percentiles[i].key,
                  (double)te_hist_percentile(h, percentiles[i].percent) /
                      scale);
}

static bool add_change(te_buf *out, const te_series *s, uint64_t unix_ns) {
    if (s->kind == TE_GAUGE || (s->kind == TE_COUNTER && s->value == 0))
        return true;
    line l = begin_line(out, s);
    if (s->kind == TE_COUNTER)
        add_field(&l, "value", s->value);
    else if (s->kind == TE_RATE) {
        add_field(&l, "passed", s->value);
        add_field(&l, "failed", s->total - s->value);
    } else if (te_hist_count(s->hist) > 0)
        add_trend(&l, s->hist);
    return end_line(&l, unix_ns);
}

static bool add_level(te_buf *out, const te_series *s, uint64_t unix_ns) {
    line l = begin_line(out, s);
    add_field(&l, "value", s->value);
    return end_line(&l, unix_ns);
}

bool te_influx_report(te_buf *out, const te_interval *interval,
                      const te_totals *totals, uint64_t unix_ns) {
    bool ok = true;
    te_marked room;
    for (size_t i = 0; i < te_metrics_count(interval->delta) && ok; i++) {
        const te_series *s = te_metrics_at(interval->delta, i);
        if (!s->touched) continue;
        ok = add_change(out, te_marked_of(s, interval, &room), unix_ns);
    }
    for (size_t i = 0; i < te_metrics_count(totals->metrics) && ok; i++) {
        const te_series *s = te_metrics_at(totals->metrics, i);
        if (s->kind == TE_GAUGE) ok = add_level(out, s, unix_ns);
    }
    return ok;
}
