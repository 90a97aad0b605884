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

static void zipf_order_prefers_the_first_rows(void **state) {
    (void)state;
    te_feed feed = feed_of(TE_ORDER_ZIPF, TE_ON_END_CYCLE, 1);
    te_feed_set_exponent(&feed, 2);
    int seen[N] = {0};
    for (int i = 0; i < 100 * N; i++) {
        uint64_t index;
        assert_true(te_feed_next(&feed, &index));
        seen[index]++;
    }
    assert_in_range(seen[0], 60000, 61700); /* 6 / pi^2 of them */
    assert_in_range(seen[1], 14700, 15700); /* a quarter of that */
}

/* ---- Promises of every order, with and without weights, in slices ---- */

enum { ROWS = 97 };

/* Row i weighs i % 5: some nothing at all. */
static te_steps weights_of_rows(void) {
    te_steps ends = TE_STEPS_INIT;
    uint64_t sum = 0;
    for (uint64_t i = 0; i < ROWS; i++)
        assert_true(te_steps_add(&ends, sum += i % 5));
    return ends;
}

/* Adds `count` rows of a feed to the tally of each row. */
static void tally(te_feed *feed, uint64_t count, int *seen) {
    for (uint64_t i = 0; i < count; i++) {
        uint64_t row;
        assert_true(te_feed_next(feed, &row));
        assert_true(row < ROWS);
        seen[row]++;
    }
}

static te_feed sliced(te_order order, te_on_end on_end, const te_steps *ends,
                      uint64_t slice, uint64_t slices) {
    te_feed feed;
    te_feed_init(&feed, ROWS, order, on_end, 3, "rows.csv");
    te_feed_set_slice(&feed, slice, slices);
    if (ends != NULL) te_feed_set_weights(&feed, ends);
    te_feed_set_exponent(&feed, 1.2);
    return feed;
}

/* Three passes by slices are three passes by one: the same rows, as often. */
static void expect_slices_are_the_whole(te_order order, const te_steps *ends,
                                        uint64_t slices) {
    enum { PASSES = 3 };
    te_feed whole = sliced(order, TE_ON_END_CYCLE, ends, 0, 1);
    int wanted[ROWS] = {0}, seen[ROWS] = {0};
    uint64_t together = 0;
    tally(&whole, PASSES * whole.count, wanted);
    for (uint64_t s = 0; s < slices; s++) {
        te_feed part = sliced(order, TE_ON_END_CYCLE, ends, s, slices);
        uint64_t share = te_feed_per_pass(&part);
        assert_in_range(share, whole.count / slices, whole.count / slices + 1);
        tally(&part, PASSES * share, seen);
        together += share;
    }
    assert_int_equal(together, whole.count);
    assert_memory_equal(seen, wanted, sizeof seen);
}

static void slices_partition_every_pass_of_every_order(void **state) {
    (void)state;
    te_steps ends = weights_of_rows();
    for (te_order order = TE_ORDER_FILE; order <= TE_ORDER_ZIPF; order++)
        for (uint64_t slices = 1; slices <= 12; slices++) {
            expect_slices_are_the_whole(order, NULL, slices);
            expect_slices_are_the_whole(order, &ends, slices);
        }
    te_steps_free(&ends);
}

static void a_pass_has_each_row_as_often_as_it_weighs(void **state) {
    (void)state;
    te_steps ends = weights_of_rows();
    const te_order orders[] = {TE_ORDER_FILE, TE_ORDER_SHUFFLE};
    for (int o = 0; o < 2; o++) {
        te_feed feed = sliced(orders[o], TE_ON_END_CYCLE, &ends, 0, 1);
        int seen[ROWS] = {0};
        for (int pass = 1; pass <= 4; pass++) {
            tally(&feed, te_feed_per_pass(&feed), seen);
            for (int i = 0; i < ROWS; i++)
                assert_int_equal(seen[i], pass * (i % 5));
        }
    }
    te_steps_free(&ends);
}

