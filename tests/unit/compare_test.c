/* Comparing: what is read of recorded runs, and what is too much. */
#include "unit.h"

#include "clock.h"
#include "compare_bound.h"
#include "journal.h"
#include "rng.h"
#include "run_blocks.h"
#include "scratch.h"

/* ---- Runs that never were ---- */

typedef struct made_run {
    const char *name;
    uint64_t seconds;
    double scale;        /* of its durations, which are 10 ms at 1 */
    double failed_share; /* of its requests */
    uint64_t ramp_s;     /* until all workers are at work; ten times as slow */
    uint64_t warm_up_s;  /* as slow */
    int names;           /* of requests; 0: one */
    uint64_t drain_s;    /* its last ones: no run begins there */
    uint64_t rest_ms;    /* that it takes beyond its seconds */
    bool has_own;
    bool has_once; /* with a metric that is in its first second only */
} made_run;

static void count_second(te_metrics *m, te_rng *rng, const made_run *r,
                         bool is_ramp) {
    double mean = 1e7 * r->scale * (is_ramp ? 10 : 1);
    for (int n = 0; n < (r->names > 0 ? r->names : 1); n++) {
        char tags[32];
        snprintf(tags, sizeof tags, "name:GET %d", n);
        te_series *duration =
            te_metrics_series(m, TE_TREND, "http.duration", tags);
        for (int i = 0; i < 100; i++) {
            te_series_record(duration, (uint64_t)te_rng_exponential(rng, mean));
            if (te_rng_double(rng) < r->failed_share)
                te_series_add(
                    te_metrics_series(m, TE_COUNTER, "http.failed", tags), 1);
        }
        te_series_add(te_metrics_series(m, TE_COUNTER, "http.requests", tags),
                      100);
    }
    if (!r->has_own) return;
    te_series_add(te_metrics_series(m, TE_COUNTER, "own.things", ""), 7);
    te_series_record(te_metrics_series(m, TE_TREND_BYTES, "own.basket", ""),
                     1000);
}

static const char *record(made_run r) {
    te_totals totals;
    assert_true(te_totals_init(&totals));
    te_result result = {.version = "0.1.0",
                        .scenario_path = "s.lua",
                        .workers = 4,
                        .workers_begun = 4,
                        .threads = 1,
                        .totals = &totals,
                        .end = TE_END_DURATION};
    totals.warm_up.length_ns = r.warm_up_s * TE_NS_PER_S;
    te_journal *j = te_journal_new();
    te_journal_begin(j, &result, NULL);
    te_journal_start(j, &result);
    te_rng rng;
    te_rng_seed(&rng, 11, (uint64_t)(r.scale * 1000) + r.seconds);
    te_interval i = {.delta = te_metrics_new(0), .failures = te_failures_new()};
    FILE *out = fopen(r.name, "w");
    uint64_t end_ns = r.seconds * TE_NS_PER_S + r.rest_ms * 1000000;
    for (uint64_t s = 0; s * TE_NS_PER_S < end_ns; s++) {
        te_metrics_reset(i.delta);
        te_series *workers =
            te_metrics_series(i.delta, TE_GAUGE, "workers", "");
        if (s == 0) te_series_add(workers, r.ramp_s > 0 ? 1 : 4);
        if (s == r.ramp_s && s > 0) te_series_add(workers, 3);
        i.is_warm_up = s < r.warm_up_s;
        count_second(i.delta, &rng, &r, s < r.ramp_s || i.is_warm_up);
        if (r.has_once && s == 0)
            for (uint64_t k = 0; k < 100; k++)
                te_series_record(
                    te_metrics_series(i.delta, TE_TREND, "own.once", ""),
                    (uint64_t)(r.scale * 1e7) + k);
        i.number = s + 1;
        i.start_ns = s * TE_NS_PER_S;
        i.end_ns = s < r.seconds ? (s + 1) * TE_NS_PER_S : end_ns;
        i.is_ending = s + r.drain_s >= r.seconds;
        te_totals_add(&totals, &i);
        te_journal_interval(j, &i, NULL, NULL, 0);
        assert_true(te_journal_write(j, out));
    }
    te_journal_end(j, &result);
    assert_true(te_journal_write(j, out));
    assert_int_equal(fclose(out), 0);
    te_journal_close(j, NULL);
    te_metrics_free(i.delta);
    te_failures_free(i.failures);
    te_totals_clear(&totals);
    return r.name;
}

