/* ascent.c - see ascent.h. */
#include "ascent.h"

#include "descriptors.h"

#include <stdlib.h>

struct te_ascent {
    te_capacity *capacity;
    const te_plan *plan;
};

/* The load to begin with is the one that the plan has, its only one. */
static te_capacity_config search_of(const te_config *config,
                                    const te_executor_config *shape) {
    bool are_rates = shape->profile.stages.are_rates;
    return (te_capacity_config){
        .criteria = config->find_capacity,
        .window_ns = config->capacity_window_ns,
        .are_rates = are_rates,
        .first = te_profile_level(&shape->profile, 0),
        .most = are_rates ? TE_RATE_MAX : te_executor_workers_of(shape),
        .until_ns = config->duration_ns,
    };
}

bool te_ascent_new(te_ascent **ascent, const te_config *config,
                   const te_plan *plan, te_error *err) {
    *ascent = NULL;
    if (config->find_capacity == NULL) return true;
    const te_executor_config *shape = &plan->loads[0].shape;
    te_capacity_config search = search_of(config, shape);
    if (!te_descriptors_check(te_executor_workers_of(shape), config->threads,
                              err))
        return false;
    te_ascent *a = calloc(1, sizeof *a);
    if (a == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "run: no memory");
    a->plan = plan;
    a->capacity = te_capacity_new(&search, err);
    if (a->capacity != NULL)
        *ascent = a;
    else
        te_ascent_free(a);
    return *ascent != NULL;
}

void te_ascent_free(te_ascent *a) {
    if (a == NULL) return;
    te_capacity_free(a->capacity);
    free(a);
}

bool te_ascent_interval(te_ascent *a, te_crew *crew,
                        const te_interval *interval, uint64_t elapsed_ns) {
    if (a == NULL || !te_capacity_interval(a->capacity, interval)) return false;
    if (te_capacity_state_of(a->capacity) != TE_CAPACITY_SEARCHING) return true;
    if (crew == NULL) return false;
    te_heading heading = {.is_by_hand = true,
                          .level = te_capacity_load(a->capacity)};
    te_executor_steer(a->plan->loads[0].executor, &heading,
                      (int64_t)elapsed_ns);
    te_crew_steer(crew);
    return false;
}

const te_capacity *te_ascent_capacity(const te_ascent *a) {
    return a != NULL ? a->capacity : NULL;
}
