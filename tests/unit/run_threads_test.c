/* Runs: who begins when, what ends them, the fixtures around them. */
#include "unit.h"

#include "live.h"
#include "run.h"

#include <pthread.h>

static int set_up(void **state) { return scratch_setup(state); }
static int tear_down(void **state) { return scratch_teardown(state); }

#define TENGINE "local tengine = require 'tengine'\n"

static void is_done(live *l, int code) {
    if (l->code != code)
        fail_msg("exit code %d, wanted %d\n%s%s", l->code, code, l->out,
                 l->err_out);
    double started = live_sum(l, "scenario.runs");
    assert_true(started == live_sum(l, "scenario.succeeded") +
                               live_sum(l, "scenario.failed") +
                               live_sum(l, "scenario.interrupted"));
    assert_int_equal(te_run_leftovers(l->run), 0);
}

static double runs_of(live *l, const char *scenario) {
    char tag[100];
    snprintf(tag, sizeof tag, "scenario:%s", scenario);
    return te_run_sum(l->run, "scenario.runs", tag);
}

/* ---- How many runs ---- */

static void threads_beyond_the_workers_are_not_made(void **state) {
    (void)state;
    live l = live_of(TENGINE "tengine.scenario('s', function()\n"
                             "  tengine.sleep(0.02)\n"
                             "end)\n");
    l.config.workers = 2;
    l.config.threads = 8;
    l.config.max_runs = 5;
    live_run(&l);
    is_done(&l, 0);
    assert_true(live_sum(&l, "scenario.runs") == 10);
    live_has(l.out, "threads   2\n");
    live_has_not(l.out, "began");
    live_free(&l);
}

static void weights_decide_and_weight_0_is_off(void **state) {
    (void)state;
    live l = live_of(
        TENGINE "tengine.scenario('often', { weight = 9 }, function() end)\n"
                "local function s() end\n"
                "tengine.scenario('seldom', { weight = 1 }, s)\n"
                "tengine.scenario('never', { weight = 0 }, s)\n");
    l.config.workers = 4;
    l.config.threads = 2;
    l.config.max_runs = 1000;
    live_run(&l);
    is_done(&l, 0);
    assert_true(runs_of(&l, "often") > 3400 && runs_of(&l, "often") < 3800);
    assert_true(runs_of(&l, "often") + runs_of(&l, "seldom") == 4000);
    assert_true(runs_of(&l, "never") == 0);
    live_free(&l);
}

static void a_single_run_has_every_scenario_once_per_worker(void **state) {
    (void)state;
    live l = live_of(TENGINE
                     "local order = {}\n"
                     "for _, name in ipairs { 'c', 'a', 'off', 'b' } do\n"
                     "  tengine.scenario(name, { weight = name == 'off' and 0\n"
                     "                           or 5 }, function(session)\n"
                     "    local seen = session.context.seen or ''\n"
                     "    session.context.seen = seen .. name\n"
                     "  end)\n"
                     "end\n"
                     "tengine.teardown_session(function(_, session)\n"
                     "  assert(session.context.seen == 'cab')\n"
                     "end)\n");
    l.config.workers = 3;
    l.config.threads = 2;
    l.config.single_run = true;
    l.config.max_runs = 0;
    live_run(&l);
    is_done(&l, 0);
    assert_true(live_sum(&l, "scenario.runs") == 9);
    assert_true(runs_of(&l, "off") == 0);
    live_free(&l);
}

static void pauses_lie_between_runs_not_after_the_last(void **state) {
    (void)state;
    live l = live_of(
        TENGINE "tengine.scenario('s', { delay = 0.1 }, function() end)\n");
    l.config.max_runs = 3;
    l.config.delay_ns = 100000000;
    double from = live_seconds();
    live_run(&l);
    double took = live_seconds() - from;
    is_done(&l, 0);
    assert_true(took >= 0.4 && took < 0.59);
    live_free(&l);
}

static void workers_begin_one_after_the_other(void **state) {
    (void)state;
    live l = live_of(TENGINE
                     "local from\n"
                     "tengine.setup(function(id)\n"
                     "  from = from or tengine.now()\n"
                     "  print(('%d %.2f'):format(id, tengine.now() - from))\n"
                     "end)\n"
                     "tengine.scenario('s', function() end)\n");
    l.config.workers = 4;
    l.config.ramp_up_ns = 400000000;
    live_run(&l);
    is_done(&l, 0);
    const char *at = l.out;
    for (int i = 0; i < 4; i++) {
        int id;
        double begun;
        assert_int_equal(sscanf(at, "%d %lf", &id, &begun), 2);
        assert_int_equal(id, i);
        assert_true(begun > 0.1 * i - 0.011 && begun < 0.1 * i + 0.08);
        at = strchr(at, '\n') + 1;
    }
    live_has_not(l.out, "began");
    live_free(&l);
}