static const char *usual(const char *name, double scale) {
    return record((made_run){.name = name, .seconds = 60, .scale = scale});
}

/* ---- Comparing ---- */

static void add(te_compare *c, te_compare_side side, const char *path) {
    te_error err = {0};
    if (!te_compare_add(c, side, path, &err)) fail_msg("%s", err.message);
}

/* Returns the comparison, settled. */
static te_compare compare(const char *base, const char *new) {
    te_compare c = {.count = 0};
    add(&c, TE_BASE, base);
    add(&c, TE_NEW, new);
    te_compare_settle(&c);
    return c;
}

static const te_compare_figure *figure_of(const te_compare *c,
                                          const char *metric, const char *tags,
                                          te_statistic statistic,
                                          double percent) {
    for (size_t i = 0; i < c->count; i++) {
        const te_compare_group *g = c->groups[i];
        if (strcmp(g->of.metric, metric) != 0 || strcmp(g->of.tags, tags) != 0)
            continue;
        for (size_t k = 0; k < g->count; k++)
            if (g->figures[k].statistic == statistic &&
                g->figures[k].percent == percent)
                return &g->figures[k];
    }
    fail_msg("%s{%s} is not compared", metric, tags);
    return NULL;
}

static const te_compare_figure *p99(const te_compare *c) {
    return figure_of(c, "http.duration", "", TE_STATISTIC_PERCENTILE, 99);
}

static const te_compare_figure *rate(const te_compare *c, const char *metric) {
    return figure_of(c, metric, "", TE_STATISTIC_RATE, 0);
}

/* ---- What is proved ---- */

static void a_run_is_no_different_from_itself(void **state) {
    (void)state;
    te_compare c = compare(usual("a.tlog", 1), "a.tlog");
    for (size_t i = 0; i < c.count; i++)
        for (size_t k = 0; k < c.groups[i]->count; k++) {
            const te_compare_figure *f = &c.groups[i]->figures[k];
            assert_int_equal(f->verdict, TE_COMPARED_SAME);
            assert_true(f->difference.value == 0);
        }
    assert_true(rate(&c, "http.requests")->sides[0].value == 100);
    te_compare_clear(&c);
}

static void what_is_slower_is_worse_and_what_is_faster_better(void **state) {
    (void)state;
    usual("a.tlog", 1);
    te_compare c = compare("a.tlog", usual("b.tlog", 1.2));
    const te_compare_figure *f = p99(&c);
    assert_int_equal(f->verdict, TE_COMPARED_WORSE);
    assert_true(f->difference.low < 0.2 * f->sides[0].value);
    assert_true(f->difference.high > 0.2 * f->sides[0].value);
    assert_int_equal(rate(&c, "http.failed")->verdict, TE_COMPARED_SAME);
    te_compare_clear(&c);
    c = compare("b.tlog", "a.tlog");
    assert_int_equal(p99(&c)->verdict, TE_COMPARED_BETTER);
    te_compare_clear(&c);
}

static void failures_that_were_none_before_are_worse(void **state) {
    (void)state;
    made_run r = {
        .name = "b.tlog", .seconds = 60, .scale = 1, .failed_share = 0.02};
    te_compare c = compare(usual("a.tlog", 1), record(r));
    const te_compare_figure *f = rate(&c, "http.failed");
    assert_true(f->sides[TE_BASE].is_known && f->sides[TE_BASE].value == 0);
    assert_int_equal(f->verdict, TE_COMPARED_WORSE);
    te_compare_clear(&c);
}

static void what_was_before_all_workers_began_is_left_out(void **state) {
    (void)state;
    made_run r = {.name = "b.tlog", .seconds = 70, .scale = 1, .ramp_s = 20};
    te_compare c = compare(usual("a.tlog", 1), record(r));
    assert_true(c.loads[TE_NEW].skipped_s.mean == 20);
    assert_true(c.loads[TE_NEW].measured_s.mean == 50);
    assert_int_equal(p99(&c)->verdict, TE_COMPARED_SAME);
    te_compare_clear(&c);
}

