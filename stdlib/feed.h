/* feed.h - which row comes next: an order and one cursor for all who ask.
 *
 * A feed hands out numbers below `count`, pass after pass. One atomic cursor
 * is shared by all threads; what a position means is arithmetic (pass =
 * position / count, and a shuffle is a keyed permutation of each pass), so
 * nothing is locked, nothing grows, and the same key gives the same numbers
 * in the same order however many threads take them. */
#ifndef TE_FEED_H
#define TE_FEED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    TE_ORDER_FILE,    /* as they stand */
    TE_ORDER_SHUFFLE, /* each once a pass, every pass in another order */
    TE_ORDER_RANDOM   /* drawn anew each time, so some come twice */
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
    uint64_t count;
    te_order order;
    te_on_end on_end;
    uint64_t key; /* decides shuffles and draws */
    _Atomic uint64_t position;
} te_feed;

/* `name` sets feeds of one run apart: two files of the same length, shuffled
 * by the same seed, must not go in step. */
void te_feed_init(te_feed *feed, uint64_t count, te_order order,
                  te_on_end on_end, uint64_t seed, const char *name);

/* The next number; false when the feed is used up (see on_end) or empty. */
bool te_feed_next(te_feed *feed, uint64_t *index);

/* Takes up to `n` positions in a row, from *position on; returns how many. */
uint64_t te_feed_take(te_feed *feed, uint64_t n, uint64_t *position);

/* What comes at a position (count > 0), without moving the cursor. */
uint64_t te_feed_at(const te_feed *feed, uint64_t position);

/* A number for `value` under a key, spread evenly over all 64 bits. */
uint64_t te_feed_mix(uint64_t key, uint64_t value);

#endif
