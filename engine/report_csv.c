/* report_csv.c - see report_csv.h. */
#include "report_csv.h"

#include "clock.h"

#include <inttypes.h>
#include <string.h>

static const double percents[] = {50, 90, 95, 99, 99.9};
enum { PERCENTS = sizeof percents / sizeof percents[0] };

/* Counted in an interval, each in a column of its own. */
static const char *const counters[] = {
    "scenario.runs",        "scenario.succeeded", "scenario.failed",
    "scenario.interrupted", "scenario.dropped",   "http.requests",
    "http.failed",          "data.sent",          "data.received",
};
static const char *const trends[] = {
    "http.duration",
    "http.service",
    "scenario.duration",
};
enum {
    COUNTERS = sizeof counters / sizeof counters[0],
    TRENDS = sizeof trends / sizeof trends[0],
};

void te_report_csv_head(FILE *out) {
    fputs("journal,number,start_s,end_s,warm_up,workers", out);
    for (int i = 0; i < COUNTERS; i++)
        fprintf(out, ",%s", counters[i]);
    for (int i = 0; i < TRENDS; i++) {
        fprintf(out, ",%s count,%s mean", trends[i], trends[i]);
        for (int k = 0; k < PERCENTS; k++)
            fprintf(out, ",%s p%g", trends[i], percents[k]);
        fprintf(out, ",%s max", trends[i]);
    }
    fputs("\r\n", out);
}

/* In quotes where it holds what would end it (RFC 4180). */
static void print_text(FILE *out, const char *text) {
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text != '\0'; text++)
        fputs(*text == '"' ? "\"\"" : (char[]){*text, '\0'}, out);
    putc('"', out);
}

static void print_trend(FILE *out, const te_hist *h) {
    uint64_t values[PERCENTS];
    fprintf(out, ",%" PRIu64, te_hist_count(h));
    if (te_hist_count(h) == 0) {
        for (int i = 0; i < PERCENTS + 2; i++)
            putc(',', out);
        return;
    }
    te_hist_percentiles(h, percents, values, PERCENTS);
    fprintf(out, ",%.9g", te_hist_mean(h) / 1e9);
    for (int i = 0; i < PERCENTS; i++)
        fprintf(out, ",%.9g", te_s_from_ns(values[i]));
    fprintf(out, ",%.9g", te_s_from_ns(te_hist_max(h)));
}

void te_report_csv_row(FILE *out, const char *journal, const te_result *so_far,
                       const te_interval *interval, te_hist *scratch) {
    print_text(out, journal);
    fprintf(out, ",%" PRIu64 ",%.9g,%.9g,%d,%.15g", interval->number,
            te_s_from_ns(interval->start_ns), te_s_from_ns(interval->end_ns),
            interval->is_warm_up,
            te_metrics_sum(so_far->totals->metrics, "workers", NULL));
    for (int i = 0; i < COUNTERS; i++)
        fprintf(out, ",%.15g",
                te_metrics_sum(interval->delta, counters[i], NULL));
    for (int i = 0; i < TRENDS; i++) {
        te_hist_reset(scratch);
        te_metrics_trend(interval->delta, trends[i], NULL, scratch);
        print_trend(out, scratch);
    }
    fputs("\r\n", out);
}