static void a_ramp_of_more_than_half_is_compared_whole(void **state) {
    (void)state;
    made_run r = {.name = "b.tlog", .seconds = 60, .scale = 1, .ramp_s = 50};
    te_compare c = compare(usual("a.tlog", 1), record(r));
    assert_true(c.loads[TE_NEW].skipped_s.mean == 0);
    assert_int_equal(p99(&c)->verdict, TE_COMPARED_WORSE);
    te_compare_clear(&c);
}

static void a_warm_up_is_left_out(void **state) {
    (void)state;
    made_run r = {.name = "b.tlog", .seconds = 70, .scale = 1, .warm_up_s = 20};
    te_compare c = compare(usual("a.tlog", 1), record(r));
    assert_true(c.loads[TE_NEW].skipped_s.mean == 20);
    assert_true(c.loads[TE_NEW].measured_s.mean == 50);
    assert_true(c.loads[TE_NEW].requests_per_s.mean == 100);
    assert_int_equal(p99(&c)->verdict, TE_COMPARED_SAME);
    te_compare_clear(&c);
}

static void a_ramp_that_outlasts_the_warm_up_is_left_out_too(void **state) {
    (void)state;
    made_run r = {.name = "b.tlog",
                  .seconds = 70,
                  .scale = 1,
                  .ramp_s = 30,
                  .warm_up_s = 20};
    te_compare c = compare(usual("a.tlog", 1), record(r));
    assert_true(c.loads[TE_NEW].skipped_s.mean == 30);
    assert_int_equal(p99(&c)->verdict, TE_COMPARED_SAME);
    te_compare_clear(&c);
    r.ramp_s = 50; /* more than half of what is left */
    c = compare("a.tlog", record(r));
    assert_true(c.loads[TE_NEW].skipped_s.mean == 20);
    assert_true(c.loads[TE_NEW].measured_s.mean == 50);
    assert_int_equal(p99(&c)->verdict, TE_COMPARED_WORSE);
    te_compare_clear(&c);
}

static void a_run_that_ended_in_its_warm_up_has_nothing(void **state) {
    (void)state;
    made_run r = {.name = "b.tlog", .seconds = 9, .scale = 1, .warm_up_s = 20};
    te_compare c = compare(usual("a.tlog", 1), record(r));
    assert_true(c.loads[TE_NEW].measured_s.mean == 0);
    assert_int_equal(p99(&c)->verdict, TE_COMPARED_ONE_SIDED);
    te_compare_clear(&c);
}

static void metrics_of_one_side_are_said_to_be(void **state) {
    (void)state;
    made_run r = {.name = "b.tlog", .seconds = 60, .scale = 1, .has_own = true};
    te_compare c = compare(usual("a.tlog", 1), record(r));
    assert_int_equal(rate(&c, "own.things")->verdict, TE_COMPARED_ONE_SIDED);
    assert_true(rate(&c, "own.things")->sides[TE_NEW].value == 7);
    te_compare_clear(&c);
}

static void names_are_compared_where_there_are_several(void **state) {
    (void)state;
    made_run r = {.name = "b.tlog", .seconds = 60, .scale = 1, .names = 2};
    te_compare c = compare(record(r), "b.tlog");
    figure_of(&c, "http.duration", "name:GET 1", TE_STATISTIC_PERCENTILE, 50);
    te_compare_clear(&c);
}

static void a_single_second_is_too_short_to_tell(void **state) {
    (void)state;
    made_run r = {.name = "b.tlog", .seconds = 1, .scale = 3};
    te_compare c = compare(usual("a.tlog", 1), record(r));
    assert_int_equal(p99(&c)->verdict, TE_COMPARED_UNSURE);
    assert_true(p99(&c)->difference.value > 0);
    te_compare_clear(&c);
}

/* Whatever is counted, in a run of three seconds or of a minute. */
static void what_is_in_one_second_alone_tells_nothing(void **state) {
    (void)state;
    const uint64_t lengths[] = {3, 60};
    for (int i = 0; i < 2; i++) {
        made_run r = {.name = "a.tlog",
                      .seconds = lengths[i],
                      .scale = 1,
                      .has_once = true};
        record(r);
        r.name = "b.tlog";
        r.scale = 2;
        te_compare c = compare("a.tlog", record(r));
        assert_int_equal(
            figure_of(&c, "own.once", "", TE_STATISTIC_AVG, 0)->verdict,
            TE_COMPARED_UNSURE);
        assert_int_equal(p99(&c)->verdict, TE_COMPARED_WORSE);
        te_compare_clear(&c);
    }
}