static void a_worker_that_is_due_after_the_end_never_begins(void **state) {
    (void)state;
    live l = live_of(
        TENGINE "tengine.setup(function(id) print('worker', id) end)\n"
                "tengine.scenario('s', function() tengine.sleep(0.01) end)");
    l.config.workers = 2;
    l.config.ramp_up_ns = 4000000000;
    l.config.duration_ns = 100000000;
    l.config.max_runs = 0;
    live_run(&l);
    is_done(&l, 0);
    live_has(l.out, "worker\t0");
    live_has_not(l.out, "worker\t1");
    live_free(&l);
}

/* ---- What fails a run, and the whole ---- */

#define HALF_FAILS                                                             \
    TENGINE "tengine.scenario('ok', function() end)\n"                         \
            "tengine.scenario('bad', function() error 'bad' end)\n"

static void failures_beside_successes_are_exit_code_0(void **state) {
    (void)state;
    live l = live_of(HALF_FAILS);
    l.config.single_run = true;
    live_run(&l);
    is_done(&l, 0);
    live_has(l.out, "SUCCESSES: 1 | FAILURES: 1\n*** Bye ***\n");
    live_free(&l);
}

static void so_many_failures_are_exit_code_1(void **state) {
    (void)state;
    for (uint64_t limit = 3; limit <= 4; limit++) {
        live l = live_of(HALF_FAILS);
        l.config.single_run = true;
        l.config.workers = 3;
        l.config.fail_limit = limit;
        live_run(&l);
        is_done(&l, limit == 3 ? 1 : 0);
        live_free(&l);
    }
}

static void failures_without_a_success_are_exit_code_1(void **state) {
    (void)state;
    live l =
        live_of(TENGINE "tengine.scenario('s', function() error 'bad' end)\n");
    live_run(&l);
    is_done(&l, 1);
    live_free(&l);
}

static void the_first_failure_ends_all_when_told_so(void **state) {
    (void)state;
    live l = live_of(TENGINE "tengine.scenario('s', function(session)\n"
                             "  tengine.sleep(0.01)\n"
                             "  assert(session.step < 3)\n"
                             "end)\n");
    l.config.workers = 4;
    l.config.threads = 2;
    l.config.max_runs = 0;
    l.config.stop_on_failure = true;
    live_run(&l);
    is_done(&l, 1);
    assert_true(live_sum(&l, "scenario.failed") <= 4);
    live_has(l.out, "--exception");
    live_free(&l);
}

static void a_server_that_cannot_be_reached_fails_every_run(void **state) {
    (void)state;
    live l = live_of(TENGINE "tengine.scenario('s', function(session)\n"
                             "  session:get 'http://127.0.0.1:1/'\n"
                             "end)\n");
    l.config.workers = 3;
    l.config.max_runs = 2;
    live_run(&l);
    is_done(&l, 1);
    assert_true(live_sum(&l, "scenario.failed") == 6);
    live_says(l.out, "scenario.lua:3: GET /: cannot connect to ");
    live_has(l.out, "FAILURES: 6");
    live_free(&l);
}

static void an_error_that_nobody_waited_for_fails_its_run_only(void **state) {
    (void)state;
    live l = live_of(
        TENGINE
        "tengine.scenario('lost', function()\n"
        "  tengine.spawn(function() tengine.sleep(0.01); error 'lost' end)\n"
        "end)\n"
        "tengine.scenario('one caught, one not', function()\n"
        "  local a = tengine.spawn(function() error 'caught' end)\n"
        "  local b = tengine.spawn(function() error 'not caught' end)\n"
        "  tengine.sleep(0.01)\n"
        "  pcall(a.wait, a)\n"
        "end)\n"
        "tengine.scenario('both', function()\n"
        "  tengine.spawn(function() error 'of the child' end)\n"
        "  tengine.sleep(0.01)\n"
        "  error 'of the parent'\n"
        "end)\n"
        "tengine.scenario('of a child of a child', function()\n"
        "  tengine.all { function()\n"
        "    tengine.spawn(function() error 'deep' end)\n"
        "    tengine.sleep(0)\n"
        "    tengine.sleep(0)\n"
        "  end }\n"
        "end)\n"
        "for i = 1, 3 do tengine.scenario('fine' .. i, function() end) end\n");
    l.config.single_run = true;
    live_run(&l);
    is_done(&l, 0);
    assert_true(live_sum(&l, "scenario.failed") == 4);
    assert_true(live_sum(&l, "scenario.succeeded") == 3);
    live_says(l.out, ": lost ");
    live_says(l.out, ": not caught ");
    live_says(l.out, ": of the parent ");
    live_has_not(l.out, "of the child");
    live_says(l.out, ": deep ");
    live_free(&l);
}

