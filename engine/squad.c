/* squad.c - see squad.h. */
#include "squad.h"

#include <stdlib.h>

struct te_squad {
    te_squad_config config;
    te_executor *executor;
    uint64_t start_ns; /* the load's, by the loop's clock */
    te_scenario *scenarios;
    te_worker_env env;
    te_worker **workers;
    size_t most, count, left; /* room for, made, not gone */
    /* Open model. */
    bool is_open;
    te_timer arrival;
    te_worker **free; /* who was free last is asked first */
    size_t free_count;
    te_series *dropped;
    te_punctuality punctuality;
};

static void on_arrival(void *arg);
static void on_gone(void *arg);
static void on_free(void *arg, te_worker *worker);

/* ---- Building ---- */

static void open_series(te_squad *s) {
    te_metrics *m = s->config.script->metrics;
    s->env.level = te_metrics_series(m, TE_GAUGE, "workers", "");
    s->punctuality.metrics = m;
    s->env.punctuality = &s->punctuality;
    if (!s->is_open) return;
    s->dropped = te_metrics_series(m, TE_COUNTER, "scenario.dropped",
                                   s->config.load->tags);
    s->env.waited =
        te_metrics_series(m, TE_TREND, "scenario.waited", s->config.load->tags);
}

/* The scenarios as this load runs them. */
static bool copy_scenarios(te_squad *s) {
    const te_load *load = s->config.load;
    te_script *script = s->config.script;
    s->scenarios = calloc(script->scenario_count + 1, sizeof *s->scenarios);
    if (s->scenarios == NULL) return false;
    for (size_t i = 0; i < script->scenario_count; i++) {
        te_scenario *copy = &s->scenarios[i];
        *copy = script->scenarios[i];
        if (!te_load_has(load, copy->name)) copy->weight = 0;
        if (!te_script_retag(script, copy, load->tags)) return false;
    }
    return true;
}

static te_worker *add_worker(te_squad *s) {
    uint32_t place = (uint32_t)s->count * s->config.threads + s->config.thread;
    te_worker *worker =
        te_worker_new(&s->env, s->config.load->first_worker + place);
    if (worker == NULL) return NULL;
    s->workers[s->count++] = worker;
    s->left++;
    return worker;
}

/* Those of the closed model, as far as they are not there yet. */
static bool make_wanted(te_squad *s) {
    const te_squad_config *c = &s->config;
    uint32_t wanted = te_executor_wanted(s->executor, c->thread);
    while (!s->is_open && s->count * c->threads + c->thread < wanted)
        if (add_worker(s) == NULL) return false;
    return true;
}

te_squad *te_squad_new(const te_squad_config *config) {
    te_squad *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    s->config = *config;
    s->executor = config->load->executor;
    s->start_ns = config->start_ns + config->load->start_ns;
    s->env = (te_worker_env){
        .script = config->script,
        .executor = s->executor,
        .first_stream = config->first_stream,
        .first_worker = config->load->first_worker,
        .threads = config->threads,
        .start_ns = s->start_ns,
        .single_run = config->single_run,
        .stop_on_failure = config->stop_on_failure,
        .on_fixture_failed = config->on_fixture_failed,
        .on_gone = on_gone,
        .on_free = on_free,
        .fixture_arg = config->arg,
        .arg = s,
    };
    s->is_open = te_executor_is_open(s->executor);
    s->arrival = (te_timer){.on_due = on_arrival, .arg = s};
    s->most = te_executor_workers_on(s->executor, config->thread);
    s->workers = calloc(s->most + 1, sizeof(te_worker *));
    s->free = calloc(s->is_open ? s->most + 1 : 1, sizeof(te_worker *));
    if (s->workers == NULL || s->free == NULL || !copy_scenarios(s)) goto fail;
    s->env.scenarios = s->scenarios;
    open_series(s);
    te_executor_follow(s->executor, config->thread);
    if (!make_wanted(s)) goto fail;
    return s;
fail:
    te_squad_free(s);
    return NULL;
}

void te_squad_free(te_squad *s) {
    if (s == NULL) return;
    for (size_t i = 0; i < s->count; i++)
        te_worker_free(s->workers[i]);
    for (size_t i = 0; s->scenarios != NULL && s->scenarios[i].name != NULL;
         i++)
        free(s->scenarios[i].tags);
    free(s->scenarios);
    free(s->workers);
    free(s->free);
    free(s);
}

uint32_t te_squad_begun(const te_squad *s) { return s->env.begun; }
uint32_t te_squad_stuck(const te_squad *s) { return s->env.stuck_count; }

static bool is_expecting(const te_squad *s) {
    const te_squad_config *c = &s->config;
    if (!s->is_open) return false;
    if (te_executor_is_paused(s->executor, c->thread) && !s->env.is_draining)
        return true;
    return te_executor_arrival_ns(s->executor, c->thread) != UINT64_MAX ||
           te_executor_waiting(s->executor, c->thread) > 0;
}

bool te_squad_is_done(const te_squad *s) {
    return s->left == 0 && !is_expecting(s);
}

/* ---- Arrivals ---- */

static void begin_another(te_squad *s) {
    te_worker *worker = add_worker(s);
    if (worker != NULL) te_worker_begin(worker);
}

