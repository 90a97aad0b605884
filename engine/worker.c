/* worker.c - see worker.h. */
#include "worker.h"

#include "lua_events.h"
#include "lua_flow.h"
#include "lua_session.h"
#include "picker.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>

typedef enum {
    BEFORE_START, /* not due yet */
    SETTING_UP,
    BETWEEN_RUNS,
    RESTING, /* not wanted now, and later again */
    FREE,    /* until a run arrives */
    PICKING, /* the scenario of the next run */
    IN_RUN,
    TELLING, /* the listeners how the run ended */
    TEARING_DOWN,
    GONE,
} phase;

struct te_worker {
    te_actor actor; /* first: the owner of its tasks is this */
    te_worker_env *env;
    te_task *task;
    te_timer timer; /* until it starts, or between two runs */
    phase phase;
    int session_ref;                      /* registry, or LUA_NOREF */
    bool has_left_session, has_torn_down; /* these fixtures were begun */
    bool has_begun;                       /* at some time: it is counted once */
    bool was_barred; /* it was stuck, and does not come back */
    te_run_record record;
    const te_scenario *scenario; /* of the run under way */
    bool was_stuck;              /* the run that the listeners are told of */
};

static void on_due(void *arg);
static void on_end(te_task *task, te_task_end end, void *arg);

te_worker *te_worker_new(te_worker_env *env, uint32_t id) {
    te_worker *w = calloc(1, sizeof *w);
    if (w == NULL) return NULL;
    w->env = env;
    w->actor.worker = id;
    w->actor.tags = "";
    w->session_ref = LUA_NOREF;
    w->timer = (te_timer){.on_due = on_due, .arg = w};
    te_rng_seed(&w->actor.rng, te_common_seed(env->script->common),
                env->first_stream + id);
    w->task = te_task_new(env->script->sched, NULL, &w->actor, on_end, w);
    if (w->task == NULL) {
        free(w);
        return NULL;
    }
    return w;
}

void te_worker_free(te_worker *w) {
    if (w == NULL) return;
    te_worker_abandon(w);
    te_task_free(w->task);
    free(w);
}

static uint64_t since_start_ns(const te_worker *w) {
    /* Of a run that is resumed, on a machine that was started again, the start
     * may lie before the clock's own. */
    int64_t ns =
        (int64_t)(te_loop_clock_ns(w->env->script->loop) - w->env->start_ns);
    return ns > 0 ? (uint64_t)ns : 0;
}

/* As the executor numbers it. */
static uint32_t place(const te_worker *w) {
    return w->actor.worker - w->env->first_worker;
}

static void close_session(te_worker *w) {
    lua_State *L = w->env->script->L;
    if (w->session_ref == LUA_NOREF) return;
    lua_rawgeti(L, LUA_REGISTRYINDEX, w->session_ref);
    te_session_close(L, -1);
    lua_pop(L, 1);
    luaL_unref(L, LUA_REGISTRYINDEX, w->session_ref);
    w->session_ref = LUA_NOREF;
}

static void leave(te_worker *w) {
    if (w->phase == GONE) return;
    bool was_counted = w->phase != BEFORE_START && w->phase != RESTING;
    te_timer_stop(w->env->script->loop, &w->timer);
    close_session(w);
    w->phase = GONE;
    if (was_counted) te_series_add(w->env->level, -1);
    w->env->on_gone(w->env->arg);
}

/* ---- Fixtures: each end of a worker's life is one function in its task ----
 */

/* Pushes the fixture, if the file has it. */
static bool push_fixture(lua_State *L, te_worker *w, te_fixture fixture) {
    int ref = w->env->script->fixtures[fixture];
    if (ref == LUA_NOREF) return false;
    w->actor.doing = te_fixture_name(fixture);
    lua_rawgeti(L, LUA_REGISTRYINDEX, ref);
    return true;
}

