#include "unit.h"

#include "made_up.h"

static void runs_are_summed_over_scenarios(void **state) {
    (void)state;
    made_up m;
    make_up_loadtest(&m);
    te_run_counts runs = te_result_runs(&m.result);
    assert_int_equal(runs.started, 12345);
    assert_int_equal(runs.succeeded, 12328);
    assert_int_equal(runs.failed, 15);
    assert_int_equal(runs.interrupted, 2);
    assert_int_equal(runs.dropped, 0);
    /* L1 */
    assert_int_equal(runs.started,
                     runs.succeeded + runs.failed + runs.interrupted);
    assert_int_equal(te_metrics_runs(m.metrics, "scenario:download").started,
                     7391);
    unmake(&m);
}

static void groups_add_up_and_come_greatest_first(void **state) {
    (void)state;
    made_up m;
    make_up_loadtest(&m);
    te_groups names = te_groups_of(m.metrics, "http.requests", "name");
    assert_int_equal(names.count, 2);
    assert_string_equal(names.items[0].label, "GET symbol");
    assert_string_equal(names.items[0].tag, "name:GET symbol");
    assert_true(names.items[0].value == 7391);
    assert_true(names.items[1].value == 4952);
    te_groups_free(&names);
    assert_int_equal(names.count, 0);
    te_groups checks = te_groups_of(m.metrics, "checks", "check");
    assert_true(checks.items[0].value == 4941);
    assert_true(checks.items[0].total == 4941);
    assert_true(checks.items[1].total == 3695);
    te_groups_free(&checks);
    unmake(&m);
}

static void equal_groups_come_by_label_whatever_came_first(void **state) {
    (void)state;
    made_up m;
    make_up(&m, 1);
    add_counter(&m, "c", "k:b", 1);
    add_counter(&m, "c", "k:a", 1);
    add_counter(&m, "c", "k:c", 1);
    add_counter(&m, "c", "other:x", 9); /* in no group */
    add_counter(&m, "c", "overflow:true", 0.5);
    te_groups g = te_groups_of(m.metrics, "c", "k");
    static const char *const expected[] = {"a", "b", "c", "(others)"};
    assert_int_equal(g.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(g.items[i].label, expected[i]);
    assert_string_equal(g.items[3].tag, "overflow:true");
    te_groups_free(&g);
    unmake(&m);
}

static void durations_that_were_folded_have_a_group_of_requests(void **state) {
    (void)state;
    made_up m;
    make_up(&m, 1);
    add_counter(&m, "http.requests", "name:a,status:200", 3);
    te_groups g = te_groups_of_requests(m.metrics);
    assert_int_equal(g.count, 1);
    te_groups_free(&g);
    add_trend(&m, "http.duration", "overflow:true", 3, 1);
    g = te_groups_of_requests(m.metrics);
    assert_int_equal(g.count, 2);
    assert_string_equal(g.items[1].label, "(others)");
    assert_true(g.items[1].value == 0);
    te_groups_free(&g);
    add_counter(&m, "http.requests", "overflow:true", 1);
    g = te_groups_of_requests(m.metrics);
    assert_int_equal(g.count, 2);
    te_groups_free(&g);
    unmake(&m);
}

static void no_such_metric_has_no_groups(void **state) {
    (void)state;
    made_up m;
    make_up(&m, 1);
    add_counter(&m, "c", "", 1);
    te_groups g = te_groups_of(m.metrics, "none", "k");
    assert_int_equal(g.count, 0);
    te_groups_free(&g);
    g = te_groups_of(m.metrics, "c", "k");
    assert_int_equal(g.count, 0);
    te_groups_free(&g);
    unmake(&m);
}

static void families_are_told_from_a_scenarios_own_metrics(void **state) {
    (void)state;
    assert_true(te_metric_is_ours("http.duration"));
    assert_true(te_metric_is_ours("checks"));
    assert_true(te_metric_is_ours("overflow.trend"));
    assert_false(te_metric_is_ours("https"));
    assert_false(te_metric_is_ours("checks.of.mine"));
    assert_false(te_metric_is_ours(""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_summed_over_scenarios),
        cmocka_unit_test(groups_add_up_and_come_greatest_first),
        cmocka_unit_test(equal_groups_come_by_label_whatever_came_first),
        cmocka_unit_test(durations_that_were_folded_have_a_group_of_requests),
        cmocka_unit_test(no_such_metric_has_no_groups),
        cmocka_unit_test(families_are_told_from_a_scenarios_own_metrics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