/* ---- Ends ---- */

#define LONG_RUNS                                                              \
    TENGINE                                                                    \
    "tengine.teardown(function(id) print('teardown', id) end)\n"               \
    "tengine.global_teardown(function() print 'global_teardown' end)\n"        \
    "tengine.scenario('s', function()\n"                                       \
    "  print 'begun'\n"                                                        \
    "  tengine.sleep(LENGTH)\n"                                                \
    "  print 'finished'\n"                                                     \
    "end)\n"

/* A run that is stopped after 50 ms with two workers in runs that long. */
static live stopped(const char *length, uint64_t graceful_ms, bool force) {
    char lua[1000];
    snprintf(lua, sizeof lua, "local LENGTH = %s\n%s", length, LONG_RUNS);
    live l = live_of(lua);
    l.config.workers = 2;
    l.config.threads = 2;
    l.config.max_runs = 0;
    l.config.duration_ns = 50000000;
    l.config.graceful_ns = graceful_ms * 1000000;
    l.config.force_shutdown = force;
    double from = live_seconds();
    live_run(&l);
    assert_true(live_seconds() - from < 2);
    is_done(&l, 0);
    live_has(l.out, "begun");
    live_has(l.out, "teardown\t0");
    live_has(l.out, "teardown\t1");
    live_has(l.out, "global_teardown");
    return l;
}

static void runs_under_way_may_finish(void **state) {
    (void)state;
    live l = stopped("0.3", 5000, false);
    live_has(l.out, "finished");
    assert_true(live_sum(&l, "scenario.succeeded") == 2);
    live_free(&l);
}

static void beyond_the_grace_runs_are_broken_off_and_torn_down(void **state) {
    (void)state;
    live l = stopped("60", 100, false);
    live_has_not(l.out, "finished");
    assert_true(live_sum(&l, "scenario.interrupted") == 2);
    live_free(&l);
}

static void a_forced_end_breaks_off_at_once(void **state) {
    (void)state;
    live l = stopped("60", 30000, true);
    assert_true(live_sum(&l, "scenario.interrupted") == 2);
    live_free(&l);
}

static void stop_says_why_and_lets_runs_finish(void **state) {
    (void)state;
    live l = live_of(TENGINE "tengine.scenario('s', function(session)\n"
                             "  tengine.sleep(0.1)\n"
                             "  if session.worker_id == 0 then\n"
                             "    tengine.stop 'seen enough'\n"
                             "    tengine.stop 'too late'\n"
                             "  end\n"
                             "  tengine.sleep(0.1)\n"
                             "end)\n");
    l.config.workers = 3;
    l.config.threads = 3;
    l.config.max_runs = 0;
    live_run(&l);
    is_done(&l, 0);
    assert_true(live_sum(&l, "scenario.succeeded") == 3);
    live_has(l.out, "seen enough");
    live_free(&l);
}

typedef struct stopper {
    te_run *run;
    unsigned first_ms, second_ms; /* after the first; 0: no second */
} stopper;

static void *stop_from_outside(void *arg) {
    stopper *s = arg;
    usleep(s->first_ms * 1000);
    te_run_stop(s->run);
    if (s->second_ms == 0) return NULL;
    usleep(s->second_ms * 1000);
    te_run_stop(s->run);
    return NULL;
}

/* Returns how long it took. */
static double go_and_stop(live *l, unsigned first_ms, unsigned second_ms) {
    pthread_t thread;
    if (!live_build(l)) fail_msg("%s", l->err.message);
    stopper s = {l->run, first_ms, second_ms};
    pthread_create(&thread, NULL, stop_from_outside, &s);
    double from = live_seconds();
    live_go(l);
    pthread_join(thread, NULL);
    return live_seconds() - from;
}

