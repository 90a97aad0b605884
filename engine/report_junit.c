/* report_junit.c - see report_junit.h. */
#include "report_junit.h"

#include "clock.h"
#include "summary_thresholds.h"
#include "text.h"

#include <string.h>

void te_report_junit_head(FILE *out) {
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
}

void te_report_junit_foot(FILE *out) { fputs("</testsuites>\n", out); }

static const char *entity_of(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

/* As the value of an attribute: valid UTF-8, nothing that XML cannot hold. */
static void print_value(FILE *out, const char *text) {
    te_buf clean = TE_BUF_INIT;
    te_text_clean(&clean, text);
    putc('"', out);
    for (const char *c = te_buf_str(&clean); *c != '\0'; c++) {
        const char *entity = entity_of(*c);
        if (entity != NULL)
            fputs(entity, out);
        else
            putc(*c, out);
    }
    putc('"', out);
    te_buf_free(&clean);
}

/* `outcome` is an element, "failure" or "skipped"; NULL: it passed. */
static void print_case(FILE *out, const char *family, const char *name,
                       const char *outcome, const char *message) {
    fprintf(out, "    <testcase classname=\"%s\" name=", family);
    print_value(out, name);
    if (outcome == NULL) {
        fputs("/>\n", out);
        return;
    }
    fprintf(out, ">\n      <%s message=", outcome);
    print_value(out, message);
    fputs("/>\n    </testcase>\n", out);
}

static void print_checks(FILE *out, const te_groups *groups) {
    for (size_t i = 0; i < groups->count; i++) {
        const te_group *g = &groups->items[i];
        double failed = g->total - g->value;
        char failure[120];
        snprintf(failure, sizeof failure, "%s of %s failed",
                 te_text_count(failed).s, te_text_count(g->total).s);
        print_case(out, "check", g->label, failed > 0 ? "failure" : NULL,
                   failure);
    }
}

/* The message has the bound too: some pages show nothing else. */
static void print_threshold(FILE *out, const te_threshold *t) {
    static const char *const outcomes[] = {
        [TE_THRESHOLD_UNJUDGED] = "skipped",
        [TE_THRESHOLD_HELD] = NULL,
        [TE_THRESHOLD_BROKEN] = "failure",
    };
    te_buf message = TE_BUF_INIT;
    te_buf_addf(&message, "%s: ", t->spec.text);
    te_threshold_describe(&message, t);
    print_case(out, "threshold", t->spec.text, outcomes[t->outcome],
               te_buf_str(&message));
    te_buf_free(&message);
}

static void print_thresholds(FILE *out, const te_thresholds *thresholds) {
    for (size_t i = 0; i < te_thresholds_count(thresholds); i++)
        print_threshold(out, te_thresholds_at(thresholds, i));
}

static void print_run(FILE *out, const te_result *r) {
    char failure[400];
    te_run_counts runs = te_result_runs(r);
    snprintf(failure, sizeof failure,
             "exit code %d (%s%s%.250s): %llu runs succeeded, %llu failed",
             r->exit_code, te_end_text(r->end), r->end_reason[0] ? ": " : "",
             r->end_reason, (unsigned long long)runs.succeeded,
             (unsigned long long)runs.failed);
    print_case(out, "run", "the run", r->exit_code != 0 ? "failure" : NULL,
               failure);
}

void te_report_junit_suite(FILE *out, const te_result *r) {
    te_groups groups = te_groups_of(r->totals->metrics, "checks", "check");
    size_t failed = (r->exit_code != 0) + te_thresholds_broken(r->thresholds);
    for (size_t i = 0; i < groups.count; i++)
        failed += groups.items[i].total > groups.items[i].value;
    fputs("  <testsuite name=", out);
    print_value(out, r->scenario_path);
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" time=\"%.3f\">\n",
            1 + te_thresholds_count(r->thresholds) + groups.count, failed,
            te_s_from_ns(r->totals->elapsed_ns));
    print_run(out, r);
    print_thresholds(out, r->thresholds);
    print_checks(out, &groups);
    fputs("  </testsuite>\n", out);
    te_groups_free(&groups);
}
