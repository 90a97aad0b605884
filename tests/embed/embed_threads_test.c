/* tengine.h as an embedder meets it: linked with the shared library, whose
 * public symbols are all there is. */
#include "../unit/unit.h"

#include "../unit/live.h"
#include "tengine_module.h"

#include <pthread.h>

static int set_up(void **state) { return scratch_setup(state); }
static int tear_down(void **state) { return scratch_teardown(state); }

static const char COUNTS[] =
    "local tengine = require 'tengine'\n"
    "tengine.scenario('s', function()\n"
    "  tengine.sleep(0.001)\n"
    "  assert(tengine.counter('c'):add() > 0)\n"
    "  tengine.check('fine', true)\n"
    "end)\n"
    "tengine.global_teardown(function()\n"
    "  print('counted', tengine.counter('c'):value())\n"
    "end)\n";

static live counting(void) {
    live l = live_of(COUNTS);
    l.config.workers = 4;
    l.config.threads = 2;
    l.config.max_runs = 25;
    if (!live_build(&l)) fail_msg("%s", l.err.message);
    return l;
}

static void check_and_free(live *l) {
    assert_true(l->ok);
    assert_int_equal(l->code, 0);
    assert_true(te_run_sum(l->run, "scenario.runs", "scenario:s") == 100);
    assert_true(te_run_sum(l->run, "checks", NULL) == 100);
    assert_true(te_run_sum(l->run, "no.such.metric", NULL) == 0);
    assert_true(te_run_percentile(l->run, "scenario.duration", NULL, 50) >=
                1000000);
    assert_true(te_run_percentile(l->run, "no.such.metric", NULL, 50) == 0);
    live_has(l->out, "counted\t100\n");
    live_free(l);
}

static void runs_may_follow_each_other(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        live l = counting();
        live_go(&l);
        check_and_free(&l);
    }
}

static void *go(void *arg) {
    live_go(arg);
    return NULL;
}

static void runs_may_go_side_by_side(void **state) {
    (void)state;
    live a = counting(), b = counting();
    pthread_t thread;
    pthread_create(&thread, NULL, go, &a);
    live_go(&b);
    pthread_join(thread, NULL);
    check_and_free(&a);
    check_and_free(&b);
}

static void a_run_that_never_went_can_be_freed(void **state) {
    (void)state;
    live l = counting();
    assert_int_equal(te_run_exit_code(l.run), 0);
    assert_true(te_run_sum(l.run, "scenario.runs", NULL) == 0);
    assert_true(te_run_percentile(l.run, "http.duration", NULL, 99) == 0);
    live_free(&l);
    te_run_free(NULL);
}

static void times_without_bound_are_long_times(void **state) {
    (void)state;
    live l = live_of(COUNTS);
    l.config.max_runs = 100;
    l.config.duration_ns = UINT64_MAX;
    l.config.graceful_ns = UINT64_MAX;
    live_run(&l);
    check_and_free(&l);
}

static void what_cannot_be_built_is_told(void **state) {
    (void)state;
    live l = live_of("error 'oh'");
    assert_false(live_build(&l));
    assert_int_equal(l.err.kind, TE_ERROR_SCRIPT);
    live_has(l.err.message, "scenario.lua:1: oh");
    live_free(&l);
    l = live_of(COUNTS);
    l.config.scenario_path = "/nowhere/gone.lua";
    assert_false(live_build(&l));
    live_has(l.err.message, "gone.lua");
    live_free(&l);
    l = live_of(COUNTS);
    l.config.workers = 0;
    assert_false(live_build(&l));
    live_free(&l);
    te_config nothing = TE_CONFIG_INIT;
    assert_null(te_run_new(&nothing, &l.err));
    assert_null(te_run_new(&nothing, NULL));
}

static void nothing_is_printed_where_nobody_listens(void **state) {
    (void)state;
    te_config config = TE_CONFIG_INIT;
    config.scenario_path = scratch_text(
        "scenario.lua", "print 'x'\n"
                        "require('tengine').scenario('s', function()\n"
                        "  print 'y'\n"
                        "end)");
    config.max_runs = 1;
    config.console = true;
    config.verbosity = 2;
    te_run *run = te_run_new(&config, NULL);
    assert_non_null(run);
    assert_true(te_run_go(run, NULL));
    te_run_free(run);
}

static void what_a_module_needs_is_there(void **state) {
    (void)state;
    assert_true(strlen(te_version()) >= 5);
    te_hist *h = te_hist_new();
    te_hist_record(h, 1000);
    assert_int_equal(te_hist_count(h), 1);
    te_hist_free(h);
    te_permute p;
    te_permute_init(&p, 10, 1);
    assert_true(te_permute_at(&p, 3) < 10);
    uint64_t ns;
    assert_true(te_spec_duration("5m", &ns, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_may_follow_each_other),
        cmocka_unit_test(runs_may_go_side_by_side),
        cmocka_unit_test(a_run_that_never_went_can_be_freed),
        cmocka_unit_test(times_without_bound_are_long_times),
        cmocka_unit_test(what_cannot_be_built_is_told),
        cmocka_unit_test(nothing_is_printed_where_nobody_listens),
        cmocka_unit_test(what_a_module_needs_is_there),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
