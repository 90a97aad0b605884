/* thread.c - see thread.h. */
#include "thread.h"

#include "bulletin.h"
#include "lua_flow.h"
#include "lua_open.h"
#include "lua_result.h"
#include "squad.h"
#include "vitals.h"
#include "watchdog.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct te_thread {
    te_thread_config config;
    te_loop *loop;
    te_outbox *outbox;
    te_http *http;
    te_ring *requests; /* tells of each; NULL: nobody wants to know */
    te_script *script;
    te_bulletin *bulletin;
    te_statsd *statsd; /* NULL: nobody listens */
    te_watchdog dog;

    pthread_t pthread;
    bool is_launched;

    /* Told from outside: the order, and above it a number, so that the same
     * one can be given again. The thread is idle once it has done the order
     * of the last number, or a later one that took its place. */
    uint32_t given; /* the main thread's own */
    _Atomic uint64_t told;
    _Atomic uint32_t done;
    /* How often the plan was steered, and how often it followed. */
    _Atomic uint32_t steered, followed;

    /* The rest is the engine thread's own. */
    uint32_t number; /* of the order that was taken last */
    te_order obeyed; /* that order */
    const te_plan *plan;
    uint64_t start_ns; /* the run's */
    te_squad *squads[TE_PLAN_MAX];
    size_t squad_count;
    te_vitals vitals;
    te_task *fixture;         /* global_setup, global_teardown or summary */
    bool was_set_up;          /* global_setup has begun, */
    bool is_tearing_down;     /* global_teardown has */
    te_timer post;            /* hands over what was counted, every second */
    const char *summary_text; /* ours, borrowed */
    te_buf summary;           /* what the fixture made of it */
    bool has_summary;
    bool has_failed;
    te_error failure;
};

static void on_post_due(void *arg);

/* ---- Building ---- */

te_thread *te_thread_new(const te_thread_config *config, te_error *err) {
    te_thread *t = calloc(1, sizeof *t);
    if (t == NULL) goto no_memory;
    t->config = *config;
    t->post = (te_timer){.on_due = on_post_due, .arg = t};
    t->outbox = te_outbox_new();
    if (t->outbox == NULL) goto no_memory;
    t->loop = te_loop_new(NULL, err);
    if (t->loop == NULL) goto fail;
    te_metrics *metrics = te_outbox_metrics(t->outbox);
    t->http = te_http_new(t->loop, metrics, &config->lanes, err);
    if (t->http == NULL) goto fail;
    if (config->requests != NULL) {
        t->requests =
            te_request_log_join(config->requests, TE_REQUEST_LOG_RING_BYTES);
        if (t->requests == NULL) goto no_memory;
        te_http_tell(t->http, t->requests);
    }
    t->script =
        te_script_new(config->index, config->common, t->loop, t->http, metrics,
                      te_outbox_failures(t->outbox), te_lua_open, err);
    if (t->script == NULL) goto fail;
    t->bulletin = te_bulletin_new(t->script);
    if (t->bulletin == NULL) goto no_memory;
    if (config->statsd != NULL) t->statsd = te_statsd_open(config->statsd);
    if (config->statsd != NULL && t->statsd == NULL) goto no_memory;
    t->script->statsd = t->statsd;
    return t;
no_memory:
    te_fail_as(err, TE_ERROR_SYSTEM, "engine thread: no memory");
fail:
    te_thread_free(t);
    return NULL;
}

void te_thread_free(te_thread *t) {
    if (t == NULL) return;
    for (size_t i = 0; i < t->squad_count; i++)
        te_squad_free(t->squads[i]);
    te_bulletin_free(t->bulletin);
    te_script_free(t->script);
    te_statsd_close(t->statsd);
    te_http_free(t->http);
    te_ring_let_go(t->requests);
    te_loop_free(t->loop);
    te_outbox_free(t->outbox);
    te_buf_free(&t->summary);
    free(t);
}

bool te_thread_load(te_thread *t, const te_script_source *source,
                    te_error *err) {
    return te_script_load(t->script, source, err);
}

size_t te_thread_scenarios(const te_thread *t) {
    return te_script_count_on(t->script);
}

bool te_thread_has_fixture(const te_thread *t, te_fixture fixture) {
    return t->script->fixtures[fixture] != LUA_NOREF;
}

void te_thread_end_statsd(te_thread *t, te_statsd_account *sum) {
    te_statsd_end(t->statsd, sum);
}

const te_script *te_thread_script(const te_thread *t) { return t->script; }

te_outbox *te_thread_outbox(te_thread *t) { return t->outbox; }

const te_error *te_thread_failure(const te_thread *t) {
    return t->has_failed ? &t->failure : NULL;
}