/* What setup returned is on top. */
static int make_session(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    te_worker *w = (te_worker *)ctx;
    if (!lua_isnil(L, -1) && !lua_istable(L, -1))
        return luaL_error(L,
                          "setup: it returns a table of session defaults, "
                          "or nothing; not a %s",
                          luaL_typename(L, -1));
    te_session_push(L, -1);
    lua_pushinteger(L, w->actor.worker);
    lua_setfield(L, -2, "worker_id");
    lua_pushinteger(L, 0);
    lua_setfield(L, -2, "step");
    lua_pushvalue(L, -1);
    w->session_ref = luaL_ref(L, LUA_REGISTRYINDEX);
    if (!push_fixture(L, w, TE_SETUP_SESSION)) return 0;
    lua_insert(L, -2);
    lua_pushinteger(L, w->actor.worker);
    lua_insert(L, -2);
    lua_callk(L, 2, 0, ctx, te_flow_nothing);
    return 0;
}

static int set_up(lua_State *L) {
    te_worker *w = lua_touserdata(L, 1);
    if (push_fixture(L, w, TE_SETUP)) {
        lua_pushinteger(L, w->actor.worker);
        lua_rawgeti(L, LUA_REGISTRYINDEX, w->env->script->args);
        lua_callk(L, 2, 1, (lua_KContext)w, make_session);
    } else
        lua_pushnil(L);
    return make_session(L, LUA_OK, (lua_KContext)w);
}

static int torn_down(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    te_worker *w = (te_worker *)ctx;
    w->has_torn_down = true;
    if (!push_fixture(L, w, TE_TEARDOWN)) return 0;
    lua_pushinteger(L, w->actor.worker);
    lua_callk(L, 1, 0, ctx, te_flow_nothing);
    return 0;
}

static int tear_down(lua_State *L) {
    te_worker *w = lua_touserdata(L, 1);
    bool has_session = w->session_ref != LUA_NOREF && !w->has_left_session;
    w->has_left_session = true;
    if (has_session && push_fixture(L, w, TE_TEARDOWN_SESSION)) {
        lua_pushinteger(L, w->actor.worker);
        lua_rawgeti(L, LUA_REGISTRYINDEX, w->session_ref);
        lua_callk(L, 2, 0, (lua_KContext)w, torn_down);
    }
    return torn_down(L, LUA_OK, (lua_KContext)w);
}

static void begin_fixture(te_worker *w, phase next, lua_CFunction function) {
    lua_State *L = te_task_reset(w->task);
    w->phase = next;
    w->actor.doing = next == SETTING_UP ? "setup" : "teardown";
    w->actor.tags = "";
    lua_pushcfunction(L, function);
    lua_pushlightuserdata(L, w);
    te_task_start(w->task, 1, te_loop_clock_ns(w->env->script->loop));
}

/* ---- Runs ---- */

/* Sets session.step, a key that is there: nothing is allocated. Nor is
 * anything called that the scenario put into a metatable: nobody would catch
 * its error here. */
static void push_session(lua_State *L, te_worker *w) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, w->session_ref);
    lua_pushliteral(L, "step");
    lua_pushinteger(L, (lua_Integer)w->actor.step);
    lua_rawset(L, -3);
}

static void begin_run(te_worker *w, const te_scenario *scenario) {
    lua_State *L = te_task_reset(w->task);
    w->phase = IN_RUN;
    w->scenario = scenario;
    w->record.scenario = (uint32_t)(scenario - w->env->scenarios);
    w->actor.doing = scenario->name;
    w->actor.tags = scenario->tags;
    te_series_add(scenario->started, 1);
    bool is_heard = te_events_are_heard(w->env->script);
    if (is_heard) lua_pushcfunction(L, te_events_run);
    lua_rawgeti(L, LUA_REGISTRYINDEX, scenario->ref);
    push_session(L, w);
    te_task_start(w->task, is_heard ? 2 : 1,
                  w->env->start_ns + w->record.intended_ns);
}

/* Asks scenario_picker(worker_id, step_id), in the worker's task. */
static void begin_picking(te_worker *w) {
    lua_State *L = te_task_reset(w->task);
    w->phase = PICKING;
    w->actor.tags = "";
    push_fixture(L, w, TE_SCENARIO_PICKER);
    lua_pushinteger(L, w->actor.worker);
    lua_pushinteger(L, (lua_Integer)w->actor.step);
    te_task_start(w->task, 2, w->env->start_ns + w->record.intended_ns);
}

