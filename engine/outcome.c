/* outcome.c - what a program may ask of a run that has ended; see tengine.h. */
#include "check_report.h"
#include "run.h"
#include "summary_json.h"

/* What was looked for; true where nothing was. */
static bool has_found(const te_result *result) {
    return result->capacity == NULL ||
           te_capacity_state_of(result->capacity) == TE_CAPACITY_FOUND;
}

/* Whether it is the generator that the figures are about. */
static bool is_unfit(const te_result *result) {
    if (result->capacity != NULL &&
        te_capacity_limit_of(result->capacity) == TE_LIMIT_GENERATOR)
        return true;
    return result->health != NULL &&
           te_health_verdict(result->health).outcome == TE_INVALID;
}

/* Where several apply, the first of these holds. */
int te_run_exit_code(const te_run *run) {
    const te_result *result = te_run_result(run);
    const te_error *failure = te_run_failure(run);
    uint64_t limit = te_run_config(run)->fail_limit;
    if (result->totals == NULL) return 0; /* it has not ended */
    te_run_counts runs = te_result_runs(result);
    if (failure != NULL)
        return failure->kind == TE_ERROR_INPUT    ? 2
               : failure->kind == TE_ERROR_OUTPUT ? 74
                                                  : 107;
    if (te_run_has_lost(run)) return 74;
    if (result->end == TE_END_SIGNAL) return 105;
    if (te_run_config(run)->check) return te_check_report_failed(result);
    if (result->end == TE_END_EXCEPTION) return 1;
    if (limit > 0 && runs.failed >= limit) return 1;
    if (runs.failed > 0 && runs.succeeded == 0) return 1;
    if (te_thresholds_broken(result->thresholds) > 0 || !has_found(result))
        return 99;
    return te_run_config(run)->strict && is_unfit(result) ? 111 : 0;
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