uint32_t te_thread_workers_begun(const te_thread *t) {
    uint32_t begun = 0;
    for (size_t i = 0; i < t->squad_count; i++)
        begun += te_squad_begun(t->squads[i]);
    return begun;
}

uint32_t te_thread_stuck(const te_thread *t) {
    uint32_t stuck = 0;
    for (size_t i = 0; i < t->squad_count; i++)
        stuck += te_squad_stuck(t->squads[i]);
    return stuck;
}

size_t te_thread_leftovers(const te_thread *t) {
    /* Sessions that nobody refers to are still open. */
    lua_gc(t->script->L, LUA_GCCOLLECT);
    return te_loop_timers(t->loop) + te_sched_alive(t->script->sched) +
           te_http_taken(t->http);
}

/* ---- Being idle ---- */

static void hand_over(te_thread *t) {
    te_outbox_post(t->outbox);
    te_statsd_flush(t->statsd);
}

/* There is nothing left to do of the order that was taken last. */
static void become_idle(te_thread *t) {
    te_bulletin_stop(t->bulletin);
    te_timer_stop(t->loop, &t->post);
    te_vitals_stop(&t->vitals);
    hand_over(t);
    atomic_store(&t->done, t->number);
    t->config.on_idle(t->config.arg);
}

static void on_post_due(void *arg) {
    te_thread *t = arg;
    te_vitals_count(&t->vitals);
    hand_over(t);
    te_timer_start(t->loop, &t->post, te_timer_due_ns(&t->post) + TE_NS_PER_S);
}

static void fail(te_thread *t, const te_error *err) {
    if (t->has_failed) return; /* the first one counts */
    t->has_failed = true;
    t->failure = *err;
}

/* ---- Fixtures of the run ---- */

static void keep_summary(te_thread *t, te_task *task) {
    size_t length;
    const char *text = lua_tolstring(te_task_stack(task), 1, &length);
    t->has_summary = te_buf_add(&t->summary, text, length);
}

static void end_fixture(te_thread *t, te_task_end end) {
    te_script *script = t->script;
    te_task *task = t->fixture;
    te_error err = {.kind = TE_ERROR_SCRIPT}, whole;
    if (end == TE_TASK_RETURNED && te_flow_take_orphan(task))
        end = TE_TASK_FAILED;
    if (end == TE_TASK_STUCK)
        te_fail_as(&err, TE_ERROR_SCRIPT, "it never waited and was ended at %s",
                   te_sched_stuck_where(script->sched));
    else if (end == TE_TASK_FAILED)
        te_script_report(script, task, &script->actor, &err);
    if (end != TE_TASK_RETURNED) {
        te_fail_as(&whole, err.kind, "%s failed: %.900s", script->actor.doing,
                   err.message);
        fail(t, &whole);
    }
    te_flow_forget_orphans(task);
    if (end == TE_TASK_RETURNED && t->obeyed == TE_ORDER_SUMMARY)
        keep_summary(t, task);
    t->fixture = NULL;
    te_task_free(task);
}

static void on_fixture_end(te_task *task, te_task_end end, void *arg) {
    te_thread *t = arg;
    (void)task;
    if (te_script_take_stuck(t->script, &t->script->actor)) end = TE_TASK_STUCK;
    end_fixture(t, end);
}

/* Its task, not started yet; NULL where the file has no such fixture, or there
 * is no memory. */
static te_task *make_fixture(te_thread *t, te_fixture fixture) {
    te_script *script = t->script;
    if (script->fixtures[fixture] == LUA_NOREF) return NULL;
    script->actor.doing = te_fixture_name(fixture);
    t->fixture =
        te_task_new(script->sched, NULL, &script->actor, on_fixture_end, t);
    if (t->fixture == NULL) {
        te_error err;
        te_fail_as(&err, TE_ERROR_SYSTEM, "%s: no memory", script->actor.doing);
        fail(t, &err);
    }
    return t->fixture;
}

static void begin_fixture(te_thread *t, te_fixture fixture) {
    te_task *task = make_fixture(t, fixture);
    if (task == NULL) return;
    lua_State *L = te_task_stack(task);
    lua_rawgeti(L, LUA_REGISTRYINDEX, t->script->fixtures[fixture]);
    lua_rawgeti(L, LUA_REGISTRYINDEX, t->script->args);
    te_task_start(task, 1, te_loop_clock_ns(t->loop));
}

static void begin_summary(te_thread *t) {
    te_task *task = make_fixture(t, TE_SUMMARY);
    if (task == NULL) return;
    lua_State *L = te_task_stack(task);
    lua_pushcfunction(L, te_result_tell);
    lua_pushinteger(L, TE_SUMMARY);
    lua_pushlightuserdata(L, (void *)(uintptr_t)t->summary_text);
    te_task_start(task, 2, te_loop_clock_ns(t->loop));
}

