/* queue.h - arrivals that wait for a worker: first in, first out, in memory
 * that is there from the start. */
#ifndef TE_QUEUE_H
#define TE_QUEUE_H

#include "arrivals.h"
#include <stddef.h>

typedef struct te_queue {
    te_arrival *items;
    size_t room, first, count;
} te_queue;

/* Of room for so many; false without memory. Release with te_queue_clear(). */
bool te_queue_init(te_queue *queue, size_t room);
void te_queue_clear(te_queue *queue); /* fine when all zero */

/* False when it is full. */
bool te_queue_push(te_queue *queue, te_arrival arrival);
/* All that wait were meant to come so much later. */
void te_queue_postpone(te_queue *queue, uint64_t by_ns);
/* The one that waited longest; false when there is none. */
bool te_queue_pop(te_queue *queue, te_arrival *arrival);

#endif
