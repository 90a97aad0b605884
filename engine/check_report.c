/* check_report.c - see check_report.h. */
#include "check_report.h"

#include "summary.h"
#include "text.h"

#include <string.h>

#define VERDICT "  %-9s" /* a column of its own, at the left */
#define INDENT "           "

typedef enum { OFF, OK, FAILED, NOT_RUN } verdict;

static const char *const words[] = {
    [OFF] = "off", [OK] = "ok", [FAILED] = "FAILED", [NOT_RUN] = "not run"};

static verdict judge(const te_result *r, const te_scenario_fact *scenario) {
    char tag[TE_TAGS_BYTES];
    if (!scenario->is_on) return OFF;
    te_run_counts runs = te_metrics_runs(r->totals->metrics,
                                         te_scenario_fact_tag(scenario, tag));
    if (runs.failed > 0) return FAILED;
    return runs.succeeded > 0 ? OK : NOT_RUN;
}

static void print_line(FILE *out, verdict is, const char *text) {
    char first[24];
    snprintf(first, sizeof first, VERDICT, words[is]);
    te_text_print(out, text, first, INDENT, 4);
}

/* ---- Scenarios and fixtures ---- */

static void print_failure(FILE *out, const te_failure *failure, int verbosity) {
    te_text_print(out, failure->message, INDENT, INDENT "  ", 10);
    if (verbosity > 0 && failure->traceback != NULL)
        te_summary_print_traceback(out, failure->traceback, INDENT);
}

static void print_scenario(FILE *out, const te_result *r,
                           const te_scenario_fact *scenario, int verbosity) {
    te_failures *failures = r->totals->failures;
    print_line(out, judge(r, scenario), scenario->name);
    for (size_t i = 0; i < te_failures_count(failures); i++) {
        const te_failure *failure = te_failures_at(failures, i);
        if (strcmp(failure->scenario, scenario->name) == 0)
            print_failure(out, failure, verbosity);
    }
}

static bool is_scenario(const te_result *r, const char *name) {
    for (size_t i = 0; i < r->scenario_count; i++)
        if (strcmp(r->scenarios[i].name, name) == 0) return true;
    return false;
}

/* What failed without being a scenario. */
static void print_fixtures(FILE *out, const te_result *r, int verbosity) {
    te_failures *failures = r->totals->failures;
    for (size_t i = 0; i < te_failures_count(failures); i++) {
        const te_failure *failure = te_failures_at(failures, i);
        if (is_scenario(r, failure->scenario)) continue;
        print_line(out, FAILED, failure->scenario);
        print_failure(out, failure, verbosity);
    }
}

/* ---- Requests and checks ---- */

/* "2 unexpected status, 1 connect" */
static void add_errors(te_buf *text, const te_metrics *m, const char *tag) {
    te_groups errors = te_groups_where(m, "http.failed", "error", tag);
    for (size_t i = 0; i < errors.count; i++) {
        const te_group *error = &errors.items[i];
        bool is_status = strcmp(error->label, "status") == 0;
        te_buf_addf(text, "%s%s %s", i > 0 ? ", " : "",
                    te_text_count(error->value).s,
                    is_status ? "unexpected status" : error->label);
    }
    te_groups_free(&errors);
}

/* "; statuses were 200, 500": all that came, the expected ones too. */
static void add_statuses(te_buf *text, const te_metrics *m, const char *tag) {
    te_groups statuses = te_groups_where(m, "http.requests", "status", tag);
    bool is_first = true;
    for (size_t i = 0; i < statuses.count; i++) {
        const char *status = statuses.items[i].label;
        if (strcmp(status, "0") == 0) continue; /* no answer */
        te_buf_addf(text, "%s%s", is_first ? "; statuses were " : ", ", status);
        is_first = false;
    }
    te_groups_free(&statuses);
}

static void print_requests(FILE *out, const te_metrics *m) {
    te_groups failed = te_groups_of(m, "http.failed", "name");
    for (size_t i = 0; i < failed.count; i++) {
        const te_group *g = &failed.items[i];
        te_buf text = TE_BUF_INIT;
        te_buf_addf(
            &text, "request %s: %s of %s failed: ", g->label,
            te_text_count(g->value).s,
            te_text_count(te_metrics_sum(m, "http.requests", g->tag)).s);
        add_errors(&text, m, g->tag);
        add_statuses(&text, m, g->tag);
        print_line(out, FAILED, te_buf_str(&text));
        te_buf_free(&text);
    }
    te_groups_free(&failed);
}

static void print_checks(FILE *out, const te_metrics *m) {
    te_groups checks = te_groups_of(m, "checks", "check");
    for (size_t i = 0; i < checks.count; i++) {
        const te_group *g = &checks.items[i];
        te_buf text = TE_BUF_INIT;
        if (g->value == g->total) continue;
        te_buf_addf(&text, "check %s: %s of %s failed", g->label,
                    te_text_count(g->total - g->value).s,
                    te_text_count(g->total).s);
        print_line(out, FAILED, te_buf_str(&text));
        te_buf_free(&text);
    }
    te_groups_free(&checks);
}

static bool any_check_failed(const te_metrics *m) {
    for (size_t i = 0; i < te_metrics_count(m); i++) {
        const te_series *s = te_metrics_at(m, i);
        if (strcmp(s->name, "checks") == 0 && s->value < s->total) return true;
    }
    return false;
}

/* ---- All of it ---- */

void te_check_report_print(FILE *out, const te_result *r, int verbosity) {
    fprintf(out, "\n");
    te_text_print(out, r->scenario_path, "CHECK  ", "       ", 3);
    print_fixtures(out, r, verbosity);
    for (size_t i = 0; i < r->scenario_count; i++)
        print_scenario(out, r, &r->scenarios[i], verbosity);
    print_requests(out, r->totals->metrics);
    print_checks(out, r->totals->metrics);
    fprintf(out, "\n");
}

bool te_check_report_failed(const te_result *r) {
    const te_metrics *m = r->totals->metrics;
    for (size_t i = 0; i < r->scenario_count; i++) {
        verdict is = judge(r, &r->scenarios[i]);
        if (is == FAILED || is == NOT_RUN) return true;
    }
    return te_metrics_sum(m, "http.failed", NULL) > 0 || any_check_failed(m) ||
           te_failures_total(r->totals->failures) > 0;
}
