#include "unit.h"

#include "lua_coroutine.h"
#include "task.h"

#include <lualib.h>
#include <signal.h>
#include <sys/time.h>

/* A Lua state with a scheduler on a clock that turns by itself. What the Lua
 * code below is given: log(text), sleep(s), eager(s) (woken before it parks),
 * spawn(f), stick() (the watchdog strikes), alarm(s) (so it does from a signal
 * handler). */
typedef struct {
    lua_State *L;
    te_loop *loop;
    te_sched *sched;
    te_clock clock;
    char log[1000];      /* what log() was told, blanks between */
    int cancelled;       /* waits that were ended early */
    te_task_end ends[8]; /* of the tasks, as they ended */
    int end_count;
    char message[300]; /* of the last that failed */
} fixture;

static fixture *fixture_of(lua_State *L) { return te_sched_context(L); }

static void note(fixture *f, const char *text) {
    size_t used = strlen(f->log);
    snprintf(f->log + used, sizeof f->log - used, "%s%s", used ? " " : "",
             text);
}

static int lua_log(lua_State *L) {
    note(fixture_of(L), luaL_tolstring(L, 1, NULL));
    return 0;
}

/* ---- A wait ---- */

typedef struct {
    te_timer timer;
    fixture *f;
    te_task *task;
} nap;

static void on_due(void *arg) {
    nap *n = arg;
    te_task_set_due(n->task, te_timer_due_ns(&n->timer));
    te_task_wake(n->task);
}

static void cancel_nap(void *arg) {
    nap *n = arg;
    n->f->cancelled++;
    te_timer_stop(n->f->loop, &n->timer);
    free(n);
}

static int after_nap(lua_State *L, int status, lua_KContext ctx) {
    nap *n = (nap *)ctx;
    (void)status;
    te_task_unwait(n->task);
    te_timer_stop(n->f->loop, &n->timer);
    free(n);
    lua_pushliteral(L, "slept");
    return 1;
}

static int nap_for(lua_State *L, bool is_eager) {
    uint64_t ns = te_ns_from_s(luaL_checknumber(L, 1));
    te_task *task = te_task_current(L);
    fixture *f = fixture_of(L);
    nap *n = calloc(1, sizeof *n);
    assert_non_null(n);
    *n = (nap){.timer = {.on_due = on_due, .arg = n}, .f = f, .task = task};
    assert_true(
        te_timer_start(f->loop, &n->timer, te_loop_now_ns(f->loop) + ns));
    if (is_eager) te_task_wake(task);
    return te_task_park(L, task, (te_wait){cancel_nap, n}, after_nap);
}

static int lua_sleep(lua_State *L) { return nap_for(L, false); }
static int lua_eager(lua_State *L) { return nap_for(L, true); }

/* ---- Tasks ---- */

static void on_end(te_task *task, te_task_end end, void *arg) {
    fixture *f = arg;
    assert_true(f->end_count < 8);
    f->ends[f->end_count++] = end;
    if (end != TE_TASK_FAILED) return;
    snprintf(f->message, sizeof f->message, "%s",
             luaL_tolstring(te_task_stack(task), -1, NULL));
}

static int lua_spawn(lua_State *L) {
    fixture *f = fixture_of(L);
    te_task *task = te_task_new(f->sched, te_task_current(L), NULL, on_end, f);
    lua_settop(L, 1);
    lua_xmove(L, te_task_stack(task), 1);
    te_task_start(task, 0, 0);
    return 0;
}

static int lua_stick(lua_State *L) {
    te_sched_break_off(fixture_of(L)->sched);
    return 0;
}

static fixture *alarmed;

static void on_alarm(int number) {
    (void)number;
    te_sched_break_off(alarmed->sched);
}

static int lua_alarm(lua_State *L) {
    alarmed = fixture_of(L);
    struct itimerval once = {.it_value = {.tv_usec = 20000}};
    signal(SIGALRM, on_alarm);
    assert_int_equal(setitimer(ITIMER_REAL, &once, NULL), 0);
    return 0;
}

