/* interval.h - what changed since the last tick, and how it gets there.
 *
 * Each engine thread counts in a set of its own (`local`), unshared and
 * without locks. About once a second it posts: everything moves into the
 * outbox under a lock that only the tick contends for. On its own one-second
 * tick the main thread collects all outboxes into one interval record and
 * adds that to the totals. Console, summary, thresholds and outputs read
 * interval records and totals, nothing else. */
#ifndef TE_INTERVAL_H
#define TE_INTERVAL_H

#include "failures.h"
#include "metrics.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One per engine thread. */
typedef struct te_outbox te_outbox;

te_outbox *te_outbox_new(void); /* NULL without memory */
void te_outbox_free(te_outbox *o);

/* What the thread writes into; only the owning thread may touch them. */
te_metrics *te_outbox_metrics(te_outbox *o);
te_failures *te_outbox_failures(te_outbox *o);

/* Owning thread: hand over all that was counted. */
void te_outbox_post(te_outbox *o);

/* The interval record: deltas since the record before. A series that did not
 * change is in `delta`, not `touched`, with zeros. */
typedef struct te_interval {
    uint64_t number;   /* 1, 2, 3 ... */
    uint64_t start_ns; /* since the run's start */
    uint64_t end_ns;
    te_metrics *delta;
    te_failures *failures; /* those of this interval */
} te_interval;

/* The run so far: the sum of all interval records. */
typedef struct te_totals {
    te_metrics *metrics;
    te_failures *failures;
    uint64_t elapsed_ns;
} te_totals;

/* False without memory; te_totals_clear() either way. */
bool te_totals_init(te_totals *totals);
void te_totals_clear(te_totals *totals);
void te_totals_add(te_totals *totals, const te_interval *interval);

/* The main thread's side. The outboxes are borrowed, the array is copied. */
typedef struct te_collector te_collector;

te_collector *te_collector_new(te_outbox **outboxes, size_t count);
void te_collector_free(te_collector *c);

/* Ends the interval at now_ns (since the run's start): collects every outbox
 * and returns the record, valid until the next call. The totals include it. */
const te_interval *te_collector_tick(te_collector *c, uint64_t now_ns);
te_totals *te_collector_totals(te_collector *c);

/* Before the first tick: the run has these totals behind it already, of so many
 * intervals; numbers and times go on from there. They stay what they are. */
void te_collector_go_on(te_collector *c, const te_totals *before,
                        uint64_t intervals);

#endif
