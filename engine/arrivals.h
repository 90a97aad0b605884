/* arrivals.h - when runs of the open model are due: the arrival rate of a
 * profile, as one moment after the other.
 *
 * Arrival n (from 0) is due when the area below the rate reaches n; of a
 * Poisson process, when it reaches the sum of n exponential gaps of mean 1.
 * So counts are exact, whatever course the rate takes, and nothing drifts; also
 * when another profile takes over on the way: the area goes on where it was.
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
    te_course course, first; /* where it is, and where it began */
    te_line line;
    double before, first_before; /* the area before that line, and then */
    uint64_t since_ns;           /* steered at; none is due before it */
    double area;                 /* of arrival `number` */
    uint64_t number;
    bool has_given; /* that one was given; the next call passes on */
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

/* From t_ns on another profile holds, borrowed as well; the one before is
 * looked at once more. The arrival that was given last counts as one that has
 * not come: the next call says when it is due now; one that was due before
 * t_ns, at t_ns. */
void te_arrivals_steer(te_arrivals *arrivals, const te_profile *profile,
                       uint64_t t_ns);

/* The next one; false when there is none before the profile's end. */
bool te_arrivals_next(te_arrivals *arrivals, te_arrival *arrival);

#endif