static void break_off_fixture(te_thread *t) {
    te_error err;
    te_fail_as(&err, TE_ERROR_SCRIPT, "%s did not end and was broken off",
               t->script->actor.doing);
    /* Nobody asked for it: it took too long. */
    if (t->is_tearing_down && t->obeyed == TE_ORDER_INTERRUPT)
        fail(t, &err);
    else
        te_common_warn(t->config.common, "%s", err.message);
    te_task_free(t->fixture);
    t->fixture = NULL;
}

/* ---- Workers ---- */

static void on_fixture_failed(void *arg, const te_error *err) {
    te_thread *t = arg;
    fail(t, err);
    te_common_stop(t->config.common, TE_END_FIXTURE, err->message);
}

static bool make_squads(te_thread *t) {
    te_squad_config squad = {
        .script = t->script,
        .start_ns = t->start_ns - t->plan->elapsed_ns,
        .first_stream = t->plan->segment << 32,
        .thread = t->config.index,
        .single_run = t->config.single_run,
        .stop_on_failure = t->config.stop_on_failure,
        .on_fixture_failed = on_fixture_failed,
        .arg = t,
    };
    for (size_t i = 0; i < t->plan->count; i++) {
        squad.load = &t->plan->loads[i];
        squad.threads = squad.load->shape.threads;
        if (squad.thread >= squad.threads) continue;
        te_squad *made = te_squad_new(&squad);
        if (made == NULL) return false;
        t->squads[t->squad_count++] = made;
    }
    return true;
}

static void begin_counting(te_thread *t, uint64_t from_ns) {
    te_vitals_start(&t->vitals, t->script);
    te_timer_start(t->loop, &t->post, from_ns + TE_NS_PER_S);
}

static void begin_work(te_thread *t) {
    begin_counting(t, t->start_ns);
    if (!make_squads(t)) {
        te_error err;
        te_fail_as(&err, TE_ERROR_SYSTEM, "no memory for the workers");
        on_fixture_failed(t, &err);
    }
    for (size_t i = 0; i < t->squad_count; i++)
        te_squad_start(t->squads[i]);
}

static bool is_working(const te_thread *t) {
    for (size_t i = 0; i < t->squad_count; i++)
        if (!te_squad_is_done(t->squads[i])) return true;
    return false;
}

/* Its workers may all have gone, and now be wanted again; it hands over what it
 * counts on the seconds of the run. */
static void follow(te_thread *t) {
    uint32_t steered = atomic_load(&t->steered);
    if (steered == atomic_load(&t->followed)) return;
    for (size_t i = 0; i < t->squad_count; i++)
        te_squad_follow(t->squads[i]);
    if (is_working(t) && atomic_load(&t->done) == t->number) {
        uint64_t since_ns = te_loop_clock_ns(t->loop) - t->start_ns;
        begin_counting(t, t->start_ns + since_ns / TE_NS_PER_S * TE_NS_PER_S);
        atomic_store(&t->done, t->number - 1);
    }
    atomic_store(&t->followed, steered);
    t->config.on_idle(t->config.arg);
}

static void finish_work(te_thread *t) {
    for (size_t i = 0; i < t->squad_count; i++)
        te_squad_finish(t->squads[i]);
}

static void end_work(te_thread *t, void (*tell)(te_worker *)) {
    if (t->fixture != NULL && tell != te_worker_drain) break_off_fixture(t);
    for (size_t i = 0; i < t->squad_count; i++)
        te_squad_end(t->squads[i], tell);
}

/* ---- The thread ---- */

static void obey(te_thread *t) {
    uint64_t told = atomic_load(&t->told);
    if ((uint32_t)(told >> 8) == t->number) return;
    t->number = (uint32_t)(told >> 8);
    t->obeyed = (te_order)(told & 0xff);
    switch (t->obeyed) {
    case TE_ORDER_GLOBAL_SETUP:
        t->was_set_up = true;
        begin_fixture(t, TE_GLOBAL_SETUP);
        break;
    case TE_ORDER_WORK:
        begin_work(t);
        break;
    case TE_ORDER_FINISH:
        finish_work(t);
        break;
    case TE_ORDER_DRAIN:
        end_work(t, te_worker_drain);
        break;
    case TE_ORDER_INTERRUPT:
        end_work(t, te_worker_interrupt);
        break;
    case TE_ORDER_ABANDON:
        end_work(t, te_worker_abandon);
        break;
    case TE_ORDER_GLOBAL_TEARDOWN:
        t->is_tearing_down = true;
        if (t->was_set_up) begin_fixture(t, TE_GLOBAL_TEARDOWN);
        break;
    case TE_ORDER_SUMMARY:
        begin_summary(t);
        break;
    default:
        break;
    }
}

