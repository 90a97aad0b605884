/* thread.h - one engine thread: a loop, a Lua state, its HTTP, its share of
 * the workers, and nothing that it shares with another on the hot path.
 *
 * The main thread builds it, gives it orders, one after the other, and is
 * woken when it is idle again. */
#ifndef TE_THREAD_H
#define TE_THREAD_H

#include "common.h"
#include "interval.h"
#include "plan.h"
#include "script.h"
#include "statsd.h"

typedef struct te_thread te_thread;

typedef struct te_thread_config {
    uint32_t index; /* of all threads of the run, from 0 */
    bool single_run;
    bool stop_on_failure;
    te_lane_config lanes; /* what its network.h texts say is read at once */
    const te_statsd_address *statsd; /* where figures go; NULL: nowhere */
    te_common *common;
    void (*on_idle)(void *arg); /* from the engine thread */
    void *arg;
} te_thread_config;

/* Builds all but the workers. */
te_thread *te_thread_new(const te_thread_config *config, te_error *err);
/* The thread must have been joined, or never been launched. */
void te_thread_free(te_thread *thread); /* NULL is fine */

/* Loads the scenario; on the main thread, before te_thread_launch. */
bool te_thread_load(te_thread *thread, const te_script_source *source,
                    te_error *err);
/* How many scenarios of the file may be run. */
size_t te_thread_scenarios(const te_thread *thread);

/* Whether the file has it. */
bool te_thread_has_fixture(const te_thread *thread, te_fixture fixture);

/* What the file registered; read it while the thread does not run. */
const te_script *te_thread_script(const te_thread *thread);

bool te_thread_launch(te_thread *thread, te_error *err);
/* Waits for its end, after TE_ORDER_QUIT; false when it does not come in
 * time: the thread is inside a call that does not return, and must be left
 * alone with all it uses. */
bool te_thread_join(te_thread *thread, uint64_t patience_ns);

/* After te_thread_join() has failed: hands over what the thread counted, its
 * runs under way as broken off. Should it ever come back, it stands still. */
void te_thread_write_off(te_thread *thread);

typedef enum {
    TE_ORDER_NONE,
    TE_ORDER_GLOBAL_SETUP,
    TE_ORDER_WORK,      /* te_thread_work() */
    TE_ORDER_FINISH,    /* nothing is due any more */
    TE_ORDER_DRAIN,     /* begin no further run, drop those that wait */
    TE_ORDER_INTERRUPT, /* break off what runs, then tear down */
    TE_ORDER_ABANDON,   /* break off everything */
    TE_ORDER_GLOBAL_TEARDOWN,
    TE_ORDER_SUMMARY, /* te_thread_summarise() */
    TE_ORDER_QUIT,
} te_order;

/* Gives the next order; FINISH to ABANDON change what is under
 * way, the others need an idle thread. An order that the thread has not seen
 * yet is replaced. */
void te_thread_order(te_thread *thread, te_order order);
/* TE_ORDER_WORK: its share of the plan, which is borrowed; the run starts at
 * start_ns of the real clock. */
void te_thread_work(te_thread *thread, const te_plan *plan, uint64_t start_ns);
/* An executor of the plan was steered: the thread is not idle until it has
 * followed, and not then where that brought it something to do. */
void te_thread_steer(te_thread *thread);
/* TE_ORDER_SUMMARY, of the first thread: calls summary(result) with this text,
 * borrowed until the thread is idle. */
void te_thread_summarise(te_thread *thread, const char *text);
/* What that wants printed, once the thread is idle; NULL where there is no such
 * fixture or it failed. */
const char *te_thread_summary(const te_thread *thread);

/* On the main thread, of the first one: see bulletin.h. */
void te_thread_ask_progress(te_thread *thread, const char *text);
void te_thread_ask_workers(te_thread *thread, uint64_t workers);

/* Whether it has done the last order, and all that was under way. */
bool te_thread_is_idle(const te_thread *thread);

/* A fixture that failed, once the thread is idle; NULL when none did. */
const te_error *te_thread_failure(const te_thread *thread);

/* Workers that were ended as they never waited, once the thread is idle. */
uint32_t te_thread_stuck(const te_thread *thread);

te_outbox *te_thread_outbox(te_thread *thread);

/* After te_thread_join(): sends the rest of the scenario's own figures and
 * adds what became of all of them to `sum`. */
void te_thread_end_statsd(te_thread *thread, te_statsd_account *sum);

/* On the main thread, about once a second; warns of what cannot be ended. */
void te_thread_watch(te_thread *thread, uint64_t now_ns);

/* How many workers have had their turn to begin; while the thread is idle. */
uint32_t te_thread_workers_begun(const te_thread *thread);

/* What is left over when all is done: timers, tasks and exchanges. For tests:
 * it is 0. */
size_t te_thread_leftovers(const te_thread *thread);

#endif