static const luaL_Reg bindings[] = {
    {"log", lua_log},     {"sleep", lua_sleep}, {"eager", lua_eager},
    {"spawn", lua_spawn}, {"stick", lua_stick}, {"alarm", lua_alarm},
    {NULL, NULL},
};

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    f->clock.is_virtual = true;
    f->clock.virtual_now_ns = 1000;
    f->loop = te_loop_new(&f->clock, NULL);
    f->L = luaL_newstate();
    f->sched = te_sched_new(f->L, f->loop, f, NULL);
    assert_non_null(f->sched);
    luaL_openlibs(f->L);
    te_open_coroutine(f->L);
    lua_pushglobaltable(f->L);
    luaL_setfuncs(f->L, bindings, 0);
    lua_pop(f->L, 1);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    te_sched_free(f->sched);
    assert_int_equal(te_loop_timers(f->loop), 0);
    lua_close(f->L);
    te_loop_free(f->loop);
    free(f);
    return 0;
}

/* Gives the task a function to call: the text, as a chunk. */
static void start(fixture *f, te_task *task, const char *lua) {
    lua_State *L = te_task_reset(task);
    if (luaL_loadbuffer(L, lua, strlen(lua), "=test") != LUA_OK)
        fail_msg("%s", lua_tostring(L, -1));
    te_task_start(task, 0, te_loop_now_ns(f->loop));
}

static te_task *begin(fixture *f, const char *lua) {
    te_task *task = te_task_new(f->sched, NULL, NULL, on_end, f);
    assert_non_null(task);
    start(f, task, lua);
    return task;
}

static void turn(fixture *f) {
    te_loop_turn(f->loop, !te_sched_is_ready(f->sched));
    te_sched_run(f->sched);
}

/* Until nothing can go on any more. */
static void finish(fixture *f) {
    te_sched_run(f->sched);
    for (int i = 0; te_sched_is_ready(f->sched) || te_loop_timers(f->loop);
         i++) {
        assert_true(i < 1000);
        turn(f);
    }
}

/* Runs it in a task of its own to the end. */
static void run(void **state, const char *lua, te_task_end end) {
    fixture *f = *state;
    begin(f, lua);
    finish(f);
    assert_true(f->end_count > 0);
    if (f->ends[f->end_count - 1] == TE_TASK_FAILED && end != TE_TASK_FAILED)
        fail_msg("%s\n%s", f->message, lua);
    assert_int_equal(f->ends[f->end_count - 1], end);
    assert_int_equal(te_sched_alive(f->sched), 0);
}

static void run_and_expect(void **state, const char *lua, const char *log) {
    fixture *f = *state;
    run(state, lua, TE_TASK_RETURNED);
    assert_string_equal(f->log, log);
}

/* ---- Waiting and waking ---- */

static void tasks_go_on_in_order_of_waking(void **state) {
    fixture *f = *state;
    begin(f, "log 'a1' sleep(3) log 'a2'");
    begin(f, "log 'b1' sleep(1) log 'b2' sleep(1) log 'b3'");
    begin(f, "log 'c1' sleep(2) log 'c2'");
    finish(f);
    assert_string_equal(f->log, "a1 b1 c1 b2 c2 b3 a2");
    assert_int_equal(f->end_count, 3);
    assert_int_equal(f->clock.virtual_now_ns, 1000 + 3 * TE_NS_PER_S);
}

static void what_is_woken_before_it_parks_does_not_hang(void **state) {
    run_and_expect(state, "log(eager(1000))", "slept");
    fixture *f = *state;
    assert_int_equal(f->clock.virtual_now_ns, 1000);
}

static void a_yield_of_ones_own_gives_the_others_a_turn(void **state) {
    fixture *f = *state;
    begin(f, "for i = 1, 3 do log('a' .. i) coroutine.yield(i) end");
    begin(f, "for i = 1, 3 do log('b' .. i) coroutine.yield() end");
    finish(f);
    assert_string_equal(f->log, "a1 b1 a2 b2 a3 b3");
}

static void pcall_works_across_a_wait(void **state) {
    run_and_expect(state,
                   "log(pcall(function() sleep(1) error('oops', 0) end))\n"
                   "local ok, message = pcall(function()\n"
                   "  sleep(1) error('again', 0) end)\n"
                   "log(message)",
                   "false again");
}

