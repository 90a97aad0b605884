#include "unit.h"

#include "hist.h"
#include "rng.h"

#include <math.h>

#define US UINT64_C(1000)
#define S UINT64_C(1000000000)

static te_hist *new_hist(void) {
    te_hist *h = te_hist_new();
    assert_non_null(h);
    return h;
}

/* The bucket of HdrHistogram (lowest 1, highest 3.6e9, 3 digits) around a
 * value, found by halving instead of by counting bits. */
static uint64_t bucket_width_us(uint64_t us) {
    uint64_t width = 1;
    while (us / width >= 2048)
        width *= 2;
    return width;
}

static uint64_t lowest_us(uint64_t us) { return us - us % bucket_width_us(us); }

static uint64_t highest_us(uint64_t us) {
    return lowest_us(us) + bucket_width_us(us) - 1;
}

static uint64_t rounded_us(uint64_t ns) { return (ns + 500) / 1000; }

static int ascending(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* A duration of any order of magnitude up to an hour. */
static uint64_t any_duration(te_rng *rng) {
    uint64_t limit = UINT64_C(1) << te_rng_below(rng, 42);
    uint64_t ns = te_rng_below(rng, limit + 1);
    return ns > TE_HIST_MAX_NS ? TE_HIST_MAX_NS : ns;
}

static void assert_same(const te_hist *a, const te_hist *b) {
    assert_int_equal(te_hist_count(a), te_hist_count(b));
    assert_int_equal(te_hist_clamped(a), te_hist_clamped(b));
    assert_int_equal(te_hist_sum(a), te_hist_sum(b));
    assert_true(te_hist_mean(a) == te_hist_mean(b));
    assert_true(te_hist_stddev(a) == te_hist_stddev(b));
    assert_int_equal(te_hist_min(a), te_hist_min(b));
    assert_int_equal(te_hist_max(a), te_hist_max(b));
    for (int i = 0; i <= 1000; i++)
        assert_int_equal(te_hist_percentile(a, i / 10.0),
                         te_hist_percentile(b, i / 10.0));
}

static void percentile_of_nothing_is_zero(void **state) {
    (void)state;
    te_hist *h = new_hist();
    double percents[] = {0, 50, 100};
    uint64_t values[] = {1, 2, 3};
    te_hist_percentiles(h, percents, values, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(values[i], 0);
    assert_int_equal(te_hist_count(h), 0);
    assert_int_equal(te_hist_min(h), 0);
    assert_int_equal(te_hist_max(h), 0);
    assert_true(te_hist_mean(h) == 0);
    assert_true(te_hist_stddev(h) == 0);
    te_hist_free(h);
    te_hist_free(NULL);
}

static void ranks_are_rounded_up_as_in_java(void **state) {
    (void)state;
    te_hist *h = new_hist();
    for (uint64_t i = 1; i <= 3; i++)
        te_hist_record(h, i * US);
    assert_int_equal(te_hist_percentile(h, 40), 2 * US);
    assert_int_equal(te_hist_percentile(h, 0), 1 * US);
    assert_int_equal(te_hist_percentile(h, 33), 1 * US);
    assert_int_equal(te_hist_percentile(h, 34), 2 * US);
    assert_int_equal(te_hist_percentile(h, 67), 3 * US);
    assert_int_equal(te_hist_percentile(h, 100), 3 * US);
    te_hist_free(h);
}

/* 99.9 / 100 * 1000 is a hair above 999 in floating point. */
static void a_rank_does_not_slip_by_floating_point(void **state) {
    (void)state;
    te_hist *h = new_hist();
    for (uint64_t i = 1; i <= 1000; i++)
        te_hist_record(h, i * US);
    for (uint64_t tenth = 1; tenth <= 1000; tenth++)
        assert_int_equal(te_hist_percentile(h, (double)tenth / 10), tenth * US);
    te_hist_free(h);
}

static void percents_outside_0_to_100_are_its_ends(void **state) {
    (void)state;
    te_hist *h = new_hist();
    te_hist_record(h, 1 * US);
    te_hist_record(h, 9 * US);
    assert_int_equal(te_hist_percentile(h, -5), 1 * US);
    assert_int_equal(te_hist_percentile(h, 1e9), 9 * US);
    assert_int_equal(te_hist_percentile(h, NAN), 1 * US);
    te_hist_free(h);
}

static void percentiles_agree_with_a_sorted_list(void **state) {
    (void)state;
    enum { MOST = 3000 };
    static uint64_t values[MOST];
    te_rng rng;
    te_rng_seed(&rng, 1, 0);
    te_hist *h = new_hist();
    for (int round = 0; round < 60; round++) {
        size_t n = 1 + (size_t)te_rng_below(&rng, MOST);
        uint64_t sum = 0;
        te_hist_reset(h);
        for (size_t i = 0; i < n; i++) {
            values[i] = any_duration(&rng);
            sum += values[i];
            te_hist_record(h, values[i]);
        }
        qsort(values, n, sizeof values[0], ascending);
        assert_int_equal(te_hist_count(h), n);
        assert_int_equal(te_hist_sum(h), sum);
        assert_int_equal(te_hist_min(h), lowest_us(rounded_us(values[0])) * US);
        assert_int_equal(te_hist_max(h),
                         highest_us(rounded_us(values[n - 1])) * US);
        for (size_t tenth = 1; tenth <= 1000; tenth++) {
            size_t rank = (tenth * n + 999) / 1000;
            uint64_t us = rounded_us(values[rank - 1]);
            assert_int_equal(te_hist_percentile(h, (double)tenth / 10),
                             highest_us(us) * US);
        }
    }
    te_hist_free(h);
}

static void several_percentiles_in_one_pass_equal_each_alone(void **state) {
    (void)state;
    const double percents[] = {0, 0, 25, 50, 50, 90, 99, 99.9, 99.999, 100};
    enum { N = sizeof percents / sizeof percents[0] };
    uint64_t values[N];
    te_rng rng;
    te_rng_seed(&rng, 2, 0);
    te_hist *h = new_hist();
    for (int i = 0; i < 5000; i++)
        te_hist_record(h, any_duration(&rng));
    te_hist_percentiles(h, percents, values, N);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(values[i], te_hist_percentile(h, percents[i]));
    te_hist_free(h);
}

static void min_percentiles_and_max_ascend(void **state) {
    (void)state;
    te_rng rng;
    te_rng_seed(&rng, 3, 0);
    te_hist *h = new_hist();
    for (int round = 0; round < 100; round++) {
        te_hist_reset(h);
        for (uint64_t n = 1 + te_rng_below(&rng, 50); n > 0; n--)
            te_hist_record(h, any_duration(&rng));
        uint64_t before = te_hist_min(h);
        for (int i = 0; i <= 1000; i++) {
            uint64_t value = te_hist_percentile(h, i / 10.0);
            assert_true(value >= before);
            before = value;
        }
        assert_int_equal(before, te_hist_max(h));
    }
    te_hist_free(h);
}

static void any_split_merged_in_any_order_is_the_whole(void **state) {
    (void)state;
    enum { PARTS = 5 };
    te_rng rng;
    te_rng_seed(&rng, 4, 0);
    for (int round = 0; round < 20; round++) {
        te_hist *parts[PARTS];
        te_hist *whole = new_hist(), *up = new_hist(), *down = new_hist();
        for (int i = 0; i < PARTS; i++)
            parts[i] = new_hist();
        for (int i = 0; i < 2000; i++) {
            uint64_t ns = any_duration(&rng);
            if (te_rng_below(&rng, 50) == 0) ns = TE_HIST_MAX_NS + ns;
            te_hist_record(whole, ns);
            te_hist_record(parts[te_rng_below(&rng, PARTS)], ns);
        }
        for (int i = 0; i < PARTS; i++) {
            te_hist_merge(up, parts[i]);
            te_hist_merge(down, parts[PARTS - 1 - i]);
        }
        assert_same(up, whole);
        assert_same(down, whole);
        for (int i = 0; i < PARTS; i++)
            te_hist_free(parts[i]);
        te_hist_free(whole);
        te_hist_free(up);
        te_hist_free(down);
    }
}

static void what_was_merged_can_be_removed_again(void **state) {
    (void)state;
    te_hist *h = new_hist(), *part = new_hist(), *before = new_hist();
    te_rng rng;
    te_rng_seed(&rng, 3, 0);
    for (int i = 0; i < 1000; i++) {
        te_hist_record(h, US + te_rng_below(&rng, S));
        te_hist_record(part, te_rng_below(&rng, 2 * TE_HIST_MAX_NS));
    }
    te_hist_merge(before, h);
    te_hist_merge(h, part);
    te_hist_remove(h, part);
    te_hist_bucket left = {0}, right = {0};
    while (te_hist_next(before, &left)) {
        assert_true(te_hist_next(h, &right));
        assert_int_equal(left.value, right.value);
        assert_int_equal(left.count, right.count);
    }
    te_hist_sums sums[] = {te_hist_get_sums(before), te_hist_get_sums(h)};
    assert_memory_equal(&sums[0], &sums[1], sizeof sums[0]);
    assert_int_equal(te_hist_min(h), te_hist_min(before));
    assert_int_equal(te_hist_max(h), te_hist_max(before));
    te_hist_remove(h, before);
    assert_int_equal(te_hist_count(h), 0);
    assert_int_equal(te_hist_max(h), 0);
    te_hist_free(h);
    te_hist_free(part);
    te_hist_free(before);
}

static void merging_nothing_changes_nothing(void **state) {
    (void)state;
    te_hist *h = new_hist(), *nothing = new_hist(), *same = new_hist();
    te_hist_record(h, 7 * US);
    te_hist_record(same, 7 * US);
    te_hist_merge(h, nothing);
    assert_same(h, same);
    te_hist_merge(nothing, h);
    assert_same(nothing, same);
    te_hist_free(h);
    te_hist_free(nothing);
    te_hist_free(same);
}

static void reset_leaves_no_trace(void **state) {
    (void)state;
    te_hist *used = new_hist(), *fresh = new_hist();
    for (uint64_t ns = 1; ns < TE_HIST_MAX_NS * 2; ns *= 3)
        te_hist_record(used, ns);
    te_hist_reset(used);
    assert_same(used, fresh);
    te_hist_record(used, 5 * US);
    te_hist_record(fresh, 5 * US);
    assert_same(used, fresh);
    te_hist_free(used);
    te_hist_free(fresh);
}

static void a_count_of_n_is_n_records(void **state) {
    (void)state;
    te_hist *one = new_hist(), *many = new_hist();
    te_hist_record_n(one, 123456789, 7);
    te_hist_record_n(one, 5, 0);
    te_hist_record_n(one, 2 * TE_HIST_MAX_NS, 2);
    for (int i = 0; i < 7; i++)
        te_hist_record(many, 123456789);
    for (int i = 0; i < 2; i++)
        te_hist_record(many, 2 * TE_HIST_MAX_NS);
    assert_same(one, many);
    te_hist_free(one);
    te_hist_free(many);
}

static void more_than_an_hour_counts_as_an_hour_and_is_told(void **state) {
    (void)state;
    te_hist *h = new_hist(), *hour = new_hist();
    te_hist_record(hour, TE_HIST_MAX_NS);
    assert_int_equal(te_hist_clamped(hour), 0);
    te_hist_record(h, UINT64_MAX);
    assert_int_equal(te_hist_clamped(h), 1);
    assert_int_equal(te_hist_count(h), 1);
    assert_int_equal(te_hist_sum(h), TE_HIST_MAX_NS);
    assert_int_equal(te_hist_max(h), te_hist_max(hour));
    te_hist_free(h);
    te_hist_free(hour);
}

static void a_value_is_shown_within_a_thousandth(void **state) {
    (void)state;
    te_rng rng;
    te_rng_seed(&rng, 5, 0);
    te_hist *h = new_hist();
    for (int i = 0; i < 100000; i++) {
        uint64_t ns = any_duration(&rng);
        te_hist_reset(h);
        te_hist_record(h, ns);
        double shown = (double)te_hist_percentile(h, 50);
        assert_true(fabs(shown - (double)ns) <= (double)ns / 1000 + 500);
    }
    te_hist_free(h);
}

static void half_a_microsecond_rounds_up(void **state) {
    (void)state;
    te_hist *h = new_hist();
    te_hist_record(h, 499);
    assert_int_equal(te_hist_max(h), 0);
    te_hist_record(h, 500);
    assert_int_equal(te_hist_max(h), 1 * US);
    te_hist_free(h);
}

static void mean_and_deviation_are_those_of_the_values(void **state) {
    (void)state;
    te_hist *h = new_hist();
    /* 2 4 4 4 5 5 7 9: mean 5, deviation 2 */
    const uint64_t values[] = {2, 4, 4, 4, 5, 5, 7, 9};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        te_hist_record(h, values[i] * S);
    assert_true(te_hist_mean(h) == 5e9);
    assert_true(te_hist_stddev(h) == 2e9);
    te_hist_free(h);
}

/* Naive sums of squares in doubles would say 0 or nonsense here. */
static void a_small_deviation_around_a_large_mean_survives(void **state) {
    (void)state;
    te_hist *h = new_hist();
    te_hist_record_n(h, 3000 * S - 1, 500000);
    te_hist_record_n(h, 3000 * S + 1, 500000);
    assert_true(fabs(te_hist_stddev(h) - 1) < 1e-9);
    te_hist_free(h);
}

static void sums_that_pass_64_bits_stay_at_the_most(void **state) {
    (void)state;
    te_hist *h = new_hist();
    te_hist_record_n(h, TE_HIST_MAX_NS, UINT64_C(1000000000));
    assert_int_equal(te_hist_sum(h), UINT64_MAX);
    assert_true(te_hist_mean(h) == (double)TE_HIST_MAX_NS);
    assert_true(te_hist_stddev(h) == 0);
    te_hist_free(h);
}

static void every_bucket_is_visited_once_from_the_lowest(void **state) {
    (void)state;
    te_hist *h = te_hist_new();
    te_hist_bucket b = {0};
    assert_false(te_hist_next(h, &b));
    te_hist_record(h, 0);
    te_hist_record_n(h, 7 * 1000, 3);
    te_hist_record(h, 5000 * 1000 * UINT64_C(1000));
    te_hist_record(h, TE_HIST_MAX_NS);
    const uint64_t counts[] = {1, 3, 1, 1};
    uint64_t last_ns = 0;
    b = (te_hist_bucket){0};
    for (size_t i = 0; i < 4; i++) {
        assert_true(te_hist_next(h, &b));
        assert_int_equal(b.count, counts[i]);
        assert_true(i == 0 ? b.value == 0 : b.value > last_ns);
        last_ns = b.value;
    }
    assert_int_equal(last_ns, te_hist_max(h));
    assert_false(te_hist_next(h, &b));
    assert_false(te_hist_next(h, &b));
    te_hist_free(h);
}

static void amounts_are_kept_as_they_are_up_to_the_largest(void **state) {
    (void)state;
    te_hist *h = te_hist_new_of(TE_UNIT_BYTES);
    const uint64_t values[] = {0, 1, 2047, 5000000, TE_HIST_MAX_AMOUNT};
    for (size_t i = 0; i < 5; i++)
        te_hist_record(h, values[i]);
    assert_int_equal(te_hist_sum(h), 5002048 + TE_HIST_MAX_AMOUNT);
    assert_int_equal(te_hist_percentile(h, 60), 2047);
    assert_int_equal(te_hist_max(h), TE_HIST_MAX_AMOUNT);
    assert_int_equal(te_hist_clamped(h), 0);
    te_hist_record(h, TE_HIST_MAX_AMOUNT + 1);
    assert_int_equal(te_hist_clamped(h), 1);
    assert_int_equal(te_hist_max(h), TE_HIST_MAX_AMOUNT);
    te_hist_free(h);
}

static void a_deviation_of_the_largest_amounts_is_exact(void **state) {
    (void)state;
    te_hist *h = te_hist_new_of(TE_UNIT_COUNT);
    te_hist_record_n(h, TE_HIST_MAX_AMOUNT, UINT64_C(5000000000000));
    te_hist_record_n(h, TE_HIST_MAX_AMOUNT - 2, UINT64_C(5000000000000));
    assert_true(fabs(te_hist_mean(h) - (double)TE_HIST_MAX_AMOUNT + 1) < 1e-2);
    assert_true(te_hist_stddev(h) == 1);
    te_hist_free(h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentile_of_nothing_is_zero),
        cmocka_unit_test(ranks_are_rounded_up_as_in_java),
        cmocka_unit_test(a_rank_does_not_slip_by_floating_point),
        cmocka_unit_test(percents_outside_0_to_100_are_its_ends),
        cmocka_unit_test(percentiles_agree_with_a_sorted_list),
        cmocka_unit_test(several_percentiles_in_one_pass_equal_each_alone),
        cmocka_unit_test(min_percentiles_and_max_ascend),
        cmocka_unit_test(any_split_merged_in_any_order_is_the_whole),
        cmocka_unit_test(what_was_merged_can_be_removed_again),
        cmocka_unit_test(merging_nothing_changes_nothing),
        cmocka_unit_test(reset_leaves_no_trace),
        cmocka_unit_test(a_count_of_n_is_n_records),
        cmocka_unit_test(more_than_an_hour_counts_as_an_hour_and_is_told),
        cmocka_unit_test(a_value_is_shown_within_a_thousandth),
        cmocka_unit_test(half_a_microsecond_rounds_up),
        cmocka_unit_test(mean_and_deviation_are_those_of_the_values),
        cmocka_unit_test(a_small_deviation_around_a_large_mean_survives),
        cmocka_unit_test(sums_that_pass_64_bits_stay_at_the_most),
        cmocka_unit_test(every_bucket_is_visited_once_from_the_lowest),
        cmocka_unit_test(amounts_are_kept_as_they_are_up_to_the_largest),
        cmocka_unit_test(a_deviation_of_the_largest_amounts_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
