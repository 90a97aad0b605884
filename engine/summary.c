/* summary.c - see summary.h.
 *
 * A section is a function: it looks whether there is something to say, fills
 * a table and prints it. All of them read the totals and nothing else. */
#include "summary.h"
#include "clock.h"
#include "summary_queue.h"
#include "summary_thresholds.h"
#include "summary_warm_up.h"
#include "table.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MOST_ROWS 20
#define ERROR_LINES 4
#define TRACEBACK_LINES 40
#define ERROR_INDENT "           " /* below the message, beside its count */

typedef struct summary {
    FILE *out;
    const te_result *result;
    const te_metrics *metrics;
    uint64_t counted_ns; /* what rates are by */
    te_hist *scratch;    /* a trend over its series; NULL without memory */
} summary;

/* --- cells -------------------------------------------------------------- */

static void add_row(te_table *t, const char *const *cells, size_t count) {
    for (size_t i = 0; i < count; i++)
        te_table_cell(t, cells[i]);
}
#define ADD_ROW(t, ...)                                                        \
    add_row((t), (const char *const[]){__VA_ARGS__},                           \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* Short, where a row has many columns. */
static void add_count(te_table *t, double n) {
    te_table_cell(t, te_text_short_count(n).s);
}

static void add_value(te_table *t, const te_hist *h, uint64_t value) {
    te_table_cell(t, te_text_value(te_hist_unit(h), value).s);
}

/* One cell per percent, 100 for the maximum; "-" where nothing was recorded
 * (or there is no histogram, for want of memory). */
static void add_hist(te_table *t, const te_hist *h, const double *percents,
                     size_t count) {
    bool is_empty = h == NULL || te_hist_count(h) == 0;
    for (size_t i = 0; i < count; i++) {
        if (is_empty)
            te_table_cell(t, "-");
        else if (percents[i] >= 100)
            add_value(t, h, te_hist_max(h));
        else
            add_value(t, h, te_hist_percentile(h, percents[i]));
    }
}

/* The same of a trend, over all its series or those with the tag. */
static void add_trend(te_table *t, summary *s, const char *metric,
                      const char *tag, const double *percents, size_t count) {
    if (s->scratch != NULL) {
        te_hist_reset(s->scratch);
        te_metrics_trend(s->metrics, metric, tag, s->scratch);
    }
    add_hist(t, s->scratch, percents, count);
}

static void print_table(summary *s, te_table *t) {
    fprintf(s->out, "\n");
    te_table_print(t, s->out);
    te_table_free(t);
}

/* "... and 12 more", below a table that shows the busiest only. */
static void print_more(summary *s, size_t count) {
    if (count > MOST_ROWS)
        fprintf(s->out, "  \xe2\x80\xa6 and %zu more\n", count - MOST_ROWS);
}

static size_t at_most(size_t count) {
    return count < MOST_ROWS ? count : MOST_ROWS;
}

/* --- what was run, and how it ended ------------------------------------- */

static void print_fact(summary *s, const char *label, const char *text) {
    char first[24];
    snprintf(first, sizeof first, "  %-10s", label);
    te_text_print(s->out, text, first, "            ", 4);
}

static void print_end(summary *s) {
    const te_result *r = s->result;
    te_buf text = TE_BUF_INIT;
    te_buf_addf(&text, "%s%s%s", te_end_text(r->end),
                r->end_reason[0] ? ": " : "", r->end_reason);
    print_fact(s, "ended", te_buf_str(&text));
    te_buf_free(&text);
}

static void print_workers(summary *s) {
    const te_result *r = s->result;
    te_buf text = TE_BUF_INIT;
    te_buf_adds(&text, te_text_count(r->workers).s);
    if (r->workers_begun < r->workers)
        te_buf_addf(&text, ", of which %s began",
                    te_text_count(r->workers_begun).s);
    if (r->max_runs > 0 && r->load_count == 0) /* else a load says so */
        te_buf_addf(&text, ", %s %s each", te_text_count((double)r->max_runs).s,
                    r->max_runs == 1 ? "run" : "runs");
    print_fact(s, "workers", te_buf_str(&text));
    te_buf_free(&text);
}

static void print_heading(summary *s) {
    const te_result *r = s->result;
    char text[96];
    fprintf(s->out, "\n");
    te_text_print(s->out, r->scenario_path, "SUMMARY  ", "         ", 3);
    print_end(s);
    print_fact(s, "took", te_text_duration(s->result->totals->elapsed_ns).s);
    for (size_t i = 0; i < r->load_count; i++)
        print_fact(s, i == 0 ? "load" : "", r->loads[i]);
    print_workers(s);
    print_fact(s, "threads", te_text_count(r->threads).s);
    snprintf(text, sizeof text, "%" PRIu64, r->seed);
    print_fact(s, "seed", text);
    if (r->failures_limit > 0) {
        double failed = (double)te_result_runs(r).failed;
        snprintf(text, sizeof text, "%s failed runs: %s",
                 te_text_count(r->failures_limit).s,
                 failed >= r->failures_limit ? "reached" : "not reached");
        print_fact(s, "limit", text);
    }
}

/* --- totals ------------------------------------------------------------- */

static void add_total(summary *s, te_table *t, const char *label, double n) {
    ADD_ROW(t, label, te_text_count(n).s, "",
            te_text_per_s(n, s->counted_ns).s);
}

static void add_part(te_table *t, const char *label, double n, double of) {
    ADD_ROW(t, label, te_text_count(n).s, te_text_share(n, of).s, "");
}

static void add_bytes(summary *s, te_table *t, const char *label,
                      const char *metric) {
    double bytes = te_metrics_sum(s->metrics, metric, NULL);
    double seconds = (double)s->counted_ns / 1e9;
    ADD_ROW(t, label, te_text_bytes(bytes).s, "",
            seconds > 0 ? te_text_bytes(bytes / seconds).s : "-");
}

static void print_totals(summary *s) {
    const te_metrics *m = s->metrics;
    te_run_counts runs = te_metrics_runs(m, NULL);
    double started = (double)runs.started;
    double requests = te_metrics_sum(m, "http.requests", NULL);
    double retried = te_metrics_sum(m, "http.retried_connection", NULL);
    te_table t;
    te_table_init(&t, 4);
    ADD_ROW(&t, "TOTALS", "count", "share", "per second");
    add_total(s, &t, "runs started", started);
    add_part(&t, "  succeeded", (double)runs.succeeded, started);
    add_part(&t, "  failed", (double)runs.failed, started);
    add_part(&t, "  interrupted", (double)runs.interrupted, started);
    add_part(&t, "  dropped", (double)runs.dropped,
             started + (double)runs.dropped);
    add_total(s, &t, "requests", requests);
    add_part(&t, "  failed", te_metrics_sum(m, "http.failed", NULL), requests);
    add_part(&t, "  on a reused connection",
             te_metrics_sum(m, "http.reused", NULL), requests);
    if (retried > 0)
        add_part(&t, "  again after a lost connection", retried, requests);
    add_bytes(s, &t, "bytes sent", "data.sent");
    add_bytes(s, &t, "bytes received", "data.received");
    print_table(s, &t);
}

/* --- latency ------------------------------------------------------------ */

static const double four_percents[] = {50, 95, 99, 100};

static void print_scenarios(summary *s) {
    te_groups groups = te_groups_of(s->metrics, "scenario.runs", "scenario");
    if (groups.count > 0) {
        te_table t;
        te_table_init(&t, 8);
        ADD_ROW(&t, "SCENARIOS", "runs", "ok", "failed", "p50", "p95", "p99",
                "max");
        for (size_t i = 0; i < at_most(groups.count); i++) {
            const te_group *g = &groups.items[i];
            te_run_counts runs = te_metrics_runs(s->metrics, g->tag);
            te_table_cell(&t, g->label);
            add_count(&t, (double)runs.started);
            add_count(&t, (double)runs.succeeded);
            add_count(&t, (double)runs.failed);
            add_trend(&t, s, "scenario.duration", g->tag, four_percents, 4);
        }
        print_table(s, &t);
        print_more(s, groups.count);
    }
    te_groups_free(&groups);
}

/* Whether people waited longer than the target took: a tenth, and what is worth
 * a line. */
static bool is_felt_longer(summary *s, const char *tag) {
    enum { LOOKED_AT = 3 }; /* a maximum is of one request */
    uint64_t felt[LOOKED_AT], took[LOOKED_AT];
    if (s->scratch == NULL) return false;
    te_hist_reset(s->scratch);
    te_metrics_trend(s->metrics, "http.duration", tag, s->scratch);
    te_hist_percentiles(s->scratch, four_percents, felt, LOOKED_AT);
    te_hist_reset(s->scratch);
    te_metrics_trend(s->metrics, "http.service", tag, s->scratch);
    te_hist_percentiles(s->scratch, four_percents, took, LOOKED_AT);
    for (size_t i = 0; i < LOOKED_AT; i++)
        if (took[i] > 0 && felt[i] > took[i] + took[i] / 10 + TE_NS_PER_MS)
            return true;
    return false;
}

static void add_service(te_table *t, summary *s, const char *tag) {
    if (!is_felt_longer(s, tag)) return;
    ADD_ROW(t, "  from its actual start", "", "");
    add_trend(t, s, "http.service", tag, four_percents, 4);
}

static void print_requests(summary *s) {
    te_groups groups = te_groups_of_requests(s->metrics);
    if (groups.count > 0) {
        te_table t;
        te_table_init(&t, 7);
        ADD_ROW(&t, "REQUESTS", "count", "failed", "p50", "p95", "p99", "max");
        for (size_t i = 0; i < at_most(groups.count); i++) {
            const te_group *g = &groups.items[i];
            te_table_cell(&t, g->label);
            add_count(&t, g->value);
            add_count(&t, te_metrics_sum(s->metrics, "http.failed", g->tag));
            add_trend(&t, s, "http.duration", g->tag, four_percents, 4);
            add_service(&t, s, g->tag);
        }
        print_table(s, &t);
        print_more(s, groups.count);
    }
    te_groups_free(&groups);
}

static void print_latency(summary *s) {
    static const double percents[] = {50, 75, 90, 95, 99, 99.9, 100};
    if (te_metrics_sum(s->metrics, "http.duration", NULL) == 0) return;
    te_table t;
    te_table_init(&t, 8);
    ADD_ROW(&t, "LATENCY", "p50", "p75", "p90", "p95", "p99", "p99.9", "max");
    te_table_cell(&t, "http.duration");
    add_trend(&t, s, "http.duration", NULL, percents, 7);
    te_table_cell(&t, "http.service");
    add_trend(&t, s, "http.service", NULL, percents, 7);
    print_table(s, &t);
}

static void print_phases(summary *s) {
    static const char *const phases[] = {"http.dns",     "http.blocked",
                                         "http.connect", "http.tls",
                                         "http.wait",    "http.receive"};
    static const double percents[] = {50, 95, 100};
    te_table t;
    te_table_init(&t, 5);
    ADD_ROW(&t, "PHASES", "count", "p50", "p95", "max");
    double counted = 0;
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        double count = te_metrics_sum(s->metrics, phases[i], NULL);
        if (count == 0) continue;
        counted += count;
        te_table_cell(&t, phases[i] + strlen("http."));
        add_count(&t, count);
        add_trend(&t, s, phases[i], NULL, percents, 3);
    }
    if (counted > 0)
        print_table(s, &t);
    else
        te_table_free(&t);
}

