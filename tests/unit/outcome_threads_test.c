#include "unit.h"

#include "clock.h"
#include "live.h"

#include <jansson.h>

static const char scenario[] =
    "local tengine = require 'tengine'\n"
    "tengine.options { url = { 'http://127.0.0.1:8000', 'what to aim at' } }\n"
    "tengine.scenario('tea', { weight = 2 }, function()\n"
    "  tengine.check('it is hot', true)\n"
    "end)\n";

static void a_program_gets_the_summary_as_json(void **state) {
    (void)state;
    live l = live_of(scenario);
    l.config.workers = 4;
    l.config.threads = 2;
    l.config.max_runs = 5;
    live_run(&l);
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    assert_true(te_run_write_json(l.run, out, &l.err));
    fclose(out);
    json_t *summary = json_loads(text, 0, NULL);
    assert_non_null(summary);
    json_t *runs = json_object_get(summary, "runs");
    assert_int_equal(json_integer_value(json_object_get(runs, "succeeded")),
                     20);
    assert_int_equal(json_integer_value(json_object_get(summary, "exit_code")),
                     0);
    json_decref(summary);
    free(text);
    live_free(&l);
}

static void there_is_none_before_the_run_has_ended(void **state) {
    (void)state;
    live l = live_of(scenario);
    assert_true(live_build(&l));
    assert_false(te_run_write_json(l.run, stdout, &l.err));
    live_has(l.err.message, "has not ended");
    live_free(&l);
}

static void what_a_file_holds_can_be_listed_without_a_run(void **state) {
    (void)state;
    live l = live_of(scenario);
    char *text = NULL;
    size_t length;
    l.config.out = open_memstream(&text, &length);
    assert_true(te_run_list(&l.config, &l.err));
    fclose(l.config.out);
    live_has(text, "tea  ");
    live_has(text, "--url TEXT");
    live_has_not(text, "SUMMARY");
    free(text);
    l.config.out = NULL;
    assert_true(te_run_list(&l.config, &l.err));
    l.config.scenario_path = scratch_text("broken.lua", "x x");
    assert_false(te_run_list(&l.config, &l.err));
    assert_int_equal(l.err.kind, TE_ERROR_SCRIPT);
}

static void a_check_is_one_worker_and_every_scenario_once(void **state) {
    (void)state;
    live l = live_of("local tengine = require 'tengine'\n"
                     "tengine.scenario('a', function() end)\n"
                     "tengine.scenario('b', { delay = 99 }, function() end)\n"
                     "tengine.scenario('c', function() error 'cold' end)\n");
    l.config.check = true;
    l.config.workers = 20;
    l.config.threads = 4;
    l.config.delay_ns = 99 * TE_NS_PER_S;
    l.config.stop_on_failure = true;
    live_run(&l);
    assert_true(l.ok);
    assert_int_equal(l.code, 1);
    assert_true(live_sum(&l, "scenario.runs") == 3);
    live_has(l.out, "\n  FAILED   c\n           ");
    live_has(l.out, ": cold\n");
    live_free(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_gets_the_summary_as_json),
        cmocka_unit_test(there_is_none_before_the_run_has_ended),
        cmocka_unit_test(what_a_file_holds_can_be_listed_without_a_run),
        cmocka_unit_test(a_check_is_one_worker_and_every_scenario_once),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