/* A scenario of the script, as this load runs it. */
static const te_scenario *at_same_place(const te_worker *w,
                                        const te_scenario *scenario) {
    return w->env->scenarios + (scenario - w->env->script->scenarios);
}

/* The record says that a run is due. */
static void pick_and_run(te_worker *w) {
    w->actor.step = w->record.number;
    if (w->record.stream != 0)
        te_rng_seed(&w->actor.rng, te_common_seed(w->env->script->common),
                    w->record.stream);
    const te_script *script = w->env->script;
    if (script->single != NULL)
        begin_run(w, at_same_place(w, script->single));
    else if (w->env->single_run)
        begin_run(w, at_same_place(w, te_picker_at(script, w->record.number)));
    else if (script->fixtures[TE_SCENARIO_PICKER] != LUA_NOREF)
        begin_picking(w);
    else
        begin_run(w, te_picker_draw(w->env->scenarios, script->scenario_count,
                                    &w->actor.rng));
}

static void begin_teardown(te_worker *w) {
    begin_fixture(w, TEARING_DOWN, tear_down);
}

static bool may_begin_run(const te_worker *w) {
    return !w->env->is_draining &&
           !te_common_is_stopping(w->env->script->common);
}

/* While it rests it is not counted among the workers. */
static void rest(te_worker *w) {
    w->phase = RESTING;
    te_series_add(w->env->level, -1);
}

static void end_rest(te_worker *w) {
    if (w->phase == RESTING) te_series_add(w->env->level, 1);
    w->phase = BETWEEN_RUNS;
}

/* A run that finds a free worker begins in the turn in which it arrives. */
static void count_wait(te_worker *w) {
    const te_run_record *record = &w->record;
    uint64_t waited_ns = record->started_ns - record->intended_ns;
    if (w->env->waited != NULL && waited_ns > TE_LOOP_LATE_NS)
        te_series_record(w->env->waited, waited_ns);
}

/* What comes next, between two runs; it is now_ns since the run's start. */
static void go_on(te_worker *w, uint64_t now_ns) {
    te_worker_env *env = w->env;
    w->phase = BETWEEN_RUNS;
    te_next next = TE_NEXT_END;
    if (may_begin_run(w))
        next = te_executor_next(env->executor, place(w), now_ns, &w->record);
    if (next == TE_NEXT_RUN) {
        count_wait(w);
        pick_and_run(w);
    } else if (next == TE_NEXT_FREE) {
        w->phase = FREE;
        env->on_free(env->arg, w);
    } else if (next == TE_NEXT_END ||
               !te_timer_start(env->script->loop, &w->timer,
                               env->start_ns + w->record.intended_ns))
        begin_teardown(w);
    else if (next == TE_NEXT_REST)
        rest(w);
}

void te_worker_begin(te_worker *w) {
    te_series_add(w->env->level, 1);
    if (!w->has_begun) w->env->begun++;
    w->has_begun = true;
    w->env->setting_up++;
    begin_fixture(w, SETTING_UP, set_up);
}

void te_worker_serve(te_worker *w) { go_on(w, since_start_ns(w)); }

static void on_due(void *arg) {
    te_worker *w = arg;
    uint64_t now_ns = since_start_ns(w);
    if (w->phase == BEFORE_START) {
        te_worker_begin(w);
        return;
    }
    te_punctuality_note(w->env->punctuality, w->record.intended_ns, now_ns);
    end_rest(w);
    go_on(w, now_ns);
}

/* ---- Ends ---- */

static void note_stuck(te_worker *w) {
    te_script *script = w->env->script;
    char message[300];
    w->was_barred = true;
    w->env->stuck_count++;
    snprintf(message, sizeof message,
             "%s: it ran for 5 s without waiting for anything; worker %u was "
             "ended",
             te_sched_stuck_where(script->sched), w->actor.worker);
    te_failures_add(script->failures, w->actor.doing, message, NULL,
                    w->actor.worker, w->actor.step);
    te_common_warn(script->common,
                   w->phase == IN_RUN ? "scenario '%s': %s" : "%s: %s",
                   w->actor.doing, message);
}