/* --- what came back ----------------------------------------------------- */

/* A table of the groups of a counter and their shares of all. */
static void print_shares(summary *s, const char *title, const char *metric,
                         const char *key, const char *label_of_0) {
    te_groups groups = te_groups_of(s->metrics, metric, key);
    if (groups.count > 0) {
        double all = te_metrics_sum(s->metrics, metric, NULL);
        te_table t;
        te_table_init(&t, 3);
        ADD_ROW(&t, title, "count", "share");
        for (size_t i = 0; i < at_most(groups.count); i++) {
            const te_group *g = &groups.items[i];
            const char *label = strcmp(g->label, "0") == 0 && label_of_0
                                    ? label_of_0
                                    : g->label;
            ADD_ROW(&t, label, te_text_count(g->value).s,
                    te_text_share(g->value, all).s);
        }
        print_table(s, &t);
        print_more(s, groups.count);
    }
    te_groups_free(&groups);
}

/* Those that failed most often first. */
static int by_misses(const void *a, const void *b) {
    const te_group *left = a, *right = b;
    double misses[] = {left->total - left->value, right->total - right->value};
    if (misses[0] != misses[1]) return misses[0] > misses[1] ? -1 : 1;
    if (left->total != right->total) return left->total > right->total ? -1 : 1;
    return strcmp(left->label, right->label);
}

