/* outcome.c - what a program may ask of a run that has ended; see tengine.h. */
#include "exit_code.h"
#include "run.h"
#include "summary_json.h"

int te_run_exit_code(const te_run *run) {
    return te_exit_code(te_run_result(run), te_run_config(run),
                        te_run_failure(run), te_run_has_lost(run));
}

double te_run_sum(const te_run *run, const char *metric, const char *tag) {
    const te_totals *totals = te_run_result(run)->totals;
    return totals != NULL ? te_metrics_sum(totals->metrics, metric, tag) : 0;
}

uint64_t te_run_percentile(const te_run *run, const char *metric,
                           const char *tag, double percent) {
    const te_totals *totals = te_run_result(run)->totals;
    te_hist *all = te_hist_new();
    if (totals == NULL || all == NULL) {
        te_hist_free(all);
        return 0;
    }
    te_metrics_trend(totals->metrics, metric, tag, all);
    uint64_t value_ns = te_hist_percentile(all, percent);
    te_hist_free(all);
    return value_ns;
}

bool te_run_write_json(const te_run *run, FILE *out, te_error *err) {
    const te_result *result = te_run_result(run);
    if (result->totals != NULL) return te_summary_json_write(out, result, err);
    return te_fail(err, "there is no summary of a run that has not ended");
}
