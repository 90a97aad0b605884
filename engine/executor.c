/* executor.c - see executor.h. */
#include "executor.h"

#include "queue.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

/* A worker of the closed model. */
typedef struct seat {
    uint64_t due_ns;       /* of the next run */
    _Atomic uint64_t runs; /* begun so far; counted by its own thread */
    te_shift shift;        /* when its worker is wanted */
} seat;

/* A thread's arrivals. Its workers count their runs in the seats. */
typedef struct gate {
    te_arrivals arrivals;
    te_arrival next;
    bool has_next;
    bool was_cut;    /* there would be a next one but for total_runs */
    uint64_t limit;  /* so many may wait */
    uint64_t passed; /* arrivals that were due before from_ns */
    te_queue queue;
} gate;

struct te_executor {
    te_executor_config config;
    uint32_t workers;
    uint32_t threads;
    atomic_uint_fast64_t begun; /* runs; counted with total_runs only */
    gate *gates;                /* one per thread; NULL: closed */
    seat seats[];               /* one per worker */
};

/* ---- Building ---- */

/* The worker's shift at t_ns, or the next one; false when there is none. */
static bool begin_shift(te_executor *e, uint32_t worker, uint64_t t_ns) {
    seat *s = &e->seats[worker];
    if (!te_profile_shift(&e->config.profile, worker, t_ns, &s->shift))
        return false;
    if (s->due_ns < s->shift.from_ns) s->due_ns = s->shift.from_ns;
    return true;
}

static void see_next(te_executor *e, gate *g) {
    uint64_t total = e->config.total_runs;
    g->has_next = te_arrivals_next(&g->arrivals, &g->next);
    g->was_cut = g->has_next && total > 0 && g->next.number >= total;
    if (g->was_cut) g->has_next = false;
}

/* Of a number, the part of thread i. */
static uint64_t share_of(uint64_t number, uint32_t i, uint32_t threads) {
    return number / threads + (i < number % threads);
}

/* The first one behind what was done before. */
static void see_first(te_executor *e, gate *g) {
    for (see_next(e, g); g->has_next && g->next.due_ns < e->config.from_ns;
         see_next(e, g))
        g->passed++;
}

static bool open_gates(te_executor *e) {
    const te_executor_config *c = &e->config;
    e->gates = calloc(e->threads, sizeof *e->gates);
    if (e->gates == NULL) return false;
    for (uint32_t i = 0; i < e->threads; i++) {
        gate *g = &e->gates[i];
        g->limit = share_of(c->queue_limit, i, e->threads);
        uint64_t takers = te_executor_workers_on(e, i);
        if (!te_queue_init(&g->queue, g->limit + takers)) return false;
        te_arrivals_init(&g->arrivals, &c->profile, c->is_poisson, c->seed, i,
                         e->threads);
        see_first(e, g);
    }
    return true;
}

static void take_seat(te_executor *e, uint32_t worker) {
    seat *s = &e->seats[worker];
    s->due_ns = e->config.from_ns;
    atomic_init(&s->runs, share_of(e->config.begun, worker, e->workers));
    if (!e->config.profile.stages.are_rates)
        begin_shift(e, worker, e->config.from_ns);
}

uint32_t te_executor_workers_of(const te_executor_config *config) {
    if (config->profile.stages.are_rates) return config->max_workers;
    return (uint32_t)ceil(te_profile_highest(&config->profile));
}

te_executor *te_executor_new(const te_executor_config *config, te_error *err) {
    uint32_t workers = te_executor_workers_of(config);
    te_executor *e = calloc(1, sizeof *e + workers * sizeof(seat));
    if (e == NULL) goto no_memory;
    e->config = *config;
    e->workers = workers;
    e->threads = config->threads > 0 ? config->threads : 1;
    atomic_init(&e->begun, config->begun);
    for (uint32_t i = 0; i < workers; i++)
        take_seat(e, i);
    if (config->profile.stages.are_rates && !open_gates(e)) goto no_memory;
    return e;
no_memory:
    te_executor_free(e);
    te_fail_as(err, TE_ERROR_SYSTEM, "executor: no memory for %u workers",
               workers);
    return NULL;
}

void te_executor_free(te_executor *e) {
    if (e == NULL) return;
    for (uint32_t i = 0; e->gates != NULL && i < e->threads; i++)
        te_queue_clear(&e->gates[i].queue);
    free(e->gates);
    free(e);
}

uint32_t te_executor_workers(const te_executor *e) { return e->workers; }

uint32_t te_executor_workers_on(const te_executor *e, uint32_t thread) {
    return (uint32_t)share_of(e->workers, thread, e->threads);
}

uint64_t te_executor_begun(const te_executor *e) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < e->workers; i++)
        sum += atomic_load_explicit(&e->seats[i].runs, memory_order_relaxed);
    return sum;
}

