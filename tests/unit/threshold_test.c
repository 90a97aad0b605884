#include "unit.h"

#include "clock.h"
#include "threshold.h"

/* A run with one threshold, whose seconds are turned by hand. */
typedef struct hand {
    te_thresholds *all;
    te_interval interval;
    const te_threshold *aborting; /* what the last second said */
} hand;

static void begin(hand *h, const char *text) {
    te_error err = {TE_ERROR_NONE, ""};
    *h = (hand){.all = te_thresholds_of(&text, 1, &err),
                .interval = {.delta = te_metrics_new(0)}};
    if (h->all == NULL) fail_msg("%s", err.message);
}

static void end(hand *h) {
    te_thresholds_free(h->all);
    te_metrics_free(h->interval.delta);
}

static te_series *series(hand *h, te_series_kind kind, const char *name,
                         const char *tags) {
    return te_metrics_series(h->interval.delta, kind, name, tags);
}

static void count(hand *h, const char *name, const char *tags, double n) {
    te_series_add(series(h, TE_COUNTER, name, tags), n);
}

/* n values of so many ms. */
static void time_ms(hand *h, const char *name, const char *tags, int n,
                    double ms) {
    te_series *s = series(h, TE_TREND, name, tags);
    for (int i = 0; i < n; i++)
        te_series_record(s, (uint64_t)(ms * 1e6));
}

/* Ends the second that was filled before; records end a little late. */
static void pass(hand *h, bool is_draining) {
    h->interval.number++;
    h->interval.start_ns = h->interval.end_ns;
    h->interval.end_ns = h->interval.number * TE_NS_PER_S + 20 * TE_NS_PER_MS;
    h->interval.is_ending = is_draining;
    h->aborting = te_thresholds_interval(h->all, &h->interval);
    te_metrics_reset(h->interval.delta);
}

/* So many seconds with n requests of so many ms in each. */
static void seconds(hand *h, int how_many, int n, double ms) {
    while (how_many-- > 0) {
        time_ms(h, "http.duration", "name:home", n, ms);
        count(h, "http.requests", "method:GET,name:home,status:200", n);
        pass(h, false);
    }
}

static const te_threshold *judged(hand *h) {
    te_thresholds_end(h->all);
    return te_thresholds_at(h->all, 0);
}

static void assert_held(hand *h) {
    const te_threshold *t = judged(h);
    if (t->outcome != TE_THRESHOLD_HELD)
        fail_msg("%s: %s", te_threshold_outcome_name(t->outcome), t->reason);
}

static void assert_broken_at_s(hand *h, double s) {
    const te_threshold *t = judged(h);
    assert_int_equal(t->outcome, TE_THRESHOLD_BROKEN);
    assert_int_equal(t->broken_ns / TE_NS_PER_MS, (uint64_t)(s * 1e3) + 20);
}

static void the_whole_run_may_break_and_recover(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration avg < 300ms");
    seconds(&h, 1, 10, 900);
    assert_int_equal(te_thresholds_broken(h.all), 1);
    seconds(&h, 20, 10, 100);
    assert_held(&h);
    assert_true(te_thresholds_at(h.all, 0)->value < 300e6);
    end(&h);
}

static void it_says_since_when_it_is_broken(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration p90 < 300ms");
    seconds(&h, 10, 10, 100);
    seconds(&h, 5, 10, 500); /* 20 of 120 are more than a tenth */
    assert_broken_at_s(&h, 12);
    assert_true(te_thresholds_at(h.all, 0)->value >= 500e6);
    end(&h);
}

static void windows_forget_and_one_is_enough(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration p95 < 300ms over 10s");
    seconds(&h, 20, 100, 100);
    assert_int_equal(te_thresholds_broken(h.all), 0);
    seconds(&h, 1, 100, 500);
    assert_int_equal(te_thresholds_broken(h.all), 1);
    seconds(&h, 100, 100, 100);
    assert_broken_at_s(&h, 21);
    assert_true(te_thresholds_at(h.all, 0)->value >= 500e6); /* the worst */
    end(&h);
}

static void a_long_window_slides_by_its_tenth(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.requests count < 650 over 1m");
    seconds(&h, 120, 10, 1); /* 600 a window */
    assert_int_equal(te_thresholds_broken(h.all), 0);
    assert_true(te_thresholds_at(h.all, 0)->value == 600);
    seconds(&h, 6, 20, 1);
    assert_broken_at_s(&h, 126);
    end(&h);
}

