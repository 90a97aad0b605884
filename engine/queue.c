/* queue.c - see queue.h. */
#include "queue.h"

#include <stdlib.h>

bool te_queue_init(te_queue *q, size_t room) {
    *q = (te_queue){.items = calloc(room + 1, sizeof *q->items), .room = room};
    return q->items != NULL;
}

void te_queue_clear(te_queue *q) {
    free(q->items);
    *q = (te_queue){0};
}

bool te_queue_push(te_queue *q, te_arrival arrival) {
    if (q->count == q->room) return false;
    q->items[(q->first + q->count++) % q->room] = arrival;
    return true;
}

bool te_queue_pop(te_queue *q, te_arrival *arrival) {
    if (q->count == 0) return false;
    *arrival = q->items[q->first];
    q->first = (q->first + 1) % q->room;
    q->count--;
    return true;
}

void te_queue_postpone(te_queue *q, uint64_t by_ns) {
    for (size_t i = 0; i < q->count; i++)
        q->items[(q->first + i) % q->room].due_ns += by_ns;
}