static void a_wait_while_nothing_runs_is_refused(void **state) {
    fixture *f = *state;
    assert_true(luaL_dostring(f->L, "sleep(1)"));
    assert_non_null(strstr(lua_tostring(f->L, -1), "nothing can wait here"));
    lua_settop(f->L, 0);
    assert_true(luaL_dostring(f->L, "return coroutine.wrap(sleep)(1)"));
    assert_non_null(strstr(lua_tostring(f->L, -1), "nothing can wait here"));
    assert_null(te_sched_current(f->sched));
    lua_settop(f->L, 0);
}

static void a_wait_in_a_metamethod_of_lua_works(void **state) {
    run_and_expect(state,
                   "local t = setmetatable({}, {\n"
                   "  __index = function() return sleep(1) end })\n"
                   "log(t.x)",
                   "slept");
}

static void a_wait_inside_of_a_c_function_is_refused(void **state) {
    fixture *f = *state;
    static const char *const attempts[] = {
        "table.sort({1, 2, 3}, function(a, b) sleep(1) return a < b end)",
        "tostring(setmetatable({}, {__tostring = function() sleep(1) end}))",
        "string.gsub('x', 'x', function() sleep(1) end)",
        /* A coroutine in between does not make it possible. */
        ("table.sort({1, 2, 3}, coroutine.wrap(function(a, b)\n"
         "  while true do sleep(1) a, b = coroutine.yield(a < b) end end))"),
    };
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        f->end_count = 0;
        run(state, attempts[i], TE_TASK_FAILED);
        assert_non_null(strstr(f->message, "nothing can wait inside a sort"));
        assert_int_equal(te_loop_timers(f->loop), 0);
    }
    run_and_expect(state, "log(sleep(1))", "slept");
}

/* ---- Ends ---- */

static void killing_cancels_the_wait_and_closes_variables(void **state) {
    fixture *f = *state;
    te_task *task = begin(f, "local x <close> = setmetatable({}, {\n"
                             "  __close = function() log 'closed' end })\n"
                             "sleep(1) log 'never'");
    te_sched_run(f->sched);
    assert_true(te_task_is_alive(task));
    te_task_kill(task);
    assert_string_equal(f->log, "closed");
    assert_int_equal(f->cancelled, 1);
    assert_int_equal(f->end_count, 0);
    assert_false(te_task_is_alive(task));
    assert_int_equal(te_sched_alive(f->sched), 0);
    assert_int_equal(te_loop_timers(f->loop), 0);
}

static void a_task_can_be_killed_before_it_begins(void **state) {
    fixture *f = *state;
    te_task *task = begin(f, "log 'never'");
    te_task_kill(task);
    finish(f);
    assert_string_equal(f->log, "");
    assert_false(te_sched_is_ready(f->sched));
}

static void children_are_killed_when_their_parent_fails(void **state) {
    fixture *f = *state;
    begin(f, "spawn(function() sleep(9) log 'never' end)\n"
             "sleep(1) error('parent', 0)");
    finish(f);
    assert_string_equal(f->log, "");
    assert_string_equal(f->message, "parent");
    assert_int_equal(f->end_count, 2);
    assert_int_equal(f->ends[0], TE_TASK_KILLED);
    assert_int_equal(f->ends[1], TE_TASK_FAILED);
    assert_int_equal(f->cancelled, 1);
    assert_int_equal(f->clock.virtual_now_ns, 1000 + TE_NS_PER_S);
}

static void a_parent_waits_for_its_children(void **state) {
    fixture *f = *state;
    begin(f, "spawn(function()\n"
             "  spawn(function() sleep(2) log 'grandchild' end)\n"
             "  sleep(1) log 'child'\n"
             "end)\n"
             "log 'parent'");
    te_sched_run(f->sched);
    assert_int_equal(f->end_count, 0);
    finish(f);
    assert_string_equal(f->log, "parent child grandchild");
    assert_int_equal(f->end_count, 3);
    assert_int_equal(te_sched_alive(f->sched), 0);
}