static void count_run(te_worker *w, bool ok, uint64_t now_ns) {
    te_worker_env *env = w->env;
    const te_scenario *scenario = w->scenario;
    te_series_add(ok ? scenario->succeeded : scenario->failed, 1);
    te_series_record(scenario->duration, now_ns - w->record.intended_ns);
    te_executor_done(env->executor, &w->record, now_ns, scenario->delay_ns);
    if (!ok && env->stop_on_failure)
        te_common_stop(env->script->common, TE_END_EXCEPTION, scenario->name);
}

/* How the task's function really ended: a child may have failed, or been
 * stuck, while nobody waited for it. */
static te_task_end judge(te_worker *w, te_task_end end) {
    if (te_script_take_stuck(w->env->script, &w->actor)) end = TE_TASK_STUCK;
    if (end == TE_TASK_RETURNED)
        return te_flow_take_orphan(w->task) ? TE_TASK_FAILED : end;
    te_flow_forget_orphans(w->task);
    return end;
}

/* A worker that was stuck once does not go on. */
static void leave_run(te_worker *w, bool was_stuck) {
    if (was_stuck)
        begin_teardown(w);
    else
        go_on(w, since_start_ns(w));
}

/* The error that the run ended in is on top of the task's stack. */
static void begin_telling(te_worker *w, te_task_end end) {
    te_script *script = w->env->script;
    lua_State *main = script->L;
    if (end == TE_TASK_FAILED)
        lua_xmove(te_task_stack(w->task), main, 1);
    else if (end == TE_TASK_STUCK)
        lua_pushfstring(main, "%s: it never waited",
                        te_sched_stuck_where(script->sched));
    else
        lua_pushnil(main);
    lua_State *L = te_task_reset(w->task);
    w->phase = TELLING;
    w->was_stuck = end == TE_TASK_STUCK;
    lua_pushcfunction(L, te_events_tell_end);
    lua_rawgeti(L, LUA_REGISTRYINDEX, w->session_ref);
    lua_pushboolean(L, end == TE_TASK_RETURNED);
    lua_xmove(main, L, 1);
    te_task_start(w->task, 3, te_loop_clock_ns(script->loop));
}

static void end_telling(te_worker *w, te_task_end end) {
    bool is_stuck = end == TE_TASK_STUCK;
    w->actor.doing = "events";
    if (is_stuck)
        note_stuck(w);
    else if (end == TE_TASK_FAILED) /* what a listener has spawned */
        te_script_report(w->env->script, w->task, &w->actor, NULL);
    leave_run(w, is_stuck || w->was_stuck);
}

static void end_run(te_worker *w, te_task_end end) {
    if (end == TE_TASK_FAILED)
        te_script_report(w->env->script, w->task, &w->actor, NULL);
    else if (end == TE_TASK_STUCK)
        note_stuck(w);
    count_run(w, end == TE_TASK_RETURNED, since_start_ns(w));
    if (te_events_are_heard(w->env->script))
        begin_telling(w, end);
    else
        leave_run(w, end == TE_TASK_STUCK);
}

static void fail_fixture(te_worker *w, te_task_end end) {
    te_error err = {.kind = TE_ERROR_SCRIPT};
    te_error whole;
    if (end == TE_TASK_STUCK) {
        note_stuck(w);
        te_fail_as(&err, TE_ERROR_SCRIPT, "it never waited and was ended at %s",
                   te_sched_stuck_where(w->env->script->sched));
    } else
        te_script_report(w->env->script, w->task, &w->actor, &err);
    te_fail_as(&whole, err.kind, "%s of worker %u failed: %.900s",
               w->actor.doing, w->actor.worker, err.message);
    w->env->on_fixture_failed(w->env->fixture_arg, &whole);
}

static void end_fixture(te_worker *w, te_task_end end) {
    bool ok = end == TE_TASK_RETURNED;
    if (w->phase == SETTING_UP) w->env->setting_up--;
    if (!ok) fail_fixture(w, end);
    te_task_reset(w->task);
    if (w->phase == SETTING_UP && ok)
        go_on(w, since_start_ns(w));
    else if (w->phase == PICKING ||
             (w->phase == TEARING_DOWN && !w->has_torn_down))
        begin_teardown(w); /* teardown_session failed: teardown all the same */
    else
        leave(w);
}