static void a_second_stop_ends_it_now_with_the_summary(void **state) {
    (void)state;
    live l = live_of("local LENGTH = 60\n" LONG_RUNS);
    l.config.workers = 2;
    l.config.threads = 2;
    assert_true(go_and_stop(&l, 50, 50) < 1.5);
    is_done(&l, 105);
    assert_true(live_sum(&l, "scenario.interrupted") == 2);
    live_has_not(l.out, "teardown");
    live_has(l.out, "*** Bye ***");
    live_free(&l);
}

static void a_second_stop_ends_teardowns_too(void **state) {
    (void)state;
    live l =
        live_of(TENGINE "tengine.teardown(function() tengine.sleep(60) end)\n"
                        "tengine.scenario('s', function() end)\n");
    assert_true(go_and_stop(&l, 50, 50) < 1.5);
    is_done(&l, 105);
    live_free(&l);
    l = live_of(TENGINE
                "tengine.global_teardown(function() tengine.sleep(60) end)\n"
                "tengine.scenario('s', function() end)\n");
    assert_true(go_and_stop(&l, 50, 50) < 1.5);
    is_done(&l, 105);
    live_free(&l);
}

static void a_stop_before_it_goes_starts_no_run(void **state) {
    (void)state;
    live l = live_of("local LENGTH = 60\n" LONG_RUNS);
    assert_true(live_build(&l));
    te_run_stop(l.run);
    live_go(&l);
    is_done(&l, 105);
    assert_true(live_sum(&l, "scenario.runs") == 0);
    live_free(&l);
}

#define SLOW_SETUP                                                             \
    TENGINE                                                                    \
    "tengine.global_setup(function() tengine.sleep(LENGTH) print 'up' end)\n"  \
    "tengine.global_teardown(function() print 'down' end)\n"                   \
    "tengine.scenario('s', function() print 'run' end)\n"

static void a_stop_in_global_setup_lets_it_finish_and_tears_down(void **state) {
    (void)state;
    live l = live_of("local LENGTH = 0.2\n" SLOW_SETUP);
    assert_true(go_and_stop(&l, 50, 0) < 1.5);
    is_done(&l, 105);
    live_has(l.out, "up\n");
    live_has(l.out, "down\n");
    live_has_not(l.out, "run\n");
    live_free(&l);
}

static void a_global_setup_without_end_is_broken_off(void **state) {
    (void)state;
    live l = live_of("local LENGTH = 60\n" SLOW_SETUP);
    l.config.graceful_ns = 100000000;
    assert_true(go_and_stop(&l, 50, 0) < 1.5);
    is_done(&l, 105);
    live_has(l.err_out, "global_setup did not end and was broken off");
    live_has(l.out, "down\n");
    live_free(&l);
    l = live_of("local LENGTH = 60\n" SLOW_SETUP);
    assert_true(go_and_stop(&l, 50, 50) < 1.5);
    is_done(&l, 105);
    live_free(&l);
}

/* ---- Fixtures ---- */

static void fixtures_come_in_order_with_their_arguments(void **state) {
    (void)state;
    static char name[] = "--name", value[] = "x";
    char *args[] = {name, value};
    live l = live_of(
        TENGINE
        "tengine.options { name = { 'y', 'a name' } }\n"
        "tengine.global_setup(function(args) print('global_setup', args.name)\n"
        "end)\n"
        "tengine.setup(function(id, args)\n"
        "  print('setup', id, args.name)\n"
        "  return { context = 1 } and nil\n"
        "end)\n"
        "tengine.setup_session(function(id, session)\n"
        "  print('setup_session', id, session.worker_id, session.step)\n"
        "  session.context.mine = 'kept'\n"
        "end)\n"
        "tengine.scenario('s', function(session)\n"
        "  print('run', session.step, session.context.mine)\n"
        "end)\n"
        "tengine.teardown_session(function(id, session)\n"
        "  print('teardown_session', id, session.step, session.context.mine)\n"
        "end)\n"
        "tengine.teardown(function(id) print('teardown', id) end)\n"
        "tengine.global_teardown(function() print 'global_teardown' end)\n");
    l.config.max_runs = 2;
    l.config.scenario_args = args;
    l.config.scenario_arg_count = 2;
    live_run(&l);
    is_done(&l, 0);
    static const char wanted[] = "global_setup\tx\n"
                                 "setup\t0\tx\n"
                                 "setup_session\t0\t0\t0\n"
                                 "run\t1\tkept\n"
                                 "run\t2\tkept\n"
                                 "teardown_session\t0\t2\tkept\n"
                                 "teardown\t0\n"
                                 "global_teardown\n";
    if (strncmp(l.out, wanted, strlen(wanted)) != 0) fail_msg("%s", l.out);
    live_free(&l);
}