static void print_checks(summary *s) {
    te_groups groups = te_groups_of(s->metrics, "checks", "check");
    if (groups.count > 0) {
        qsort(groups.items, groups.count, sizeof *groups.items, by_misses);
        te_table t;
        te_table_init(&t, 4);
        ADD_ROW(&t, "CHECKS", "passed", "failed", "passed");
        for (size_t i = 0; i < at_most(groups.count); i++) {
            const te_group *g = &groups.items[i];
            ADD_ROW(&t, g->label, te_text_count(g->value).s,
                    te_text_count(g->total - g->value).s,
                    te_text_share(g->value, g->total).s);
        }
        print_table(s, &t);
        print_more(s, groups.count);
    }
    te_groups_free(&groups);
}

/* --- metrics of the scenario's own -------------------------------------- */

/* "basket{kind:gift}". */
static void add_series_name(te_table *t, const te_series *series) {
    te_buf name = TE_BUF_INIT;
    te_buf_adds(&name, series->name);
    if (series->tags[0] != '\0') te_buf_addf(&name, "{%s}", series->tags);
    te_table_cell(t, te_buf_str(&name));
    te_buf_free(&name);
}

static void print_own_values(summary *s) {
    size_t count;
    const te_series **own = te_own_series(s->metrics, false, &count);
    if (count > 0) {
        te_table t;
        te_table_init(&t, 3);
        ADD_ROW(&t, "METRICS", "value", "per second");
        for (size_t i = 0; i < at_most(count); i++) {
            const te_series *o = own[i];
            add_series_name(&t, o);
            te_table_cell(&t, o->kind == TE_RATE
                                  ? te_text_share(o->value, o->total).s
                                  : te_text_count(o->value).s);
            te_table_cell(&t, o->kind == TE_COUNTER
                                  ? te_text_per_s(o->value, s->counted_ns).s
                                  : "");
        }
        print_table(s, &t);
        print_more(s, count);
    }
    free(own);
}

