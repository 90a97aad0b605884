#include "unit.h"

#include "../../stdlib/feed.h"

enum { N = 1000 };

static te_feed feed_of(te_order order, te_on_end on_end, uint64_t seed) {
    te_feed feed;
    te_feed_init(&feed, N, order, on_end, seed, "rows.csv");
    return feed;
}

static void file_order_counts_up_and_starts_over(void **state) {
    (void)state;
    te_feed feed = feed_of(TE_ORDER_FILE, TE_ON_END_CYCLE, 1);
    uint64_t index;
    for (uint64_t i = 0; i < 3 * N; i++) {
        assert_true(te_feed_next(&feed, &index));
        assert_int_equal(index, i % N);
    }
}

static void every_shuffled_pass_has_each_row_once(void **state) {
    (void)state;
    te_feed feed = feed_of(TE_ORDER_SHUFFLE, TE_ON_END_CYCLE, 1);
    int seen[N] = {0};
    for (int pass = 1; pass <= 3; pass++) {
        for (int i = 0; i < N; i++) {
            uint64_t index;
            assert_true(te_feed_next(&feed, &index));
            seen[index]++;
        }
        for (int i = 0; i < N; i++)
            assert_int_equal(seen[i], pass);
    }
}

static int equal_positions(const te_feed *a, uint64_t from_a, const te_feed *b,
                           uint64_t from_b) {
    int same = 0;
    for (uint64_t i = 0; i < N; i++)
        same += te_feed_at(a, from_a + i) == te_feed_at(b, from_b + i);
    return same;
}

static void each_pass_is_shuffled_anew(void **state) {
    (void)state;
    te_feed feed = feed_of(TE_ORDER_SHUFFLE, TE_ON_END_CYCLE, 1);
    assert_in_range(equal_positions(&feed, 0, &feed, N), 0, 12);
}

static void the_seed_decides_the_order(void **state) {
    (void)state;
    te_feed a = feed_of(TE_ORDER_SHUFFLE, TE_ON_END_CYCLE, 1);
    te_feed b = feed_of(TE_ORDER_SHUFFLE, TE_ON_END_CYCLE, 1);
    te_feed c = feed_of(TE_ORDER_SHUFFLE, TE_ON_END_CYCLE, 2);
    assert_int_equal(equal_positions(&a, 0, &b, 0), N);
    assert_in_range(equal_positions(&a, 0, &c, 0), 0, 12);
}

static void feeds_of_one_seed_do_not_go_in_step(void **state) {
    (void)state;
    te_feed a = feed_of(TE_ORDER_SHUFFLE, TE_ON_END_CYCLE, 1), b;
    te_feed_init(&b, N, TE_ORDER_SHUFFLE, TE_ON_END_CYCLE, 1, "other.csv");
    assert_in_range(equal_positions(&a, 0, &b, 0), 0, 12);
}

static void random_order_repeats_rows_and_keeps_in_range(void **state) {
    (void)state;
    te_feed feed = feed_of(TE_ORDER_RANDOM, TE_ON_END_CYCLE, 1);
    int seen[N] = {0}, different = 0;
    for (int i = 0; i < N; i++) {
        uint64_t index;
        assert_true(te_feed_next(&feed, &index));
        assert_true(index < N);
        different += seen[index]++ == 0;
    }
    assert_in_range(different, 580, 690); /* N (1 - 1/e) = 632 */
}

static void a_feed_that_stops_gives_each_row_once(void **state) {
    (void)state;
    const te_on_end ends[] = {TE_ON_END_STOP, TE_ON_END_FAIL};
    for (int e = 0; e < 2; e++) {
        te_feed feed = feed_of(TE_ORDER_SHUFFLE, ends[e], 1);
        uint64_t index;
        for (int i = 0; i < N; i++)
            assert_true(te_feed_next(&feed, &index));
        for (int i = 0; i < 5; i++)
            assert_false(te_feed_next(&feed, &index));
    }
}

static void an_empty_feed_has_nothing(void **state) {
    (void)state;
    te_feed feed;
    te_feed_init(&feed, 0, TE_ORDER_SHUFFLE, TE_ON_END_CYCLE, 1, "");
    uint64_t index;
    assert_false(te_feed_next(&feed, &index));
}

static void positions_in_a_row_end_with_the_feed(void **state) {
    (void)state;
    te_feed feed;
    uint64_t position;
    te_feed_init(&feed, 5, TE_ORDER_FILE, TE_ON_END_STOP, 1, "rows");
    assert_int_equal(te_feed_take(&feed, 3, &position), 3);
    assert_int_equal(position, 0);
    assert_int_equal(te_feed_take(&feed, 3, &position), 2);
    assert_int_equal(position, 3);
    assert_int_equal(te_feed_take(&feed, 3, &position), 0);
    te_feed_init(&feed, 5, TE_ORDER_FILE, TE_ON_END_CYCLE, 1, "rows");
    assert_int_equal(te_feed_take(&feed, 8, &position), 8);
    assert_int_equal(te_feed_take(&feed, 1, &position), 1);
    assert_int_equal(position, 8);
    te_feed_init(&feed, 0, TE_ORDER_FILE, TE_ON_END_CYCLE, 1, "rows");
    assert_int_equal(te_feed_take(&feed, 1, &position), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_order_counts_up_and_starts_over),
        cmocka_unit_test(every_shuffled_pass_has_each_row_once),
        cmocka_unit_test(each_pass_is_shuffled_anew),
        cmocka_unit_test(the_seed_decides_the_order),
        cmocka_unit_test(feeds_of_one_seed_do_not_go_in_step),
        cmocka_unit_test(random_order_repeats_rows_and_keeps_in_range),
        cmocka_unit_test(a_feed_that_stops_gives_each_row_once),
        cmocka_unit_test(an_empty_feed_has_nothing),
        cmocka_unit_test(positions_in_a_row_end_with_the_feed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
