/* plan.h - what load a run is to make: a te_config, as profiles. */
#ifndef TE_PLAN_H
#define TE_PLAN_H

#include "error.h"
#include "executor.h"
#include "tengine.h"

/* Fills in the profile of what the configuration asks for, and the rest of
 * what the executor is told but for the runs per worker. Completes the
 * configuration by what follows from it: how many workers there are at most,
 * how long the run takes, and no more threads than workers. False and err,
 * which quotes what is wrong, when the stages are none. */
bool te_plan_make(te_config *config, te_executor_config *plan, te_error *err);

#endif