typedef struct blocks_seen {
    uint64_t count, last_ns;
    double requests;
} blocks_seen;

static void on_block(void *arg, const te_interval *block) {
    blocks_seen *seen = arg;
    seen->count++;
    seen->last_ns = block->end_ns - block->start_ns;
    seen->requests += te_metrics_sum(block->delta, "http.requests", NULL);
}

static void what_a_run_ends_with_is_in_its_last_block(void **state) {
    (void)state;
    const struct {
        uint64_t seconds, drain_s, rest_ms;
        uint64_t blocks, last_ms, requests;
    } rows[] = {
        {3, 0, 0, 3, 1000, 300},     {3, 0, 400, 3, 1400, 400},
        {5, 2, 400, 3, 3400, 600},   {2, 1, 300, 0, 0, 0},
        {60, 0, 10, 10, 6010, 6100}, {63, 3, 700, 10, 9700, 6400},
        {21, 1, 0, 10, 3000, 2100},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        te_run_blocks r;
        te_error err = {0};
        blocks_seen seen = {.count = 0};
        assert_true(
            te_run_blocks_open(&r,
                               record((made_run){.name = "a.tlog",
                                                 .seconds = rows[i].seconds,
                                                 .scale = 1,
                                                 .drain_s = rows[i].drain_s,
                                                 .rest_ms = rows[i].rest_ms}),
                               &err));
        assert_true(te_run_blocks_each(&r, on_block, &seen, &err));
        assert_int_equal(seen.count, rows[i].blocks);
        assert_int_equal(seen.last_ns, rows[i].last_ms * 1000000);
        assert_int_equal((uint64_t)seen.requests, rows[i].requests);
        te_run_blocks_clear(&r);
    }
}

static void several_runs_a_side_count_as_their_mean(void **state) {
    (void)state;
    usual("a.tlog", 1);
    usual("b.tlog", 1.1);
    te_compare c = {.count = 0};
    const char *names[] = {"a.tlog", "b.tlog"};
    for (int i = 0; i < 4; i++)
        add(&c, (te_compare_side)(i / 2), names[i % 2]);
    te_compare_settle(&c);
    const te_compare_figure *f = p99(&c);
    assert_true(f->difference.value == 0);
    assert_int_equal(f->verdict, TE_COMPARED_SAME);
    assert_true(f->sides[0].degrees == 1);
    te_compare_clear(&c);
}

/* ---- Bounds ---- */

static te_bound_verdict judge(const char *text, const char *base,
                              const char *new) {
    te_compare c = {.count = 0};
    te_compare_bound b;
    te_bound_verdict verdict;
    te_error err = {0};
    if (!te_compare_bound_parse(&b, text, &c, &err))
        fail_msg("%s", err.message);
    add(&c, TE_BASE, base);
    add(&c, TE_NEW, new);
    te_compare_settle(&c);
    if (!te_compare_bound_judge(&b, &verdict, &err))
        fail_msg("%s", err.message);
    te_compare_clear(&c);
    return verdict;
}

