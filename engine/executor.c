/* executor.c - see executor.h. */
#include "executor.h"

#include <stdlib.h>

typedef struct seat {
    uint64_t due_ns; /* of the next run */
    uint64_t runs;   /* begun so far */
} seat;

struct te_executor {
    te_executor_config config;
    seat seats[]; /* one per worker */
};

te_executor *te_executor_new(const te_executor_config *config, te_error *err) {
    uint32_t workers = config->profile.workers;
    te_executor *e = calloc(1, sizeof *e + workers * sizeof(seat));
    if (e == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "executor: no memory for %u workers",
                   workers);
        return NULL;
    }
    e->config = *config;
    for (uint32_t i = 0; i < workers; i++)
        e->seats[i].due_ns = te_profile_worker_start_ns(&config->profile, i);
    return e;
}

void te_executor_free(te_executor *e) { free(e); }

uint64_t te_executor_start_ns(const te_executor *e, uint32_t worker) {
    return te_profile_worker_start_ns(&e->config.profile, worker);
}

te_next te_executor_next(te_executor *e, uint32_t worker, uint64_t now_ns,
                         te_run_record *record) {
    seat *s = &e->seats[worker];
    uint64_t max_runs = e->config.max_runs;
    uint64_t end_ns = e->config.profile.duration_ns;
    if (max_runs > 0 && s->runs >= max_runs) return TE_NEXT_END;
    if (now_ns >= end_ns || s->due_ns >= end_ns) return TE_NEXT_END;
    record->intended_ns = s->due_ns;
    if (s->due_ns > now_ns) return TE_NEXT_WAIT;
    record->worker = worker;
    record->number = ++s->runs;
    record->started_ns = now_ns;
    return TE_NEXT_RUN;
}

void te_executor_done(te_executor *e, const te_run_record *record,
                      uint64_t now_ns, uint64_t delay_ns) {
    uint64_t pause_ns = e->config.no_delays ? 0 : e->config.delay_ns + delay_ns;
    e->seats[record->worker].due_ns = now_ns + pause_ns;
}