/* Has the error raised in the worker's task, to be reported as any other of
 * the fixture. What it returned is on the task's stack. */
static void begin_refusing(te_worker *w) {
    lua_State *main = w->env->script->L;
    lua_xmove(te_task_stack(w->task), main, 1);
    lua_State *L = te_task_reset(w->task);
    lua_pushcfunction(L, te_picker_refuse);
    lua_xmove(main, L, 1);
    te_task_start(w->task, 1, te_loop_clock_ns(w->env->script->loop));
}

/* The run may have ended while the fixture waited. */
static void end_picking(te_worker *w) {
    lua_State *L = te_task_stack(w->task);
    lua_settop(L, 1);
    const te_scenario *picked = te_picker_find(
        w->env->scenarios, w->env->script->scenario_count, &w->actor.rng, L);
    if (picked == NULL)
        begin_refusing(w);
    else if (may_begin_run(w))
        begin_run(w, picked);
    else
        begin_teardown(w);
}

static void end_phase(te_worker *w, te_task_end end) {
    if (w->phase == IN_RUN)
        end_run(w, end);
    else if (w->phase == TELLING)
        end_telling(w, end);
    else if (w->phase == PICKING && end == TE_TASK_RETURNED)
        end_picking(w);
    else
        end_fixture(w, end);
}

static void on_end(te_task *task, te_task_end end, void *arg) {
    te_worker *w = arg;
    (void)task;
    end_phase(w, judge(w, end));
}

/* ---- Told from outside ---- */

void te_worker_start(te_worker *w) {
    uint64_t due_ns;
    if (!te_executor_start(w->env->executor, place(w), &due_ns) ||
        !te_timer_start(w->env->script->loop, &w->timer,
                        w->env->start_ns + due_ns))
        leave(w);
}

static bool come_back(te_worker *w) {
    uint64_t due_ns;
    if (w->was_barred ||
        !te_executor_start(w->env->executor, place(w), &due_ns))
        return false;
    w->phase = BEFORE_START;
    w->has_left_session = w->has_torn_down = false;
    return true;
}

bool te_worker_follow(te_worker *w) {
    te_worker_env *env = w->env;
    if (w->phase == GONE) return come_back(w);
    if (w->phase != BEFORE_START && w->phase != BETWEEN_RUNS &&
        w->phase != RESTING && w->phase != FREE)
        return false;
    te_timer_stop(env->script->loop, &w->timer);
    if (te_executor_is_paused(env->executor, place(w) % env->threads))
        return false;
    if (w->phase == BEFORE_START) {
        te_worker_start(w);
    } else {
        end_rest(w);
        go_on(w, since_start_ns(w));
    }
    return false;
}

void te_worker_drain(te_worker *w) {
    if (w->phase == BEFORE_START)
        leave(w);
    else if (w->phase == BETWEEN_RUNS || w->phase == RESTING ||
             w->phase == FREE) {
        end_rest(w);
        te_timer_stop(w->env->script->loop, &w->timer);
        begin_teardown(w);
    }
}

static void kill_task(te_worker *w) {
    te_task_kill(w->task);
    te_flow_forget_orphans(w->task);
    te_task_reset(w->task);
}

static void break_off(te_worker *w) {
    if (w->phase == IN_RUN) te_series_add(w->scenario->interrupted, 1);
    kill_task(w);
}

void te_worker_end_stuck(te_worker *w) {
    kill_task(w);
    end_phase(w, TE_TASK_STUCK);
}

void te_worker_interrupt(te_worker *w) {
    switch (w->phase) {
    case IN_RUN:
    case PICKING:
    case TELLING:
    case SETTING_UP:
        break_off(w);
        begin_teardown(w);
        break;
    case TEARING_DOWN:
        break_off(w);
        leave(w);
        break;
    default:
        te_worker_drain(w);
    }
}

void te_worker_write_off(te_worker *w) {
    if (w->phase == IN_RUN) te_series_add(w->scenario->interrupted, 1);
}

void te_worker_abandon(te_worker *w) {
    if (w->phase == GONE) return;
    break_off(w);
    leave(w);
}
