/* heap.c - see heap.h. */
#include "heap.h"

#include <assert.h>
#include <stdlib.h>

void te_heap_free(te_heap *heap) {
    for (size_t i = 0; i < heap->count; i++)
        heap->nodes[i]->place = 0;
    free(heap->nodes);
    *heap = TE_HEAP_INIT;
}

bool te_heap_reserve(te_heap *heap, size_t count) {
    if (count <= heap->capacity) return true;
    if (count > SIZE_MAX / 2 / sizeof *heap->nodes) return false;
    size_t capacity = heap->capacity < 16 ? 16 : heap->capacity;
    while (capacity < count)
        capacity *= 2;
    te_heap_node **nodes = realloc(heap->nodes, capacity * sizeof *nodes);
    if (nodes == NULL) return false;
    heap->nodes = nodes;
    heap->capacity = capacity;
    return true;
}

static bool is_before(const te_heap_node *a, const te_heap_node *b) {
    return a->key != b->key ? a->key < b->key : a->sequence < b->sequence;
}

static void put(te_heap *heap, te_heap_node *node, size_t place) {
    heap->nodes[place - 1] = node;
    node->place = place;
}

/* Both move a hole from `place` to where `node` belongs, and put it there. */
static void sift_up(te_heap *heap, te_heap_node *node, size_t place) {
    while (place > 1 && is_before(node, heap->nodes[place / 2 - 1])) {
        put(heap, heap->nodes[place / 2 - 1], place);
        place /= 2;
    }
    put(heap, node, place);
}

static void sift_down(te_heap *heap, te_heap_node *node, size_t place) {
    for (;;) {
        size_t child = 2 * place;
        if (child > heap->count) break;
        if (child < heap->count &&
            is_before(heap->nodes[child], heap->nodes[child - 1]))
            child++;
        if (!is_before(heap->nodes[child - 1], node)) break;
        put(heap, heap->nodes[child - 1], place);
        place = child;
    }
    put(heap, node, place);
}

bool te_heap_push(te_heap *heap, te_heap_node *node) {
    assert(node->place == 0);
    if (!te_heap_reserve(heap, heap->count + 1)) return false;
    node->sequence = heap->pushes++;
    sift_up(heap, node, ++heap->count);
    return true;
}

te_heap_node *te_heap_peek(const te_heap *heap) {
    return heap->count == 0 ? NULL : heap->nodes[0];
}

te_heap_node *te_heap_pop(te_heap *heap) {
    te_heap_node *top = te_heap_peek(heap);
    if (top != NULL) te_heap_remove(heap, top);
    return top;
}

/* The last node fills the hole; it may belong above it or below. */
void te_heap_remove(te_heap *heap, te_heap_node *node) {
    size_t place = node->place;
    if (place == 0) return;
    assert(place <= heap->count && heap->nodes[place - 1] == node);
    node->place = 0;
    te_heap_node *last = heap->nodes[--heap->count];
    if (last == node) return;
    if (place > 1 && is_before(last, heap->nodes[place / 2 - 1]))
        sift_up(heap, last, place);
    else
        sift_down(heap, last, place);
}
