/* executor.h - when runs begin.
 *
 * It deals in run records: which worker is to run next, when that was meant
 * to be and when it was. Arithmetic on the time that it is given: it knows no
 * clock, no Lua and no socket. One executor serves all threads of a run; what
 * it keeps per worker is touched by that worker's thread only.
 *
 * The closed model: workers, each running again and again, a pause after each
 * run. Where the profile wants fewer of them, those that came last end when it
 * will not want them again, and rest when it will. */
#ifndef TE_EXECUTOR_H
#define TE_EXECUTOR_H

#include "error.h"
#include "profile.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct te_run_record {
    uint32_t worker;
    uint32_t scenario;    /* its place in the script; whoever picks sets it */
    uint64_t number;      /* of this worker's runs, from 1 */
    uint64_t intended_ns; /* when it was meant to start, */
    uint64_t started_ns;  /* when it did, since the run's start */
} te_run_record;

typedef struct te_executor_config {
    te_profile profile;
    uint64_t max_runs; /* per worker; 0: no bound */
    uint64_t delay_ns; /* after each run */
    bool no_delays;    /* no pause at all, whatever is asked for */
} te_executor_config;

typedef enum {
    TE_NEXT_RUN,  /* the record is filled in: begin now */
    TE_NEXT_WAIT, /* ask again at record->intended_ns */
    TE_NEXT_REST, /* the same; until then the worker is not wanted */
    TE_NEXT_END,  /* this worker has no more to do */
} te_next;

typedef struct te_executor te_executor;

te_executor *te_executor_new(const te_executor_config *config, te_error *err);
void te_executor_free(te_executor *executor); /* NULL is fine */

/* All workers that there are at any time; they are numbered from 0. */
uint32_t te_executor_workers(const te_executor *executor);

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

#endif
