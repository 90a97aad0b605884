#include "unit.h"

#include "clock.h"
#include "threshold_spec.h"

static te_threshold_spec parse(const char *text) {
    te_threshold_spec spec;
    te_error err = {TE_ERROR_NONE, ""};
    if (!te_threshold_parse(text, &spec, &err)) fail_msg("%s", err.message);
    return spec;
}

/* Without the beginning, "threshold 'TEXT': ". */
static void refused(const char *text, const char *why) {
    te_threshold_spec spec;
    te_error err = {TE_ERROR_NONE, ""};
    char whole[1024];
    snprintf(whole, sizeof whole, "threshold '%s': %s", text, why);
    assert_false(te_threshold_parse(text, &spec, &err));
    assert_string_equal(err.message, whole);
    assert_int_equal(err.kind, TE_ERROR_INPUT);
}

static void a_threshold_has_a_metric_tags_a_value_and_a_bound(void **state) {
    (void)state;
    te_threshold_spec s =
        parse("  http.duration{name:GET symbol} p95 < 300ms over 1m ");
    assert_string_equal(s.text,
                        "http.duration{name:GET symbol} p95 < 300ms over 1m");
    assert_string_equal(s.metric, "http.duration");
    assert_string_equal(s.tags, "name:GET symbol");
    assert_non_null(s.known);
    assert_int_equal(s.statistic, TE_STATISTIC_PERCENTILE);
    assert_true(s.percent == 95);
    assert_int_equal(s.comparison, TE_LESS);
    assert_int_equal(s.unit, TE_BOUND_DURATION);
    assert_true(s.bound == 300e6);
    assert_int_equal(s.over_ns, 60 * TE_NS_PER_S);
    assert_false(s.aborts);
}

static void blanks_may_be_left_out(void **state) {
    (void)state;
    te_threshold_spec s = parse("http.duration{name:home}p99.9>=1.5s");
    assert_true(s.percent == 99.9);
    assert_int_equal(s.comparison, TE_AT_LEAST);
    assert_true(s.bound == 1.5e9);
    s = parse("http.failed<0.1%");
    assert_int_equal(s.statistic, TE_STATISTIC_RATE);
    assert_int_equal(s.unit, TE_BOUND_PERCENT);
    assert_true(s.bound == 0.1);
}

static void bounds_have_the_unit_of_the_value(void **state) {
    (void)state;
    assert_int_equal(parse("http.requests count > 1000").unit, TE_BOUND_NUMBER);
    te_threshold_spec s = parse("http.requests rate > 6000/m");
    assert_int_equal(s.unit, TE_BOUND_PER_S);
    assert_true(s.bound == 100);
    s = parse("data.received rate > 36 MB/h");
    assert_int_equal(s.unit, TE_BOUND_BYTES_PER_S);
    assert_true(s.bound > 9999.9 && s.bound < 10000.1);
    s = parse("data.sent count < 1.5 GB");
    assert_int_equal(s.unit, TE_BOUND_SIZE);
    assert_true(s.bound == 1.5e9);
    s = parse("queue min > -5");
    assert_true(s.bound == -5);
    s = parse("http.duration avg <= 1m 30s");
    assert_true(s.bound == 90e9);
}

static void a_drift_is_in_percent_per_time(void **state) {
    (void)state;
    te_threshold_spec s = parse("http.duration p99 drift < 5%/h over 5m");
    assert_true(s.is_drift);
    assert_int_equal(s.unit, TE_BOUND_PERCENT_PER_HOUR);
    assert_true(s.bound > 4.999 && s.bound < 5.001);
    s = parse("http.duration p99 drift > -1%/m");
    assert_true(s.bound < -59.99 && s.bound > -60.01);
}

static void clauses_come_in_any_order(void **state) {
    (void)state;
    te_threshold_spec s =
        parse("checks > 99% abort after 1000 samples after 30s over 10s");
    assert_true(s.aborts);
    assert_int_equal(s.after_samples, 1000);
    assert_int_equal(s.after_ns, 30 * TE_NS_PER_S);
    assert_int_equal(s.over_ns, 10 * TE_NS_PER_S);
    assert_int_equal(parse("checks > 99% after 1000").after_samples, 1000);
}

static void tags_are_as_series_have_them(void **state) {
    (void)state;
    assert_string_equal(
        parse("http.requests{status:200, name : GET /u/:id} count > 1").tags,
        "name:GET /u/_id,status:200");
    assert_string_equal(parse("http.duration{name:GET /u/{id}} max < 1s").tags,
                        "name:GET /u/{id}");
    assert_string_equal(parse("http.duration{} max < 1s").metric,
                        "http.duration");
}

