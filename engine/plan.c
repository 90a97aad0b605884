/* plan.c - see plan.h. */
#include "plan.h"

#include "clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORKERS = 1000 }; /* of a rate, unless told otherwise */

/* ---- A load ---- */

bool te_load_has(const te_load *load, const char *scenario) {
    const char *name = load->names;
    for (; name != NULL && *name != '\0'; name += strlen(name) + 1)
        if (strcmp(name, scenario) == 0) return true;
    return load->names == NULL;
}

/* ---- Its profile ---- */

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

/* What says something of a rate; NULL: nothing does. */
static const char *named_of_rate(const te_config *config) {
    return config->arrivals != NULL  ? "arrivals"
           : config->max_workers > 0 ? "max-workers"
           : config->has_queue_limit ? "queue-limit"
                                     : NULL;
}

/* What says when a worker runs again. */
static const char *named_of_workers(const te_config *config) {
    return config->max_runs > 0      ? "runs per worker"
           : config->delay_ns > 0    ? "a delay"
           : config->interval_ns > 0 ? "an interval"
                                     : NULL;
}

/* Whether the load may be another one while the run goes. */
static bool is_steered(const te_config *config) {
    return config->control != NULL || config->find_capacity != NULL;
}

static bool complete_closed(te_config *config, te_executor_config *plan,
                            te_error *err) {
    const char *other = named_of_rate(config);
    if (other != NULL &&
        !(is_steered(config) && strcmp(other, "max-workers") == 0))
        return te_fail(err, "%s is of a rate, and none was given", other);
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
    const char *other = config->single_run       ? "a single run"
                        : config->sizing         ? "--sizing"
                        : config->ramp_up_ns > 0 ? "a ramp-up"
                                                 : named_of_workers(config);
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

bool te_load_read(te_config *config, te_executor_config *shape, te_error *err) {
    *shape = (te_executor_config){.max_runs = config->max_runs,
                                  .total_runs = config->total_runs,
                                  .delay_ns = config->delay_ns,
                                  .interval_ns = config->interval_ns,
                                  .no_delays = config->check};
    if (!read_profile(config, &shape->profile, err)) return false;
    return shape->profile.stages.are_rates
               ? complete_open(config, shape, err)
               : complete_closed(config, shape, err);
}

/* ---- A plan ---- */

void te_plan_clear(te_plan *plan) {
    for (size_t i = 0; i < plan->count; i++) {
        te_executor_free(plan->loads[i].executor);
        free((char *)(uintptr_t)plan->loads[i].names);
    }
    free(plan->loads);
    *plan = (te_plan){0};
}

static size_t names_bytes(const char *names) {
    const char *end = names;
    while (*end != '\0')
        end += strlen(end) + 1;
    return (size_t)(end - names) + 1;
}

bool te_plan_add(te_plan *plan, const te_load *load, te_error *err) {
    if (plan->count == TE_PLAN_MAX)
        return te_fail(err, "more than %d profiles", TE_PLAN_MAX);
    te_load *more = realloc(plan->loads, (plan->count + 1) * sizeof *more);
    if (more == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    plan->loads = more;
    te_load *copy = &more[plan->count];
    *copy = *load;
    copy->executor = NULL;
    if (load->names != NULL) {
        size_t bytes = names_bytes(load->names);
        char *names = malloc(bytes);
        if (names == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
        copy->names = memcpy(names, load->names, bytes);
    }
    plan->count++;
    return true;
}

/* What was given beside the profile holds. */
static bool override(te_load *load, const te_config *config, te_error *err) {
    te_executor_config *s = &load->shape;
    bool is_open = s->profile.stages.are_rates;
    if (config->has_duration) {
        load->has_duration = true;
        if (load->start_ns >= config->duration_ns)
            return te_fail(err, "a profile starts when the run has ended");
        s->profile.duration_ns = config->duration_ns - load->start_ns;
    }
    if (config->total_runs > 0) s->total_runs = config->total_runs;
    if (config->max_runs > 0 && !is_open) s->max_runs = config->max_runs;
    if (config->delay_ns > 0 && !is_open) s->delay_ns = config->delay_ns;
    if (config->interval_ns > 0 && !is_open)
        s->interval_ns = config->interval_ns;
    if (config->has_queue_limit && is_open)
        s->queue_limit = config->queue_limit;
    if (config->max_workers > 0 && is_open) {
        s->max_workers = config->max_workers;
        if (s->begun_before > s->max_workers) s->begun_before = s->max_workers;
    }
    if (config->arrivals == NULL) return true;
    return read_arrivals(config, &s->is_poisson, err);
}

/* What was given beside profiles is of one of them, at least. */
static bool check_use(const te_plan *plan, const te_config *config,
                      te_error *err) {
    size_t open = 0;
    for (size_t i = 0; i < plan->count; i++)
        open += plan->loads[i].shape.profile.stages.are_rates;
    const char *unused = open == 0             ? named_of_rate(config)
                         : open == plan->count ? named_of_workers(config)
                                               : NULL;
    return unused == NULL ||
           te_fail(err, "%s is of %s, and no profile has %s", unused,
                   open == 0 ? "a rate" : "workers that run again and again",
                   open == 0 ? "one" : "them");
}

/* Records are cut by the second. */
static bool settle_warm_up(const te_plan *plan, te_config *config,
                           te_error *err) {
    uint64_t longest_ns = config->warm_up_ns;
    bool is_asked = config->has_warm_up || config->warm_up_ns > 0;
    for (size_t i = 0; i < plan->count && !is_asked; i++)
        if (plan->loads[i].warm_up_ns > longest_ns)
            longest_ns = plan->loads[i].warm_up_ns;
    uint64_t whole_s = (longest_ns + TE_NS_PER_S - 1) / TE_NS_PER_S;
    config->warm_up_ns = whole_s * TE_NS_PER_S;
    return config->warm_up_ns == 0 ||
           config->warm_up_ns < config->duration_ns ||
           te_fail(err,
                   "a warm-up of %g s leaves nothing to be measured of a run "
                   "of %g s",
                   te_s_from_ns(config->warm_up_ns),
                   te_s_from_ns(config->duration_ns));
}

/* Workers of the closed model can be steered to more than it plans with. */
static bool make_room(te_executor_config *s, const te_config *config,
                      te_error *err) {
    if (s->profile.stages.are_rates || !is_steered(config)) return true;
    uint32_t planned = te_executor_workers_of(s), most = config->max_workers;
    if (most > 0 && planned > most)
        return te_fail(err, "%u workers are more than the %u of max-workers",
                       planned, most);
    s->max_workers = most > 0 ? most : MAX_WORKERS;
    return true;
}

static bool take_own(te_plan *plan, te_config *config, te_error *err) {
    te_load load = {.has_duration = config->has_duration};
    return te_load_read(config, &load.shape, err) &&
           make_room(&load.shape, config, err) && te_plan_add(plan, &load, err);
}

static bool take_asked(te_plan *plan, const te_plan *asked, te_config *config,
                       te_error *err) {
    uint64_t workers = 0, room = 0, end_ns = 0;
    for (size_t i = 0; i < asked->count; i++) {
        if (!te_plan_add(plan, &asked->loads[i], err)) return false;
        te_load *load = &plan->loads[i];
        if (!override(load, config, err)) return false;
        workers += te_executor_workers_of(&load->shape);
        if (!make_room(&load->shape, config, err)) return false;
        load->first_worker = (uint32_t)room;
        room += te_executor_workers_of(&load->shape);
        uint64_t until_ns = load->start_ns + load->shape.profile.duration_ns;
        if (until_ns > end_ns) end_ns = until_ns;
    }
    if (room > TE_WORKERS_MAX)
        return te_fail(err, "the profiles together have more than %d workers",
                       TE_WORKERS_MAX);
    config->workers = (uint32_t)workers;
    config->duration_ns = end_ns;
    return check_use(plan, config, err);
}

bool te_plan_settle(te_plan *plan, const te_plan *asked, te_config *config,
                    te_error *err) {
    bool is_own = config->has_load || config->check || config->single_run ||
                  asked->count == 0;
    if (is_own ? !take_own(plan, config, err)
               : !take_asked(plan, asked, config, err))
        return false;
    if (!settle_warm_up(plan, config, err)) return false;
    uint32_t room = 0;
    for (size_t i = 0; i < plan->count; i++)
        room += te_executor_workers_of(&plan->loads[i].shape);
    if (config->threads > room) config->threads = room;
    for (size_t i = 0; i < plan->count; i++) {
        te_executor_config *shape = &plan->loads[i].shape;
        uint32_t workers = te_executor_workers_of(shape);
        shape->threads = config->threads < workers ? config->threads : workers;
        shape->seed = config->seed + i;
        shape->first_stream = (i + 1) << 48;
    }
    return true;
}

bool te_plan_open(te_plan *plan, te_error *err) {
    for (size_t i = 0; i < plan->count; i++) {
        te_load *load = &plan->loads[i];
        load->executor = te_executor_new(&load->shape, err);
        if (load->executor == NULL) return false;
    }
    return true;
}

static uint64_t end_ns(const te_load *load) {
    uint64_t end_ns = te_executor_end_ns(load->executor);
    return end_ns == UINT64_MAX ? end_ns : load->start_ns + end_ns;
}

uint64_t te_plan_end_ns(const te_plan *plan) {
    uint64_t last_ns = 0;
    for (size_t i = 0; i < plan->count; i++)
        if (end_ns(&plan->loads[i]) > last_ns)
            last_ns = end_ns(&plan->loads[i]);
    return last_ns;
}

uint64_t te_plan_left_ns(const te_plan *plan, uint64_t elapsed_ns) {
    uint64_t last_ns = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const te_load *load = &plan->loads[i];
        if (te_executor_has_begun_all(load->executor)) continue;
        if (end_ns(load) > last_ns) last_ns = end_ns(load);
    }
    if (last_ns == UINT64_MAX) return UINT64_MAX;
    return last_ns > elapsed_ns ? last_ns - elapsed_ns : 0;
}

bool te_plan_has_begun_all(const te_plan *plan) {
    for (size_t i = 0; i < plan->count; i++)
        if (!te_executor_has_begun_all(plan->loads[i].executor)) return false;
    return true;
}