static void draws_follow_the_weights(void **state) {
    (void)state;
    te_steps ends = weights_of_rows();
    te_feed feed = sliced(TE_ORDER_RANDOM, TE_ON_END_CYCLE, &ends, 0, 1);
    int seen[ROWS] = {0}, by_weight[5] = {0};
    tally(&feed, 1000 * feed.count, seen);
    for (int i = 0; i < ROWS; i++)
        by_weight[i % 5] += seen[i];
    assert_int_equal(by_weight[0], 0);
    for (int w = 1; w < 5; w++) { /* 19 rows of weights 2, 3 and 4, 20 of 1 */
        int wanted = w * (w < 2 ? 20 : 19) * 1000;
        assert_in_range(by_weight[w], wanted * 97 / 100, wanted * 103 / 100);
    }
    te_steps_free(&ends);
}

static void a_slice_of_nothing_gives_nothing(void **state) {
    (void)state;
    uint64_t row;
    te_feed last =
        sliced(TE_ORDER_SHUFFLE, TE_ON_END_CYCLE, NULL, ROWS, ROWS + 1);
    assert_int_equal(te_feed_per_pass(&last), 0);
    assert_false(te_feed_next(&last, &row));
    te_steps none = TE_STEPS_INIT;
    assert_true(te_steps_add(&none, 0));
    te_feed weightless = sliced(TE_ORDER_ZIPF, TE_ON_END_CYCLE, &none, 0, 1);
    assert_false(te_feed_next(&weightless, &row));
    te_steps_free(&none);
}

static void a_slice_that_stops_gives_its_share(void **state) {
    (void)state;
    te_steps ends = weights_of_rows();
    for (te_order order = TE_ORDER_FILE; order <= TE_ORDER_ZIPF; order++) {
        te_feed feed = sliced(order, TE_ON_END_STOP, &ends, 1, 3);
        int seen[ROWS] = {0};
        uint64_t row;
        tally(&feed, te_feed_per_pass(&feed), seen);
        assert_false(te_feed_next(&feed, &row));
        assert_false(te_feed_next(&feed, &row));
    }
    te_steps_free(&ends);
}

/* ---- Cursors of their own ---- */

static void each_owner_gets_every_row(void **state) {
    (void)state;
    te_feed feed = sliced(TE_ORDER_SHUFFLE, TE_ON_END_STOP, NULL, 0, 1);
    uint64_t orders[3][ROWS], row;
    for (uint64_t owner = 0; owner < 3; owner++) {
        int seen[ROWS] = {0};
        uint64_t position = 0;
        for (int i = 0; i < ROWS; i++) {
            assert_true(te_feed_next_of(&feed, owner, &position, &row));
            assert_int_equal(seen[row]++, 0);
            orders[owner][i] = row;
        }
        assert_false(te_feed_next_of(&feed, owner, &position, &row));
        assert_false(te_feed_next_of(&feed, owner, &position, &row));
    }
    assert_memory_not_equal(orders[0], orders[1], sizeof orders[0]);
    assert_memory_not_equal(orders[1], orders[2], sizeof orders[0]);
    int seen[ROWS] = {0};
    tally(&feed, ROWS, seen); /* the common cursor has not moved */
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
        cmocka_unit_test(zipf_order_prefers_the_first_rows),
        cmocka_unit_test(slices_partition_every_pass_of_every_order),
        cmocka_unit_test(a_pass_has_each_row_as_often_as_it_weighs),
        cmocka_unit_test(draws_follow_the_weights),
        cmocka_unit_test(a_slice_of_nothing_gives_nothing),
        cmocka_unit_test(a_slice_that_stops_gives_its_share),
        cmocka_unit_test(each_owner_gets_every_row),
        cmocka_unit_test(a_feed_that_stops_gives_each_row_once),
        cmocka_unit_test(an_empty_feed_has_nothing),
        cmocka_unit_test(positions_in_a_row_end_with_the_feed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
