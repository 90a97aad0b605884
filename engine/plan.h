/* plan.h - what load a run is to make: one load or several at once, each of a
 * profile, with a start of its own, scenarios and tags. */
#ifndef TE_PLAN_H
#define TE_PLAN_H

#include "error.h"
#include "executor.h"
#include "tags.h"
#include "tengine.h"

typedef struct te_load {
    te_executor_config shape;
    uint64_t start_ns;            /* since the run's start */
    bool has_duration;            /* it was asked for */
    uint64_t warm_up_ns;          /* from there on; of the whole run */
    char tags[TE_TAGS_OWN_BYTES]; /* of all that it counts; "" is none */
    const char *names; /* of its scenarios, each ended by NUL, the last one by
                    two; NULL: all */
    te_executor *executor; /* of te_plan_open(), else NULL */
    uint32_t first_worker; /* the number of its first one, over all loads */
} te_load;

enum { TE_PLAN_MAX = 16 };

typedef struct te_plan {
    te_load *loads;
    size_t count;
    bool is_settled; /* what is still added is left out */
    /* Of a run that is resumed: what is over of it, in how many pieces. */
    uint64_t elapsed_ns, segment;
} te_plan;

void te_plan_clear(te_plan *plan); /* fine when all zero */

/* What the configuration asks for, as the shape of a load; completes the
 * configuration by what follows from it: how many workers there are at most,
 * how long it takes. False and err, which quotes what is wrong. */
bool te_load_read(te_config *config, te_executor_config *shape, te_error *err);

/* Whether it runs the scenario. */
bool te_load_has(const te_load *load, const char *scenario);

/* Adds a copy. False and err when there are too many, or no memory. */
bool te_plan_add(te_plan *plan, const te_load *load, te_error *err);

/* The plan of a run: what `asked` has, or, where it has nothing or the
 * configuration says a load of its own (has_load), what that says. Of the
 * others the configuration's duration, bounds, pauses and seed hold where they
 * were given. Completes the configuration, which is to have no more threads
 * than workers, and the longest of their warm-ups unless it has one of its own,
 * which may be none.
 * `plan` is all zero before. */
bool te_plan_settle(te_plan *plan, const te_plan *asked, te_config *config,
                    te_error *err);

/* Makes the executors. */
bool te_plan_open(te_plan *plan, te_error *err);

/* When the time is up for the last run of all, as it is steered now;
 * UINT64_MAX while a load is paused. */
uint64_t te_plan_end_ns(const te_plan *plan);

/* For the time at which all threads are idle: how long it takes at elapsed_ns
 * until the time of each load is up, but for those of which all runs have
 * begun; UINT64_MAX while one is paused. And whether that is all of them. */
uint64_t te_plan_left_ns(const te_plan *plan, uint64_t elapsed_ns);
bool te_plan_has_begun_all(const te_plan *plan);

#endif