static void an_ended_task_can_be_started_again(void **state) {
    fixture *f = *state;
    te_task *task = begin(f, "sleep(1) log 'one'");
    finish(f);
    start(f, task, "sleep(1) error('two', 0)");
    finish(f);
    start(f, task, "stick() while true do end");
    finish(f);
    start(f, task, "sleep(1)");
    te_sched_run(f->sched);
    te_task_kill(task);
    start(f, task, "sleep(1) log 'five'");
    finish(f);
    assert_string_equal(f->log, "one five");
    static const te_task_end ends[] = {TE_TASK_RETURNED, TE_TASK_FAILED,
                                       TE_TASK_STUCK, TE_TASK_RETURNED};
    assert_int_equal(f->end_count, 4);
    assert_memory_equal(f->ends, ends, sizeof ends);
}

/* What a binding such as `all` does: the last child wakes its parent. */
static void wake_parent(te_task *task, te_task_end end, void *arg) {
    (void)end;
    (void)arg;
    te_task_wake(te_task_parent(task));
}

static void a_child_cannot_wake_the_parent_that_is_killed(void **state) {
    fixture *f = *state;
    te_task *parent = begin(f, "sleep(9) log 'never'");
    te_task *child = te_task_new(f->sched, parent, NULL, wake_parent, NULL);
    start(f, child, "sleep(9)");
    te_sched_run(f->sched);
    te_task_kill(parent);
    assert_false(te_sched_is_ready(f->sched));
    te_task_free(parent);
    finish(f);
    assert_string_equal(f->log, "");
    assert_int_equal(f->end_count, 0);
}

static void a_parent_ends_when_its_last_child_is_killed(void **state) {
    fixture *f = *state;
    te_task *parent = begin(f, "log 'parent'");
    te_task *child = te_task_new(f->sched, parent, NULL, on_end, f);
    start(f, child, "sleep(9) log 'never'");
    te_sched_run(f->sched);
    assert_int_equal(f->end_count, 0);
    te_task_kill(child);
    te_sched_run(f->sched);
    assert_int_equal(f->end_count, 1);
    assert_int_equal(f->ends[0], TE_TASK_RETURNED);
    start(f, parent, "log 'again'");
    finish(f);
    assert_string_equal(f->log, "parent again");
    assert_int_equal(te_sched_alive(f->sched), 0);
}

static void a_parent_ends_when_its_last_child_is_freed(void **state) {
    fixture *f = *state;
    te_task *parent = begin(f, "log 'parent'");
    te_task *child = te_task_new(f->sched, parent, NULL, on_end, f);
    start(f, child, "sleep(9)");
    te_sched_run(f->sched);
    te_task_free(child);
    te_task_kill(parent); /* before it could say so */
    finish(f);
    assert_int_equal(f->end_count, 0);
    start(f, parent, "sleep(1) log 'again'");
    finish(f);
    assert_string_equal(f->log, "parent again");
}

/* ---- Coroutines of the scenario's own ---- */

static void a_coroutine_of_ones_own_may_wait(void **state) {
    run_and_expect(state,
                   "local co = coroutine.create(function(a, b)\n"
                   "  log(a + b) log(sleep(1))\n"
                   "  log(coroutine.yield(7)) log(sleep(1)) return 8, 9 end)\n"
                   "local function show(...) log(table.concat({...}, ','))\n"
                   "end\n"
                   "log(select('#', sleep(1)))\n"
                   "show(select(2, coroutine.resume(co, 1, 2)))\n"
                   "show(select(2, coroutine.resume(co, 'in')))\n"
                   "log(coroutine.status(co))\n"
                   "show(select(2, coroutine.resume(co)))",
                   "1 3 slept 7 in slept 8,9 dead "
                   "cannot resume dead coroutine");
}

static void nested_coroutines_may_wait(void **state) {
    run_and_expect(state,
                   "local function nest(n)\n"
                   "  if n == 0 then log(sleep(1)) return 'bottom' end\n"
                   "  local co = coroutine.create(nest)\n"
                   "  local ok, result = coroutine.resume(co, n - 1)\n"
                   "  assert(ok, result) sleep(1) return result\n"
                   "end\n"
                   "log(nest(10))",
                   "slept bottom");
    fixture *f = *state;
    assert_int_equal(f->clock.virtual_now_ns, 1000 + 11 * TE_NS_PER_S);
}