/* One more run has arrived: it goes to a free worker, else a new one is made
 * for it, else it waits, else it is dropped. */
static void take_arrival(te_squad *s, uint64_t now_ns) {
    te_executor *e = s->executor;
    uint32_t thread = s->config.thread;
    bool may_begin = s->count < s->most;
    size_t takers = s->free_count + s->env.setting_up + may_begin;
    te_punctuality_note(&s->punctuality, te_executor_arrival_ns(e, thread),
                        now_ns);
    if (!te_executor_arrive(e, thread, (uint32_t)takers))
        te_series_add(s->dropped, 1);
    else if (s->free_count > 0)
        te_worker_serve(s->free[--s->free_count]);
    else if (may_begin && te_executor_waiting(e, thread) > s->env.setting_up)
        begin_another(s);
}

/* Who is free when the last one has arrived will stay so. */
static void dismiss_free(te_squad *s) {
    while (s->free_count > 0)
        te_worker_drain(s->free[--s->free_count]);
}

static void expect_arrival(te_squad *s) {
    te_timer_stop(s->config.script->loop, &s->arrival);
    if (te_executor_is_paused(s->executor, s->config.thread)) return;
    uint64_t due_ns = te_executor_arrival_ns(s->executor, s->config.thread);
    if (due_ns == UINT64_MAX ||
        !te_timer_start(s->config.script->loop, &s->arrival,
                        s->start_ns + due_ns))
        dismiss_free(s);
}

static void take_arrivals(te_squad *s) {
    const te_squad_config *c = &s->config;
    /* The start of a run that is resumed may lie before the clock's own. */
    int64_t ns = (int64_t)(te_loop_clock_ns(c->script->loop) - s->start_ns);
    if (ns < 0) return;
    uint64_t now_ns = (uint64_t)ns;
    while (te_executor_arrival_ns(s->executor, c->thread) <= now_ns)
        take_arrival(s, now_ns);
}

static void on_arrival(void *arg) {
    te_squad *s = arg;
    take_arrivals(s);
    expect_arrival(s);
}

static void on_free(void *arg, te_worker *worker) {
    te_squad *s = arg;
    if (s->is_open) s->free[s->free_count++] = worker;
}

static void give_up_arrivals(te_squad *s) {
    if (!s->is_open) return;
    te_timer_stop(s->config.script->loop, &s->arrival);
    s->free_count = 0;
    te_series_add(s->dropped,
                  (double)te_executor_close(s->executor, s->config.thread));
}

/* A worker that was stuck does not come back. When none is left that could do
 * what waits, another one is begun, or nobody will do it. */
static void on_gone(void *arg) {
    te_squad *s = arg;
    s->left--;
    if (s->left > 0 || s->env.is_draining || !is_expecting(s)) return;
    if (s->count < s->most)
        begin_another(s);
    else
        give_up_arrivals(s);
}

/* ---- Steered ---- */

/* What waited through a pause is taken up before more arrives. */
static void follow_arrivals(te_squad *s) {
    uint32_t thread = s->config.thread;
    while (!te_executor_is_paused(s->executor, thread) && s->free_count > 0 &&
           te_executor_waiting(s->executor, thread) > 0)
        te_worker_serve(s->free[--s->free_count]);
    expect_arrival(s);
}

/* A new one waits for its turn as the others do. */
static void follow_workers(te_squad *s) {
    if (!make_wanted(s))
        te_common_warn(s->config.script->common,
                       "no memory for all workers that are wanted");
    for (size_t i = 0; i < s->count; i++) {
        if (!te_worker_follow(s->workers[i])) continue;
        s->left++;
        te_worker_start(s->workers[i]);
    }
}

void te_squad_follow(te_squad *s) {
    if (s->env.is_draining) return;
    if (s->is_open) take_arrivals(s); /* what came before is not forgotten */
    if (!te_executor_follow(s->executor, s->config.thread)) return;
    if (s->is_open)
        follow_arrivals(s);
    else
        follow_workers(s);
}

/* ---- Told from outside ---- */

void te_squad_start(te_squad *s) {
    uint32_t thread = s->config.thread, threads = s->config.threads;
    bool is_paused = te_executor_is_paused(s->executor, thread);
    if (!s->is_open) {
        for (size_t i = 0; i < s->count && !is_paused; i++)
            te_worker_start(s->workers[i]);
        return;
    }
    uint32_t before = te_executor_begun_before(s->executor);
    while (s->count < s->most && s->count * threads + thread < before)
        begin_another(s);
    expect_arrival(s);
}

void te_squad_finish(te_squad *s) {
    if (s->is_open) return;
    s->env.is_draining = true;
    for (size_t i = 0; i < s->count; i++)
        te_worker_drain(s->workers[i]);
}

void te_squad_end(te_squad *s, void (*tell)(te_worker *)) {
    s->env.is_draining = true;
    give_up_arrivals(s);
    for (size_t i = 0; i < s->count; i++)
        tell(s->workers[i]);
}

void te_squad_write_off(te_squad *s) {
    for (size_t i = 0; i < s->count; i++)
        te_worker_write_off(s->workers[i]);
}
