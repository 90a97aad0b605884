/* summary_queue.c - see summary_queue.h. */
#include "summary_queue.h"

#include "result.h"
#include "text.h"

static void print(FILE *out, const char *label, te_buf *text) {
    fprintf(out, "\n");
    te_text_print(out, te_buf_str(text), label, "         ", 4);
    te_buf_free(text);
}

/* Measured, and from when they were meant to begin; mostly as no worker was
 * free. That the generator itself was late is the verdict's. */
static void print_waited(FILE *out, const te_metrics *m, te_hist *scratch) {
    te_buf text = TE_BUF_INIT;
    if (scratch == NULL) return;
    te_hist_reset(scratch);
    te_metrics_trend(m, "scenario.waited", NULL, scratch);
    if (te_hist_count(scratch) == 0) return;
    te_buf_addf(&text, "%s of %s runs began more than 5 ms late: ",
                te_text_count((double)te_hist_count(scratch)).s,
                te_text_count((double)te_metrics_runs(m, NULL).started).s);
    te_buf_addf(&text, "p50 %s, ",
                te_text_duration(te_hist_percentile(scratch, 50)).s);
    te_buf_addf(&text, "at most %s", te_text_duration(te_hist_max(scratch)).s);
    print(out, "LATE     ", &text);
}

/* Planned and not made: what they would have measured is in no figure. */
static void print_dropped(FILE *out, const te_totals *totals) {
    te_run_counts runs = te_metrics_runs(totals->metrics, NULL);
    te_buf text = TE_BUF_INIT;
    if (runs.dropped == 0) return;
    te_buf_addf(&text, "%s of %s planned runs were dropped, the first ",
                te_text_count((double)runs.dropped).s,
                te_text_count((double)(runs.started + runs.dropped)).s);
    te_buf_addf(&text,
                "by %s: no worker was free for them, and the queue was full "
                "or the run over",
                te_text_duration(totals->dropped_ns).s);
    print(out, "DROPPED  ", &text);
}

void te_summary_queue(FILE *out, const te_totals *totals, te_hist *scratch) {
    print_waited(out, totals->metrics, scratch);
    print_dropped(out, totals);
}