static void what_the_file_prints_at_load_is_printed_once(void **state) {
    (void)state;
    live l = live_of("print 'loading'\n" TENGINE
                     "tengine.scenario('s', function() end)\n");
    l.config.workers = 3;
    l.config.threads = 3;
    live_run(&l);
    is_done(&l, 0);
    assert_non_null(strstr(l.out, "loading"));
    assert_null(strstr(strstr(l.out, "loading") + 1, "loading"));
    live_free(&l);
}

/* What a run with a fixture that fails comes to. */
static void fixture_fails(const char *fixture, const char *raises, int code,
                          const char *message) {
    char lua[1000];
    snprintf(lua, sizeof lua,
             TENGINE "tengine.global_setup(function() print 'A' end)\n"
                     "tengine.teardown(function(id) print('D', id) end)\n"
                     "tengine.global_teardown(function() print 'E' end)\n"
                     "tengine.scenario('s', function() end)\n");
    /* The fixture of that name fails instead of what it did. */
    char line[300], call[100];
    snprintf(call, sizeof call, "tengine.%s(", fixture);
    const char *begin = strstr(lua, call);
    snprintf(line, sizeof line, "tengine.%s(function() %s end)\n", fixture,
             raises);
    char whole[2000];
    if (begin != NULL) {
        snprintf(whole, sizeof whole, "%.*s%s%s", (int)(begin - lua), lua, line,
                 strchr(begin, '\n') + 1);
    } else
        snprintf(whole, sizeof whole, "%s%s", lua, line);
    live l = live_of(whole);
    l.config.workers = 2;
    l.config.threads = 2;
    live_run(&l);
    assert_false(l.ok);
    is_done(&l, code);
    live_has(l.err.message, message);
    if (strcmp(fixture, "global_setup") != 0 &&
        strcmp(fixture, "global_teardown") != 0)
        live_has(l.out, "E\n");
    /* Those who began are torn down. */
    if (strcmp(fixture, "teardown_session") == 0) live_has(l.out, "D\t");
    live_free(&l);
}

static void a_fixture_that_fails_is_exit_code_107_and_named(void **state) {
    (void)state;
    fixture_fails("global_setup", "error 'oh'", 107, "global_setup failed: ");
    fixture_fails("setup", "error 'oh'", 107, "setup of worker ");
    fixture_fails("setup", "return 5", 107, "not a number");
    fixture_fails("setup", "return { nonsense = 1 }", 107, "nonsense");
    fixture_fails("setup_session", "error 'oh'", 107,
                  "setup_session of worker ");
    fixture_fails("teardown_session", "error 'oh'", 107,
                  "teardown_session of worker ");
    fixture_fails("teardown", "error 'oh'", 107, "teardown of worker ");
    fixture_fails("global_teardown", "error 'oh'", 107,
                  "global_teardown failed: ");
    fixture_fails("setup", "tengine.sleep(0.01) error {}", 107,
                  "scenario.lua:");
    fixture_fails("global_setup", "tengine.spawn(function() error 'oh' end)",
                  107, "global_setup failed: ");
}

static void bad_input_in_a_fixture_is_exit_code_2(void **state) {
    (void)state;
    static const char open[] = "require 'tengine.csv'.open 'gone.csv'";
    fixture_fails("global_setup", open, 2, "gone.csv");
    fixture_fails("setup", open, 2, "gone.csv");
    fixture_fails("teardown", open, 2, "gone.csv");
    fixture_fails("global_teardown", open, 2, "gone.csv");
}

/* ---- Shared among threads ---- */

static void a_counter_counts_for_all_threads(void **state) {
    (void)state;
    live l = live_of(TENGINE "local made = tengine.counter 'orders'\n"
                             "tengine.scenario('s', function()\n"
                             "  made:add()\n"
                             "  tengine.counter('orders'):add(2)\n"
                             "end)\n"
                             "tengine.global_teardown(function()\n"
                             "  print('orders:', made:value())\n"
                             "end)\n");
    l.config.workers = 6;
    l.config.threads = 3;
    l.config.max_runs = 100;
    live_run(&l);
    is_done(&l, 0);
    live_has(l.out, "orders:\t1800\n");
    live_free(&l);
}

