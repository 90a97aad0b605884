#include "unit.h"

#include "made_up.h"
#include "otlp_report.h"

#include <jansson.h>

static made_up m;
static json_t *request;

static int begin(void **state) {
    (void)state;
    make_up(&m, TE_NS_PER_S);
    m.result.started_at_unix_ns = UINT64_C(1700000000123456789);
    return 0;
}

static int end(void **state) {
    (void)state;
    json_decref(request);
    request = NULL;
    unmake(&m);
    return 0;
}

/* The metrics of the request, read back; each may be asked for by name. */
static json_t *report(void) {
    te_buf text = TE_BUF_INIT;
    assert_true(te_otlp_report(&text, &m.result, UINT64_MAX));
    json_decref(request);
    request = json_loads(te_buf_str(&text), JSON_DECODE_ANY, NULL);
    te_buf_free(&text);
    json_t *metrics = NULL;
    assert_int_equal(json_unpack(request, "{s:[{s:[{s:o}]}]}",
                                 "resourceMetrics", "scopeMetrics", "metrics",
                                 &metrics),
                     0);
    return metrics;
}

static const json_t *metric_of(const json_t *metrics, const char *name) {
    size_t i;
    json_t *metric;
    json_array_foreach(
        metrics, i,
        metric) if (strcmp(json_string_value(json_object_get(metric, "name")),
                           name) == 0) return metric;
    fail_msg("no %s", name);
    return NULL;
}

/* The i-th point of a metric, of that shape. */
static const json_t *point_of(const json_t *metrics, const char *name,
                              const char *shape, size_t i) {
    const json_t *data = json_object_get(metric_of(metrics, name), shape);
    assert_non_null(data);
    const json_t *point =
        json_array_get(json_object_get(data, "dataPoints"), i);
    assert_non_null(point);
    return point;
}

static void assert_is(const json_t *value, const char *expected) {
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT |
                                       JSON_REAL_PRECISION(15));
    assert_non_null(text);
    assert_string_equal(text, expected);
    free(text);
}

static void a_counter_is_a_cumulative_monotonic_sum(void **state) {
    (void)state;
    add_counter(&m, "http.requests", "method:GET,name:a b", 12);
    const json_t *metric = metric_of(report(), "tengine.http.requests");
    assert_is(metric,
              "{\"name\":\"tengine.http.requests\",\"unit\":\"1\",\"sum\":{"
              "\"dataPoints\":[{\"attributes\":["
              "{\"key\":\"method\",\"value\":{\"stringValue\":\"GET\"}},"
              "{\"key\":\"name\",\"value\":{\"stringValue\":\"a b\"}}],"
              "\"startTimeUnixNano\":\"1700000000123456789\","
              "\"timeUnixNano\":\"18446744073709551615\",\"asDouble\":12}],"
              "\"aggregationTemporality\":2,\"isMonotonic\":true}}");
}

static void a_gauge_has_no_temporality(void **state) {
    (void)state;
    te_series_add(te_metrics_series(m.metrics, TE_GAUGE, "level", ""), -2.5);
    const json_t *gauge =
        json_object_get(metric_of(report(), "tengine.level"), "gauge");
    assert_int_equal(json_object_size(gauge), 1);
    assert_is(
        json_object_get(json_array_get(json_object_get(gauge, "dataPoints"), 0),
                        "asDouble"),
        "-2.5");
}

static void a_rate_is_two_sums(void **state) {
    (void)state;
    add_rate(&m, "checks", "check:a", 3, 1);
    const json_t *metrics = report();
    assert_is(
        json_object_get(point_of(metrics, "tengine.checks.passed", "sum", 0),
                        "asDouble"),
        "3");
    assert_is(
        json_object_get(point_of(metrics, "tengine.checks.failed", "sum", 0),
                        "asDouble"),
        "1");
}

static void series_of_a_metric_are_points_of_one_metric(void **state) {
    (void)state;
    add_counter(&m, "n", "a:1", 1);
    add_counter(&m, "other", "", 1);
    add_counter(&m, "n", "a:2", 2);
    const json_t *metrics = report();
    assert_int_equal(json_array_size(metrics), 2);
    assert_is(
        json_object_get(point_of(metrics, "tengine.n", "sum", 1), "asDouble"),
        "2");
}

