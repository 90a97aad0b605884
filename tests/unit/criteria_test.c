#include "unit.h"

#include "clock.h"
#include "criteria.h"

static te_criteria *read_list(const char *text) {
    te_error err = {TE_ERROR_NONE, ""};
    te_criteria *c = te_criteria_parse(text, &err);
    if (c == NULL) fail_msg("%s", err.message);
    return c;
}

static void commas_stand_between_criteria_and_in_tags(void **state) {
    (void)state;
    te_criteria *c = read_list(
        " http.duration{name:GET /x/{id},method:GET} p99 < 200ms ,http.failed "
        "< 0.1%");
    assert_int_equal(te_criteria_count(c), 2);
    assert_string_equal(te_criteria_spec(c, 0)->text,
                        "http.duration{name:GET /x/{id},method:GET} p99 < "
                        "200ms");
    assert_string_equal(te_criteria_spec(c, 1)->text, "http.failed < 0.1%");
    te_criteria_free(c);
}

static void assert_refused(const char *text, const char *why) {
    te_error err = {TE_ERROR_NONE, ""};
    assert_null(te_criteria_parse(text, &err));
    if (strstr(err.message, why) == NULL) fail_msg("%s", err.message);
}

static void what_is_no_criterion_is_refused(void **state) {
    (void)state;
    assert_refused("", "a metric first");
    assert_refused("http.failed < 1%,", "a metric first");
    assert_refused("http.duraton p99 < 1s", "did you mean 'http.duration'");
    assert_refused("http.failed < 1%, http.duration p99 < 5", "a duration");
}

static void what_is_about_a_run_is_refused(void **state) {
    (void)state;
    assert_refused("http.failed < 1% over 1m", "over is about a run");
    assert_refused("http.failed < 1% after 10 samples", "after is about");
    assert_refused("http.failed < 1% after 10s", "after is about");
    assert_refused("http.failed < 1% abort", "abort is about");
    assert_refused("http.duration p99 drift < 5%/h", "drift is about");
}

static void eight_criteria_are_enough(void **state) {
    (void)state;
    char text[400] = "http.failed < 1%";
    for (int i = 1; i < TE_CRITERIA_MAX; i++)
        strcat(text, ", http.failed < 1%");
    te_criteria_free(read_list(text));
    strcat(text, ", http.failed < 1%");
    assert_refused(text, "more than 8 criteria");
}

static void one_that_is_too_long_is_refused_whole(void **state) {
    (void)state;
    char text[1300];
    memset(text, ' ', sizeof text);
    strcpy(text + 100, "http.failed < 1%");
    memset(text + 116, ' ', 1100);
    strcpy(text + 1200, "abort");
    assert_refused(text, "longer than 1000 bytes");
}

/* ---- Windows ---- */

typedef struct hand {
    te_criteria *criteria;
    te_interval interval;
    te_criterion found[TE_CRITERIA_MAX];
} hand;

static void begin(hand *h, const char *text) {
    *h = (hand){.criteria = read_list(text),
                .interval = {.delta = te_metrics_new(0)}};
    te_criteria_begin(h->criteria);
}

static void end(hand *h) {
    te_criteria_free(h->criteria);
    te_metrics_free(h->interval.delta);
}

static void count(hand *h, const char *name, double n) {
    te_metrics *delta = h->interval.delta;
    te_series_add(te_metrics_series(delta, TE_COUNTER, name, ""), n);
}

static void level(hand *h, const char *name, double change) {
    te_metrics *delta = h->interval.delta;
    te_series_add(te_metrics_series(delta, TE_GAUGE, name, ""), change);
}

static void pass(hand *h) {
    h->interval.start_ns = h->interval.end_ns;
    h->interval.end_ns += TE_NS_PER_S;
    te_criteria_interval(h->criteria, &h->interval);
    te_metrics_reset(h->interval.delta);
}

static te_criteria_outcome judged(hand *h) {
    return te_criteria_judge(h->criteria, h->found);
}

static void a_window_is_judged_as_one_and_forgotten_by_the_next(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.failed < 1%, http.requests rate > 50/s");
    count(&h, "http.requests", 100);
    count(&h, "http.failed", 2);
    pass(&h);
    assert_int_equal(judged(&h), TE_CRITERIA_BREAK);
    assert_true(h.found[0].value == 2 && !h.found[0].holds);
    assert_true(h.found[1].value == 100 && h.found[1].holds);
    count(&h, "http.requests", 300);
    pass(&h);
    assert_int_equal(judged(&h), TE_CRITERIA_HOLD);
    assert_true(h.found[0].value == 0.5);
    te_criteria_begin(h.criteria);
    count(&h, "http.requests", 60);
    pass(&h);
    assert_int_equal(judged(&h), TE_CRITERIA_HOLD);
    assert_true(h.found[0].value == 0);
    end(&h);
}

static void nothing_measured_is_neither_held_nor_broken(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration p99 < 1s, http.requests rate > 1/s");
    count(&h, "http.requests", 100);
    pass(&h);
    assert_int_equal(judged(&h), TE_CRITERIA_UNMEASURED);
    assert_false(h.found[0].has_value);
    assert_string_equal(te_criteria_lack(h.criteria, 0), "it never appeared");
    te_criteria_begin(h.criteria);
    count(&h, "http.requests", 1);
    pass(&h);
    pass(&h);
    assert_int_equal(judged(&h), TE_CRITERIA_BREAK); /* of the other one */
    end(&h);
}

static void a_metric_of_another_kind_says_so(void **state) {
    (void)state;
    hand h;
    begin(&h, "cart.size p99 < 5");
    count(&h, "cart.size", 3);
    pass(&h);
    assert_int_equal(judged(&h), TE_CRITERIA_UNMEASURED);
    assert_non_null(strstr(te_criteria_lack(h.criteria, 0), "a counter has"));
    end(&h);
}

static void levels_of_gauges_are_known_from_before_the_window(void **state) {
    (void)state;
    hand h;
    begin(&h, "queue max < 10");
    level(&h, "queue", 7);
    pass(&h);
    te_criteria_begin(h.criteria);
    level(&h, "queue", 4);
    pass(&h);
    assert_int_equal(judged(&h), TE_CRITERIA_BREAK);
    assert_true(h.found[0].value == 11);
    end(&h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_stand_between_criteria_and_in_tags),
        cmocka_unit_test(what_is_no_criterion_is_refused),
        cmocka_unit_test(what_is_about_a_run_is_refused),
        cmocka_unit_test(eight_criteria_are_enough),
        cmocka_unit_test(one_that_is_too_long_is_refused_whole),
        cmocka_unit_test(a_window_is_judged_as_one_and_forgotten_by_the_next),
        cmocka_unit_test(nothing_measured_is_neither_held_nor_broken),
        cmocka_unit_test(a_metric_of_another_kind_says_so),
        cmocka_unit_test(levels_of_gauges_are_known_from_before_the_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
