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

#include "totals.h"
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

/* The main thread's side. The outboxes are borrowed, the array is copied. */
typedef struct te_collector te_collector;

te_collector *te_collector_new(te_outbox **outboxes, size_t count);
/* Records that begin before so much of the run has passed are of its warm-up.
 * Before the first tick. */
void te_collector_warm_up(te_collector *c, uint64_t length_ns);
void te_collector_free(te_collector *c);

/* Ends the interval at now_ns (since the run's start): collects every outbox
 * and returns the record, valid until the next call. The totals include it. */
const te_interval *te_collector_tick(te_collector *c, uint64_t now_ns);
te_totals *te_collector_totals(te_collector *c);

/* Before the first tick: the run has these totals behind it already, of so many
 * intervals; numbers and times go on from there. They stay what they are. */
void te_collector_go_on(te_collector *c, const te_totals *before,
                        uint64_t intervals);

/* What whoever ticks may count itself; it is in the next record. */
te_metrics *te_collector_metrics(te_collector *c);

/* From now_ns on no further run begins; from the next record on all is over. */
void te_collector_ending(te_collector *c, uint64_t now_ns);
void te_collector_over(te_collector *c);

#endif