/* A bound belongs to the bucket below it. */
static void a_duration_is_counted_between_its_bounds(void **state) {
    (void)state;
    te_series *s = te_metrics_series(m.metrics, TE_TREND, "took", "");
    te_series_record(s, 50000);                  /* below 100 us */
    te_series_record(s, 1000000);                /* 1 ms */
    te_series_record(s, 1001000);                /* above it */
    te_series_record(s, UINT64_C(101000000000)); /* above 100 s */
    const json_t *metrics = report();
    const json_t *point = point_of(metrics, "tengine.took", "histogram", 0);
    assert_is(json_object_get(metric_of(metrics, "tengine.took"), "unit"),
              "\"s\"");
    assert_is(json_object_get(point, "count"), "\"4\"");
    assert_is(json_object_get(point, "explicitBounds"),
              "[0.0001,0.0002,0.0005,0.001,0.002,0.005,0.01,0.02,0.05,0.1,0.2,"
              "0.5,1.0,2.0,5.0,10.0,20.0,50.0,100.0]");
    assert_is(json_object_get(point, "bucketCounts"),
              "[\"1\",\"0\",\"0\",\"1\",\"1\",\"0\",\"0\",\"0\",\"0\",\"0\","
              "\"0\",\"0\",\"0\",\"0\",\"0\",\"0\",\"0\",\"0\",\"0\",\"1\"]");
    assert_true(json_real_value(json_object_get(point, "sum")) > 101);
}

static void amounts_have_bounds_and_units_of_their_own(void **state) {
    (void)state;
    te_series_record(te_metrics_series(m.metrics, TE_TREND_BYTES, "b", ""), 7);
    te_series_record(te_metrics_series(m.metrics, TE_TREND_COUNT, "c", ""), 7);
    add_counter(&m, "data.sent", "", 7);
    const json_t *metrics = report();
    assert_is(json_object_get(metric_of(metrics, "tengine.data.sent"), "unit"),
              "\"By\"");
    assert_is(json_object_get(metric_of(metrics, "tengine.b"), "unit"),
              "\"By\"");
    assert_is(json_object_get(metric_of(metrics, "tengine.c"), "unit"),
              "\"1\"");
    const json_t *point = point_of(metrics, "tengine.b", "histogram", 0);
    assert_is(json_object_get(point, "sum"), "7.0");
    assert_int_equal(json_array_size(json_object_get(point, "explicitBounds")),
                     28);
    assert_is(json_array_get(json_object_get(point, "bucketCounts"), 3),
              "\"1\"");
}

static void an_empty_histogram_has_neither_least_nor_most(void **state) {
    (void)state;
    te_metrics_series(m.metrics, TE_TREND, "took", "");
    const json_t *point = point_of(report(), "tengine.took", "histogram", 0);
    assert_null(json_object_get(point, "min"));
    assert_null(json_object_get(point, "max"));
    assert_is(json_object_get(point, "count"), "\"0\"");
}

static void bytes_that_are_no_text_become_text(void **state) {
    (void)state;
    add_counter(&m, "n", "a:\xff\"\\", 1);
    const json_t *attributes = json_object_get(
        point_of(report(), "tengine.n", "sum", 0), "attributes");
    assert_is(attributes, "[{\"key\":\"a\",\"value\":{\"stringValue\":"
                          "\"\\\\xff\\\"\\\\\"}}]");
}

static void the_resource_says_which_run_it_is(void **state) {
    (void)state;
    report();
    const json_t *resource = NULL;
    assert_int_equal(json_unpack(request, "{s:[{s:{s:o}}]}", "resourceMetrics",
                                 "resource", "attributes", &resource),
                     0);
    assert_is(resource,
              "[{\"key\":\"service.name\",\"value\":{\"stringValue\":"
              "\"tengine\"}},{\"key\":\"service.version\",\"value\":{"
              "\"stringValue\":\"0.1.0\"}},{\"key\":\"service.instance.id\","
              "\"value\":{\"stringValue\":\"17979cfe3d85cd15-2a\"}},"
              "{\"key\":\"tengine.scenario_file\",\"value\":{\"stringValue\":"
              "\"scenarios/loadtest.lua\"}}]");
}

#define A_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        A_TEST(a_counter_is_a_cumulative_monotonic_sum),
        A_TEST(a_gauge_has_no_temporality),
        A_TEST(a_rate_is_two_sums),
        A_TEST(series_of_a_metric_are_points_of_one_metric),
        A_TEST(a_duration_is_counted_between_its_bounds),
        A_TEST(amounts_have_bounds_and_units_of_their_own),
        A_TEST(an_empty_histogram_has_neither_least_nor_most),
        A_TEST(bytes_that_are_no_text_become_text),
        A_TEST(the_resource_says_which_run_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
