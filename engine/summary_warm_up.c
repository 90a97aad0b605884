/* summary_warm_up.c - see summary_warm_up.h. */
#include "summary_warm_up.h"

#include "result.h"
#include "text.h"

/* "14,200 requests, 3 failed, p95 210 ms" */
static void add_requests(te_buf *text, const te_metrics *m, te_hist *scratch) {
    double requests = te_metrics_sum(m, "http.requests", NULL);
    if (requests == 0) return;
    te_buf_addf(text, ", %s %s", te_text_count(requests).s,
                requests == 1 ? "request" : "requests");
    te_buf_addf(text, ", %s failed",
                te_text_count(te_metrics_sum(m, "http.failed", NULL)).s);
    if (scratch == NULL) return;
    te_hist_reset(scratch);
    te_metrics_trend(m, "http.duration", NULL, scratch);
    te_buf_addf(text, ", p95 %s",
                te_text_duration(te_hist_percentile(scratch, 95)).s);
}

void te_summary_warm_up(FILE *out, const te_totals *totals, te_hist *scratch) {
    const te_warm_up *w = &totals->warm_up;
    te_buf text = TE_BUF_INIT;
    if (w->metrics == NULL) return;
    te_run_counts runs = te_metrics_runs(w->metrics, NULL);
    te_buf_addf(&text, "%s: %s %s", te_text_duration(w->took_ns).s,
                te_text_count((double)runs.started).s,
                runs.started == 1 ? "run" : "runs");
    te_buf_addf(&text, ", %s failed", te_text_count((double)runs.failed).s);
    add_requests(&text, w->metrics, scratch);
    te_buf_adds(&text, w->is_over
                           ? "; not counted below"
                           : "; the run ended in it, and nothing was measured");
    fprintf(out, "\n");
    te_text_print(out, te_buf_str(&text), "WARM-UP  ", "         ", 4);
    te_buf_free(&text);
}
