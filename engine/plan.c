/* plan.c - see plan.h. */
#include "plan.h"

#include <math.h>
#include <string.h>

enum { MAX_WORKERS = 1000 }; /* of a rate, unless told otherwise */

/* ---- The profile ---- */

static bool read_stages(te_config *config, te_profile *profile, te_error *err) {
    if (config->rate != NULL)
        return te_fail(err, "choose one: a rate, or stages of rates");
    if (!te_spec_stages(config->stages, &profile->stages, err)) return false;
    if (!config->has_duration)
        config->duration_ns = te_profile_stages_ns(profile);
    profile->duration_ns = config->duration_ns;
    return te_profile_highest(profile) > 0 ||
           te_fail(err, "stages: '%.60s': nothing begins before the run's end",
                   config->stages);
}

static bool read_rate(te_config *config, te_profile *profile, te_error *err) {
    double per_s;
    if (!te_spec_rate(config->rate, &per_s, err)) return false;
    if (!(per_s > 0 && per_s <= TE_RATE_MAX))
        return te_fail(err, "rate: '%.60s': expected more than 0, at most %d/s",
                       config->rate, TE_RATE_MAX);
    te_profile_hold_rate(profile, per_s, config->duration_ns);
    return true;
}

static bool read_profile(te_config *config, te_profile *profile,
                         te_error *err) {
    if (config->stages != NULL) return read_stages(config, profile, err);
    if (config->rate != NULL) return read_rate(config, profile, err);
    te_profile_hold_workers(profile, config->workers, config->ramp_up_ns,
                            config->duration_ns);
    return true;
}

/* ---- The two models ---- */

static bool complete_closed(te_config *config, te_executor_config *plan,
                            te_error *err) {
    if (config->max_workers > 0 || config->arrivals != NULL)
        return te_fail(err, "%s is of a rate, and none was given",
                       config->arrivals != NULL ? "arrivals" : "max-workers");
    if (config->stages != NULL)
        config->workers = (uint32_t)ceil(te_profile_highest(&plan->profile));
    return true;
}

static bool read_arrivals(const te_config *config, bool *is_poisson,
                          te_error *err) {
    const char *how = config->arrivals != NULL ? config->arrivals : "even";
    *is_poisson = strcmp(how, "poisson") == 0;
    if (*is_poisson || strcmp(how, "even") == 0) return true;
    return te_fail(err, "arrivals '%.40s': they are even or poisson", how);
}

static bool complete_open(te_config *config, te_executor_config *plan,
                          te_error *err) {
    uint32_t before = config->workers, most = config->max_workers;
    if (!read_arrivals(config, &plan->is_poisson, err)) return false;
    const char *other = config->max_runs > 0      ? "runs per worker"
                        : config->single_run      ? "a single run"
                        : config->ramp_up_ns > 0  ? "a ramp-up"
                        : config->delay_ns > 0    ? "a delay"
                        : config->interval_ns > 0 ? "an interval"
                                                  : NULL;
    if (other != NULL)
        return te_fail(err,
                       "choose one: a rate says when runs begin, and so does "
                       "%s",
                       other);
    if (most == 0) most = before > MAX_WORKERS ? before : MAX_WORKERS;
    if (before > most)
        return te_fail(err,
                       "%u workers from the start are more than the %u "
                       "of max-workers",
                       before, most);
    plan->begun_before = before;
    plan->max_workers = config->workers = most;
    plan->queue_limit = config->queue_limit;
    plan->seed = config->seed;
    return true;
}

bool te_plan_make(te_config *config, te_executor_config *plan, te_error *err) {
    *plan = (te_executor_config){.delay_ns = config->delay_ns,
                                 .interval_ns = config->interval_ns,
                                 .total_runs = config->total_runs,
                                 .no_delays = config->check};
    if (!read_profile(config, &plan->profile, err)) return false;
    if (plan->profile.stages.are_rates ? !complete_open(config, plan, err)
                                       : !complete_closed(config, plan, err))
        return false;
    config->stages = config->rate = config->arrivals = NULL; /* borrowed */
    if (config->threads > config->workers) config->threads = config->workers;
    plan->threads = config->threads;
    return true;
}
