/* Scenarios that do what nobody expects of them. */
#include "unit.h"

#include "live.h"

#define TENGINE "local tengine = require 'tengine'\n"

static int set_up(void **state) { return scratch_setup(state); }
static int tear_down(void **state) { return scratch_teardown(state); }

static void a_metatable_of_the_scenario_s_cannot_end_the_process(void **state) {
    (void)state;
    live l = live_of(TENGINE "tengine.scenario('s', function(session)\n"
                             "  session.step = nil\n"
                             "  setmetatable(session, {\n"
                             "    __newindex = function() error 'no' end\n"
                             "  })\n"
                             "end)\n");
    l.config.max_runs = 3;
    live_run(&l);
    assert_int_equal(l.code, 0);
    assert_true(live_sum(&l, "scenario.succeeded") == 3);
    live_free(&l);
}

static void a_file_that_differs_from_thread_to_thread_is_refused(void **state) {
    (void)state;
    live l = live_of(TENGINE "local function nothing() end\n"
                             "tengine.scenario('always', nothing)\n"
                             "if tengine.counter('loads'):add() == 1 then\n"
                             "  tengine.scenario('once', nothing)\n"
                             "end\n");
    l.config.workers = l.config.threads = 2;
    l.config.single_run = true;
    assert_false(live_build(&l));
    live_has(l.err.message, "registered 2 scenarios the first time, but 1 "
                            "for thread 1");
    live_free(&l);
}

static void a_name_that_differs_from_thread_to_thread_is_refused(void **state) {
    (void)state;
    live l = live_of(TENGINE "local n = tengine.counter('loads'):add()\n"
                             "tengine.scenario('s' .. n, function() end)\n");
    l.config.workers = l.config.threads = 2;
    assert_false(live_build(&l));
    live_has(l.err.message,
             "registered 's1' the first time, but not for thread 1");
    live_free(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_metatable_of_the_scenario_s_cannot_end_the_process, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            a_file_that_differs_from_thread_to_thread_is_refused, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            a_name_that_differs_from_thread_to_thread_is_refused, set_up,
            tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
