/* ring.c - see ring.h. Source: the queue with cached indices of Lee, Bu and
 * Chandranmenon (MCRingBuffer, 2010): each end looks at the other's index only
 * when what it remembers of it says that the ring is full, or empty. */
#include "ring.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* What the two ends write must not share a line of the cache. */
#define APART _Alignas(64)

/* Stands before each piece. One that does not fit before the end of the memory
 * leaves a gap there, and begins at its start. */
typedef struct header {
    uint32_t bytes; /* this included */
    uint32_t is_gap;
} header;
_Static_assert(sizeof(header) == TE_RING_HEADER_BYTES, "as ring.h says");

struct te_ring {
    char *memory;
    size_t bytes;
    atomic_int owners;
    /* Written by the end that puts; bytes since the beginning. */
    APART _Atomic uint64_t put;
    uint64_t placed; /* where `put` goes with the piece under way */
    uint64_t taken_seen;
    _Atomic uint64_t count, dropped;
    /* Written by the end that takes. */
    APART _Atomic uint64_t taken;
    uint64_t put_seen;
};

te_ring *te_ring_new(size_t bytes) {
    assert(bytes >= TE_RING_HEADER_BYTES && (bytes & (bytes - 1)) == 0);
    te_ring *ring = aligned_alloc(64, sizeof *ring);
    if (ring == NULL) return NULL;
    *ring = (te_ring){.bytes = bytes};
    atomic_init(&ring->owners, 2);
    ring->memory = malloc(bytes);
    if (ring->memory != NULL) return ring;
    free(ring);
    return NULL;
}

void te_ring_let_go(te_ring *ring) {
    if (ring == NULL || atomic_fetch_sub(&ring->owners, 1) > 1) return;
    free(ring->memory);
    free(ring);
}

static header *header_at(const te_ring *ring, uint64_t at) {
    return (header *)(void *)(ring->memory + (at & (ring->bytes - 1)));
}

/* For who alone writes it, or wants no more of it than the number. */
static uint64_t plain(const _Atomic uint64_t *number) {
    return atomic_load_explicit(number, memory_order_relaxed);
}

static void count_one(_Atomic uint64_t *number) {
    atomic_store_explicit(number, plain(number) + 1, memory_order_relaxed);
}

/* ---- The end that puts ---- */

static bool has_room(te_ring *ring, uint64_t until) {
    if (until - ring->taken_seen > ring->bytes)
        ring->taken_seen =
            atomic_load_explicit(&ring->taken, memory_order_acquire);
    return until - ring->taken_seen <= ring->bytes;
}

void *te_ring_place(te_ring *ring, size_t bytes) {
    size_t size = (sizeof(header) + bytes + 7) & ~(size_t)7;
    uint64_t at = plain(&ring->put);
    size_t to_end = ring->bytes - (size_t)(at & (ring->bytes - 1));
    size_t gap = size > to_end ? to_end : 0;
    if (!has_room(ring, at + gap + size)) {
        count_one(&ring->dropped);
        return NULL;
    }
    if (gap > 0) *header_at(ring, at) = (header){(uint32_t)gap, true};
    header *h = header_at(ring, at + gap);
    *h = (header){(uint32_t)size, false};
    ring->placed = at + gap + size;
    return h + 1;
}

void te_ring_put(te_ring *ring) {
    count_one(&ring->count);
    atomic_store_explicit(&ring->put, ring->placed, memory_order_release);
}

/* ---- The end that takes ---- */

const void *te_ring_first(te_ring *ring) {
    uint64_t at = plain(&ring->taken);
    if (at == ring->put_seen)
        ring->put_seen = atomic_load_explicit(&ring->put, memory_order_acquire);
    if (at == ring->put_seen) return NULL;
    if (header_at(ring, at)->is_gap) { /* a piece comes with it */
        te_ring_take(ring);
        at = plain(&ring->taken);
    }
    return header_at(ring, at) + 1;
}

void te_ring_take(te_ring *ring) {
    uint64_t at = plain(&ring->taken);
    atomic_store_explicit(&ring->taken, at + header_at(ring, at)->bytes,
                          memory_order_release);
}

/* ---- From any thread ---- */

uint64_t te_ring_count(const te_ring *ring) { return plain(&ring->count); }

uint64_t te_ring_dropped(const te_ring *ring) { return plain(&ring->dropped); }
