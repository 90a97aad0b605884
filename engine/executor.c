/* executor.c - see executor.h. */
#include "executor.h"

#include <math.h>
#include <stdlib.h>

typedef struct seat {
    uint64_t due_ns; /* of the next run */
    uint64_t runs;   /* begun so far */
    te_shift shift;  /* when its worker is wanted */
} seat;

struct te_executor {
    te_executor_config config;
    uint32_t workers;
    seat seats[]; /* one per worker */
};

/* The worker's shift at t_ns, or the next one; false when there is none. */
static bool begin_shift(te_executor *e, uint32_t worker, uint64_t t_ns) {
    seat *s = &e->seats[worker];
    if (!te_profile_shift(&e->config.profile, worker, t_ns, &s->shift))
        return false;
    if (s->due_ns < s->shift.from_ns) s->due_ns = s->shift.from_ns;
    return true;
}

te_executor *te_executor_new(const te_executor_config *config, te_error *err) {
    uint32_t workers = (uint32_t)ceil(te_profile_highest(&config->profile));
    te_executor *e = calloc(1, sizeof *e + workers * sizeof(seat));
    if (e == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "executor: no memory for %u workers",
                   workers);
        return NULL;
    }
    e->config = *config;
    e->workers = workers;
    for (uint32_t i = 0; i < workers; i++)
        begin_shift(e, i, 0);
    return e;
}

void te_executor_free(te_executor *e) { free(e); }

uint32_t te_executor_workers(const te_executor *e) { return e->workers; }

bool te_executor_start(const te_executor *e, uint32_t worker,
                       uint64_t *start_ns) {
    const te_shift *shift = &e->seats[worker].shift;
    *start_ns = shift->from_ns;
    return shift->from_ns < shift->until_ns;
}

te_next te_executor_next(te_executor *e, uint32_t worker, uint64_t now_ns,
                         te_run_record *record) {
    seat *s = &e->seats[worker];
    uint64_t max_runs = e->config.max_runs;
    if (max_runs > 0 && s->runs >= max_runs) return TE_NEXT_END;
    uint64_t at_ns = now_ns > s->due_ns ? now_ns : s->due_ns;
    if (at_ns >= s->shift.until_ns && !begin_shift(e, worker, at_ns))
        return TE_NEXT_END;
    record->intended_ns = s->due_ns;
    if (now_ns < s->shift.from_ns) return TE_NEXT_REST;
    if (now_ns < s->due_ns) return TE_NEXT_WAIT;
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
