#include "unit.h"

#include "made_up.h"
#include "summary_json.h"

#include <jansson.h>
#include <math.h>

static char *print(const made_up *m) {
    char *text = NULL;
    size_t size = 0;
    te_error err = {0};
    FILE *out = open_memstream(&text, &size);
    if (!te_summary_json_write(out, &m->result, &err))
        fail_msg("%s", err.message);
    fclose(out);
    return text;
}

static json_t *write_and_read(const made_up *m) {
    json_error_t error;
    char *text = print(m);
    json_t *read = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (read == NULL) fail_msg("%s in %s", error.text, text);
    free(text);
    return read;
}

/* The value at "requests.by_name.0.name". */
static const json_t *at(const json_t *value, const char *path) {
    char part[64];
    while (*path != '\0' && value != NULL) {
        size_t length = strcspn(path, ".");
        snprintf(part, sizeof part, "%.*s", (int)length, path);
        value = json_is_array(value)
                    ? json_array_get(value, strtoul(part, NULL, 10))
                    : json_object_get(value, part);
        path += length + (path[length] == '.');
    }
    return value;
}

static void assert_number(const json_t *summary, const char *path,
                          double wanted) {
    const json_t *value = at(summary, path);
    if (!json_is_number(value) ||
        fabs(json_number_value(value) - wanted) > 1e-9)
        fail_msg("%s is %f, not %f", path, json_number_value(value), wanted);
}

static void assert_text(const json_t *summary, const char *path,
                        const char *wanted) {
    const char *text = json_string_value(at(summary, path));
    if (text == NULL || strcmp(text, wanted) != 0)
        fail_msg("%s is %s, not %s", path, text != NULL ? text : "no text",
                 wanted);
}

static void it_holds_what_the_summary_shows(void **state) {
    (void)state;
    made_up m;
    make_up_loadtest(&m);
    static const te_scenario_fact facts[] = {
        {"symbolication", 40, true}, {"download", 60, true}, {"off", 0, false}};
    m.result.scenarios = facts;
    m.result.scenario_count = 3;
    m.result.started_at_unix_ns = UINT64_C(951782399) * TE_NS_PER_S + 7000000;
    m.result.exit_code = 1;
    json_t *s = write_and_read(&m);
    assert_text(s, "scenario_path", "scenarios/loadtest.lua");
    assert_text(s, "started_at", "2000-02-28T23:59:59.007Z");
    assert_text(s, "seed", "42");
    assert_text(s, "end.cause", "runs");
    assert_number(s, "elapsed_s", 65);
    assert_number(s, "exit_code", 1);
    assert_number(s, "runs.started", 12345);
    assert_number(s, "runs.interrupted", 2);
    assert_text(s, "scenarios.1.name", "download");
    assert_number(s, "scenarios.1.runs.failed", 4);
    assert_number(s, "scenarios.1.duration.max", 0.073919);
    assert_true(json_is_null(at(s, "scenarios.2.duration")));
    assert_number(s, "requests.count", 12343);
    assert_number(s, "requests.bytes_received", 123.4e6);
    assert_text(s, "requests.by_name.1.name", "POST symbolicate");
    assert_number(s, "requests.by_name.1.failed", 11);
    assert_number(s, "requests.by_name.1.by_status.0.status", 200);
    assert_number(s, "requests.by_name.1.by_status.1.count", 11);
    assert_text(s, "requests.by_name.0.by_error.0.error", "connect");
    assert_number(s, "requests.by_name.0.duration.p50", 0.035135);
    assert_true(json_is_null(at(s, "phases.tls")));
    assert_number(s, "checks.1.failed", 5);
    assert_text(s, "metrics.0.tags.kind", "module");
    assert_number(s, "metrics.0.failed", 100);
    assert_text(s, "metrics.2.kind", "trend");
    assert_number(s, "metrics.2.distribution.count", 3695);
    assert_number(s, "errors.0.first.worker", 7);
    assert_true(json_is_null(at(s, "errors.1.first.traceback")));
    assert_int_equal(json_array_size(at(s, "notes")), 2);
    json_decref(s);
    unmake(&m);
}

static void the_same_run_is_the_same_bytes(void **state) {
    (void)state;
    made_up first, second;
    make_up_loadtest(&first);
    make_up_loadtest(&second);
    char *a = print(&first), *b = print(&second);
    assert_string_equal(a, b);
    free(a);
    free(b);
    unmake(&first);
    unmake(&second);
}

/* The summary for people shows twenty. */
static void every_name_is_there(void **state) {
    (void)state;
    made_up m;
    make_up(&m, TE_NS_PER_S);
    char tags[64];
    for (int i = 0; i < 300; i++) {
        snprintf(tags, sizeof tags, "method:GET,name:page %d,status:200", i);
        add_counter(&m, "http.requests", tags, i + 1);
    }
    json_t *s = write_and_read(&m);
    assert_int_equal(json_array_size(at(s, "requests.by_name")), 300);
    assert_number(s, "requests.by_name.299.count", 1);
    json_decref(s);
    unmake(&m);
}

static void a_request_without_an_answer_has_no_status(void **state) {
    (void)state;
    made_up m;
    make_up(&m, TE_NS_PER_S);
    add_counter(&m, "http.requests", "method:GET,name:home,status:0", 3);
    json_t *s = write_and_read(&m);
    assert_number(s, "requests.by_name.0.count", 3);
    assert_int_equal(json_array_size(at(s, "requests.by_status")), 0);
    json_decref(s);
    unmake(&m);
}