static void an_iterator_may_wait(void **state) {
    run_and_expect(state,
                   "for i, what in coroutine.wrap(function()\n"
                   "  for i = 1, 3 do coroutine.yield(i, sleep(1)) end\n"
                   "end) do log(i .. what) sleep(1) end",
                   "1slept 2slept 3slept");
}

static void errors_after_a_wait_reach_the_caller(void **state) {
    run_and_expect(state,
                   "local function f() sleep(1) error 'oops' end\n"
                   "local ok, message = coroutine.resume(coroutine.create(f))\n"
                   "log(ok) log(message)\n"
                   "ok, message = pcall(coroutine.wrap(f))\n"
                   "log(message)\n"
                   "ok, message = pcall(function()\n"
                   "  coroutine.wrap(f)() end)\n"
                   "log(message)\n"
                   "ok, message = pcall(coroutine.wrap(function() sleep(1)\n"
                   "  error { code = 5 } end))\n"
                   "log(message.code)",
                   "false test:1: oops test:1: oops test:7: test:1: oops 5");
}

static void a_wrapped_coroutine_is_closed_when_it_fails(void **state) {
    run_and_expect(state,
                   "local f = coroutine.wrap(function()\n"
                   "  local x <close> = setmetatable({}, {\n"
                   "    __close = function() log 'closed' end })\n"
                   "  sleep(1) error 'oops' end)\n"
                   "log(pcall(f))\n"
                   "log(select(2, pcall(f)))",
                   "closed false cannot resume dead coroutine");
}

static void close_ends_a_coroutine_between_waits(void **state) {
    run_and_expect(
        state,
        "local co = coroutine.create(function()\n"
        "  local x <close> = setmetatable({}, {\n"
        "    __close = function() error('bad', 0) end })\n"
        "  sleep(1) coroutine.yield() end)\n"
        "coroutine.resume(co)\n"
        "local ok, message = coroutine.close(co)\n"
        "log(ok) log(message) log(coroutine.status(co))\n"
        "log(coroutine.close(co))\n"
        "log(select(2, pcall(coroutine.close, coroutine.running())))\n"
        "co = coroutine.running()\n"
        "log(select(2, coroutine.resume(coroutine.create(function()\n"
        "  coroutine.close(co) end))))\n"
        "log(select(2, coroutine.resume(co)))\n"
        "log(select(2, pcall(coroutine.close, 1)))",
        "false bad dead true cannot close a running coroutine "
        "test:12: cannot close a normal coroutine "
        "cannot resume non-suspended coroutine "
        "bad argument #1 to 'coroutine.close' (coroutine expected, "
        "got number)");
}

static void another_task_cannot_touch_a_coroutine_that_waits(void **state) {
    fixture *f = *state;
    begin(f, "co = coroutine.create(function() log(sleep(2)) return 1 end)\n"
             "log(select(2, coroutine.resume(co)))");
    begin(f, "it = coroutine.wrap(function() sleep(2) coroutine.yield(2) end)\n"
             "log(it())");
    begin(f, "sleep(1)\n"
             "log(select(2, coroutine.resume(co)))\n"
             "log(select(2, pcall(coroutine.close, co)))\n"
             "log(select(2, pcall(it)))\n"
             "log(coroutine.status(co))");
    finish(f);
    assert_string_equal(f->log, "the coroutine is waiting "
                                "the coroutine is waiting "
                                "the coroutine is waiting "
                                "suspended slept 1 2");
}

static void nobody_can_resume_a_task(void **state) {
    fixture *f = *state;
    te_task *task = begin(f, "other = coroutine.running() sleep(2) log 'a'");
    begin(f, "sleep(1) log(select(2, coroutine.resume(other)))\n"
             "log(select(2, pcall(coroutine.close, other))) sleep(2)\n"
             "log(select(2, coroutine.resume(other)))");
    finish(f);
    start(f, task, "log 'b'");
    assert_int_equal(
        luaL_dostring(f->L, "log(select(2, coroutine.resume(other)))"), LUA_OK);
    finish(f);
    assert_string_equal(f->log,
                        "the coroutine is waiting the coroutine is waiting a "
                        "the coroutine is waiting the coroutine is waiting b");
}

