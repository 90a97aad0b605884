/* ring.h - a queue of things of one size from one thread to one other.
 *
 * Neither waits for the other, nothing is locked, and nothing is allocated once
 * it is made: whoever puts finds a place, fills it and hands it over; where all
 * places are taken the thing is dropped, and counted. */
#ifndef TE_RING_H
#define TE_RING_H

#include <stddef.h>
#include <stdint.h>

typedef struct te_ring te_ring;

/* For `places` things, a power of two, of `item_bytes` each. NULL without
 * memory. It has two owners, one at each end: each of them lets go of it, in
 * any order. */
te_ring *te_ring_new(size_t places, size_t item_bytes);
void te_ring_let_go(te_ring *ring); /* NULL is fine */

/* The end that puts. Where the next thing goes, or NULL: it is dropped. */
void *te_ring_place(te_ring *ring);
/* Hands over what was written there. */
void te_ring_put(te_ring *ring);

/* The end that takes. The oldest, or NULL; it stays as it is until taken. */
const void *te_ring_first(te_ring *ring);
void te_ring_take(te_ring *ring);

/* How many were handed over, and how many dropped, so far. From any thread. */
uint64_t te_ring_count(const te_ring *ring);
uint64_t te_ring_dropped(const te_ring *ring);

#endif
