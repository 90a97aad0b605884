#include "unit.h"

#include "statsd_report.h"
#include "udp.h"

#include <math.h>

static udp receiver;
static te_statsd *statsd;
static te_metrics *delta, *all;
static char *text; /* all lines of the last report */

static int begin(void **state) {
    (void)state;
    te_statsd_address address;
    udp_listen(&receiver);
    assert_true(te_statsd_address_read(receiver.url, &address, NULL));
    statsd = te_statsd_open(&address);
    delta = te_metrics_new(0);
    all = te_metrics_new(0);
    return 0;
}

static int end(void **state) {
    (void)state;
    free(text);
    text = NULL;
    te_metrics_free(delta);
    te_metrics_free(all);
    te_statsd_close(statsd);
    udp_close(&receiver);
    return 0;
}

/* Reports what is in `delta` as one interval. */
static const char *report_of(bool is_warm_up) {
    te_interval interval = {.delta = delta, .is_warm_up = is_warm_up};
    te_totals totals = {.metrics = all};
    te_metrics_merge(all, delta);
    te_statsd_report(statsd, &interval, &totals);
    size_t used = 0;
    while (udp_next(&receiver)) {
        text = realloc(text, used + receiver.length + 2);
        used += (size_t)sprintf(text + used, "%s\n", receiver.datagram);
    }
    te_metrics_reset(delta);
    return used > 0 ? text : "";
}

static const char *report(void) { return report_of(false); }

static te_series *series(te_series_kind kind, const char *name,
                         const char *tags) {
    return te_metrics_series(delta, kind, name, tags);
}

static void a_counter_is_what_was_added_since(void **state) {
    (void)state;
    te_series_add(series(TE_COUNTER, "http.requests", "name:home"), 3);
    te_series_add(series(TE_COUNTER, "nothing", ""), 0);
    assert_string_equal(report(), "tengine.http.requests:3|c|#name:home\n");
    te_series_add(series(TE_COUNTER, "http.requests", "name:home"), 4);
    assert_string_equal(report(), "tengine.http.requests:4|c|#name:home\n");
    assert_string_equal(report(), "");
}

static void a_gauge_is_its_level_in_every_interval(void **state) {
    (void)state;
    te_series_add(series(TE_GAUGE, "workers", ""), 20);
    assert_string_equal(report(), "tengine.workers:20|g\n");
    te_series_add(series(TE_GAUGE, "workers", ""), -5);
    assert_string_equal(report(), "tengine.workers:15|g\n");
    assert_string_equal(report(), "tengine.workers:15|g\n");
}

static void a_rate_is_two_counters(void **state) {
    (void)state;
    te_series *checks = series(TE_RATE, "checks", "check:is there");
    te_series_rate(checks, true);
    te_series_rate(checks, false);
    te_series_rate(checks, true);
    assert_string_equal(report(),
                        "tengine.checks.passed:2|c|#check:is there\n"
                        "tengine.checks.failed:1|c|#check:is there\n");
    te_series_rate(checks, true);
    assert_string_equal(report(),
                        "tengine.checks.passed:1|c|#check:is there\n");
}

static void few_durations_are_exact(void **state) {
    (void)state;
    te_series *wait = series(TE_TREND, "http.wait", "");
    te_series_record(wait, 2000000);
    for (int i = 0; i < 4; i++)
        te_series_record(wait, 250000);
    assert_string_equal(report(), "tengine.http.wait:0.25|ms|@0.25\n"
                                  "tengine.http.wait:2|ms\n");
}

static void amounts_are_histograms_of_numbers(void **state) {
    (void)state;
    te_series_record(series(TE_TREND_BYTES, "size", ""), 1500);
    assert_string_equal(report(), "tengine.size:1500|h\n");
}

/* What a receiver makes of the lines of a trend. */
typedef struct heard {
    int lines;
    double count, sum_ms;
    double ms[TE_STATSD_TIMINGS], counts[TE_STATSD_TIMINGS];
} heard;

