/* Estimates: how often an interval holds the truth, and what it finds. */
#include "unit.h"

#include "estimate.h"
#include "hist.h"
#include "rng.h"

#include <math.h>

/* ---- Runs that never were ---- */

enum { BLOCKS = 12 };

/* The level of each second has `memory` of that of the second before in it. */
typedef struct shape {
    int seconds, blocks, per_second;
    double memory;
    int experiments;
} shape;

static const shape minutes = {120, BLOCKS, 40, 0.5, 400};

static double normal(te_rng *rng) {
    double u = 1 - te_rng_double(rng);
    return sqrt(-2 * log(u)) * cos(2 * M_PI * te_rng_double(rng));
}

/* A run of log-normal durations around 10 ms times `scale`. */
static void run(te_rng *rng, const shape *of, double scale, te_hist **blocks,
                te_hist *whole) {
    double level = normal(rng) * 0.05;
    double news = sqrt(1 - of->memory * of->memory);
    te_hist_reset(whole);
    for (int i = 0; i < of->blocks; i++)
        te_hist_reset(blocks[i]);
    for (int s = 0; s < of->seconds; s++) {
        level = of->memory * level + news * normal(rng) * 0.05;
        for (int i = 0; i < of->per_second; i++)
            te_hist_record(
                blocks[s / (of->seconds / of->blocks)],
                (uint64_t)(1e7 * scale * exp(level + 0.5 * normal(rng))));
    }
    for (int i = 0; i < of->blocks; i++)
        te_hist_merge(whole, blocks[i]);
}

typedef double (*figure)(const te_hist *h);

static double p95(const te_hist *h) {
    return (double)te_hist_percentile(h, 95);
}

static te_estimate of_few(const te_hist *whole, te_hist **blocks, int count,
                          figure of) {
    te_spread in_each = {.count = 0}, logs = {.count = 0};
    for (int i = 0; i < count; i++) {
        te_spread_add(&in_each, of(blocks[i]));
        te_spread_add(&logs, log(of(blocks[i])));
    }
    return te_estimate_of_few(of(whole), &in_each, &logs);
}

static te_estimate estimate(te_hist *whole, te_hist **blocks, int count,
                            figure of) {
    te_spread without = {.count = 0};
    double value = of(whole);
    if (count < BLOCKS) return of_few(whole, blocks, count, of);
    for (int i = 0; i < count; i++) {
        te_hist_remove(whole, blocks[i]);
        te_spread_add(&without, of(whole));
        te_hist_merge(whole, blocks[i]);
    }
    return te_estimate_of_blocks(value, &without);
}

/* Of so many pairs of sides, with `runs` runs each, the second one slower by
 * `scale`: how many were found to be more, and how many less. */
typedef struct found {
    int more, less;
} found;

static found compare_many(const shape *like, figure of, int runs,
                          double scale) {
    te_hist *blocks[BLOCKS], *whole = te_hist_new();
    found f = {0, 0};
    te_rng rng;
    te_rng_seed(&rng, 7, (uint64_t)runs);
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = te_hist_new();
    for (int k = 0; k < like->experiments; k++) {
        te_estimate sides[2];
        for (int side = 0; side < 2; side++) {
            te_estimate_runs all = {.degrees = 0};
            for (int r = 0; r < runs; r++) {
                run(&rng, like, side == 0 ? 1 : scale, blocks, whole);
                te_estimate e = estimate(whole, blocks, like->blocks, of);
                te_estimate_runs_add(&all, &e);
            }
            sides[side] = te_estimate_of_runs(&all);
        }
        te_difference d = te_estimate_ratio(&sides[0], &sides[1], 0);
        assert_true(d.has_interval && d.low <= d.value && d.value <= d.high);
        f.more += d.low > 0;
        f.less += d.high < 0;
    }
    for (int i = 0; i < BLOCKS; i++)
        te_hist_free(blocks[i]);
    te_hist_free(whole);
    return f;
}

/* Where there is none a difference is seen in 5 % of all pairs, 20 of 400:
 * what chance makes of that is from 8 to 34 (three standard deviations). */
