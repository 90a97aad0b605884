/* loop.h - waits for sockets and deadlines, calls back, one turn at a time.
 *
 * A callback only records and wakes; whoever owns the loop does the work
 * between turns. One thread owns a loop; te_loop_wake() alone may be called
 * from elsewhere.
 *
 * Sockets are watched edge-triggered, in both directions, from the moment
 * they are opened until they are closed: in steady state a request needs no
 * epoll_ctl. Who reads less than there is must te_loop_rearm().
 *
 * With a virtual clock a turn that finds no socket ready turns the clock to
 * the next deadline instead of waiting for it. */
#ifndef TE_LOOP_H
#define TE_LOOP_H

#include "clock.h"
#include "error.h"
#include "heap.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct te_loop te_loop;

/* The clock is borrowed; NULL is real time. */
te_loop *te_loop_new(te_clock *clock, te_error *err);
void te_loop_free(te_loop *loop); /* NULL is fine */

/* The time at the start of this turn's callbacks, and the time right now. */
uint64_t te_loop_now_ns(const te_loop *loop);
uint64_t te_loop_clock_ns(const te_loop *loop);

/* Waits until something is ready or due (not at all unless `may_wait`), then
 * calls back. */
void te_loop_turn(te_loop *loop, bool may_wait);

/* How the loop kept up since it was asked last. A turn is what it does between
 * two waits, the owner's work included, and what it overslept before: the
 * process was stopped, or had no CPU. A timer is late when it is called
 * more than TE_LOOP_LATE_NS after its deadline. */
#define TE_LOOP_LATE_NS (5 * TE_NS_PER_MS)
#define TE_LOOP_LONG_NS (50 * TE_NS_PER_MS)
typedef struct te_loop_pulse {
    uint64_t turns;
    uint64_t longest_turn_ns;
    uint64_t long_turns_ns; /* all those above TE_LOOP_LONG_NS, together */
    uint64_t timers;        /* that were called */
    uint64_t late_timers;
    uint64_t latest_ns; /* how late the latest of them was */
} te_loop_pulse;
te_loop_pulse te_loop_take_pulse(te_loop *loop);

/* Ends the wait of te_loop_turn() now, from any thread or signal handler;
 * `on_wake` is called in that turn. */
void te_loop_wake(te_loop *loop);
void te_loop_on_wake(te_loop *loop, void (*on_wake)(void *arg), void *arg);

/* ---- Deadlines ---- */

typedef struct te_timer {
    te_heap_node node; /* the key is the deadline, ns */
    void (*on_due)(void *arg);
    void *arg;
} te_timer;

/* Starts the timer, or moves it when it is started. False without memory. */
bool te_timer_start(te_loop *loop, te_timer *timer, uint64_t due_ns);
void te_timer_stop(te_loop *loop, te_timer *timer); /* fine when stopped */
static inline uint64_t te_timer_due_ns(const te_timer *timer) {
    return timer->node.key;
}
/* How many are started. */
size_t te_loop_timers(const te_loop *loop);

/* ---- Sockets ---- */

#define TE_READABLE 1u /* data, or the end of it */
#define TE_WRITABLE 2u
#define TE_BROKEN 4u /* an error or a hangup; with both of the others */
#define TE_ENDED 8u  /* there is nothing behind what can be read */

typedef struct te_watch {
    int fd;
    void (*on_ready)(void *arg, unsigned ready);
    void *arg;
} te_watch;

/* Watches watch->fd in both directions; the watch must stay where it is. */
bool te_loop_watch(te_loop *loop, te_watch *watch);
/* Asks again: what is still ready is reported once more. */
void te_loop_rearm(te_loop *loop, te_watch *watch);
/* Forgets it, before the socket is closed. No callback comes afterwards. */
void te_loop_unwatch(te_loop *loop, te_watch *watch);

#endif
