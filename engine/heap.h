/* heap.h - a queue of things that are due, the earliest first.
 *
 * A binary min-heap of pointers to nodes that live inside the caller's own
 * structs (te_heap_node first, or found with offsetof): the heap allocates
 * nothing per node and can take any node out again in O(log n). Equal keys
 * come out in the order in which they were pushed.
 *
 *     te_heap timers = TE_HEAP_INIT;
 *     task->timer.key = due_ns;
 *     te_heap_push(&timers, &task->timer);
 *     while ((node = te_heap_peek(&timers)) && node->key <= now_ns)
 *         fire(te_heap_pop(&timers));
 *
 * A node that is all zeros is in no heap. A node must stay where it is, and
 * its key as it is, while it is in one. */
#ifndef TE_HEAP_H
#define TE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct te_heap_node {
    uint64_t key;      /* the caller's: the smallest comes out first */
    uint64_t sequence; /* the heap's: counts the pushes */
    size_t place;      /* the heap's: 1 is the top, 0 is in no heap */
} te_heap_node;

typedef struct te_heap {
    te_heap_node **nodes; /* nodes[place - 1] */
    size_t count;
    size_t capacity;
    uint64_t pushes;
} te_heap;

#define TE_HEAP_INIT ((te_heap){NULL, 0, 0, 0})

/* Releases the heap's memory; nodes still in it are out of it. */
void te_heap_free(te_heap *heap);

/* Makes room for `count` nodes, so that pushes up to there cannot fail. */
bool te_heap_reserve(te_heap *heap, size_t count);

/* Puts a node in that is in no heap. O(log n); grows by doubling. False
 * without memory: then the node is still in no heap. */
bool te_heap_push(te_heap *heap, te_heap_node *node);

/* The node with the smallest key, or NULL; pop takes it out as well. */
te_heap_node *te_heap_peek(const te_heap *heap);
te_heap_node *te_heap_pop(te_heap *heap);

/* Takes out one node, wherever it is; one that is in no heap is fine. */
void te_heap_remove(te_heap *heap, te_heap_node *node);

/* Whether a heap holds the node. */
static inline bool te_heap_holds(const te_heap_node *node) {
    return node->place != 0;
}

#endif