/* Counts it in. Nobody else does, so that it needs no locked instruction. */
static uint64_t count_run(seat *s) {
    uint64_t runs = atomic_load_explicit(&s->runs, memory_order_relaxed) + 1;
    atomic_store_explicit(&s->runs, runs, memory_order_relaxed);
    return runs;
}

bool te_executor_start(const te_executor *e, uint32_t worker,
                       uint64_t *start_ns) {
    const te_shift *shift = &e->seats[worker].shift;
    *start_ns = e->seats[worker].due_ns;
    return shift->from_ns < shift->until_ns;
}

/* ---- The next run ---- */

/* Of the runs that all workers share this one takes one, if there is any. */
static bool take_shared(te_executor *e, te_run_record *record) {
    uint64_t number;
    record->stream = 0;
    if (e->config.total_runs == 0) return true;
    number = atomic_fetch_add_explicit(&e->begun, 1, memory_order_relaxed);
    record->stream = e->config.first_stream + number;
    return number < e->config.total_runs;
}

static te_next next_in_shift(te_executor *e, uint32_t worker, uint64_t now_ns,
                             te_run_record *record) {
    seat *s = &e->seats[worker];
    uint64_t max_runs = e->config.max_runs;
    if (max_runs > 0 &&
        atomic_load_explicit(&s->runs, memory_order_relaxed) >= max_runs)
        return TE_NEXT_END;
    uint64_t at_ns = now_ns > s->due_ns ? now_ns : s->due_ns;
    if (at_ns >= s->shift.until_ns && !begin_shift(e, worker, at_ns))
        return TE_NEXT_END;
    record->intended_ns = s->due_ns;
    if (now_ns < s->shift.from_ns) return TE_NEXT_REST;
    if (now_ns < s->due_ns) return TE_NEXT_WAIT;
    return take_shared(e, record) ? TE_NEXT_RUN : TE_NEXT_END;
}

static te_next next_in_queue(const te_executor *e, gate *g,
                             te_run_record *record) {
    te_arrival arrival;
    if (!te_queue_pop(&g->queue, &arrival))
        return g->has_next ? TE_NEXT_FREE : TE_NEXT_END;
    record->intended_ns = arrival.due_ns;
    record->stream = e->config.first_stream + arrival.number;
    return TE_NEXT_RUN;
}

te_next te_executor_next(te_executor *e, uint32_t worker, uint64_t now_ns,
                         te_run_record *record) {
    te_next next =
        e->gates != NULL
            ? next_in_queue(e, &e->gates[worker % e->threads], record)
            : next_in_shift(e, worker, now_ns, record);
    if (next != TE_NEXT_RUN) return next;
    record->worker = worker;
    record->number = count_run(&e->seats[worker]);
    record->started_ns = now_ns;
    return TE_NEXT_RUN;
}

void te_executor_done(te_executor *e, const te_run_record *record,
                      uint64_t now_ns, uint64_t delay_ns) {
    uint64_t pause_ns = e->config.no_delays ? 0 : e->config.delay_ns + delay_ns;
    uint64_t interval_ns = e->config.interval_ns;
    e->seats[record->worker].due_ns =
        interval_ns > 0 ? record->intended_ns + interval_ns : now_ns + pause_ns;
}

/* ---- The open model ---- */

bool te_executor_is_open(const te_executor *e) { return e->gates != NULL; }

uint32_t te_executor_begun_before(const te_executor *e) {
    return e->config.begun_before;
}

bool te_executor_has_all_arrived(const te_executor *e) {
    if (e->gates == NULL) return false;
    for (uint32_t i = 0; i < e->threads; i++)
        if (e->gates[i].has_next || e->gates[i].was_cut) return false;
    return true;
}

uint64_t te_executor_passed(const te_executor *e) {
    uint64_t sum = 0;
    for (uint32_t i = 0; e->gates != NULL && i < e->threads; i++)
        sum += e->gates[i].passed;
    return sum;
}

uint64_t te_executor_arrival_ns(const te_executor *e, uint32_t thread) {
    const gate *g = &e->gates[thread];
    return g->has_next ? g->next.due_ns : UINT64_MAX;
}

bool te_executor_arrive(te_executor *e, uint32_t thread, uint32_t takers) {
    gate *g = &e->gates[thread];
    te_arrival arrival = g->next;
    see_next(e, g);
    return g->queue.count < g->limit + takers &&
           te_queue_push(&g->queue, arrival);
}

size_t te_executor_waiting(const te_executor *e, uint32_t thread) {
    return e->gates[thread].queue.count;
}

size_t te_executor_close(te_executor *e, uint32_t thread) {
    gate *g = &e->gates[thread];
    size_t given_up = g->queue.count;
    g->has_next = false;
    g->queue.count = 0;
    return given_up;
}
