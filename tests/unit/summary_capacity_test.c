#include "unit.h"

#include "clock.h"
#include "summary_capacity.h"
#include "text.h"

/* A search whose target is turned by hand, a second at a time. */
typedef struct hand {
    te_capacity *capacity;
    te_interval interval;
    double bears;   /* runs per second; what is more takes 300 ms */
    double cpu_us;  /* of the generator, beyond that */
    double failing; /* of a hundred requests, always */
} hand;

static void begin(hand *h, const char *criteria, bool are_rates, double most) {
    te_error err = {TE_ERROR_NONE, ""};
    te_capacity_config config = {
        .criteria = criteria,
        .window_ns = 10 * TE_NS_PER_S,
        .are_rates = are_rates,
        .first = are_rates ? 800 : 1,
        .most = most,
        .until_ns = INT64_MAX,
    };
    *h = (hand){.capacity = te_capacity_new(&config, &err),
                .interval = {.delta = te_metrics_new(0)},
                .bears = 1250};
    if (h->capacity == NULL) fail_msg("%s", err.message);
}

static void end(hand *h) {
    te_capacity_free(h->capacity);
    te_metrics_free(h->interval.delta);
}

static void count(hand *h, const char *name, const char *tags, double n) {
    te_metrics *delta = h->interval.delta;
    te_series_add(te_metrics_series(delta, TE_COUNTER, name, tags), n);
}

static bool second(hand *h) {
    double load = te_capacity_load(h->capacity);
    bool is_much = load > h->bears;
    h->interval.start_ns = h->interval.end_ns;
    h->interval.end_ns += TE_NS_PER_S;
    count(h, "scenario.runs", "", load);
    count(h, "http.requests", "", load);
    count(h, "http.failed", "", load * h->failing / 100);
    if (is_much) count(h, "health.cpu_us", "thread:0", h->cpu_us);
    te_series_record(te_metrics_series(h->interval.delta, TE_TREND,
                                       "http.duration", "name:GET /x"),
                     (is_much ? 300 : 181) * TE_NS_PER_MS);
    te_capacity_interval(h->capacity, &h->interval);
    te_metrics_reset(h->interval.delta);
    return te_capacity_state_of(h->capacity) == TE_CAPACITY_SEARCHING;
}

static void search(hand *h) {
    for (int i = 0; second(h); i++)
        assert_true(i < 5000);
}

static char *print(const hand *h) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    te_summary_capacity(out, h->capacity);
    fclose(out);
    return text;
}

static void assert_says(const hand *h, const char *what) {
    char *text = print(h);
    if (strstr(text, what) == NULL) fail_msg("%s", text);
    free(text);
}

/* clang-format off */
static const char of_a_rate[] =
    "LEVELS             runs/s  http.duration p99  http.failed\n"
    "  rate 800/s          800             181 ms       0.02 %         held\n"
    "  rate 1,600/s      1,600             300 ms       0.02 %        broke\n"
    "  rate 1,200/s      1,200             181 ms       0.02 %         held\n"
    "  rate 1,400/s      1,400             300 ms       0.02 %        broke\n"
    "  rate 1,300/s      1,300             300 ms       0.02 %        broke\n"
    "  rate 1,250/s      1,250             181 ms       0.02 %         held\n"
    "  rate 1,275/s      1,275             300 ms       0.02 %        broke\n"
    "  rate 1,250/s      1,250             181 ms       0.02 %   held again\n"
    "  rate 1,275/s      1,275             300 ms       0.02 %  broke again\n"
    "\n"
    "CAPACITY  1,250 requests/s held (rate 1,250/s for 10 s: http.duration p99 181 ms\n"
    "          < 200 ms, http.failed 0.02 % < 0.1 %)\n"
    "          rate 1,275/s broke: http.duration p99 300 ms\n"
    "\n";
/* clang-format on */

static void it_is_the_answer_with_its_evidence_and_all_levels(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration p99 < 200ms, http.failed < 0.1%", true, 1e6);
    h.failing = 0.02;
    search(&h);
    char *text = print(&h);
    assert_string_equal(text, of_a_rate);
    free(text);
    end(&h);
}

