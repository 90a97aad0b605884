/* jury.h - what judges a run by its interval records and nothing else:
 * thresholds, and the verdict on the generator.
 *
 * A run shows it each record as it comes, a recording each one that was
 * written down: the same records in the same order come to the same judgement,
 * so that a journal needs to hold no more than them and the thresholds'
 * texts. */
#ifndef TE_JURY_H
#define TE_JURY_H

#include "health.h"
#include "threshold.h"

typedef struct te_jury {
    te_thresholds *thresholds; /* borrowed; NULL: there are none */
    te_health health;
} te_jury;

/* Returns a threshold with `abort` that is broken by now, or NULL. With the
 * records that come when all is over the thresholds are judged for good. */
const te_threshold *te_jury_interval(te_jury *jury,
                                     const te_interval *interval);

/* There are no more records. Only where the last ones are missing does it
 * change anything. */
void te_jury_end(te_jury *jury);

#endif