static void require_rare(found f) {
    if (f.more + f.less < 8 || f.more + f.less > 34)
        fail_msg("%d more, %d less of %d", f.more, f.less, minutes.experiments);
}

/* ---- What is proved ---- */

static void a_mean_of_the_same_looks_different_in_one_of_twenty(void **state) {
    (void)state;
    require_rare(compare_many(&minutes, te_hist_mean, 1, 1));
}

static void a_percentile_of_the_same_does_so_as_rarely(void **state) {
    (void)state;
    require_rare(compare_many(&minutes, p95, 1, 1));
}

static void so_do_several_runs_a_side(void **state) {
    (void)state;
    found f = compare_many(&minutes, te_hist_mean, 3, 1);
    /* The larger of two spreads is taken: rarer than that is fine. */
    assert_true(f.more + f.less <= 34);
}

static void ten_percent_more_are_found_nine_times_of_ten(void **state) {
    (void)state;
    figure figures[] = {te_hist_mean, p95};
    for (int i = 0; i < 2; i++) {
        found f = compare_many(&minutes, figures[i], 1, 1.1);
        assert_true(f.more >= minutes.experiments * 9 / 10);
        assert_int_equal(f.less, 0);
    }
    assert_true(compare_many(&minutes, te_hist_mean, 3, 1.1).more >=
                minutes.experiments * 95 / 100);
}

/* Of blocks of a second each, whether a second resembles the one before or not.
 * The more values it has, the less they hide of that. */
static const struct {
    int per_second;
    double memory;
} seconds[] = {{20, 0}, {100, 0}, {100, 0.5}, {200, 0.5}};
enum { KINDS = sizeof seconds / sizeof seconds[0] };

static shape short_run(int length, int kind) {
    return (shape){length, length, seconds[kind].per_second,
                   seconds[kind].memory, 500};
}

/* 5 % and three standard deviations of that are 39 of 500. */
static void seconds_of_the_same_look_different_as_rarely(void **state) {
    (void)state;
    figure figures[] = {te_hist_mean, p95};
    const int lengths[] = {2, 3, 4, 7};
    for (int n = 0; n < 4; n++)
        for (int kind = 0; kind < KINDS; kind++)
            for (int i = 0; i < 2; i++) {
                shape s = short_run(lengths[n], kind);
                found f = compare_many(&s, figures[i], 1, 1);
                if (f.more + f.less > 39)
                    fail_msg("%d more, %d less of %d: %d s, kind %d, figure %d",
                             f.more, f.less, s.experiments, s.seconds, kind, i);
            }
}

static void require_found(int length, int kind, figure of, double scale,
                          int percent) {
    shape s = short_run(length, kind);
    s.experiments = 200;
    found f = compare_many(&s, of, 1, scale);
    if (f.more * 100 < s.experiments * percent || f.less > 0)
        fail_msg("%d more, %d less of %d: %d s", f.more, f.less, s.experiments,
                 length);
}

static void three_seconds_find_what_is_twice_as_slow(void **state) {
    (void)state;
    for (int kind = 1; kind < KINDS; kind++) {
        require_found(3, kind, te_hist_mean, 2, 99);
        require_found(3, kind, p95, 2, 90);
        require_found(3, kind, p95, 3, 98);
        require_found(4, kind, p95, 2, 98);
    }
}

static void two_seconds_find_what_is_twenty_times_as_slow(void **state) {
    (void)state;
    for (int kind = 1; kind < KINDS; kind++)
        require_found(2, kind, p95, 20, 95);
}

static void a_ratio_never_falls_by_more_than_all(void **state) {
    (void)state;
    te_estimate a = {true, 100, 400, 2}, b = {true, 5, 25, 2};
    te_difference d = te_estimate_ratio(&a, &b, 0);
    assert_true(d.value == -95);
    assert_true(d.low > -100 && d.low < d.value && d.high > d.value);
    assert_true(te_estimate_difference(&a, &b, 0).low < -100);
    b.variance = 1e300;
    assert_false(te_estimate_ratio(&a, &b, 0).has_interval);
}

