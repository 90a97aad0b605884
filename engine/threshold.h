/* threshold.h - what must hold in a run, judged from its interval records.
 *
 * Without `over` a threshold is about the whole run: it holds or not as the
 * run stands by now, and may still recover; the end decides. With `over 1m`
 * it is about every window of that length. A window is put together out of
 * tenths of it (a second each, at least) and moves on with every record; one
 * that does not hold cannot be made good. Only full windows are judged; a run
 * shorter than its window is judged as one. Once no further run begins the
 * window stands still and takes in what is still under way, but for levels,
 * rates per second and counts that must not be low: the load has gone.
 *
 * A drift (drift.h) is judged once there are TE_THRESHOLD_DRIFT_WINDOWS
 * windows (of a minute, without `over`), and is broken when it passes its
 * bound by more than twice its error: beyond what chance would do.
 *
 * What is measured in a warm-up does not count.
 *
 * What cannot be judged (too few samples by `after`) does not fail, but is
 * said; what never appeared fails. Memory does not grow with the run: up to
 * 14 histograms a threshold. Arithmetic on the records that it is given: it
 * knows no clock. */
#ifndef TE_THRESHOLD_H
#define TE_THRESHOLD_H

#include "interval.h"
#include "threshold_spec.h"

enum { TE_THRESHOLDS_MAX = 100, TE_THRESHOLD_DRIFT_WINDOWS = 10 };

typedef enum {
    TE_THRESHOLD_UNJUDGED,
    TE_THRESHOLD_HELD,
    TE_THRESHOLD_BROKEN,
} te_threshold_outcome;

/* "unjudged", "held", "broken". */
const char *te_threshold_outcome_name(te_threshold_outcome outcome);

/* One of them, as it stands. */
typedef struct te_threshold {
    te_threshold_spec spec;
    te_threshold_outcome outcome;
    bool has_value;
    double value;       /* in spec.unit: of the run; of its worst window */
    double samples;     /* what that is made of, of all windows together */
    uint64_t broken_ns; /* since the run's start: from when on it is broken */
    char reason[240];   /* why there is no value to judge, or "" */
} te_threshold;

typedef struct te_thresholds te_thresholds;

/* Those that a command line has; NULL and err when one cannot be read, or
 * without memory. */
te_thresholds *te_thresholds_of(const char *const *texts, size_t count,
                                te_error *err);
void te_thresholds_free(te_thresholds *t); /* NULL is fine */

/* Adds one as people write it; the same text twice is one. */
bool te_thresholds_add(te_thresholds *t, const char *text, te_error *err);

/* Forgets them all. */
void te_thresholds_clear(te_thresholds *t);

/* Below NULL is fine: there are none. Takes the next record. Returns one with
 * `abort` that is broken by now, or NULL. */
const te_threshold *te_thresholds_interval(te_thresholds *t,
                                           const te_interval *interval);

/* Judges what could not be judged before; further records may follow, and
 * another end. */
void te_thresholds_end(te_thresholds *t);

/* In the order in which they were added. */
size_t te_thresholds_count(const te_thresholds *t);
const te_threshold *te_thresholds_at(const te_thresholds *t, size_t i);
size_t te_thresholds_broken(const te_thresholds *t);

#endif