static void the_wait_of_a_killed_task_cannot_be_resumed(void **state) {
    fixture *f = *state;
    te_task *task = begin(f, "co = coroutine.create(function() sleep(9) end)\n"
                             "coroutine.resume(co)");
    te_sched_run(f->sched);
    te_task_kill(task);
    run_and_expect(state, "log(select(2, coroutine.resume(co)))",
                   "the coroutine is waiting");
}

static void coroutines_work_where_nothing_can_wait(void **state) {
    fixture *f = *state;
    assert_int_equal(
        luaL_dostring(
            f->L, "for i in coroutine.wrap(function()\n"
                  "  coroutine.yield(1) coroutine.yield(2) end) do log(i) end\n"
                  "local t = {3, 1, 2}\n"
                  "table.sort(t, coroutine.wrap(function(a, b)\n"
                  "  while true do a, b = coroutine.yield(a < b) end end))\n"
                  "log(table.concat(t))"),
        LUA_OK);
    assert_string_equal(f->log, "1 2 123");
}

static void finalizers_may_use_coroutines_while_all_is_closed(void **state) {
    run(state,
        "inner = coroutine.create(function()\n"
        "  coroutine.yield() coroutine.wrap(function() end)() end)\n"
        "coroutine.resume(inner)\n"
        "keep = setmetatable({}, { __gc = function()\n"
        "  coroutine.resume(inner) pcall(sleep, 1) end })",
        TE_TASK_RETURNED);
}

/* ---- Breaking off ---- */

static void a_loop_that_never_waits_is_broken_off(void **state) {
    fixture *f = *state;
    run(state, "stick()\nwhile true do end", TE_TASK_STUCK);
    assert_string_equal(te_sched_stuck_where(f->sched), "test:2");
}

static void no_way_of_looping_escapes(void **state) {
    fixture *f = *state;
    static const char *const loops[] = {
        "while true do pcall(function() while true do end end) end",
        "while true do xpcall(error, function() while true do end end) end",
        "while true do coroutine.wrap(function() while true do end end)() end",
        ("while true do\n"
         "  coroutine.resume(coroutine.create(function()\n"
         "    coroutine.wrap(function() while true do end end)() end)) end"),
        "table.sort({1, 2, 3}, function() while true do end end)",
        ("while true do pcall(table.sort, {1, 2, 3}, function()\n"
         "  while true do pcall(function() while true do end end) end end) "
         "end"),
        ("while true do pcall(coroutine.wrap(function()\n"
         "  table.sort({1, 2, 3}, function() while true do end end) end)) end"),
        ("while true do table.sort({1, 2, 3}, coroutine.wrap(function()\n"
         "  while true do end end)) end"),
        ("while true do pcall(table.sort, {1, 2, 3}, "
         "coroutine.wrap(function()\n"
         "  while true do pcall(table.sort, {1, 2, 3}, function()\n"
         "    while true do end end) end end)) end"),
        "while true do coroutine.wrap(string.rep)('x', 9) end",
        "while true do pcall(coroutine.close, coroutine.create(print)) end",
        ("while true do\n"
         "  local co = coroutine.create(function()\n"
         "    local x <close> = setmetatable({}, { __close = function()\n"
         "      while true do end end })\n"
         "    coroutine.yield() end)\n"
         "  coroutine.resume(co) coroutine.close(co) end"),
        "local function f() return pcall(f) end while true do f() end",
    };
    for (size_t i = 0; i < sizeof loops / sizeof loops[0]; i++) {
        char lua[600];
        f->end_count = 0;
        snprintf(lua, sizeof lua, "alarm() %s", loops[i]);
        run(state, lua, TE_TASK_STUCK);
    }
    begin(f, "log(sleep(1))");
    finish(f);
    assert_string_equal(f->log, "slept");
}

static void what_closes_a_stuck_task_is_broken_off_too(void **state) {
    fixture *f = *state;
    te_task *task = begin(f, "local x <close> = setmetatable({}, {\n"
                             "  __close = function() alarm()\n"
                             "    while true do end end })\n"
                             "alarm() while true do end");
    finish(f);
    assert_int_equal(f->ends[0], TE_TASK_STUCK);
    assert_int_equal(te_sched_resume_number(f->sched), 0);
    start(f, task, "log(sleep(1))");
    finish(f);
    assert_string_equal(f->log, "slept");
}

