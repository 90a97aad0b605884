/* standin_delay.c - see standin_delay.h: a binary heap by due time under one
 * lock, and a thread that waits for its top. */
#include "standin_delay.h"

#include "tengine_module.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct waiting {
    uint64_t due_ns;
    void *item;
} waiting;

struct te_standin_delay {
    void (*wake)(void *item);
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a new top, or the end */
    waiting *heap;          /* a parent is never due after its children */
    size_t count, capacity;
    bool is_ending;
};

static void push(te_standin_delay *d, waiting w) {
    size_t i = d->count++;
    while (i > 0 && d->heap[(i - 1) / 2].due_ns > w.due_ns) {
        d->heap[i] = d->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    d->heap[i] = w;
}

static waiting pop(te_standin_delay *d) {
    waiting top = d->heap[0], last = d->heap[--d->count];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= d->count) break;
        if (child + 1 < d->count &&
            d->heap[child + 1].due_ns < d->heap[child].due_ns)
            child++;
        if (d->heap[child].due_ns >= last.due_ns) break;
        d->heap[i] = d->heap[child];
        i = child;
    }
    d->heap[i] = last;
    return top;
}

static struct timespec moment(uint64_t ns) {
    return (struct timespec){.tv_sec = (time_t)(ns / TE_NS_PER_S),
                             .tv_nsec = (long)(ns % TE_NS_PER_S)};
}

static void *turn(void *self) {
    te_standin_delay *d = self;
    pthread_mutex_lock(&d->lock);
    while (!d->is_ending || d->count > 0) {
        if (d->count == 0) {
            pthread_cond_wait(&d->changed, &d->lock);
            continue;
        }
        uint64_t due_ns = d->heap[0].due_ns;
        if (!d->is_ending && due_ns > te_clock_now_ns(NULL)) {
            struct timespec until = moment(due_ns);
            pthread_cond_timedwait(&d->changed, &d->lock, &until);
            continue;
        }
        waiting w = pop(d);
        pthread_mutex_unlock(&d->lock);
        d->wake(w.item);
        pthread_mutex_lock(&d->lock);
    }
    pthread_mutex_unlock(&d->lock);
    return NULL;
}

static bool make_condition(pthread_cond_t *condition) {
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0) return false;
    bool ok = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
              pthread_cond_init(condition, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return ok;
}

te_standin_delay *te_standin_delay_start(void (*wake)(void *item),
                                         te_error *err) {
    te_standin_delay *d = calloc(1, sizeof *d);
    if (d == NULL) goto no_memory;
    d->wake = wake;
    if (pthread_mutex_init(&d->lock, NULL) != 0) goto no_memory;
    if (!make_condition(&d->changed)) goto no_condition;
    if (pthread_create(&d->thread, NULL, turn, d) == 0) return d;
    pthread_cond_destroy(&d->changed);
no_condition:
    pthread_mutex_destroy(&d->lock);
no_memory:
    free(d);
    te_fail_as(err, TE_ERROR_SYSTEM, "standin: cannot start a thread");
    return NULL;
}

void te_standin_delay_stop(te_standin_delay *d) {
    if (d == NULL) return;
    pthread_mutex_lock(&d->lock);
    d->is_ending = true;
    pthread_cond_signal(&d->changed);
    pthread_mutex_unlock(&d->lock);
    pthread_join(d->thread, NULL);
}

void te_standin_delay_free(te_standin_delay *d) {
    if (d == NULL) return;
    pthread_cond_destroy(&d->changed);
    pthread_mutex_destroy(&d->lock);
    free(d->heap);
    free(d);
}

static bool make_room(te_standin_delay *d) {
    if (d->count < d->capacity) return true;
    size_t capacity = d->capacity == 0 ? 64 : 2 * d->capacity;
    waiting *heap = realloc(d->heap, capacity * sizeof *heap);
    if (heap == NULL) return false;
    d->heap = heap;
    d->capacity = capacity;
    return true;
}

void te_standin_delay_add(te_standin_delay *d, uint64_t due_ns, void *item) {
    pthread_mutex_lock(&d->lock);
    bool ok = !d->is_ending && make_room(d);
    if (ok) {
        push(d, (waiting){due_ns, item});
        if (d->heap[0].item == item) pthread_cond_signal(&d->changed);
    }
    pthread_mutex_unlock(&d->lock);
    if (!ok) d->wake(item);
}
