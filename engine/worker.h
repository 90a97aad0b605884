/* worker.h - a virtual user: a root task and a session, run after run.
 *
 * setup, setup_session; then, as the executor deals them, one run after the
 * other, each of the scenario that picker.h finds for it; then
 * teardown_session, teardown. All of it in one coroutine. */
#ifndef TE_WORKER_H
#define TE_WORKER_H

#include "executor.h"
#include "punctuality.h"
#include "script.h"

typedef struct te_worker te_worker;

/* What the workers of one thread have in common; outlives them. */
typedef struct te_worker_env {
    te_script *script;
    te_executor *executor;
    uint64_t first_stream; /* of random numbers: worker 0's */
    uint32_t first_worker; /* the executor's worker 0 has this number */
    uint32_t threads;      /* that the executor serves */
    /* Those of the script as this load runs them: with its tags, and without
     * weight where it does not. */
    const te_scenario *scenarios;
    uint64_t start_ns;    /* the profile's start, by the loop's clock */
    bool single_run;      /* every scenario once, in order */
    bool stop_on_failure; /* the first failed run ends it all */
    bool is_draining;     /* no further run begins */
    te_series *level;     /* the gauge `workers` */
    te_punctuality *punctuality;
    te_series *waited;    /* of runs that began late; NULL: not of interest */
    uint32_t begun;       /* workers whose turn came */
    uint32_t setting_up;  /* those of them whose setup has not ended yet */
    uint32_t stuck_count; /* workers that were ended, as they never waited */
    /* A fixture failed: the whole run is to end with this. */
    void (*on_fixture_failed)(void *fixture_arg, const te_error *err);
    void *fixture_arg;
    /* The worker has done all it will ever do. */
    void (*on_gone)(void *arg);
    /* Nothing has arrived for it; te_worker_serve() when something has. */
    void (*on_free)(void *arg, te_worker *worker);
    void *arg;
} te_worker_env;

/* NULL without memory. */
te_worker *te_worker_new(te_worker_env *env, uint32_t id);
void te_worker_free(te_worker *worker); /* NULL is fine */

/* Waits for its turn and begins. */
void te_worker_start(te_worker *worker);

/* Begins at once. */
void te_worker_begin(te_worker *worker);
/* It was free, and something has arrived. */
void te_worker_serve(te_worker *worker);

/* The executor was steered: who waits for its turn, its next run or to be
 * wanted again asks anew, or, in a pause, waits for the next call. Who is
 * gone, as it was not wanted, and now is, comes back as a new one would; true
 * for this one only. */
bool te_worker_follow(te_worker *worker);

/* The run ends (env->is_draining is set): who is between two runs tears down
 * now, who is in one when it is over. */
void te_worker_drain(te_worker *worker);
/* What is under way is broken off, then it tears down; who does that already
 * is broken off in it. */
void te_worker_interrupt(te_worker *worker);
/* A child task of it never waited, and was ended: so is what it does, and
 * then the worker. */
void te_worker_end_stuck(te_worker *worker);
/* Its thread was given up: the run that it is in counts as broken off. Counts
 * only, and touches nothing else. */
void te_worker_write_off(te_worker *worker);
/* Gone at once. */
void te_worker_abandon(te_worker *worker);

#endif
