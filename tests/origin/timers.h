/* timers.h - who wants to be called when: a binary heap of timers that live
 * inside what they wake. */
#ifndef ORIGIN_TIMERS_H
#define ORIGIN_TIMERS_H

#include <stddef.h>
#include <stdint.h>

typedef struct timer {
    uint64_t due_ns; /* 0: not set */
    size_t place;    /* in the heap, while set */
    void *owner;
} timer;

typedef struct timers {
    timer **heap;
    size_t count, capacity;
} timers;

void timers_clear(timers *t);
void timers_set(timers *t, timer *one, uint64_t due_ns); /* also moves it */
void timers_unset(timers *t, timer *one);                /* also if not set */
/* The one that is due first, or NULL. */
timer *timers_first(const timers *t);

#endif