/* A child was ended because it never waited; now its worker or fixture is,
 * unless it has ended by itself. */
static void end_stuck(te_thread *t) {
    te_actor *actor = t->script->stuck;
    t->script->stuck = NULL;
    if (actor == NULL) return;
    if (actor == te_bulletin_actor(t->bulletin))
        te_bulletin_end_stuck(t->bulletin);
    else if (actor != &t->script->actor)
        te_worker_end_stuck((te_worker *)(void *)actor);
    else if (t->fixture != NULL) {
        te_task_kill(t->fixture);
        end_fixture(t, TE_TASK_STUCK);
    }
}

static void turn(te_thread *t) {
    te_loop_turn(t->loop, !te_sched_is_ready(t->script->sched));
    obey(t);
    follow(t);
    te_sched_run(t->script->sched);
    end_stuck(t);
    te_http_turn(t->http);
    te_bulletin_turn(t->bulletin);
    if (!is_working(t) && t->fixture == NULL &&
        atomic_load(&t->done) != t->number)
        become_idle(t);
}

static void *run_thread(void *arg) {
    te_thread *t = arg;
    te_watchdog_attach(&t->dog);
    while (t->obeyed != TE_ORDER_QUIT)
        turn(t);
    te_bulletin_stop(t->bulletin);
    te_watchdog_detach();
    return NULL;
}

/* Signals are the business of the thread that runs the program. */
bool te_thread_launch(te_thread *t, te_error *err) {
    sigset_t all, before;
    sigfillset(&all);
    te_watchdog_init(&t->dog, t->script->sched);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&t->pthread, NULL, run_thread, t);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    t->is_launched = code == 0;
    if (code == 0) return true;
    return te_fail_as(err, TE_ERROR_SYSTEM, "engine thread: %s",
                      strerror(code));
}

bool te_thread_join(te_thread *t, uint64_t patience_ns) {
    if (!t->is_launched) return true;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    uint64_t ns = (uint64_t)until.tv_nsec + patience_ns;
    until.tv_sec += (time_t)(ns / TE_NS_PER_S);
    until.tv_nsec = (long)(ns % TE_NS_PER_S);
    return pthread_timedjoin_np(t->pthread, NULL, &until) == 0;
}

/* The hook that the signal sets stops the thread at the next instruction. If
 * it does anything but stand inside that call, it gets there meanwhile. */
void te_thread_write_off(te_thread *t) {
    static const struct timespec meanwhile = {.tv_nsec = 100 * TE_NS_PER_MS};
    te_sched_disown(t->script->sched);
    pthread_kill(t->pthread, TE_WATCHDOG_SIGNAL);
    nanosleep(&meanwhile, NULL);
    for (size_t i = 0; i < t->squad_count; i++)
        te_squad_write_off(t->squads[i]);
    te_outbox_post(t->outbox);
}

void te_thread_order(te_thread *t, te_order order) {
    t->given++;
    atomic_store(&t->told, (uint64_t)t->given << 8 | order);
    te_loop_wake(t->loop);
}

void te_thread_work(te_thread *t, const te_plan *plan, uint64_t start_ns) {
    t->plan = plan;
    t->start_ns = start_ns;
    te_thread_order(t, TE_ORDER_WORK);
}

void te_thread_steer(te_thread *t) {
    atomic_fetch_add(&t->steered, 1);
    te_loop_wake(t->loop);
}

void te_thread_summarise(te_thread *t, const char *text) {
    t->summary_text = text;
    te_thread_order(t, TE_ORDER_SUMMARY);
}

const char *te_thread_summary(const te_thread *t) {
    return t->has_summary ? te_buf_str(&t->summary) : NULL;
}

void te_thread_ask_progress(te_thread *t, const char *text) {
    te_bulletin_ask_progress(t->bulletin, text);
    te_loop_wake(t->loop);
}

void te_thread_ask_workers(te_thread *t, uint64_t workers) {
    if (te_bulletin_ask_workers(t->bulletin, workers)) te_loop_wake(t->loop);
}

bool te_thread_is_idle(const te_thread *t) {
    return atomic_load(&t->followed) == atomic_load(&t->steered) &&
           atomic_load(&t->done) == t->given;
}

void te_thread_watch(te_thread *t, uint64_t now_ns) {
    if (te_watchdog_look(&t->dog, t->pthread, now_ns))
        te_common_warn(t->config.common,
                       "engine thread %u is inside %s, which does not return; "
                       "it cannot be ended, and its workers stand still",
                       t->config.index, t->dog.where);
}