static void print_own_trends(summary *s) {
    size_t count;
    const te_series **own = te_own_series(s->metrics, true, &count);
    if (count > 0) {
        te_table t;
        te_table_init(&t, 6);
        ADD_ROW(&t, "TRENDS", "count", "p50", "p95", "p99", "max");
        for (size_t i = 0; i < at_most(count); i++) {
            add_series_name(&t, own[i]);
            add_count(&t, (double)te_hist_count(own[i]->hist));
            add_hist(&t, own[i]->hist, four_percents, 4);
        }
        print_table(s, &t);
        print_more(s, count);
    }
    free(own);
}

/* --- errors and notes --------------------------------------------------- */

/* Whose run it was, and which; nobody's where a fixture of the run failed. */
static void print_first(summary *s, const te_failure *failure) {
    char where[80], step[40] = "";
    if (failure->worker == TE_FAILURE_NO_WORKER) return;
    if (failure->step > 0)
        snprintf(step, sizeof step, ", step %" PRIu64, failure->step);
    snprintf(where, sizeof where, "%s worker %" PRIu32 "%s",
             failure->count > 1 ? "first in" : "in", failure->worker, step);
    te_text_print(s->out, where, ERROR_INDENT, "", 1);
}

void te_summary_print_traceback(FILE *out, const char *traceback,
                                const char *indent) {
    char deeper[40];
    snprintf(deeper, sizeof deeper, "%s  ", indent);
    const char *line = traceback;
    for (int i = 0; i < TRACEBACK_LINES && *line != '\0'; i++) {
        size_t length = strcspn(line, "\n");
        char *copy = strndup(line, length);
        if (copy != NULL) te_text_print(out, copy, indent, deeper, 3);
        free(copy);
        line += length + (line[length] == '\n');
    }
}

