/* feed.h - which row comes next: an order, and cursors for those who ask.
 *
 * A feed hands out numbers below `count`, pass after pass. What a position
 * means is arithmetic (pass = position / count, and a shuffle is a keyed
 * permutation of each pass), so nothing is locked, nothing grows, and the
 * same key gives the same numbers in the same order however many threads take
 * them.
 *
 * A feed with weights behaves as one whose file has each row as often as its
 * weight says, next to each other, in every order; a pass is that long then.
 *
 * A slice of a feed has every n-th position of each pass: the slices together
 * hand out what the whole feed would, and need not know of each other. */
#ifndef TE_FEED_H
#define TE_FEED_H

#include "steps.h"
#include "zipf.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    TE_ORDER_FILE,    /* as they stand */
    TE_ORDER_SHUFFLE, /* each once a pass, every pass in another order */
    TE_ORDER_RANDOM,  /* drawn anew each time, so some come twice */
    TE_ORDER_ZIPF     /* the same, and the first rows most often */
} te_order;

typedef enum {
    TE_ON_END_CYCLE, /* begin again, reshuffled */
    TE_ON_END_STOP,  /* there is nothing more */
    TE_ON_END_FAIL   /* the same, and asking for more is an error */
} te_on_end;

/* The words for them in options, ended by NULL, in the order of the enums. */
extern const char *const te_order_names[];
extern const char *const te_on_end_names[];

typedef struct te_feed {
    uint64_t count; /* in a whole pass */
    te_order order;
    te_on_end on_end;
    uint64_t key;           /* decides shuffles and draws */
    uint64_t slice, slices; /* which of how many, from 0 */
    const te_steps *ends;   /* with weights: how far those of the rows up to
                               each add up; borrowed. NULL: no weights */
    te_zipf zipf;
    _Atomic uint64_t position; /* of the cursor that all share */
} te_feed;

/* `name` sets feeds of one run apart: two files of the same length, shuffled
 * by the same seed, must not go in step. */
void te_feed_init(te_feed *feed, uint64_t count, te_order order,
                  te_on_end on_end, uint64_t seed, const char *name);

/* Before the first number is asked for. */
void te_feed_set_exponent(te_feed *feed, double exponent); /* (1), of zipf */
void te_feed_set_slice(te_feed *feed, uint64_t slice, uint64_t slices);

/* Rows come as often as their weights say: ends[i] is the sum of the weights
 * of rows 0 to i. It takes the place of `count`; set it before an exponent. */
void te_feed_set_weights(te_feed *feed, const te_steps *ends);

/* How many a pass of this slice has; 0 is a feed that has nothing. */
uint64_t te_feed_per_pass(const te_feed *feed);

/* The next row; false when the feed is used up (see on_end) or empty. */
bool te_feed_next(te_feed *feed, uint64_t *row);

/* Takes up to `n` positions in a row, from *position on; returns how many. */
uint64_t te_feed_take(te_feed *feed, uint64_t n, uint64_t *position);

/* te_feed_next() for a cursor of one's own, which begins at 0. Each `owner` has
 * shuffles and draws of its own. */
bool te_feed_next_of(const te_feed *feed, uint64_t owner, uint64_t *position,
                     uint64_t *row);

/* What comes at a position of the whole feed (count > 0), without moving the
 * cursor. */
uint64_t te_feed_at(const te_feed *feed, uint64_t position);

#endif
