/* timers.c - see timers.h. */
#include "timers.h"

#include <stdlib.h>

static void put(timers *t, size_t place, timer *one) {
    t->heap[place] = one;
    one->place = place;
}

static void rise(timers *t, size_t place) {
    timer *one = t->heap[place];
    while (place > 0) {
        size_t parent = (place - 1) / 2;
        if (t->heap[parent]->due_ns <= one->due_ns) break;
        put(t, place, t->heap[parent]);
        place = parent;
    }
    put(t, place, one);
}

static void sink(timers *t, size_t place) {
    timer *one = t->heap[place];
    for (;;) {
        size_t child = place * 2 + 1;
        if (child >= t->count) break;
        if (child + 1 < t->count &&
            t->heap[child + 1]->due_ns < t->heap[child]->due_ns)
            child++;
        if (one->due_ns <= t->heap[child]->due_ns) break;
        put(t, place, t->heap[child]);
        place = child;
    }
    put(t, place, one);
}

void timers_clear(timers *t) {
    free(t->heap);
    *t = (timers){0};
}

void timers_set(timers *t, timer *one, uint64_t due_ns) {
    timers_unset(t, one);
    if (t->count == t->capacity) {
        t->capacity = t->capacity ? t->capacity * 2 : 256;
        t->heap = realloc(t->heap, t->capacity * sizeof(timer *));
        if (t->heap == NULL) abort();
    }
    one->due_ns = due_ns;
    put(t, t->count++, one);
    rise(t, one->place);
}

void timers_unset(timers *t, timer *one) {
    if (one->due_ns == 0) return;
    one->due_ns = 0;
    timer *last = t->heap[--t->count];
    if (last == one) return;
    put(t, one->place, last);
    rise(t, last->place);
    sink(t, last->place);
}

timer *timers_first(const timers *t) {
    return t->count > 0 ? t->heap[0] : NULL;
}