static void only_full_windows_of_a_run_at_work_are_judged(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.requests rate > 8/s over 10s");
    seconds(&h, 1, 0, 1);
    seconds(&h, 8, 10, 1);
    assert_false(te_thresholds_at(h.all, 0)->has_value);
    seconds(&h, 20, 10, 1);
    for (int i = 0; i < 30; i++)
        pass(&h, true); /* draining: nothing is sent any more */
    assert_held(&h);
    end(&h);
}

static void a_run_shorter_than_its_window_is_judged_as_one(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration max < 300ms over 1m");
    seconds(&h, 5, 10, 100);
    assert_held(&h);
    end(&h);
    begin(&h, "http.duration max < 300ms over 1m");
    seconds(&h, 5, 10, 400);
    assert_broken_at_s(&h, 5);
    end(&h);
}

static void what_is_slow_at_the_end_is_in_the_last_window(void **state) {
    (void)state;
    static const char *const texts[] = {"http.duration p95 < 300ms over 1s",
                                        "http.duration max < 300ms over 5s",
                                        "http.requests count < 55 over 5s",
                                        "http.failed < 10% over 5s"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        hand h;
        begin(&h, texts[i]);
        seconds(&h, 10, 10, 100);
        assert_int_equal(te_thresholds_broken(h.all), 0);
        for (int s = 0; s < 3; s++) {
            time_ms(&h, "http.duration", "name:home", 10, 900);
            count(&h, "http.requests", "method:GET,name:home,status:0", 10);
            count(&h, "http.failed", "error:timeout,name:home", 10);
            pass(&h, true);
        }
        assert_int_equal(judged(&h)->outcome, TE_THRESHOLD_BROKEN);
        end(&h);
    }
}

static void a_second_in_which_the_load_ends_is_none_of_a_rate(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.requests rate > 8/s over 1s");
    seconds(&h, 5, 10, 1);
    h.interval.is_cut = true;
    seconds(&h, 1, 2, 1);
    assert_held(&h);
    end(&h);
}

static void the_first_second_behind_a_warm_up_is_in_a_window(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration max < 300ms over 2s");
    h.interval.is_warm_up = true;
    seconds(&h, 2, 10, 100);
    h.interval.is_warm_up = false;
    seconds(&h, 1, 10, 500);
    h.interval.end_ns -= 10 * TE_NS_PER_MS; /* seconds are not that exact */
    seconds(&h, 5, 10, 100);
    assert_broken_at_s(&h, 4);
    end(&h);
}

static void a_stall_is_seen_by_a_rate(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.requests rate > 2/s over 5s abort");
    seconds(&h, 10, 10, 1);
    assert_null(h.aborting);
    seconds(&h, 3, 0, 1);
    assert_null(h.aborting);
    seconds(&h, 1, 0, 1);
    assert_non_null(h.aborting);
    end(&h);
}

static void tags_choose_the_series(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration{name:home,kind:fast} max < 300ms");
    time_ms(&h, "http.duration", "kind:fast,name:home", 1, 100);
    time_ms(&h, "http.duration", "kind:slow,name:home", 1, 900);
    time_ms(&h, "http.duration", "kind:fast,name:homes", 1, 900);
    time_ms(&h, "http.service", "kind:fast,name:home", 1, 900);
    pass(&h, false);
    assert_held(&h);
    assert_true(te_thresholds_at(h.all, 0)->samples == 1);
    end(&h);
}

static void what_failed_is_a_share_of_the_requests_of_its_name(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.failed{name:home} < 10%");
    count(&h, "http.requests", "method:GET,name:home,status:500", 9);
    count(&h, "http.requests", "method:GET,name:home,status:200", 91);
    count(&h, "http.requests", "method:GET,name:other,status:200", 900);
    count(&h, "http.failed", "error:status,name:home", 9);
    pass(&h, false);
    assert_held(&h);
    assert_true(te_thresholds_at(h.all, 0)->value == 9);
    count(&h, "http.failed", "error:timeout,name:home", 1);
    count(&h, "http.requests", "method:GET,name:home,status:0", 0);
    pass(&h, false);
    assert_broken_at_s(&h, 2);
    end(&h);
}