static void a_kill_ends_though_closing_never_waits(void **state) {
    fixture *f = *state;
    begin(f, "local x <close> = setmetatable({}, { __close = function()\n"
             "  alarm() while true do pcall(function()\n"
             "    while true do end end) end end })\n"
             "sleep(1)");
    te_task *victim = te_task_new(f->sched, NULL, NULL, on_end, f);
    start(f, victim,
          "local x <close> = setmetatable({}, {\n"
          "  __close = function() log(select(2, pcall(sleep, 1)))\n"
          "    alarm() while true do end end })\n"
          "sleep(9)");
    te_sched_run(f->sched);
    te_task_kill(victim);
    assert_non_null(strstr(f->log, "nothing can wait"));
    finish(f);
    assert_int_equal(f->end_count, 1);
    assert_int_equal(f->ends[0], TE_TASK_STUCK);
}

static void a_coroutine_that_stuck_goes_nowhere_afterwards(void **state) {
    fixture *f = *state;
    run(state,
        "co = coroutine.create(function() stick() while true do end end)\n"
        "coroutine.resume(co)",
        TE_TASK_STUCK);
    run_and_expect(state, "log(select(2, coroutine.resume(co)))",
                   "the coroutine is waiting");
    assert_int_equal(f->end_count, 2);
}

static void a_break_off_that_comes_too_late_harms_nobody(void **state) {
    fixture *f = *state;
    te_task *task = begin(f, "stick()");
    finish(f);
    f->end_count = 0;
    start(f, task, "for i = 1, 1000 do end log(sleep(1))");
    finish(f);
    assert_int_equal(f->ends[0], TE_TASK_RETURNED);
    assert_string_equal(f->log, "slept");
    te_sched_break_off(f->sched);
    run(state, "for i = 1, 1000 do end", TE_TASK_RETURNED);
}

#define with_tasks(test)                                                       \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        with_tasks(tasks_go_on_in_order_of_waking),
        with_tasks(what_is_woken_before_it_parks_does_not_hang),
        with_tasks(a_yield_of_ones_own_gives_the_others_a_turn),
        with_tasks(pcall_works_across_a_wait),
        with_tasks(a_wait_while_nothing_runs_is_refused),
        with_tasks(a_wait_in_a_metamethod_of_lua_works),
        with_tasks(a_wait_inside_of_a_c_function_is_refused),
        with_tasks(killing_cancels_the_wait_and_closes_variables),
        with_tasks(a_task_can_be_killed_before_it_begins),
        with_tasks(children_are_killed_when_their_parent_fails),
        with_tasks(a_parent_waits_for_its_children),
        with_tasks(an_ended_task_can_be_started_again),
        with_tasks(a_child_cannot_wake_the_parent_that_is_killed),
        with_tasks(a_parent_ends_when_its_last_child_is_killed),
        with_tasks(a_parent_ends_when_its_last_child_is_freed),
        with_tasks(a_coroutine_of_ones_own_may_wait),
        with_tasks(nested_coroutines_may_wait),
        with_tasks(an_iterator_may_wait),
        with_tasks(errors_after_a_wait_reach_the_caller),
        with_tasks(a_wrapped_coroutine_is_closed_when_it_fails),
        with_tasks(close_ends_a_coroutine_between_waits),
        with_tasks(another_task_cannot_touch_a_coroutine_that_waits),
        with_tasks(nobody_can_resume_a_task),
        with_tasks(the_wait_of_a_killed_task_cannot_be_resumed),
        with_tasks(coroutines_work_where_nothing_can_wait),
        with_tasks(finalizers_may_use_coroutines_while_all_is_closed),
        with_tasks(a_loop_that_never_waits_is_broken_off),
        with_tasks(no_way_of_looping_escapes),
        with_tasks(what_closes_a_stuck_task_is_broken_off_too),
        with_tasks(a_kill_ends_though_closing_never_waits),
        with_tasks(a_coroutine_that_stuck_goes_nowhere_afterwards),
        with_tasks(a_break_off_that_comes_too_late_harms_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