static void print_error(summary *s, const te_failure *failure, bool in_full) {
    char first[64];
    snprintf(first, sizeof first, "%9s  ",
             te_text_count((double)failure->count).s);
    te_buf text = TE_BUF_INIT;
    te_buf_addf(&text, "%s%s%s", failure->scenario,
                failure->scenario[0] ? ": " : "", failure->message);
    te_text_print(s->out, te_buf_str(&text), first, ERROR_INDENT,
                  in_full ? TRACEBACK_LINES : ERROR_LINES);
    te_buf_free(&text);
    print_first(s, failure);
    if (in_full && failure->traceback != NULL)
        te_summary_print_traceback(s->out, failure->traceback, ERROR_INDENT);
}

static void print_errors(summary *s, int verbosity) {
    te_failures *failures = s->result->totals->failures;
    size_t count = te_failures_count(failures);
    if (count == 0) return;
    fprintf(s->out, "\nERRORS\n");
    for (size_t i = 0; i < at_most(count); i++)
        print_error(s, te_failures_at(failures, i), verbosity >= 1);
    print_more(s, count);
}

static void print_notes(summary *s) {
    const te_result *r = s->result;
    size_t folded = te_metrics_overflowed(s->metrics);
    if (r->note_count == 0 && folded == 0) return;
    fprintf(s->out, "\nNOTES\n");
    for (size_t i = 0; i < r->note_count; i++)
        te_text_print(s->out, r->notes[i], "  - ", "    ", 5);
    if (folded > 0) {
        char text[256];
        snprintf(text, sizeof text,
                 "%zu%s series had no room in %s of metrics; each shares one "
                 "with others of its metric, {overflow:true}. Fewer different "
                 "names and tags avoid that.",
                 folded, folded == TE_METRICS_OVERFLOW_MAX ? " or more" : "",
                 te_text_bytes((double)te_metrics_budget(s->metrics)).s);
        te_text_print(s->out, text, "  - ", "    ", 5);
    }
}

/* --- all of it ---------------------------------------------------------- */

static void print_sections(summary *s, int verbosity) {
    print_heading(s);
    te_summary_warm_up(s->out, s->result->totals, s->scratch);
    te_summary_thresholds(s->out, s->result->thresholds);
    print_totals(s);
    te_summary_queue(s->out, s->result->totals, s->scratch);
    print_scenarios(s);
    print_requests(s);
    print_latency(s);
    print_phases(s);
    print_shares(s, "STATUS CODES", "http.requests", "status", "no answer");
    print_shares(s, "FAILED REQUESTS", "http.failed", "error", NULL);
    print_checks(s);
    print_own_values(s);
    print_own_trends(s);
    print_errors(s, verbosity);
    print_notes(s);
    fprintf(s->out, "\n");
}

void te_summary_print(FILE *out, const te_result *result, int verbosity) {
    summary s = {
        .out = out,
        .result = result,
        .metrics = result->totals->metrics,
        .counted_ns = te_totals_counted_ns(result->totals),
        .scratch = te_hist_new(),
    };
    print_sections(&s, verbosity);
    te_hist_free(s.scratch);
}

char *te_summary_text(const te_result *result, int verbosity) {
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) return NULL;
    te_summary_print(out, result, verbosity);
    fclose(out);
    return text;
}
