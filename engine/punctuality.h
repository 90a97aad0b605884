/* punctuality.h - whether runs that are due at a moment begin then: how late
 * the thread noticed each, among its metrics.
 *
 *   health.arrivals          runs that were due while nothing held them up but
 *                            the thread itself: those that arrive, in the open
 *                            model; those that an idle worker waited for
 *   health.arrivals_late     those of them that it was late for (loop.h)
 *   health.arrival_lateness  how late: a trend
 *
 * What a run waits for beyond that, a free worker or the end of the one
 * before, is no lateness of ours. */
#ifndef TE_PUNCTUALITY_H
#define TE_PUNCTUALITY_H

#include "metrics.h"

/* Zeroed, but for `metrics`. The series are made when they are needed. */
typedef struct te_punctuality {
    te_metrics *metrics;
    te_series *arrivals, *late, *lateness;
} te_punctuality;

/* A run that was due at due_ns is begun at now_ns. */
void te_punctuality_note(te_punctuality *p, uint64_t due_ns, uint64_t now_ns);

#endif
