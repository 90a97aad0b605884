/* Scenarios that never wait, and what ends them. Each run takes the watchdog's
 * five seconds, so several claims share one. */
#include "unit.h"

#include "live.h"
#include "run.h"

#include <pthread.h>

static int set_up(void **state) { return scratch_setup(state); }
static int tear_down(void **state) { return scratch_teardown(state); }

#define TENGINE "local tengine = require 'tengine'\n"

/* Worker i does the i-th of these: each in a thread of its own, but for the
 * last, who shares the first's thread and goes on afterwards. */
static const char STUCK[] = TENGINE
    "local function endless() while true do end end\n"
    "local ways = { [0] =\n"
    "  endless,\n"
    "  function() while true do pcall(endless) end end,\n"
    "  function() coroutine.wrap(endless)() end,\n"
    "  function() table.sort({ 3, 1, 2 }, endless) end,\n"
    "  function() string.gsub('abc', '.', endless) end,\n"
    "  function() tengine.all { endless, function() tengine.sleep(60) end }\n"
    "  end,\n"
    "  function() while true do pcall(tengine.all, { endless }) end end,\n"
    "  function() tengine.spawn(endless) end,\n"
    "  function() xpcall(error, endless) end,\n"
    "}\n"
    "tengine.scenario('loops', function(session)\n"
    "  if ways[session.worker_id] then ways[session.worker_id]() end\n"
    "  tengine.sleep(0.2)\n"
    "end)\n"
    "tengine.teardown(function(id) print('teardown', id) end)\n"
    "tengine.global_teardown(function() print 'global_teardown' end)\n";

enum { WAYS = 9 };

static void who_never_waits_is_ended_and_the_others_go_on(void **state) {
    (void)state;
    live l = live_of(STUCK);
    l.config.workers = WAYS + 1;
    l.config.threads = WAYS;
    l.config.max_runs = 3;
    double from = live_seconds();
    live_run(&l);
    double took = live_seconds() - from;
    assert_true(took > 4.5 && took < 10);
    if (l.code != 0) fail_msg("exit code %d\n%s%s", l.code, l.out, l.err_out);
    assert_true(live_sum(&l, "scenario.runs") == WAYS + 3);
    assert_true(live_sum(&l, "scenario.failed") == WAYS);
    assert_true(live_sum(&l, "scenario.succeeded") == 3);
    assert_int_equal(te_run_leftovers(l.run), 0);
    live_has(l.err_out, "scenario 'loops': ");
    live_has(l.err_out, "scenario.lua:2: it ran for 5 s without waiting");
    for (int i = 0; i <= WAYS; i++) {
        char line[40];
        snprintf(line, sizeof line, "teardown\t%d\n", i);
        live_has(l.out, line);
        snprintf(line, sizeof line, "worker %d was ended", i);
        if (i < WAYS) live_has(l.err_out, line);
    }
    live_has(l.out, "global_teardown\n");
    live_says(l.out, "scenario.lua:2: it ran for 5 s without waiting");
    live_free(&l);
}

static void *go_side_by_side(void *arg) {
    live *l = arg;
    live_go(l);
    return NULL;
}

static void a_fixture_that_never_waits_is_ended_and_is_a_failure(void **state) {
    (void)state;
    static const char *const fixtures[] = {"global_setup", "setup",
                                           "setup_session", "teardown",
                                           "global_teardown"};
    live runs[5];
    pthread_t threads[5];
    for (size_t i = 0; i < 5; i++) {
        char lua[500];
        snprintf(lua, sizeof lua,
                 TENGINE "tengine.%s(function() while true do end end)\n"
                         "tengine.scenario('s', function() end)\n",
                 fixtures[i]);
        runs[i] = live_of(lua);
        if (!live_build(&runs[i])) fail_msg("%s", runs[i].err.message);
    }
    for (size_t i = 0; i < 5; i++)
        pthread_create(&threads[i], NULL, go_side_by_side, &runs[i]);
    for (size_t i = 0; i < 5; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(runs[i].code, 107);
        live_has(runs[i].err.message, fixtures[i]);
        live_has(runs[i].err.message, "it never waited and was ended at ");
        live_has(runs[i].err.message, "scenario.lua:2");
        assert_int_equal(te_run_leftovers(runs[i].run), 0);
        live_free(&runs[i]);
    }
}

static void when_all_workers_are_stuck_the_run_says_so(void **state) {
    (void)state;
    live l = live_of(TENGINE
                     "tengine.scenario('s', function() while true do end end)");
    live_run(&l);
    assert_int_equal(l.code, 1);
    live_says(l.out, "ended every worker had to be ended");
    assert_true(live_sum(&l, "scenario.failed") == 1);
    live_free(&l);
}

typedef struct watcher {
    live *l;
    bool was_named;
} watcher;

/* Stops the run twice once the call was named, or after 20 s. */
static void *stop_when_named(void *arg) {
    watcher *w = arg;
    for (int i = 0; i < 200 && !w->was_named; i++) {
        usleep(100000);
        fflush(w->l->config.err);
        w->was_named = w->l->heard->err_length > 0;
    }
    te_run_stop(w->l->run);
    usleep(100000);
    te_run_stop(w->l->run);
    return NULL;
}

static void a_call_that_cannot_be_ended_is_named_and_left_behind(void **state) {
    (void)state;
    live l = live_of(TENGINE
                     "tengine.scenario('s', function()\n"
                     "  local _ = ('a'):rep(60):find(('a-'):rep(60) .. 'b')\n"
                     "end)\n");
    l.config.workers = 2;
    l.config.threads = 2;
    assert_true(live_build(&l));
    watcher w = {&l, false};
    pthread_t thread;
    pthread_create(&thread, NULL, stop_when_named, &w);
    double from = live_seconds();
    live_go(&l);
    double took = live_seconds() - from;
    pthread_join(thread, NULL);
    assert_true(w.was_named);
    assert_true(took < 20);
    assert_int_equal(l.code, 105);
    live_has(l.err_out, "is inside find, called at ");
    live_has(l.err_out, "scenario.lua:3");
    live_has(l.err_out, "cannot be ended");
    live_has(l.out, "*** Bye ***");
    assert_true(live_sum(&l, "scenario.runs") == 2);
    assert_true(live_sum(&l, "scenario.interrupted") == 2);
}

static void a_fixture_in_such_a_call_is_a_failure_of_the_run(void **state) {
    (void)state;
    live l = live_of(TENGINE
                     "tengine.scenario('s', function() end)\n"
                     "tengine.summary(function()\n"
                     "  local _ = ('a'):rep(60):find(('a-'):rep(60) .. 'b')\n"
                     "end)\n");
    l.config.max_runs = 1;
    assert_true(live_build(&l));
    watcher w = {&l, false};
    pthread_t thread;
    pthread_create(&thread, NULL, stop_when_named, &w);
    live_go(&l);
    pthread_join(thread, NULL);
    assert_int_equal(l.code, 107);
    live_has(l.err_out, "scenario.lua:4");
    assert_string_equal(l.err.message,
                        "summary did not return and was given up");
    live_has(l.out, "SUCCESSES: 1 | FAILURES: 0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_never_waits_is_ended_and_the_others_go_on),
        cmocka_unit_test(a_fixture_that_never_waits_is_ended_and_is_a_failure),
        cmocka_unit_test(when_all_workers_are_stuck_the_run_says_so),
        /* Last: their threads go on until the process ends. */
        cmocka_unit_test(a_call_that_cannot_be_ended_is_named_and_left_behind),
        cmocka_unit_test(a_fixture_in_such_a_call_is_a_failure_of_the_run),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
