#include "unit.h"

#include "clock.h"
#include "sizing.h"

/* A run whose seconds are turned by hand. */
typedef struct hand {
    te_sizing sizing;
    te_interval interval;
} hand;

static void begin(hand *h, double tolerance) {
    *h = (hand){.interval = {.delta = te_metrics_new(0)}};
    te_sizing_init(&h->sizing, tolerance);
}

static void end(hand *h) { te_metrics_free(h->interval.delta); }

static void count(hand *h, const char *name, double n) {
    te_metrics *delta = h->interval.delta;
    te_series_add(te_metrics_series(delta, TE_COUNTER, name, ""), n);
}

/* One second goes by, in which so many runs end. */
static bool second(hand *h, double succeeded, double failed) {
    te_metrics_reset(h->interval.delta);
    h->interval.number++;
    h->interval.start_ns = h->interval.end_ns;
    h->interval.end_ns = h->interval.number * TE_NS_PER_S + 20 * TE_NS_PER_MS;
    count(h, "scenario.succeeded", succeeded);
    count(h, "scenario.failed", failed);
    return te_sizing_interval(&h->sizing, &h->interval);
}

static void fewer_than_a_hundred_runs_are_no_verdict(void **state) {
    (void)state;
    hand h;
    begin(&h, 5);
    assert_false(second(&h, 0, 99));
    assert_true(second(&h, 0, 1));
    end(&h);
}

static void a_tolerance_that_is_met_exactly_is_not_passed(void **state) {
    (void)state;
    hand h;
    begin(&h, 5);
    assert_false(second(&h, 950, 50));
    assert_true(second(&h, 0, 1));
    end(&h);
    begin(&h, 0);
    assert_false(second(&h, 1000, 0));
    assert_true(second(&h, 0, 1));
    end(&h);
    begin(&h, 100);
    assert_false(second(&h, 0, 1000));
    end(&h);
}

/* molotov's failed / succeeded would be 5.3 % here. */
static void the_share_is_of_all_runs_that_ended(void **state) {
    (void)state;
    hand h;
    begin(&h, 5.2);
    assert_false(second(&h, 95, 5));
    end(&h);
}

static void only_the_last_minute_counts(void **state) {
    (void)state;
    hand h;
    begin(&h, 5);
    assert_false(second(&h, 0, 99)); /* too few to judge, ... */
    for (int i = 0; i < 59; i++)
        assert_false(second(&h, 0, 0));
    assert_false(second(&h, 60, 0)); /* ... and 60 s later gone */
    te_sizing_minute minute = te_sizing_last_minute(&h.sizing);
    assert_true(minute.succeeded == 60 && minute.failed == 0);
    end(&h);
}

static void all_of_the_last_minute_counts(void **state) {
    (void)state;
    hand h;
    begin(&h, 5);
    for (int i = 0; i < 59; i++)
        assert_false(second(&h, 1, 0));
    for (int i = 0; i < 1000; i++) {
        assert_false(second(&h, 2, 0));
        te_sizing_minute minute = te_sizing_last_minute(&h.sizing);
        double wanted = i < 60 ? 61 + i : 120;
        assert_true(minute.succeeded == wanted);
    }
    assert_false(second(&h, 0, 6)); /* 6 of 124 */
    assert_true(second(&h, 0, 1));
    end(&h);
}

static void
records_that_come_late_or_in_a_bunch_are_counted_once(void **state) {
    (void)state;
    hand h;
    begin(&h, 5);
    assert_false(second(&h, 40, 0));
    h.interval.number += 30; /* nothing was collected for half a minute */
    assert_false(second(&h, 40, 0));
    h.interval.number--; /* two in the same second */
    assert_false(second(&h, 40, 0));
    te_sizing_minute minute = te_sizing_last_minute(&h.sizing);
    assert_true(minute.succeeded == 120);
    h.interval.number += 3600;
    assert_false(second(&h, 1, 0));
    minute = te_sizing_last_minute(&h.sizing);
    assert_true(minute.succeeded == 1);
    end(&h);
}

static void what_comes_after_the_verdict_changes_nothing(void **state) {
    (void)state;
    hand h;
    begin(&h, 5);
    assert_true(second(&h, 90, 10));
    assert_true(second(&h, 1e6, 0));
    te_sizing_minute minute = te_sizing_last_minute(&h.sizing);
    assert_true(minute.succeeded == 90 && minute.failed == 10);
    end(&h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fewer_than_a_hundred_runs_are_no_verdict),
        cmocka_unit_test(a_tolerance_that_is_met_exactly_is_not_passed),
        cmocka_unit_test(the_share_is_of_all_runs_that_ended),
        cmocka_unit_test(only_the_last_minute_counts),
        cmocka_unit_test(all_of_the_last_minute_counts),
        cmocka_unit_test(records_that_come_late_or_in_a_bunch_are_counted_once),
        cmocka_unit_test(what_comes_after_the_verdict_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