static heard hear(const char *lines) {
    heard h = {0};
    double ms, rate;
    for (const char *line = lines; *line != '\0';
         line = strchr(line, '\n') + 1) {
        assert_true(h.lines < TE_STATSD_TIMINGS);
        int got = sscanf(line, "tengine.t:%lf|ms|@%lf", &ms, &rate);
        assert_true(got >= 1);
        double count = got == 2 ? round(1 / rate) : 1;
        h.ms[h.lines] = ms;
        h.counts[h.lines++] = count;
        h.count += count;
        h.sum_ms += count * ms;
    }
    return h;
}

/* The value that `percent` of the lines' counts do not exceed. */
static double percentile(const heard *h, double percent) {
    double rank = h->count * percent / 100, seen = 0;
    int i = 0;
    while (i < h->lines - 1 && (seen += h->counts[i]) < rank)
        i++;
    return h->ms[i];
}

static void many_durations_are_fifty_lines_that_stand_for_all(void **state) {
    (void)state;
    te_series *t = series(TE_TREND, "t", "");
    double u = 0.5;
    /* Latencies as they are: most are short, few are long. */
    for (int i = 0; i < 100000; i++) {
        u = fmod(u + 0.6180339887, 1);
        te_series_record(t, (uint64_t)(1e6 * exp(1.5 * tan(1.4 * (u - 0.5)))));
    }
    te_hist *exact = te_hist_new();
    te_hist_merge(exact, t->hist);
    heard h = hear(report());
    assert_true(h.lines <= TE_STATSD_TIMINGS && h.lines > 40);
    assert_true(h.count == 100000);
    assert_true(fabs(h.sum_ms * 1e6 / (double)te_hist_sum(exact) - 1) < 0.001);
    static const double percents[] = {50, 90, 95, 99};
    for (int i = 0; i < 4; i++) {
        double wanted_ms = (double)te_hist_percentile(exact, percents[i]) / 1e6;
        double off = percentile(&h, percents[i]) / wanted_ms - 1;
        if (fabs(off) > 0.12) fail_msg("p%g is off by %f", percents[i], off);
    }
    te_hist_free(exact);
}

static void every_number_of_buckets_stays_within_fifty(void **state) {
    (void)state;
    te_series *t = series(TE_TREND, "t", "");
    for (int buckets = 1; buckets < 200; buckets++) {
        for (int i = 1; i <= buckets; i++)
            te_hist_record_n(t->hist, (uint64_t)i * 1000,
                             i == buckets ? 1000000 : (uint64_t)(i % 3 + 1));
        t->touched = true;
        uint64_t count = te_hist_count(t->hist);
        heard h = hear(report());
        assert_true(h.count == (double)count);
        assert_true(buckets > TE_STATSD_TIMINGS || h.lines == buckets);
        t = series(TE_TREND, "t", "");
    }
}

static void what_is_of_a_warm_up_has_a_tag_that_says_so(void **state) {
    (void)state;
    te_series_add(series(TE_COUNTER, "n", "name:a,z:1"), 2);
    te_series_record(series(TE_TREND_COUNT, "t", ""), 3);
    te_series_add(series(TE_GAUGE, "workers", ""), 5);
    assert_string_equal(report_of(true),
                        "tengine.n:2|c|#name:a,warm_up:true,z:1\n"
                        "tengine.t:3|h|#warm_up:true\n"
                        "tengine.workers:5|g\n");
}

#define A_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        A_TEST(a_counter_is_what_was_added_since),
        A_TEST(a_gauge_is_its_level_in_every_interval),
        A_TEST(a_rate_is_two_counters),
        A_TEST(few_durations_are_exact),
        A_TEST(amounts_are_histograms_of_numbers),
        A_TEST(many_durations_are_fifty_lines_that_stand_for_all),
        A_TEST(every_number_of_buckets_stays_within_fifty),
        A_TEST(what_is_of_a_warm_up_has_a_tag_that_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