static void a_status_is_a_share_of_all_statuses(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.requests{status:503} < 1%");
    count(&h, "http.requests", "method:GET,name:home,status:200", 98);
    pass(&h, false);
    assert_held(&h);
    count(&h, "http.requests", "method:GET,name:home,status:503", 2);
    pass(&h, false);
    assert_true(judged(&h)->value == 2);
    assert_int_equal(judged(&h)->outcome, TE_THRESHOLD_BROKEN);
    end(&h);
}

static void no_failure_is_no_missing_metric(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.failed count < 1");
    seconds(&h, 3, 10, 1);
    assert_held(&h);
    end(&h);
}

static void what_never_appeared_fails_and_says_so(void **state) {
    (void)state;
    hand h;
    begin(&h, "basket.sise p95 < 5");
    seconds(&h, 3, 10, 1);
    assert_broken_at_s(&h, 3);
    assert_string_equal(judged(&h)->reason, "it never appeared");
    end(&h);
    begin(&h, "http.failed{name:hmoe} < 1%");
    seconds(&h, 3, 10, 1);
    assert_int_equal(judged(&h)->outcome, TE_THRESHOLD_BROKEN);
    assert_string_equal(judged(&h)->reason,
                        "it never appeared with these tags; it has name and "
                        "error, and your own");
    end(&h);
    begin(&h, "htp.duration p95 < 5ms");
    seconds(&h, 3, 10, 1);
    assert_string_equal(judged(&h)->reason,
                        "it never appeared; did you mean 'http.duration'?");
    end(&h);
}

static void a_metric_of_another_kind_fails_and_says_why(void **state) {
    (void)state;
    hand h;
    begin(&h, "basket.size p95 < 300ms");
    te_series_record(series(&h, TE_TREND_COUNT, "basket.size", ""), 5);
    pass(&h, false);
    assert_broken_at_s(&h, 1);
    assert_string_equal(judged(&h)->reason,
                        "it is held against a plain number");
    end(&h);
}

static void too_few_samples_are_not_judged(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration max < 300ms after 1000 samples abort");
    seconds(&h, 3, 100, 500);
    assert_null(h.aborting);
    assert_int_equal(judged(&h)->outcome, TE_THRESHOLD_UNJUDGED);
    assert_string_equal(judged(&h)->reason, "300 of 1,000 samples");
    seconds(&h, 7, 100, 500);
    assert_non_null(h.aborting);
    assert_broken_at_s(&h, 10);
    end(&h);
}

static void what_came_before_does_not_count(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration max < 300ms after 5s");
    seconds(&h, 5, 10, 900);
    seconds(&h, 5, 10, 100);
    assert_held(&h);
    assert_true(te_thresholds_at(h.all, 0)->samples <= 50);
    end(&h);
}

static void a_count_to_be_reached_is_judged_at_the_end(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.requests count >= 100");
    seconds(&h, 9, 10, 1);
    assert_int_equal(te_thresholds_broken(h.all), 0);
    seconds(&h, 1, 10, 1);
    assert_held(&h);
    end(&h);
}

static void a_rate_is_of_checks_that_passed(void **state) {
    (void)state;
    hand h;
    begin(&h, "checks{check:found} > 99%");
    for (int i = 0; i < 200; i++)
        te_series_rate(series(&h, TE_RATE, "checks", "check:found"), i > 0);
    te_series_rate(series(&h, TE_RATE, "checks", "check:other"), false);
    pass(&h, false);
    assert_held(&h);
    assert_true(te_thresholds_at(h.all, 0)->value == 99.5);
    end(&h);
}

static void a_gauge_is_looked_at_every_second(void **state) {
    (void)state;
    hand h;
    begin(&h, "workers max <= 5");
    te_series_add(series(&h, TE_GAUGE, "workers", ""), 5);
    pass(&h, false);
    pass(&h, false);
    assert_held(&h);
    te_series_add(series(&h, TE_GAUGE, "workers", ""), 1);
    pass(&h, false);
    te_series_add(series(&h, TE_GAUGE, "workers", ""), -6);
    pass(&h, false);
    assert_true(judged(&h)->value == 6);
    end(&h);
    begin(&h, "workers avg > 2 after 1s");
    te_series_add(series(&h, TE_GAUGE, "workers", ""), 4);
    for (int i = 0; i < 5; i++)
        pass(&h, false);
    assert_true(judged(&h)->value == 4);
    end(&h);
}

/* Percent per hour, with a scatter of so many ms up and down. */
static void soak(hand *h, int minutes, double percent, double scatter_ms) {
    for (int m = 0; m < minutes; m++) {
        double drifted_ms = 100 * (1 + percent / 100 * m / 60);
        seconds(h, 60, 10, drifted_ms + (m % 2 ? scatter_ms : -scatter_ms));
    }
}

