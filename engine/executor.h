/* executor.h - when runs begin.
 *
 * It deals in run records: which worker is to run next, when that was meant
 * to be and when it was. Arithmetic on the time that it is given: it knows no
 * clock, no Lua and no socket. One executor serves all threads of a run; what
 * it keeps per worker is touched by that worker's thread only.
 *
 * The closed model: workers, each running again and again, a pause after each
 * run. Where the profile wants fewer of them, those that came last end when it
 * will not want them again, and rest when it will.
 *
 * The open model: runs arrive at a rate, whoever is free takes the one that
 * waited longest. Each thread has its share of the arrivals and a queue for
 * them, which only that thread touches.
 *
 * While runs go it can be steered (steering.h): one thread says where to, and
 * each engine thread follows when it is told to, for its own workers. */
#ifndef TE_EXECUTOR_H
#define TE_EXECUTOR_H

#include "error.h"
#include "steering.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct te_run_record {
    uint32_t worker;
    uint32_t scenario;    /* its place in the script; whoever picks sets it */
    uint64_t number;      /* of this worker's runs, from 1 */
    uint64_t intended_ns; /* when it was meant to start, */
    uint64_t started_ns;  /* when it did, since the profile's start */
    uint64_t stream;      /* its random numbers; 0: its worker's own go on */
} te_run_record;

typedef struct te_executor_config {
    te_profile profile;
    uint64_t max_runs;     /* per worker; 0: no bound */
    uint64_t first_stream; /* of random numbers of runs that all share */
    uint64_t total_runs;   /* of all workers together; 0: no bound */
    uint64_t delay_ns;     /* after each run */
    bool no_delays;        /* no pause at all, whatever is asked for */
    /* Closed: a worker is meant to begin a run so often, however long they
     * take; 0: whenever the one before has ended. */
    uint64_t interval_ns;
    /* What a run that is resumed has behind it: so much of the profile, so
     * many runs, which count as if every worker had begun its share. */
    uint64_t from_ns, begun;
    /* Over all threads. Closed: up to so many can be steered to, 0: as many as
     * the profile has. */
    uint32_t max_workers;
    /* Open. */
    bool is_poisson;
    uint64_t seed;
    uint32_t threads;      /* 0: one */
    uint64_t queue_limit;  /* so many may wait, over all threads */
    uint32_t begun_before; /* workers that are there from the start */
} te_executor_config;

typedef enum {
    TE_NEXT_RUN,  /* the record is filled in: begin now */
    TE_NEXT_WAIT, /* ask again at record->intended_ns */
    TE_NEXT_REST, /* the same; until then the worker is not wanted */
    TE_NEXT_FREE, /* nothing has arrived for it, or all is paused: ask when
                     something does, or it goes on */
    TE_NEXT_END,  /* this worker has no more to do */
} te_next;

typedef struct te_executor te_executor;

te_executor *te_executor_new(const te_executor_config *config, te_error *err);
void te_executor_free(te_executor *executor); /* NULL is fine */

/* How many workers an executor of this shape has room for. */
uint32_t te_executor_workers_of(const te_executor_config *config);

/* All workers that there may be; they are numbered from 0. */
uint32_t te_executor_workers(const te_executor *executor);

/* How many of them are the thread's: worker w is on w % threads. */
uint32_t te_executor_workers_on(const te_executor *executor, uint32_t thread);

/* How many runs have begun, those of the configuration included. From any
 * thread: what others count meanwhile may be in it or not. */
uint64_t te_executor_begun(const te_executor *executor);

/* Whether all runs that its counts allow have begun, once the threads are idle:
 * those of workers that are not wanted any more, as it is steered now, are none
 * of them. Never without such a bound, or in a pause. */
bool te_executor_has_begun_all(const te_executor *executor);

/* How many it wants at some time before its end, as it is steered now. */
uint32_t te_executor_wanted(const te_executor *executor, uint32_t thread);

/* When this worker is first due; false when it never is. */
bool te_executor_start(const te_executor *executor, uint32_t worker,
                       uint64_t *start_ns);

/* What the worker is to do at now_ns (since the run's start). */
te_next te_executor_next(te_executor *executor, uint32_t worker,
                         uint64_t now_ns, te_run_record *record);

/* The record's run has ended; `delay_ns` is the scenario's own pause, added
 * to the run's. */
void te_executor_done(te_executor *executor, const te_run_record *record,
                      uint64_t now_ns, uint64_t delay_ns);

/* ---- The open model ---- */

bool te_executor_is_open(const te_executor *executor);
uint32_t te_executor_begun_before(const te_executor *executor);

/* How many runs had arrived when the one that is resumed was killed. */
uint64_t te_executor_passed(const te_executor *executor);

/* When the thread's next run arrives; UINT64_MAX when none will. */
uint64_t te_executor_arrival_ns(const te_executor *executor, uint32_t thread);
/* It has arrived, and waits from now on. False when it was dropped instead, as
 * the queue is full: `takers` workers will take one each at once, which is no
 * waiting. */
bool te_executor_arrive(te_executor *executor, uint32_t thread,
                        uint32_t takers);
/* How many wait. */
size_t te_executor_waiting(const te_executor *executor, uint32_t thread);
/* Nothing arrives there any more and nobody waits: so many were given up. */
size_t te_executor_close(te_executor *executor, uint32_t thread);

/* ---- Steered while it goes ---- */

/* On the main thread, and seen there at once: where it is steered now, when
 * it ends (UINT64_MAX while it is paused), the level that it asks for. */
void te_executor_steer(te_executor *executor, const te_heading *heading,
                       int64_t now_ns);
te_heading te_executor_heading(const te_executor *executor);
bool te_executor_is_steered(const te_executor *executor); /* ever */
uint64_t te_executor_end_ns(const te_executor *executor);
double te_executor_level(const te_executor *executor, int64_t now_ns);

/* On an engine thread: from now on its workers and arrivals go by where it was
 * steered last. A worker that becomes wanted is due from that moment on; one
 * that was wanted all the time keeps its pace; arrivals that wait in a pause
 * are meant to come so much later. False when there was nothing new. */
bool te_executor_follow(te_executor *executor, uint32_t thread);
/* Whether no run begins there, as it is paused. */
bool te_executor_is_paused(const te_executor *executor, uint32_t thread);

#endif
