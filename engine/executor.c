/* executor.c - see executor.h. */
#include "executor.h"

#include "queue.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* A worker of the closed model. */
typedef struct seat {
    uint64_t due_ns;       /* of the next run */
    _Atomic uint64_t runs; /* begun so far; counted by its own thread */
    te_shift shift;        /* when its worker is wanted */
} seat;

/* A thread's view of where it is steered, and its arrivals. Its workers count
 * their runs in the seats. */
typedef struct gate {
    te_profile views[2], *profile; /* one of them; to steer needs the other */
    bool is_paused;
    unsigned followed; /* how often it was steered by then */
    uint64_t held_ns;  /* as steering.h has it */
    uint64_t resumed_ns;
    /* Open. */
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
    bool is_open;
    gate *gates; /* one per thread */
    pthread_mutex_t lock;
    te_steering steering; /* the main thread's; changed under the lock */
    atomic_uint steered;  /* how often, for a glance without it */
    seat seats[];         /* one per worker */
};

/* ---- Building ---- */

/* The worker's shift at t_ns, or the next one; false when there is none. */
static bool begin_shift(te_executor *e, uint32_t worker, uint64_t t_ns) {
    seat *s = &e->seats[worker];
    const te_profile *profile = e->gates[worker % e->threads].profile;
    if (!te_profile_shift(profile, worker, t_ns, &s->shift)) return false;
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

static bool open_arrivals(te_executor *e, gate *g, uint32_t thread) {
    const te_executor_config *c = &e->config;
    g->limit = share_of(c->queue_limit, thread, e->threads);
    uint64_t takers = te_executor_workers_on(e, thread);
    if (!te_queue_init(&g->queue, g->limit + takers)) return false;
    te_arrivals_init(&g->arrivals, g->profile, c->is_poisson, c->seed, thread,
                     e->threads);
    see_first(e, g);
    return true;
}

static bool open_gates(te_executor *e) {
    e->gates = calloc(e->threads, sizeof *e->gates);
    if (e->gates == NULL) return false;
    for (uint32_t i = 0; i < e->threads; i++) {
        gate *g = &e->gates[i];
        g->profile = &g->views[0];
        *g->profile = e->config.profile;
        if (e->is_open && !open_arrivals(e, g, i)) return false;
    }
    return true;
}

static uint32_t highest_of(const te_profile *profile) {
    return (uint32_t)ceil(te_profile_highest(profile));
}

/* What was begun before is shared among those that the profile has. */
static void take_seat(te_executor *e, uint32_t worker) {
    seat *s = &e->seats[worker];
    uint32_t planned = e->is_open ? e->workers : highest_of(&e->config.profile);
    s->due_ns = e->config.from_ns;
    if (worker < planned)
        atomic_init(&s->runs, share_of(e->config.begun, worker, planned));
    if (!e->is_open) begin_shift(e, worker, e->config.from_ns);
}

uint32_t te_executor_workers_of(const te_executor_config *config) {
    if (config->profile.stages.are_rates) return config->max_workers;
    uint32_t planned = highest_of(&config->profile);
    return planned > config->max_workers ? planned : config->max_workers;
}

te_executor *te_executor_new(const te_executor_config *config, te_error *err) {
    uint32_t workers = te_executor_workers_of(config);
    te_executor *e = calloc(1, sizeof *e + workers * sizeof(seat));
    if (e == NULL) goto no_memory;
    e->config = *config;
    e->workers = workers;
    e->threads = config->threads > 0 ? config->threads : 1;
    e->is_open = config->profile.stages.are_rates;
    atomic_init(&e->begun, config->begun);
    pthread_mutex_init(&e->lock, NULL);
    te_steering_init(&e->steering, &config->profile);
    if (!open_gates(e)) goto no_memory;
    for (uint32_t i = 0; i < workers; i++)
        take_seat(e, i);
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
    pthread_mutex_destroy(&e->lock);
    free(e);
}

uint32_t te_executor_workers(const te_executor *e) { return e->workers; }

uint32_t te_executor_workers_on(const te_executor *e, uint32_t thread) {
    return (uint32_t)share_of(e->workers, thread, e->threads);
}

uint32_t te_executor_wanted(const te_executor *e, uint32_t thread) {
    uint32_t wanted = highest_of(e->gates[thread].profile);
    return wanted < e->workers ? wanted : e->workers;
}

static uint64_t runs_of(const seat *s) {
    return atomic_load_explicit(&s->runs, memory_order_relaxed);
}

uint64_t te_executor_begun(const te_executor *e) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < e->workers; i++)
        sum += runs_of(&e->seats[i]);
    return sum;
}

/* Counts it in. Nobody else does, so that it needs no locked instruction. */
static uint64_t count_run(seat *s) {
    uint64_t runs = runs_of(s) + 1;
    atomic_store_explicit(&s->runs, runs, memory_order_relaxed);
    return runs;
}

static bool has_had_all(const te_executor *e, const seat *s) {
    return (e->config.max_runs > 0 && runs_of(s) >= e->config.max_runs) ||
           (e->config.total_runs > 0 &&
            atomic_load_explicit(&e->begun, memory_order_relaxed) >=
                e->config.total_runs);
}