/* The sum of a number over the items of a list, null being 0. */
static double sum_over(const json_t *list, const char *path) {
    double sum = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        sum += json_number_value(at(json_array_get(list, i), path));
    return sum;
}

static void past_the_budget_of_series_the_sums_hold(void **state) {
    (void)state;
    made_up m;
    char tags[64];
    make_up(&m, TE_NS_PER_S);
    te_metrics_free(m.metrics);
    m.metrics = m.totals.metrics = te_metrics_new(1 << 20);
    enum { NAMES = 2000 };
    for (int i = 0; i < NAMES; i++) {
        snprintf(tags, sizeof tags, "name:%d", i);
        add_trend(&m, "http.duration", tags, 1, 1000);
        te_tags_add(tags, sizeof tags, "status", "200");
        add_counter(&m, "http.requests", tags, 1);
    }
    json_t *s = write_and_read(&m);
    const json_t *names = at(s, "requests.by_name");
    assert_true(json_array_size(names) < NAMES);
    assert_number(s, "requests.duration.count", NAMES);
    assert_true(sum_over(names, "count") == NAMES);
    assert_true(sum_over(names, "duration.count") == NAMES);
    assert_true(sum_over(at(s, "requests.by_status"), "count") == NAMES);
    json_decref(s);
    unmake(&m);
}

static void every_number_is_finite(void **state) {
    (void)state;
    made_up m;
    make_up(&m, TE_NS_PER_S);
    add_counter(&m, "a", "", INFINITY);
    add_counter(&m, "b", "", -INFINITY);
    add_counter(&m, "c", "", NAN);
    add_counter(&m, "d", "", 0.1);
    add_counter(&m, "e", "", 9007199254740992.0);
    add_counter(&m, "f", "", -3);
    char *text = print(&m);
    assert_non_null(strstr(text, "\"value\": 0.1\n"));
    assert_non_null(strstr(text, "\"value\": 9007199254740992\n"));
    assert_non_null(strstr(text, "\"value\": -3\n"));
    free(text);
    json_t *s = write_and_read(&m);
    assert_true(json_number_value(at(s, "metrics.0.value")) == 1e308);
    assert_true(json_number_value(at(s, "metrics.1.value")) == -1e308);
    assert_number(s, "metrics.2.value", 0);
    json_decref(s);
    unmake(&m);
}

static void a_seed_is_exact(void **state) {
    (void)state;
    made_up m;
    make_up(&m, TE_NS_PER_S);
    m.result.seed = UINT64_MAX;
    json_t *s = write_and_read(&m);
    assert_text(s, "seed", "18446744073709551615");
    json_decref(s);
    unmake(&m);
}

static void text_from_anywhere_is_json(void **state) {
    (void)state;
    made_up m;
    make_up(&m, TE_NS_PER_S);
    add_failures(&m, "a \"b\" \\ \xc3\xa9\x1b", "x\xff\ty", "line\nline", 1);
    add_counter(&m, "own\x80", "kind:\xf0\x9f\x8d\xb5,odd\xfe:v,bare", 1);
    m.result.scenario_path = "caf\xe9.lua";
    json_t *s = write_and_read(&m);
    assert_text(s, "scenario_path", "caf\\xe9.lua");
    assert_text(s, "errors.0.scenario", "a \"b\" \\ \xc3\xa9\x1b");
    assert_text(s, "errors.0.first.traceback", "line\nline");
    assert_text(s, "metrics.0.name", "own\\x80");
    assert_text(s, "metrics.0.tags.kind", "\xf0\x9f\x8d\xb5");
    assert_text(s, "metrics.0.tags.odd\\xfe", "v");
    assert_text(s, "metrics.0.tags.bare", "");
    json_decref(s);
    unmake(&m);
}

static void nobody_s_error_is_of_no_worker(void **state) {
    (void)state;
    made_up m;
    make_up(&m, 0);
    te_failures_add(m.failures, "global_setup", "no server", NULL,
                    TE_FAILURE_NO_WORKER, 0);
    json_t *s = write_and_read(&m);
    assert_true(json_is_null(at(s, "errors.0.first.worker")));
    assert_true(json_is_null(at(s, "errors.0.first.step")));
    json_decref(s);
    unmake(&m);
}

static void a_full_disk_is_an_error(void **state) {
    (void)state;
    made_up m;
    te_error err = {0};
    make_up_loadtest(&m);
    FILE *full = fopen("/dev/full", "w");
    assert_false(te_summary_json_write(full, &m.result, &err));
    assert_int_equal(err.kind, TE_ERROR_OUTPUT);
    assert_string_equal(
        err.message,
        "the summary was not written as JSON: No space left on device");
    fclose(full);
    unmake(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_holds_what_the_summary_shows),
        cmocka_unit_test(the_same_run_is_the_same_bytes),
        cmocka_unit_test(every_name_is_there),
        cmocka_unit_test(a_request_without_an_answer_has_no_status),
        cmocka_unit_test(past_the_budget_of_series_the_sums_hold),
        cmocka_unit_test(every_number_is_finite),
        cmocka_unit_test(a_seed_is_exact),
        cmocka_unit_test(text_from_anywhere_is_json),
        cmocka_unit_test(nobody_s_error_is_of_no_worker),
        cmocka_unit_test(a_full_disk_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
