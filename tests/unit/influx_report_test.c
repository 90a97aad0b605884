#include "unit.h"

#include "influx_report.h"

#include <math.h>

static te_metrics *delta, *all;
static te_buf text;

static int begin(void **state) {
    (void)state;
    delta = te_metrics_new(0);
    all = te_metrics_new(0);
    return 0;
}

static int end(void **state) {
    (void)state;
    te_metrics_free(delta);
    te_metrics_free(all);
    te_buf_free(&text);
    return 0;
}

static te_series *series(te_series_kind kind, const char *name,
                         const char *tags) {
    return te_metrics_series(delta, kind, name, tags);
}

/* Reports what is in `delta` as one interval that ends at 7. */
static const char *report_of(bool is_warm_up) {
    te_interval interval = {.delta = delta, .is_warm_up = is_warm_up};
    te_totals totals = {.metrics = all};
    te_metrics_merge(all, delta);
    te_buf_reset(&text);
    assert_true(te_influx_report(&text, &interval, &totals, 7));
    te_metrics_reset(delta);
    return te_buf_str(&text);
}

static const char *report(void) { return report_of(false); }

static void a_counter_is_what_was_added_since(void **state) {
    (void)state;
    te_series_add(series(TE_COUNTER, "http.requests", "name:home"), 3);
    te_series_add(series(TE_COUNTER, "nothing", ""), 0);
    assert_string_equal(report(),
                        "tengine.http.requests,name=home value=3 7\n");
    te_series_add(series(TE_COUNTER, "http.requests", "name:home"), 0.5);
    assert_string_equal(report(),
                        "tengine.http.requests,name=home value=0.5 7\n");
    assert_string_equal(report(), "");
}

static void a_level_is_told_in_every_interval(void **state) {
    (void)state;
    te_series_add(series(TE_GAUGE, "workers", ""), 5);
    assert_string_equal(report(), "tengine.workers value=5 7\n");
    te_series_add(series(TE_GAUGE, "workers", ""), -2);
    assert_string_equal(report(), "tengine.workers value=3 7\n");
    assert_string_equal(report(), "tengine.workers value=3 7\n");
}

static void a_rate_is_what_passed_and_what_did_not(void **state) {
    (void)state;
    for (int i = 0; i < 5; i++)
        te_series_rate(series(TE_RATE, "checks", "check:it is"), i < 3);
    assert_string_equal(report(),
                        "tengine.checks,check=it\\ is passed=3,failed=2 7\n");
}

static void durations_are_in_seconds_and_amounts_as_they_are(void **state) {
    (void)state;
    te_series_record(series(TE_TREND, "http.duration", ""), 250000000);
    assert_string_equal(report(),
                        "tengine.http.duration count=1,sum=0.25,mean=0.25,"
                        "min=0.249984,max=0.250111,p50=0.250111,p90=0.250111,"
                        "p95=0.250111,p99=0.250111 7\n");
    te_series_record(series(TE_TREND_BYTES, "size", ""), 100);
    te_series_record(series(TE_TREND_BYTES, "size", ""), 300);
    assert_string_equal(report(), "tengine.size count=2,sum=400,mean=200,"
                                  "min=100,max=300,p50=100,p90=300,p95=300,"
                                  "p99=300 7\n");
}

static void what_would_end_a_part_of_a_line_is_escaped(void **state) {
    (void)state;
    te_series_add(series(TE_COUNTER, "my own, metric=x", "a=b c:v=1 2,d:\\e"),
                  1);
    assert_string_equal(report(), "tengine.my\\ own\\,\\ metric=x,"
                                  "a\\=b\\ c=v\\=1\\ 2,d=\\e value=1 7\n");
}

static void no_part_ends_in_a_backslash_or_holds_a_line_end(void **state) {
    (void)state;
    te_series_add(series(TE_COUNTER, "n", "a:x\\,b:y\ny,c:\\\\,d:\xff"), 1);
    assert_string_equal(report(), "tengine.n,a=x_,b=y\\x0ay,c=\\_,d=\\xff "
                                  "value=1 7\n");
}

static void a_tag_without_a_value_is_left_out(void **state) {
    (void)state;
    te_series_add(series(TE_COUNTER, "n", "a:,b:1"), 1);
    assert_string_equal(report(), "tengine.n,b=1 value=1 7\n");
}

static void what_is_not_finite_is_left_out(void **state) {
    (void)state;
    te_series_add(series(TE_COUNTER, "n", ""), INFINITY);
    te_series_add(series(TE_COUNTER, "m", ""), 1e300);
    assert_string_equal(report(), "tengine.m value=1e+300 7\n");
}

static void what_is_of_a_warm_up_has_a_tag_that_says_so(void **state) {
    (void)state;
    te_series_add(series(TE_COUNTER, "n", "name:a,z:1"), 2);
    te_series_add(series(TE_GAUGE, "workers", ""), 5);
    assert_string_equal(report_of(true),
                        "tengine.n,name=a,warm_up=true,z=1 value=2 7\n"
                        "tengine.workers value=5 7\n");
}

#define A_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        A_TEST(a_counter_is_what_was_added_since),
        A_TEST(a_level_is_told_in_every_interval),
        A_TEST(a_rate_is_what_passed_and_what_did_not),
        A_TEST(durations_are_in_seconds_and_amounts_as_they_are),
        A_TEST(what_would_end_a_part_of_a_line_is_escaped),
        A_TEST(no_part_ends_in_a_backslash_or_holds_a_line_end),
        A_TEST(a_tag_without_a_value_is_left_out),
        A_TEST(what_is_not_finite_is_left_out),
        A_TEST(what_is_of_a_warm_up_has_a_tag_that_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