static void what_is_nothing_in_a_second_is_not_taken_by_ratios(void **state) {
    (void)state;
    te_spread in_each = {.count = 0}, logs = {.count = 0};
    te_spread_add(&in_each, 0);
    te_spread_add(&in_each, 2);
    te_spread_add(&logs, log(2));
    te_estimate e = te_estimate_of_few(1, &in_each, &logs);
    assert_true(e.variance == 1 && e.degrees == 1);
}

static void a_share_is_no_surer_than_tosses_of_a_coin(void **state) {
    (void)state;
    te_estimate none = {true, 0, 0, 1}, some = {true, 1, 0, 1},
                many = {true, 10, 0, 1}, vague = {true, 10, 40, 1};
    te_estimate_share(&none, 200);
    te_estimate_share(&some, 200);
    te_estimate_share(&many, 200);
    te_estimate_share(&vague, 200);
    assert_true(te_estimate_difference(&none, &some, 0).low < 0);
    assert_true(te_estimate_difference(&none, &many, 0).low > 0);
    assert_true(vague.variance == 40 && vague.degrees == 1);
}

static void students_t_is_that_of_the_tables(void **state) {
    (void)state;
    const double known[][2] = {{1, 12.706}, {2, 4.303},  {7, 2.365},
                               {11, 2.201}, {17, 2.110}, {25, 2.060},
                               {40, 2.021}, {80, 1.990}, {1e12, 1.960}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        assert_true(fabs(te_estimate_t(known[i][0]) - known[i][1]) < 0.002);
    assert_true(te_estimate_t(0.5) >= 12.706);
}

static void
runs_that_differ_by_more_than_their_blocks_say_how_much(void **state) {
    (void)state;
    te_estimate_runs r = {.degrees = 0};
    const double values[] = {10, 12, 14};
    for (int i = 0; i < 3; i++) {
        te_estimate e = {true, values[i], 0.01, 9};
        te_estimate_runs_add(&r, &e);
    }
    te_estimate e = te_estimate_of_runs(&r);
    assert_true(fabs(e.value - 12) < 1e-9);
    assert_true(fabs(e.variance - 4.0 / 3) < 1e-9);
    assert_true(e.degrees == 2);
}

static void what_is_not_known_says_so(void **state) {
    (void)state;
    te_estimate_runs none = {.degrees = 0};
    assert_false(te_estimate_of_runs(&none).is_known);
    te_spread one = {.count = 0};
    te_spread_add(&one, 5);
    te_estimate vague = te_estimate_of_blocks(5, &one);
    te_estimate sure = {true, 6, 0.1, 9};
    te_difference d = te_estimate_difference(&vague, &sure, 0);
    assert_false(d.has_interval);
    assert_true(d.value == 1);
}

static void what_cannot_be_told_apart_widens_the_interval(void **state) {
    (void)state;
    te_estimate a = {true, 5, 0, 9}, b = {true, 6, 0, 9};
    te_difference d = te_estimate_difference(&a, &b, 2);
    assert_true(d.low == -1 && d.high == 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mean_of_the_same_looks_different_in_one_of_twenty),
        cmocka_unit_test(a_percentile_of_the_same_does_so_as_rarely),
        cmocka_unit_test(so_do_several_runs_a_side),
        cmocka_unit_test(ten_percent_more_are_found_nine_times_of_ten),
        cmocka_unit_test(seconds_of_the_same_look_different_as_rarely),
        cmocka_unit_test(three_seconds_find_what_is_twice_as_slow),
        cmocka_unit_test(two_seconds_find_what_is_twenty_times_as_slow),
        cmocka_unit_test(a_ratio_never_falls_by_more_than_all),
        cmocka_unit_test(what_is_nothing_in_a_second_is_not_taken_by_ratios),
        cmocka_unit_test(a_share_is_no_surer_than_tosses_of_a_coin),
        cmocka_unit_test(students_t_is_that_of_the_tables),
        cmocka_unit_test(
            runs_that_differ_by_more_than_their_blocks_say_how_much),
        cmocka_unit_test(what_is_not_known_says_so),
        cmocka_unit_test(what_cannot_be_told_apart_widens_the_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
