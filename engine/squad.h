/* squad.h - the workers of one profile on one thread: all that it plans with
 * from the start, and more when it is steered to them; where runs arrive at a
 * rate, as they are needed.
 *
 * Of arrivals it counts `scenario.dropped`, those that were not made, and
 * `health.arrival_lateness`, how late the thread itself noticed each: our own
 * slowness, whatever then waits for a worker. */
#ifndef TE_SQUAD_H
#define TE_SQUAD_H

#include "plan.h"
#include "worker.h"

typedef struct te_squad te_squad;

typedef struct te_squad_config {
    te_script *script;
    const te_load *load;      /* shared with the squads of other threads */
    uint64_t start_ns;        /* the run's, by the loop's clock */
    uint64_t first_stream;    /* of random numbers: worker 0's */
    uint32_t thread, threads; /* worker w is on w % threads */
    bool single_run;
    bool stop_on_failure;
    void (*on_fixture_failed)(void *arg, const te_error *err);
    void *arg;
} te_squad_config;

te_squad *te_squad_new(const te_squad_config *config); /* NULL: no memory */
void te_squad_free(te_squad *squad);                   /* NULL is fine */

void te_squad_start(te_squad *squad);
/* Where the executor was steered it goes: workers are made, called back or
 * sent away, arrivals come at other times, or nothing begins for a while. */
void te_squad_follow(te_squad *squad);
/* Nothing is due any more; what has arrived is done all the same. */
void te_squad_finish(te_squad *squad);
/* It ends, whatever is still to do: what waits is dropped, and each worker is
 * told one of te_worker_drain, te_worker_interrupt and te_worker_abandon. */
void te_squad_end(te_squad *squad, void (*tell)(te_worker *));
/* See te_worker_write_off(). */
void te_squad_write_off(te_squad *squad);

/* Whether all is done, and every worker gone. */
bool te_squad_is_done(const te_squad *squad);

uint32_t te_squad_begun(const te_squad *squad); /* workers whose turn came */
uint32_t te_squad_stuck(const te_squad *squad); /* those that were ended */

#endif