static void refusals_say_where_and_what_was_expected(void **state) {
    (void)state;
    refused("", "at the end: expected a metric first, such as http.duration");
    refused("p95 < 300ms", "'p95' in column 1: expected a metric first, such "
                           "as http.duration");
    refused("http.duraton p95 < 300ms",
            "'http.duraton' in column 1: expected a metric of the engine or "
            "one of your own; did you mean 'http.duration'?");
    refused("http.duration p101 < 1s",
            "'p101' in column 15: expected p0 to p100, avg, min, max, count "
            "or rate");
    refused("http.duration agv < 1s",
            "'agv' in column 15: expected p0 to p100, avg, min, max, count "
            "or rate; did you mean 'avg'?");
    refused("http.duration p95 drfit < 1%/h",
            "'drfit' in column 19: expected <, <=, > or >=, or drift; did you "
            "mean 'drift'?");
    refused("http.duration max drift < 1%/h",
            "'drift' in column 19: expected a percentile or avg before drift");
    refused("http.duration p95 == 1s",
            "'==' in column 19: expected <, <=, > or >=");
    refused("http.duration p95 < fast",
            "'fast' in column 21: expected a bound such as 300ms, 1%, 100/s, "
            "10MB or 42");
    refused("http.duration p95 <", "at the end: expected a bound such as "
                                   "300ms, 1%, 100/s, 10MB or 42");
    refused("http.duration p95 < 1s ovr 1m",
            "'ovr' in column 24: expected over, after, abort or the end; did "
            "you mean 'over'?");
    refused("http.duration p95 < 1s over 10ms",
            "'10ms' in column 29: expected a time from 1s to 1d behind over, "
            "such as 1m");
    refused("http.duration p95 < 1s after",
            "at the end: expected samples or a time behind after: 1000 "
            "samples, 30s");
    refused("http.duration{name} p95 < 1s",
            "'name' in column 15: expected a tag as key:value, such as "
            "name:GET symbol");
    refused("http.duration{name:x p95 < 1s",
            "'{name:x p95 < 1s' in column 14: expected a } behind the tags");
}

static void what_a_metric_cannot_answer_is_refused(void **state) {
    (void)state;
    refused("http.duration p95 < 300",
            "http.duration: a duration is held against a time, such as 300ms");
    refused("http.requests p95 < 300",
            "http.requests: a counter has count and rate only");
    refused("scenario.runs rate > 5%",
            "scenario.runs: a counter that is no share of anything has no "
            "rate in percent");
    refused("checks rate > 0.99",
            "checks: the share that passed is held against percent, such as "
            "99%");
    refused("workers count > 5", "workers: a gauge has avg, min and max only");
    refused("http.failed < 5",
            "http.failed: a share is held against a percentage, such as 0.1%; "
            "for a number put count before the <");
    refused("checks >= 0.99",
            "checks: a share is held against a percentage, such as 0.1%; for "
            "a number put count before the >=");
    refused("http.duration < 5",
            "'<' in column 15: expected p0 to p100, avg, min, max, count or "
            "rate before it");
    refused("http.failed rate < 0.5",
            "http.failed: a rate is held against a bound per time, such as "
            "100/s, or, as a share, against a percentage, such as 50%");
    refused("data.sent rate < 5", "data.sent: a rate is held against a bound "
                                  "per time, such as 100/s");
    refused("http.duration p95 drift < 5ms",
            "'5ms' in column 27: expected a drift in percent per time, such "
            "as 5%/h");
    refused("http.requests count > 5 abort",
            "abort: this can be judged at the end of the run only; with 'over "
            "1m' it can be earlier");
}

static void a_metric_of_ones_own_is_judged_when_it_is_seen(void **state) {
    (void)state;
    te_threshold_spec s = parse("basket.size p95 < 300ms");
    assert_null(te_threshold_misfit(&s, TE_TREND));
    assert_string_equal(te_threshold_misfit(&s, TE_TREND_COUNT),
                        "it is held against a plain number");
    assert_string_equal(te_threshold_misfit(&s, TE_GAUGE),
                        "a gauge has avg, min and max only");
}

static void control_characters_do_not_reach_a_terminal(void **state) {
    (void)state;
    te_threshold_spec spec;
    te_error err;
    assert_false(te_threshold_parse("a\033[31mb < 1%", &spec, &err));
    assert_null(strchr(err.message, '\033'));
}

static void too_long_a_text_is_refused(void **state) {
    (void)state;
    te_threshold_spec spec;
    te_error err;
    char text[TE_THRESHOLD_BYTES + 2];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_false(te_threshold_parse(text, &spec, &err));
    assert_non_null(strstr(err.message, "longer than 1000 bytes"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_threshold_has_a_metric_tags_a_value_and_a_bound),
        cmocka_unit_test(blanks_may_be_left_out),
        cmocka_unit_test(bounds_have_the_unit_of_the_value),
        cmocka_unit_test(a_drift_is_in_percent_per_time),
        cmocka_unit_test(clauses_come_in_any_order),
        cmocka_unit_test(tags_are_as_series_have_them),
        cmocka_unit_test(refusals_say_where_and_what_was_expected),
        cmocka_unit_test(what_a_metric_cannot_answer_is_refused),
        cmocka_unit_test(a_metric_of_ones_own_is_judged_when_it_is_seen),
        cmocka_unit_test(control_characters_do_not_reach_a_terminal),
        cmocka_unit_test(too_long_a_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