static void a_bound_breaks_where_the_change_is_sure_and_past_it(void **state) {
    (void)state;
    usual("a.tlog", 1);
    usual("b.tlog", 1.3);
    record((made_run){.name = "c.tlog", .seconds = 10, .scale = 1.04});
    const struct {
        const char *text, *new;
        te_bound_verdict verdict;
    } rows[] = {
        {"http.duration avg +10%", "b.tlog", TE_BOUND_BROKEN},
        {"http.duration{name:GET 0} avg +1ms", "b.tlog", TE_BOUND_BROKEN},
        {"http.duration p99.9 +10%", "b.tlog", TE_BOUND_BROKEN},
        {"http.duration avg +50%", "b.tlog", TE_BOUND_HOLDS},
        {"http.duration avg -10%", "b.tlog", TE_BOUND_HOLDS},
        {"http.duration avg +1s", "b.tlog", TE_BOUND_HOLDS},
        {"http.duration p99 +0.01%", "c.tlog", TE_BOUND_UNCLEAR},
        {"http.failed +0.5pp", "b.tlog", TE_BOUND_HOLDS},
        {"http.failed +1%", "b.tlog", TE_BOUND_HOLDS},
        {"http.requests rate -5%", "b.tlog", TE_BOUND_HOLDS},
        {"own.trend p95 +5%", "b.tlog", TE_BOUND_NOTHING},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (judge(rows[i].text, "a.tlog", rows[i].new) != rows[i].verdict)
            fail_msg("%s", rows[i].text);
}

static void a_bound_of_another_unit_than_the_metric_is_told(void **state) {
    (void)state;
    record((made_run){
        .name = "a.tlog", .seconds = 20, .scale = 1, .has_own = true});
    te_compare c = {.count = 0};
    te_compare_bound b;
    te_bound_verdict verdict;
    te_error err = {0};
    assert_true(te_compare_bound_parse(&b, "own.basket p95 +3ms", &c, &err));
    add(&c, TE_BASE, "a.tlog");
    add(&c, TE_NEW, "a.tlog");
    te_compare_settle(&c);
    assert_false(te_compare_bound_judge(&b, &verdict, &err));
    assert_string_equal(err.message, "--fail-if 'own.basket p95 +3ms': such a "
                                     "figure changes by 10% or 1MB");
    te_compare_clear(&c);
}

static void what_is_no_bound_is_refused(void **state) {
    (void)state;
    const char *const rows[][2] = {
        {"http.duration p99", "expected how much is too much at its end"},
        {"http.duration p99 10%", "expected how much is too much at its end"},
        {"http.duration p99 +", "expected how much is too much at its end"},
        {"http.duration p99 +fast", "expected how much is too much"},
        {"http.duraton p99 +10%", "did you mean 'http.duration'?"},
        {"http.duration +10%", "at the end: expected p0 to p100, avg"},
        {"http.duration p999 +10%", "'p999' in column 15: expected p0"},
        {"http.duration max +10%", "nobody can say how sure a min or max is"},
        {"http.requests count +10%", "compare its rate"},
        {"http.requests p95 +10%", "a counter has count and rate only"},
        {"workers avg +10%", "levels are not compared"},
        {"http.duration p99 +1MB", "such a figure changes by 10% or 20ms"},
        {"http.failed +1", "changes by 10% or 0.5pp"},
        {"http.duration{name p99 +10%", "a } behind the tags"},
        {"http.duration p99 p95 +10%", "expected a bound"},
        {"", "expected how much is too much"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        te_compare c = {.count = 0};
        te_compare_bound b;
        te_error err = {0};
        assert_false(te_compare_bound_parse(&b, rows[i][0], &c, &err));
        if (strstr(err.message, rows[i][1]) == NULL)
            fail_msg("%s: %s", rows[i][0], err.message);
        te_compare_clear(&c);
    }
}

/* Files are named as they are: in the folder of the test. */
static int enter_folder(void **state) {
    return scratch_setup(state) != 0 ? -1 : chdir(scratch_folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_no_different_from_itself),
        cmocka_unit_test(what_is_slower_is_worse_and_what_is_faster_better),
        cmocka_unit_test(failures_that_were_none_before_are_worse),
        cmocka_unit_test(what_was_before_all_workers_began_is_left_out),
        cmocka_unit_test(a_ramp_of_more_than_half_is_compared_whole),
        cmocka_unit_test(a_warm_up_is_left_out),
        cmocka_unit_test(a_ramp_that_outlasts_the_warm_up_is_left_out_too),
        cmocka_unit_test(a_run_that_ended_in_its_warm_up_has_nothing),
        cmocka_unit_test(metrics_of_one_side_are_said_to_be),
        cmocka_unit_test(names_are_compared_where_there_are_several),
        cmocka_unit_test(a_single_second_is_too_short_to_tell),
        cmocka_unit_test(what_is_in_one_second_alone_tells_nothing),
        cmocka_unit_test(what_a_run_ends_with_is_in_its_last_block),
        cmocka_unit_test(several_runs_a_side_count_as_their_mean),
        cmocka_unit_test(a_bound_breaks_where_the_change_is_sure_and_past_it),
        cmocka_unit_test(a_bound_of_another_unit_than_the_metric_is_told),
        cmocka_unit_test(what_is_no_bound_is_refused),
    };
    return cmocka_run_group_tests(tests, enter_folder, scratch_teardown);
}