static bool has_had_all_arrivals(const te_executor *e) {
    bool was_cut = false;
    for (uint32_t i = 0; i < e->threads; i++) {
        if (e->gates[i].has_next) return false;
        was_cut = was_cut || e->gates[i].was_cut;
    }
    return was_cut;
}

bool te_executor_has_begun_all(const te_executor *e) {
    if (e->is_open) return has_had_all_arrivals(e);
    bool is_bounded = e->config.max_runs > 0 || e->config.total_runs > 0;
    if (!is_bounded || e->steering.heading.is_paused) return false;
    uint32_t wanted = highest_of(&e->steering.profile);
    for (uint32_t i = 0; i < wanted && i < e->workers; i++)
        if (!has_had_all(e, &e->seats[i])) return false;
    return true;
}

bool te_executor_start(const te_executor *e, uint32_t worker,
                       uint64_t *start_ns) {
    const seat *s = &e->seats[worker];
    *start_ns = s->due_ns;
    return s->shift.from_ns < s->shift.until_ns && !has_had_all(e, s);
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
    if (has_had_all(e, s)) return TE_NEXT_END;
    if (te_executor_is_paused(e, worker % e->threads)) return TE_NEXT_FREE;
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
    if (g->is_paused) return TE_NEXT_FREE;
    if (!te_queue_pop(&g->queue, &arrival))
        return g->has_next ? TE_NEXT_FREE : TE_NEXT_END;
    record->intended_ns = arrival.due_ns;
    record->stream = e->config.first_stream + arrival.number;
    return TE_NEXT_RUN;
}

te_next te_executor_next(te_executor *e, uint32_t worker, uint64_t now_ns,
                         te_run_record *record) {
    te_next next =
        e->is_open ? next_in_queue(e, &e->gates[worker % e->threads], record)
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
    uint64_t due_ns =
        interval_ns > 0 ? record->intended_ns + interval_ns : now_ns + pause_ns;
    uint64_t resumed_ns = e->gates[record->worker % e->threads].resumed_ns;
    e->seats[record->worker].due_ns = due_ns > resumed_ns ? due_ns : resumed_ns;
}

/* ---- The open model ---- */

bool te_executor_is_open(const te_executor *e) { return e->is_open; }

uint32_t te_executor_begun_before(const te_executor *e) {
    return e->config.begun_before;
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

/* ---- Steered while it goes ---- */

void te_executor_steer(te_executor *e, const te_heading *heading,
                       int64_t now_ns) {
    pthread_mutex_lock(&e->lock);
    te_steering_turn(&e->steering, heading, now_ns);
    atomic_fetch_add(&e->steered, 1);
    pthread_mutex_unlock(&e->lock);
}

te_heading te_executor_heading(const te_executor *e) {
    return e->steering.heading;
}

bool te_executor_is_steered(const te_executor *e) {
    return atomic_load(&e->steered) > 0;
}

uint64_t te_executor_end_ns(const te_executor *e) {
    return te_steering_end_ns(&e->steering);
}

double te_executor_level(const te_executor *e, int64_t now_ns) {
    return te_steering_level(&e->steering, now_ns);
}

bool te_executor_is_paused(const te_executor *e, uint32_t thread) {
    return e->gates[thread].is_paused;
}

static void follow_arrivals(te_executor *e, gate *g, uint64_t at_ns,
                            uint64_t held_ns) {
    te_queue_postpone(&g->queue, held_ns);
    te_arrivals_steer(&g->arrivals, g->profile, at_ns);
    see_next(e, g);
}

/* Who is wanted only from now on, or again, has nothing to make up for. */
static void follow_shift(te_executor *e, uint32_t worker, uint64_t at_ns,
                         bool was_paused) {
    seat *s = &e->seats[worker];
    bool was_wanted = s->shift.from_ns <= at_ns && at_ns < s->shift.until_ns;
    if (!begin_shift(e, worker, at_ns)) s->shift = (te_shift){0, 0};
    if ((was_paused || !was_wanted) && s->due_ns < at_ns) s->due_ns = at_ns;
}

bool te_executor_follow(te_executor *e, uint32_t thread) {
    gate *g = &e->gates[thread];
    if (atomic_load(&e->steered) == g->followed) return false;
    bool was_paused = g->is_paused;
    uint64_t held_ns = g->held_ns, at_ns = 0;
    g->profile = g->profile == &g->views[0] ? &g->views[1] : &g->views[0];
    pthread_mutex_lock(&e->lock);
    *g->profile = e->steering.profile;
    g->is_paused = e->steering.heading.is_paused;
    g->held_ns = e->steering.held_ns;
    if (e->steering.turned_ns > 0) at_ns = (uint64_t)e->steering.turned_ns;
    g->followed = atomic_load(&e->steered);
    pthread_mutex_unlock(&e->lock);
    if (was_paused) g->resumed_ns = at_ns;
    if (e->is_open) follow_arrivals(e, g, at_ns, g->held_ns - held_ns);
    for (uint32_t w = thread; !e->is_open && w < e->workers; w += e->threads)
        follow_shift(e, w, at_ns, was_paused);
    return true;
}
