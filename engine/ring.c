/* ring.c - see ring.h. Source: the queue with cached indices of Lee, Bu and
 * Chandranmenon (MCRingBuffer, 2010): each end looks at the other's index only
 * when what it remembers of it says that the ring is full, or empty. */
#include "ring.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

/* What the two ends write must not share a line of the cache. */
#define APART _Alignas(64)

struct te_ring {
    char *items;
    size_t mask; /* places - 1 */
    size_t item_bytes;
    atomic_int owners;
    APART _Atomic uint64_t put; /* written by the end that puts */
    uint64_t taken_seen;
    _Atomic uint64_t dropped;
    APART _Atomic uint64_t taken; /* written by the end that takes */
    uint64_t put_seen;
};

te_ring *te_ring_new(size_t places, size_t item_bytes) {
    assert(places > 0 && (places & (places - 1)) == 0);
    te_ring *ring = aligned_alloc(64, sizeof *ring);
    if (ring == NULL) return NULL;
    *ring = (te_ring){.mask = places - 1, .item_bytes = item_bytes};
    atomic_init(&ring->owners, 2);
    ring->items = calloc(places, item_bytes);
    if (ring->items != NULL) return ring;
    free(ring);
    return NULL;
}

void te_ring_let_go(te_ring *ring) {
    if (ring == NULL || atomic_fetch_sub(&ring->owners, 1) > 1) return;
    free(ring->items);
    free(ring);
}

static char *item(const te_ring *ring, uint64_t number) {
    return ring->items + (number & ring->mask) * ring->item_bytes;
}

void *te_ring_place(te_ring *ring) {
    uint64_t put = atomic_load_explicit(&ring->put, memory_order_relaxed);
    if (put - ring->taken_seen > ring->mask)
        ring->taken_seen =
            atomic_load_explicit(&ring->taken, memory_order_acquire);
    if (put - ring->taken_seen <= ring->mask) return item(ring, put);
    uint64_t dropped =
        atomic_load_explicit(&ring->dropped, memory_order_relaxed);
    atomic_store_explicit(&ring->dropped, dropped + 1, memory_order_relaxed);
    return NULL;
}

void te_ring_put(te_ring *ring) {
    uint64_t put = atomic_load_explicit(&ring->put, memory_order_relaxed);
    atomic_store_explicit(&ring->put, put + 1, memory_order_release);
}

const void *te_ring_first(te_ring *ring) {
    uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    if (taken == ring->put_seen)
        ring->put_seen = atomic_load_explicit(&ring->put, memory_order_acquire);
    return taken == ring->put_seen ? NULL : item(ring, taken);
}

void te_ring_take(te_ring *ring) {
    uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    atomic_store_explicit(&ring->taken, taken + 1, memory_order_release);
}

uint64_t te_ring_count(const te_ring *ring) {
    return atomic_load_explicit(&ring->put, memory_order_relaxed);
}

uint64_t te_ring_dropped(const te_ring *ring) {
    return atomic_load_explicit(&ring->dropped, memory_order_relaxed);
}
