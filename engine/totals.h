/* totals.h - the run so far: the sum of all interval records.
 *
 * A run may begin with a warm-up, which is measured apart: its records add up
 * in a part of their own. A run of a scenario counts where it ends, so those
 * under way at the border are taken over into the part that follows, as
 * started there; in either part the runs that were started are those that
 * succeeded, failed or were interrupted. Levels know no parts: they go on. */
#ifndef TE_TOTALS_H
#define TE_TOTALS_H

#include "failures.h"
#include "metrics.h"
#include <stdbool.h>
#include <stdint.h>

/* The interval record: deltas since the record before. A series that did not
 * change is in `delta`, not `touched`, with zeros. */
typedef struct te_interval {
    uint64_t number;   /* 1, 2, 3 ... */
    uint64_t start_ns; /* since the run's start */
    uint64_t end_ns;
    bool is_warm_up;
    te_metrics *delta;
    te_failures *failures; /* those of this interval */
    bool is_ending;        /* no further run begins in it, */
    bool is_cut;           /* or none from some moment in it on */
    bool is_over;          /* nor does anything else: what follows is told */
} te_interval;

typedef struct te_warm_up {
    uint64_t length_ns; /* asked for; 0: there is none */
    uint64_t took_ns;   /* up to the end of its last record */
    bool is_over;
    te_metrics *metrics;   /* NULL until its first record */
    te_failures *failures; /* likewise */
} te_warm_up;

typedef struct te_totals {
    te_metrics *metrics; /* without the warm-up, as all that follows */
    te_failures *failures;
    uint64_t elapsed_ns; /* of the whole run */
    uint64_t dropped_ns; /* by then a run had been dropped; 0: none was */
    te_warm_up warm_up;
} te_totals;

/* False without memory; te_totals_clear() either way. */
bool te_totals_init(te_totals *totals);
void te_totals_clear(te_totals *totals);

/* How many runs of the scenario with these tags have ended in a part: what its
 * scenario.runs are once the part is over. */
#define TE_TOTALS_RUNS "scenario.runs"
double te_totals_ended_runs(const te_metrics *part, const char *tags);

/* Takes the next record; all of a run have one `delta` set. */
void te_totals_add(te_totals *totals, const te_interval *interval);

/* Before the first record: the run has those behind it already. They stay what
 * they are. */
void te_totals_go_on(te_totals *totals, const te_totals *before);

/* How long the part after the warm-up is: what its rates are by. */
uint64_t te_totals_counted_ns(const te_totals *totals);

#endif
