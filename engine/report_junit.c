/* report_junit.c - see report_junit.h. */
#include "report_junit.h"

#include "clock.h"
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

static void print_case(FILE *out, const char *family, const char *name,
                       const char *failure) {
    fprintf(out, "    <testcase classname=\"%s\" name=", family);
    print_value(out, name);
    if (failure == NULL) {
        fputs("/>\n", out);
        return;
    }
    fputs(">\n      <failure message=", out);
    print_value(out, failure);
    fputs("/>\n    </testcase>\n", out);
}

static void print_checks(FILE *out, const te_groups *groups) {
    for (size_t i = 0; i < groups->count; i++) {
        const te_group *g = &groups->items[i];
        double failed = g->total - g->value;
        char failure[120];
        snprintf(failure, sizeof failure, "%s of %s failed",
                 te_text_count(failed).s, te_text_count(g->total).s);
        print_case(out, "check", g->label, failed > 0 ? failure : NULL);
    }
}

static void print_run(FILE *out, const te_result *r) {
    char failure[400];
    te_run_counts runs = te_result_runs(r);
    snprintf(failure, sizeof failure,
             "exit code %d (%s%s%.250s): %llu runs succeeded, %llu failed",
             r->exit_code, te_end_name(r->end), r->end_reason[0] ? ": " : "",
             r->end_reason, (unsigned long long)runs.succeeded,
             (unsigned long long)runs.failed);
    print_case(out, "run", "the run", r->exit_code != 0 ? failure : NULL);
}

void te_report_junit_suite(FILE *out, const te_result *r) {
    te_groups groups = te_groups_of(r->totals->metrics, "checks", "check");
    size_t failed = r->exit_code != 0;
    for (size_t i = 0; i < groups.count; i++)
        failed += groups.items[i].total > groups.items[i].value;
    fputs("  <testsuite name=", out);
    print_value(out, r->scenario_path);
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" time=\"%.3f\">\n",
            groups.count + 1, failed, te_s_from_ns(r->totals->elapsed_ns));
    print_run(out, r);
    print_checks(out, &groups);
    fputs("  </testsuite>\n", out);
    te_groups_free(&groups);
}
