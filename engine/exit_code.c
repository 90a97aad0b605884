/* exit_code.c - see exit_code.h. */
#include "exit_code.h"

#include "check_report.h"

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
    te_verdict verdict;
    return te_result_verdict(result, &verdict) && verdict.outcome == TE_INVALID;
}

static int code_of_failure(const te_error *failure) {
    if (failure->kind == TE_ERROR_INPUT) return 2;
    return failure->kind == TE_ERROR_OUTPUT ? 74 : 107;
}

static bool has_failed(const te_result *result, const te_config *config) {
    te_run_counts runs = te_result_runs(result);
    return result->end == TE_END_EXCEPTION ||
           (config->fail_limit > 0 && runs.failed >= config->fail_limit) ||
           (runs.failed > 0 && runs.succeeded == 0);
}

int te_exit_code(const te_result *result, const te_config *config,
                 const te_error *failure, bool has_lost) {
    if (result->totals == NULL) return 0;
    if (failure != NULL) return code_of_failure(failure);
    if (has_lost) return 74;
    if (result->end == TE_END_SIGNAL) return 105;
    if (config->check) return te_check_report_failed(result);
    if (has_failed(result, config)) return 1;
    if (te_thresholds_broken(result->thresholds) > 0 || !has_found(result))
        return 99;
    return config->strict && is_unfit(result) ? 111 : 0;
}
