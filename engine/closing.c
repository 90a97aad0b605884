/* closing.c - see closing.h. */
#include "closing.h"

#include "check_report.h"
#include "summary.h"
#include "summary_capacity.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

/* --- sizing ------------------------------------------------------------- */

/* "8.21 % of the last minute's 1,234 runs failed, with 137 workers" */
static void add_sizing(te_buf *text, const te_result *r) {
    te_sizing_minute m = te_sizing_last_minute(r->sizing);
    double ended = m.failed + m.succeeded;
    if (ended > 0)
        te_buf_addf(text, "%s of the last minute's %s runs failed",
                    te_text_share(m.failed, ended).s, te_text_count(ended).s);
    else
        te_buf_adds(text, "no run ended in the last minute");
    te_buf_addf(text, ", with %s %s", te_text_count(r->workers_begun).s,
                r->workers_begun == 1 ? "worker" : "workers");
}

static void print_sizing(FILE *out, const te_result *r) {
    te_buf text = TE_BUF_INIT;
    if (!r->sizing->is_passed)
        te_buf_adds(&text, "not finished: ");
    else
        te_buf_addf(
            &text, "tolerance of %g %% passed: ", r->sizing->tolerance_percent);
    add_sizing(&text, r);
    if (!r->sizing->is_passed)
        te_buf_addf(&text,
                    "; a verdict needs %d runs in a minute, of which "
                    "more than %g %% fail",
                    TE_SIZING_LEAST_RUNS, r->sizing->tolerance_percent);
    te_text_print(out, te_buf_str(&text), "SIZING   ", "         ", 5);
    fprintf(out, "\n");
    te_buf_free(&text);
}

/* --- the verdict -------------------------------------------------------- */

/* "VERDICT  SUSPECT: thread 1 was 97 % busy for 31 s of 60 s; ..." */
static void print_verdict(FILE *out, const te_result *result) {
    static const char *const words[] = {"VALID", "SUSPECT", "INVALID"};
    te_verdict verdict;
    if (!te_result_verdict(result, &verdict)) return;
    te_buf text = TE_BUF_INIT;
    te_buf_adds(&text, words[verdict.outcome]);
    for (size_t i = 0; i < verdict.count; i++)
        te_buf_addf(&text, "%s%s", i == 0 ? ": " : "; ",
                    verdict.reasons[i].text);
    if (verdict.left_out > 0)
        te_buf_addf(&text, "; and %zu more", verdict.left_out);
    te_text_print(out, te_buf_str(&text), "VERDICT  ", "         ", 10);
    te_buf_free(&text);
}

/* --- all of it ---------------------------------------------------------- */

void te_closing_print_end(FILE *out, const te_result *result) {
    if (result->sizing != NULL) print_sizing(out, result);
    if (result->capacity != NULL) te_summary_capacity(out, result->capacity);
    print_verdict(out, result);
    te_run_counts runs = te_result_runs(result);
    fprintf(out, "SUCCESSES: %" PRIu64 " | FAILURES: %" PRIu64 "\n",
            runs.succeeded, runs.failed);
    fprintf(out, "*** Bye ***\n");
    fflush(out);
}

/* The text, ended by a newline unless it is empty. */
static void print_lines(FILE *out, const char *text) {
    size_t length = strlen(text);
    fputs(text, out);
    if (length > 0 && text[length - 1] != '\n') putc('\n', out);
}

void te_closing_print(FILE *out, const te_result *result, const char *text,
                      bool is_check, int verbosity) {
    if (out == NULL) return;
    if (is_check)
        te_check_report_print(out, result, verbosity);
    else if (text != NULL)
        print_lines(out, text);
    else
        te_summary_print(out, result, verbosity);
    te_closing_print_end(out, result);
}