static void stored_values_are_read_by_all_threads(void **state) {
    (void)state;
    live l = live_of(TENGINE "tengine.global_setup(function()\n"
                             "  tengine.set_var('list', { { n = 1 }, 'two' })\n"
                             "end)\n"
                             "tengine.scenario('s', function()\n"
                             "  local list = tengine.get_var 'list'\n"
                             "  assert(list[1].n == 1 and list[2] == 'two')\n"
                             "end)\n");
    l.config.workers = 4;
    l.config.threads = 4;
    l.config.max_runs = 50;
    live_run(&l);
    is_done(&l, 0);
    assert_true(live_sum(&l, "scenario.failed") == 0);
    live_free(&l);
}

static void quiet_prints_nothing_but_what_went_wrong(void **state) {
    (void)state;
    live l = live_of("print 'at load'\n" TENGINE
                     "tengine.teardown(function() error 'at the end' end)\n"
                     "tengine.scenario('s', function() print 'run' end)\n");
    l.config.quiet = true;
    l.config.console = true;
    live_run(&l);
    assert_int_equal(l.code, 107);
    assert_string_equal(l.out, "");
    live_has(l.err.message, "at the end");
    live_free(&l);
}

static void a_failure_of_every_kind_leaves_nothing_behind(void **state) {
    (void)state;
    live l =
        live_of(TENGINE "tengine.scenario('s', function(session)\n"
                        "  tengine.spawn(tengine.sleep, 60)\n"
                        "  tengine.all {\n"
                        "    function() tengine.sleep(60) end,\n"
                        "    function() tengine.all { function()\n"
                        "      tengine.sleep(0.001)\n"
                        "      error 'deep'\n"
                        "    end, function() tengine.sleep(60) end } end,\n"
                        "  }\n"
                        "end)\n");
    l.config.workers = 4;
    l.config.threads = 2;
    l.config.max_runs = 20;
    live_run(&l);
    is_done(&l, 1);
    assert_true(live_sum(&l, "scenario.failed") == 80);
    live_free(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_beyond_the_workers_are_not_made),
        cmocka_unit_test(weights_decide_and_weight_0_is_off),
        cmocka_unit_test(a_single_run_has_every_scenario_once_per_worker),
        cmocka_unit_test(pauses_lie_between_runs_not_after_the_last),
        cmocka_unit_test(workers_begin_one_after_the_other),
        cmocka_unit_test(a_worker_that_is_due_after_the_end_never_begins),
        cmocka_unit_test(failures_beside_successes_are_exit_code_0),
        cmocka_unit_test(so_many_failures_are_exit_code_1),
        cmocka_unit_test(failures_without_a_success_are_exit_code_1),
        cmocka_unit_test(the_first_failure_ends_all_when_told_so),
        cmocka_unit_test(a_server_that_cannot_be_reached_fails_every_run),
        cmocka_unit_test(an_error_that_nobody_waited_for_fails_its_run_only),
        cmocka_unit_test(runs_under_way_may_finish),
        cmocka_unit_test(beyond_the_grace_runs_are_broken_off_and_torn_down),
        cmocka_unit_test(a_forced_end_breaks_off_at_once),
        cmocka_unit_test(stop_says_why_and_lets_runs_finish),
        cmocka_unit_test(a_second_stop_ends_it_now_with_the_summary),
        cmocka_unit_test(a_second_stop_ends_teardowns_too),
        cmocka_unit_test(a_stop_before_it_goes_starts_no_run),
        cmocka_unit_test(a_stop_in_global_setup_lets_it_finish_and_tears_down),
        cmocka_unit_test(a_global_setup_without_end_is_broken_off),
        cmocka_unit_test(fixtures_come_in_order_with_their_arguments),
        cmocka_unit_test(what_the_file_prints_at_load_is_printed_once),
        cmocka_unit_test(a_fixture_that_fails_is_exit_code_107_and_named),
        cmocka_unit_test(bad_input_in_a_fixture_is_exit_code_2),
        cmocka_unit_test(a_counter_counts_for_all_threads),
        cmocka_unit_test(stored_values_are_read_by_all_threads),
        cmocka_unit_test(quiet_prints_nothing_but_what_went_wrong),
        cmocka_unit_test(a_failure_of_every_kind_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
