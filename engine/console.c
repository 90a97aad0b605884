/* console.c - see console.h. */
#include "console.h"
#include "buf.h"
#include "clock.h"
#include "summary_capacity.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

#define LINES_PER_HEADER 20
#define SEARCH_INDENT "         " /* below the time */

struct te_console {
    te_buf text; /* of the last update */
    uint64_t update_ns;
    uint64_t due_ns;    /* when the next line is due, since the run's start */
    uint64_t line_ns;   /* the time of the line before */
    double requests;    /* since the line before */
    te_hist *durations; /* http.duration since the line before */
    te_hist *blocked;   /* http.blocked, likewise */
    bool is_warming_up;
    uint64_t lines;
};

te_console *te_console_new(uint64_t update_ns) {
    te_console *c = calloc(1, sizeof *c);
    if (c == NULL) return NULL;
    c->update_ns = update_ns > 0 ? update_ns : TE_NS_PER_S;
    c->due_ns = c->update_ns;
    c->durations = te_hist_new();
    c->blocked = te_hist_new();
    if (c->durations == NULL || c->blocked == NULL) {
        te_console_free(c);
        return NULL;
    }
    return c;
}

void te_console_free(te_console *c) {
    if (c == NULL) return;
    te_hist_free(c->durations);
    te_hist_free(c->blocked);
    te_buf_free(&c->text);
    free(c);
}

/* "0:05", "12:34", "1:02:03". */
static te_text format_time(uint64_t ns) {
    te_text t;
    unsigned long long s = (ns + TE_NS_PER_S / 2) / TE_NS_PER_S;
    if (s < 3600)
        snprintf(t.s, sizeof t.s, "%llu:%02llu", s / 60, s % 60);
    else
        snprintf(t.s, sizeof t.s, "%llu:%02llu:%02llu", s / 3600, s / 60 % 60,
                 s % 60);
    return t;
}

static void add_columns(te_buf *out, const char *time, const char *workers,
                        const char *runs, const char *failures,
                        const char *rate, const char *p50, const char *p95) {
    te_buf_addf(out, "%8s %8s %11s %9s %11s %8s %8s\n", time, workers, runs,
                failures, rate, p50, p95);
}

static te_text format_percentile(const te_hist *h, double percent) {
    if (te_hist_count(h) == 0) return (te_text){"-"};
    return te_text_duration(te_hist_percentile(h, percent));
}

static void write_line(te_console *c, const te_totals *totals,
                       uint64_t now_ns) {
    if (c->lines++ % LINES_PER_HEADER == 0)
        add_columns(&c->text, "time", "workers", "runs", "failures",
                    "requests/s", "p50", "p95");
    const te_metrics *m = totals->metrics;
    te_run_counts runs =
        te_metrics_runs(c->is_warming_up ? totals->warm_up.metrics : m, NULL);
    add_columns(&c->text, format_time(now_ns).s,
                te_text_count(te_metrics_sum(m, "workers", NULL)).s,
                te_text_count((double)(runs.succeeded + runs.failed)).s,
                te_text_count((double)runs.failed).s,
                te_text_per_s(c->requests, now_ns - c->line_ns).s,
                format_percentile(c->durations, 50).s,
                format_percentile(c->durations, 95).s);
}

/* Not what the target does, but what keeps it from being stormed. */
static void write_blocked(te_console *c) {
    uint64_t count = te_hist_count(c->blocked);
    if (count == 0) return;
    te_buf_addf(&c->text, "%8s %s connection%s waited to be opened, up to %s\n",
                "", te_text_count((double)count).s, count == 1 ? "" : "s",
                te_text_duration(te_hist_max(c->blocked)).s);
}

/* Says it where it begins and where it ends. */
static void write_warm_up(te_console *c, const te_warm_up *w) {
    bool was_warming_up = c->is_warming_up;
    c->is_warming_up = w->metrics != NULL && !w->is_over;
    if (c->is_warming_up && !was_warming_up)
        te_buf_addf(&c->text, "%8s warming up for %s: not counted\n", "",
                    te_text_duration(w->length_ns).s);
    else if (was_warming_up && !c->is_warming_up)
        te_buf_addf(&c->text, "%8s the warm-up is over: counted from here on\n",
                    "");
}

static void write_search(te_console *c, const te_capacity *search) {
    te_buf text = TE_BUF_INIT;
    if (search == NULL) return;
    te_capacity_describe(&text, search);
    te_text_wrap(&c->text, te_buf_str(&text), SEARCH_INDENT, SEARCH_INDENT,
                 TE_LINE_COLUMNS, 4);
    te_buf_free(&text);
}

const char *te_console_interval(te_console *c, const te_interval *interval,
                                const te_totals *totals,
                                const te_capacity *search) {
    c->requests += te_metrics_sum(interval->delta, "http.requests", NULL);
    te_metrics_trend(interval->delta, "http.duration", NULL, c->durations);
    te_metrics_trend(interval->delta, "http.blocked", NULL, c->blocked);
    /* A tick that comes a little early is not made to wait for the next. */
    uint64_t now_ns = interval->end_ns;
    uint64_t until_ns = now_ns + c->update_ns / 10;
    if (until_ns < c->due_ns) return NULL;
    te_buf_reset(&c->text);
    write_warm_up(c, &totals->warm_up);
    write_line(c, totals, now_ns);
    write_blocked(c);
    write_search(c, search);
    c->due_ns += ((until_ns - c->due_ns) / c->update_ns + 1) * c->update_ns;
    c->line_ns = now_ns;
    c->requests = 0;
    te_hist_reset(c->durations);
    te_hist_reset(c->blocked);
    return te_buf_str(&c->text);
}
