/* ring.h - a queue of pieces of memory from one thread to one other.
 *
 * Neither waits for the other, nothing is locked, and nothing is allocated once
 * it is made: whoever puts finds a place, fills it and hands it over; where
 * there is no room for it the piece is dropped, and counted. Pieces may differ
 * in size: what is short leaves room for more. */
#ifndef TE_RING_H
#define TE_RING_H

#include <stddef.h>
#include <stdint.h>

typedef struct te_ring te_ring;

/* What a piece takes beside its own bytes, which are rounded up to eights. */
enum { TE_RING_HEADER_BYTES = 8 };

/* Of so many bytes, a power of two. NULL without memory. It has two owners, one
 * at each end: each of them lets go of it, in any order. */
te_ring *te_ring_new(size_t bytes);
void te_ring_let_go(te_ring *ring); /* NULL is fine */

/* The end that puts. Where the next piece goes, aligned to 8 bytes, or NULL: it
 * is dropped. Up to half of the ring is never too large for it. */
void *te_ring_place(te_ring *ring, size_t bytes);
/* Hands over what was written there. */
void te_ring_put(te_ring *ring);

/* The end that takes. The oldest piece, or NULL; it stays as it is until
 * taken. */
const void *te_ring_first(te_ring *ring);
void te_ring_take(te_ring *ring);

/* How many were handed over, and how many dropped, so far. From any thread. */
uint64_t te_ring_count(const te_ring *ring);
uint64_t te_ring_dropped(const te_ring *ring);

#endif
