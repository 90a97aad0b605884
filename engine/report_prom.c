/* report_prom.c - see report_prom.h. */
#include "report_prom.h"

#include "clock.h"
#include "marked.h"
#include "text.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

static const double percents[] = {50, 90, 95, 99, 99.9};
enum { PERCENTS = sizeof percents / sizeof percents[0] };

/* Of metrics and labels: letters, digits and '_'. */
static void print_name(FILE *out, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        putc(c < 0x80 && isalnum(c) ? c : '_', out);
    }
}

static void print_family(FILE *out, const te_series *s, const char *suffix) {
    static const char *const units[TE_UNITS] = {"_seconds", "", "_bytes"};
    fputs("tengine_", out);
    print_name(out, s->name, strlen(s->name));
    if (s->hist != NULL) fputs(units[te_hist_unit(s->hist)], out);
    fputs(suffix, out);
}

static void print_value(FILE *out, const char *text, size_t length) {
    te_buf value = TE_BUF_INIT, clean = TE_BUF_INIT;
    te_buf_add(&value, text, length);
    te_text_clean(&clean, te_buf_str(&value));
    for (const char *c = te_buf_str(&clean); *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') putc('\\', out);
        putc(*c, out);
    }
    te_buf_free(&value);
    te_buf_free(&clean);
}

/* Whether a tag may not be a label by its own name: those that do not begin
 * with a letter are others', and one is ours. */
static bool is_reserved(te_slice key) {
    return key.length == 0 || !isalpha((unsigned char)key.data[0]) ||
           te_slice_equal(key, te_slice_of("quantile"));
}

/* {name="GET symbol",status="200"}, and the quantile where there is one. */
static void print_labels(FILE *out, const te_series *s, double percent) {
    const char *before = "{";
    te_slice rest = te_slice_of(s->tags), key, value;
    while (te_tags_next(&rest, &key, &value)) {
        fputs(before, out);
        if (is_reserved(key)) fputs("tag_", out);
        print_name(out, key.data, key.length);
        fputs("=\"", out);
        print_value(out, value.data, value.length);
        putc('"', out);
        before = ",";
    }
    if (percent >= 0) {
        fprintf(out, "%squantile=\"%.15g\"", before, percent / 100);
        before = ",";
    }
    if (*before == ',') putc('}', out);
}

static void print_sample(FILE *out, const te_series *s, const char *suffix,
                         double percent, double value) {
    print_family(out, s, suffix);
    print_labels(out, s, percent);
    fprintf(out, " %.15g\n", value);
}

static double shown(const te_hist *h, double value) {
    return te_hist_unit(h) == TE_UNIT_SECONDS ? value / 1e9 : value;
}

static void print_trend(FILE *out, const te_series *s) {
    uint64_t values[PERCENTS];
    te_hist_percentiles(s->hist, percents, values, PERCENTS);
    for (int i = 0; i < PERCENTS; i++)
        print_sample(out, s, "", percents[i],
                     shown(s->hist, (double)values[i]));
    print_sample(out, s, "_sum", -1,
                 shown(s->hist, (double)te_hist_sum(s->hist)));
    print_sample(out, s, "_count", -1, (double)te_hist_count(s->hist));
}

/* Before the first series of a family. */
static void print_type(FILE *out, const te_series *s, const char *suffix,
                       const char *type) {
    fputs("# TYPE ", out);
    print_family(out, s, suffix);
    fprintf(out, " %s\n", type);
}

/* A family of counters, which may be part of a metric. */
static void print_counters(FILE *out, const te_series *const *series,
                           size_t count, const char *part,
                           te_prom_format format) {
    char suffix[20];
    bool is_all = strcmp(part, "_all") == 0;
    snprintf(suffix, sizeof suffix, "%s_total", part);
    print_type(out, series[0], format == TE_PROM_TEXT ? suffix : part,
               "counter");
    for (size_t i = 0; i < count; i++)
        print_sample(out, series[i], suffix, -1,
                     is_all ? series[i]->total : series[i]->value);
}

/* All series of one metric, of one kind. */
static void print_metric(FILE *out, const te_series *const *series,
                         size_t count, te_prom_format format) {
    switch (series[0]->kind) {
    case TE_COUNTER:
        print_counters(out, series, count, "", format);
        break;
    case TE_GAUGE:
        print_type(out, series[0], "", "gauge");
        for (size_t i = 0; i < count; i++)
            print_sample(out, series[i], "", -1, series[i]->value);
        break;
    case TE_RATE:
        print_counters(out, series, count, "_passed", format);
        print_counters(out, series, count, "_all", format);
        break;
    default:
        print_type(out, series[0], "", "summary");
        for (size_t i = 0; i < count; i++)
            print_trend(out, series[i]);
    }
}

bool te_report_prom(FILE *out, const te_totals *totals, te_prom_format format) {
    te_marked_list all;
    bool ok = te_marked_list_init(&all, totals);
    for (size_t i = 0, family; ok && i < all.count; i += family) {
        family = te_metrics_family(all.sorted + i);
        print_metric(out, all.sorted + i, family, format);
    }
    if (ok && format == TE_PROM_OPENMETRICS) fputs("# EOF\n", out);
    te_marked_list_clear(&all);
    return ok;
}
