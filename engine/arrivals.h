/* arrivals.h - when runs of the open model are due: the arrival rate of a
 * profile, as one moment after the other.
 *
 * Arrival n (from 0) is due when the area below the rate reaches n; of a
 * Poisson process, when it reaches the sum of n exponential gaps of mean 1.
 * So counts are exact, whatever course the rate takes, and nothing drifts.
 * Pure arithmetic: it knows no clock. */
#ifndef TE_ARRIVALS_H
#define TE_ARRIVALS_H

#include "profile.h"
#include "rng.h"

typedef struct te_arrival {
    uint64_t due_ns; /* since the profile's start */
    uint64_t number; /* from 0, over all shares */
} te_arrival;

typedef struct te_arrivals {
    te_course course;
    te_line line;
    double before; /* the area before that line */
    double area;   /* of the next arrival */
    uint64_t number;
    uint32_t share, shares;
    bool is_poisson;
    te_rng rng;
} te_arrivals;

/* Of every `shares` arrivals the one that is number `share` (from 0). All
 * shares draw the same gaps: how many there are changes no arrival. The
 * profile is borrowed. */
void te_arrivals_init(te_arrivals *arrivals, const te_profile *profile,
                      bool is_poisson, uint64_t seed, uint32_t share,
                      uint32_t shares);

/* The next one; false when there is none before the profile's end. */
bool te_arrivals_next(te_arrivals *arrivals, te_arrival *arrival);

#endif
