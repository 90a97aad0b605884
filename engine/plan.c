/* plan.c - see plan.h. */
#include "plan.h"

#include <math.h>

static bool read_stages(te_config *config, te_profile *profile, te_error *err) {
    if (!te_spec_stages(config->stages, &profile->stages, err)) return false;
    if (profile->stages.are_rates)
        return te_fail(err,
                       "stages: '%.60s': workers are wanted, such as "
                       "30s:50",
                       config->stages);
    config->stages = NULL; /* borrowed */
    if (!config->has_duration)
        config->duration_ns = te_profile_stages_ns(profile);
    profile->duration_ns = config->duration_ns;
    config->workers = (uint32_t)ceil(te_profile_highest(profile));
    return config->workers > 0 ||
           te_fail(err, "stages: no worker begins before the run's end");
}

bool te_plan_make(te_config *config, te_executor_config *plan, te_error *err) {
    *plan = (te_executor_config){.delay_ns = config->delay_ns,
                                 .no_delays = config->check};
    if (config->stages == NULL)
        te_profile_hold_workers(&plan->profile, config->workers,
                                config->ramp_up_ns, config->duration_ns);
    else if (!read_stages(config, &plan->profile, err))
        return false;
    if (config->threads > config->workers) config->threads = config->workers;
    return true;
}