static void a_generator_that_was_the_limit_is_named(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration p99 < 200ms", true, 1e6);
    h.cpu_us = 970000;
    search(&h);
    assert_says(&h, "CAPACITY  at least 1,250 requests/s held");
    assert_says(&h, "          the generator, not the target, was the limit: "
                    "thread 0 was 97.0 % busy");
    assert_says(&h, "300 ms   generator\n");
    end(&h);
}

static void nothing_that_broke_is_said(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration p99 < 200ms", false, 4);
    search(&h);
    assert_says(&h, "CAPACITY  at least 4.00 requests/s held (4 workers for");
    assert_says(&h, "nothing broke it: 4 workers is the most that was allowed");
    end(&h);
}

static void without_an_answer_it_says_why(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration p99 < 200ms", false, 4);
    assert_says(&h, "CAPACITY  not finished: no load held\n");
    h.bears = 0;
    search(&h);
    assert_says(&h, "CAPACITY  none: no load held\n"
                    "          1 worker broke: http.duration p99 300 ms\n");
    end(&h);
    begin(&h, "http.duration p99 < 200ms, cart p50 < 5", true, 1e6);
    search(&h);
    assert_says(&h, "CAPACITY  none: rate 800/s could not be judged: cart p50: "
                    "it never appeared in\n          30 s\n");
    end(&h);
}

static void a_target_that_stays_broken_is_said_to(void **state) {
    (void)state;
    hand h;
    begin(&h, "http.duration p99 < 200ms", true, 1e6);
    for (int i = 0; i < 20; i++)
        second(&h);
    h.bears = 0;
    search(&h);
    assert_says(&h, "CAPACITY  not finished, as the target did not recover at "
                    "a lower load: 800");
    end(&h);
}

/* Eight of them, and names of any length, within a terminal. */
static void many_criteria_fit_into_lines(void **state) {
    (void)state;
    hand h;
    begin(&h,
          "http.duration{name:GET /x} p50 < 1h, http.duration{name:GET /x} "
          "p90 < 1h, http.duration{name:GET /x} p95 < 1h, "
          "http.duration{name:GET /x} p99 < 1h, http.failed < 1%, "
          "http.requests rate > 1/s, http.duration max < 1h, http.duration "
          "avg < 200ms",
          true, 1e6);
    search(&h);
    assert_says(&h, " and 5 more criteria, in --summary-json\n");
    char *text = print(&h);
    for (char *line = strtok(text, "\n"); line != NULL;
         line = strtok(NULL, "\n"))
        if (te_text_width(line) > 80) fail_msg("too wide: %s", line);
    free(text);
    end(&h);
}

static void meanwhile_it_says_what_is_judged(void **state) {
    (void)state;
    hand h;
    te_buf text = TE_BUF_INIT;
    begin(&h, "http.duration p99 < 200ms", true, 1e6);
    second(&h);
    te_capacity_describe(&text, h.capacity);
    assert_string_equal(te_buf_str(&text), "rate 800/s settles");
    for (int i = 0; i < 4; i++)
        second(&h);
    te_buf_reset(&text);
    te_capacity_describe(&text, h.capacity);
    assert_string_equal(te_buf_str(&text), "rate 800/s is judged from now on");
    for (int i = 0; i < 3; i++)
        second(&h);
    te_buf_reset(&text);
    te_capacity_describe(&text, h.capacity);
    assert_string_equal(te_buf_str(&text),
                        "rate 800/s, 3 s of 10 s: http.duration p99 181 ms < "
                        "200 ms");
    h.bears = 0;
    for (int i = 0; i < 7; i++)
        second(&h);
    te_buf_reset(&text);
    te_capacity_describe(&text, h.capacity);
    assert_string_equal(te_buf_str(&text),
                        "rate 400/s until the target is well again");
    te_buf_free(&text);
    end(&h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_answer_with_its_evidence_and_all_levels),
        cmocka_unit_test(a_generator_that_was_the_limit_is_named),
        cmocka_unit_test(nothing_that_broke_is_said),
        cmocka_unit_test(without_an_answer_it_says_why),
        cmocka_unit_test(a_target_that_stays_broken_is_said_to),
        cmocka_unit_test(many_criteria_fit_into_lines),
        cmocka_unit_test(meanwhile_it_says_what_is_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
