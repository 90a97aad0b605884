/* watchdog.h - sees that a task does not wait, and ends it.
 *
 * Lua has no preemption: a scenario that computes for ever holds up all the
 * workers of its thread. Once a second the main thread looks at every engine
 * thread; one that has been in the same resume for TE_STUCK_NS gets a signal
 * (TE_WATCHDOG_SIGNAL), whose handler sets a hook in the running coroutine,
 * and that breaks the task off. A call into C that does not come back, such
 * as a pattern match that takes years, cannot be ended: it is named, once. */
#ifndef TE_WATCHDOG_H
#define TE_WATCHDOG_H

#include "task.h"

#include <pthread.h>
#include <signal.h>

#define TE_STUCK_NS (5 * TE_NS_PER_S)
#define TE_WATCHDOG_SIGNAL (SIGRTMIN + 3)

typedef struct te_watchdog {
    te_sched *sched;
    uint64_t number;   /* the resume that was under way at the last look */
    uint64_t since_ns; /* since when */
    atomic_int barks;  /* signals sent for it */
    bool is_named;     /* the call that does not return was named */
    char where[200];   /* what the handler found */
    atomic_bool has_where;
} te_watchdog;

/* On the main thread, before the thread that it watches begins. */
void te_watchdog_init(te_watchdog *dog, te_sched *sched);

/* On the thread that is watched, at its beginning and at its end. */
void te_watchdog_attach(te_watchdog *dog);
void te_watchdog_detach(void);

/* On the main thread, about once a second, while `thread` has not been joined.
 * True when there is a call to name that does not return: it is in
 * dog->where. */
bool te_watchdog_look(te_watchdog *dog, pthread_t thread, uint64_t now_ns);

#endif