static void a_soak_that_gets_slower_has_a_drift(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration p99 drift < 5%/h");
    soak(&h, 120, 10, 1);
    assert_int_equal(judged(&h)->outcome, TE_THRESHOLD_BROKEN);
    /* Of the average, which is a tenth above where it began. */
    assert_true(judged(&h)->value > 8.5 && judged(&h)->value < 9.7);
    end(&h);
    begin(&h, "http.duration p99 drift < 5%/h");
    soak(&h, 120, 2, 1);
    assert_held(&h);
    end(&h);
}

static void what_scatters_is_no_drift(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration avg drift < 5%/h abort");
    soak(&h, 30, 0, 20);
    assert_null(h.aborting);
    assert_held(&h);
    end(&h);
}

static void a_drift_needs_ten_windows(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration p99 drift < 5%/h");
    soak(&h, 10, 1000, 0); /* the tenth has not ended */
    assert_int_equal(judged(&h)->outcome, TE_THRESHOLD_UNJUDGED);
    assert_string_equal(judged(&h)->reason,
                        "9 of at least 10 windows of 1m 00s");
    seconds(&h, 1, 10, 300);
    assert_int_equal(judged(&h)->outcome, TE_THRESHOLD_BROKEN);
    end(&h);
}

static void an_end_may_be_followed_by_more(void **state) {
    (void)state;
    hand h;
    begin(&h, "basket.value count > 0");
    pass(&h, false);
    assert_string_equal(judged(&h)->reason, "it never appeared");
    count(&h, "basket.value", "", 1); /* by a teardown */
    pass(&h, true);
    assert_held(&h);
    assert_string_equal(judged(&h)->reason, "");
    end(&h);
}

static void the_same_text_twice_is_one(void **state) {
    (void)state;
    hand h;
    te_error err;
    begin(&h, "checks > 99%");
    assert_true(te_thresholds_add(h.all, " checks > 99% ", &err));
    assert_int_equal(te_thresholds_count(h.all), 1);
    for (int i = 1; i < TE_THRESHOLDS_MAX; i++) {
        char text[32];
        snprintf(text, sizeof text, "own%d count > 0", i);
        assert_true(te_thresholds_add(h.all, text, &err));
    }
    assert_false(te_thresholds_add(h.all, "one count > 0", &err));
    assert_non_null(strstr(err.message, "there are 100 already"));
    end(&h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_run_may_break_and_recover),
        cmocka_unit_test(it_says_since_when_it_is_broken),
        cmocka_unit_test(windows_forget_and_one_is_enough),
        cmocka_unit_test(a_long_window_slides_by_its_tenth),
        cmocka_unit_test(only_full_windows_of_a_run_at_work_are_judged),
        cmocka_unit_test(a_run_shorter_than_its_window_is_judged_as_one),
        cmocka_unit_test(what_is_slow_at_the_end_is_in_the_last_window),
        cmocka_unit_test(a_second_in_which_the_load_ends_is_none_of_a_rate),
        cmocka_unit_test(the_first_second_behind_a_warm_up_is_in_a_window),
        cmocka_unit_test(a_stall_is_seen_by_a_rate),
        cmocka_unit_test(tags_choose_the_series),
        cmocka_unit_test(what_failed_is_a_share_of_the_requests_of_its_name),
        cmocka_unit_test(a_status_is_a_share_of_all_statuses),
        cmocka_unit_test(no_failure_is_no_missing_metric),
        cmocka_unit_test(what_never_appeared_fails_and_says_so),
        cmocka_unit_test(a_metric_of_another_kind_fails_and_says_why),
        cmocka_unit_test(too_few_samples_are_not_judged),
        cmocka_unit_test(what_came_before_does_not_count),
        cmocka_unit_test(a_count_to_be_reached_is_judged_at_the_end),
        cmocka_unit_test(a_rate_is_of_checks_that_passed),
        cmocka_unit_test(a_gauge_is_looked_at_every_second),
        cmocka_unit_test(a_soak_that_gets_slower_has_a_drift),
        cmocka_unit_test(what_scatters_is_no_drift),
        cmocka_unit_test(a_drift_needs_ten_windows),
        cmocka_unit_test(an_end_may_be_followed_by_more),
        cmocka_unit_test(the_same_text_twice_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
