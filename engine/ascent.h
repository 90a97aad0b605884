/* ascent.h - a run that looks for the load its target bears: what the search
 * (capacity.h) wants next is put on the run's plan. */
#ifndef TE_ASCENT_H
#define TE_ASCENT_H

#include "capacity.h"
#include "crew.h"
#include "plan.h"

typedef struct te_ascent te_ascent;

/* Into *ascent, NULL where the configuration asks for none. The plan, which is
 * borrowed, has been settled. False and err when the criteria cannot be read,
 * or without memory. */
bool te_ascent_new(te_ascent **ascent, const te_config *config,
                   const te_plan *plan, te_error *err);
void te_ascent_free(te_ascent *ascent); /* NULL is fine, here and below */

/* Takes the next record, at elapsed_ns; true once there is nothing left to try.
 * The crew is led on; NULL: it does not work any more. */
bool te_ascent_interval(te_ascent *ascent, te_crew *crew,
                        const te_interval *interval, uint64_t elapsed_ns);

const te_capacity *te_ascent_capacity(const te_ascent *ascent);

#endif
