/* Estimates: how often an interval holds the truth, and what it finds. */
#include "unit.h"

#include "estimate.h"
#include "hist.h"
#include "rng.h"

#include <math.h>

/* ---- Runs that never were ---- */

enum { SECONDS = 120, BLOCKS = 12, PER_SECOND = 40, EXPERIMENTS = 400 };

static double normal(te_rng *rng) {
    double u = 1 - te_rng_double(rng);
    return sqrt(-2 * log(u)) * cos(2 * M_PI * te_rng_double(rng));
}

/* A run of log-normal durations around 10 ms times `scale`; the level of each
 * second has half of that of the second before in it. */
static void run(te_rng *rng, double scale, te_hist **blocks, te_hist *whole) {
    double level = normal(rng) * 0.05;
    te_hist_reset(whole);
    for (int i = 0; i < BLOCKS; i++)
        te_hist_reset(blocks[i]);
    for (int s = 0; s < SECONDS; s++) {
        level = 0.5 * level + sqrt(0.75) * normal(rng) * 0.05;
        for (int i = 0; i < PER_SECOND; i++)
            te_hist_record(
                blocks[s / (SECONDS / BLOCKS)],
                (uint64_t)(1e7 * scale * exp(level + 0.5 * normal(rng))));
    }
    for (int i = 0; i < BLOCKS; i++)
        te_hist_merge(whole, blocks[i]);
}

typedef double (*figure)(const te_hist *h);

static double p95(const te_hist *h) {
    return (double)te_hist_percentile(h, 95);
}

static te_estimate estimate(te_hist *whole, te_hist **blocks, figure of) {
    te_spread without = {.count = 0};
    double value = of(whole);
    for (int i = 0; i < BLOCKS; i++) {
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

static found compare_many(figure of, int runs, double scale) {
    te_hist *blocks[BLOCKS], *whole = te_hist_new();
    found f = {0, 0};
    te_rng rng;
    te_rng_seed(&rng, 7, (uint64_t)runs);
    for (int i = 0; i < BLOCKS; i++)
        blocks[i] = te_hist_new();
    for (int k = 0; k < EXPERIMENTS; k++) {
        te_estimate sides[2];
        for (int side = 0; side < 2; side++) {
            te_estimate_runs all = {.degrees = 0};
            for (int r = 0; r < runs; r++) {
                run(&rng, side == 0 ? 1 : scale, blocks, whole);
                te_estimate e = estimate(whole, blocks, of);
                te_estimate_runs_add(&all, &e);
            }
            sides[side] = te_estimate_of_runs(&all);
        }
        te_difference d = te_estimate_difference(&sides[0], &sides[1], 0);
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
        fail_msg("%d more, %d less of %d", f.more, f.less, EXPERIMENTS);
}

/* ---- What is proved ---- */

static void a_mean_of_the_same_looks_different_in_one_of_twenty(void **state) {
    (void)state;
    require_rare(compare_many(te_hist_mean, 1, 1));
}

static void a_percentile_of_the_same_does_so_as_rarely(void **state) {
    (void)state;
    require_rare(compare_many(p95, 1, 1));
}

static void so_do_several_runs_a_side(void **state) {
    (void)state;
    found f = compare_many(te_hist_mean, 3, 1);
    /* The larger of two spreads is taken: rarer than that is fine. */
    assert_true(f.more + f.less <= 34);
}

static void ten_percent_more_are_found_nine_times_of_ten(void **state) {
    (void)state;
    figure figures[] = {te_hist_mean, p95};
    for (int i = 0; i < 2; i++) {
        found f = compare_many(figures[i], 1, 1.1);
        assert_true(f.more >= EXPERIMENTS * 9 / 10);
        assert_int_equal(f.less, 0);
    }
    assert_true(compare_many(te_hist_mean, 3, 1.1).more >=
                EXPERIMENTS * 95 / 100);
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
        cmocka_unit_test(students_t_is_that_of_the_tables),
        cmocka_unit_test(
            runs_that_differ_by_more_than_their_blocks_say_how_much),
        cmocka_unit_test(what_is_not_known_says_so),
        cmocka_unit_test(what_cannot_be_told_apart_widens_the_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
