#include "unit.h"

#include "rng.h"

#include <math.h>

enum { DRAWS = 200000 };

/* Of the authors' splitmix64.c, started with 1234567. */
static void stream_0_is_seeded_by_splitmix64(void **state) {
    (void)state;
    te_rng rng;
    te_rng_seed(&rng, 1234567, 0);
    assert_int_equal(rng.state[0], UINT64_C(6457827717110365317));
    assert_int_equal(rng.state[1], UINT64_C(3203168211198807973));
    assert_int_equal(rng.state[2], UINT64_C(9817491932198370423));
    assert_int_equal(rng.state[3], UINT64_C(4593380528125082431));
}

/* Of the authors' xoshiro256starstar.c, started with 1, 2, 3, 4. */
static void draws_are_those_of_xoshiro256starstar(void **state) {
    (void)state;
    const uint64_t expected[] = {
        UINT64_C(11520),
        UINT64_C(0),
        UINT64_C(1509978240),
        UINT64_C(1215971899390074240),
        UINT64_C(1216172134540287360),
        UINT64_C(607988272756665600),
        UINT64_C(16172922978634559625),
        UINT64_C(8476171486693032832),
        UINT64_C(10595114339597558777),
        UINT64_C(2904607092377533576),
    };
    te_rng rng = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        assert_int_equal(te_rng_next(&rng), expected[i]);
}

static void a_seed_repeats_and_streams_differ(void **state) {
    (void)state;
    te_rng a, again, stream, seed;
    te_rng_seed(&a, 42, 7);
    te_rng_seed(&again, 42, 7);
    te_rng_seed(&stream, 42, 8);
    te_rng_seed(&seed, 43, 7);
    for (int i = 0; i < 1000; i++) {
        uint64_t x = te_rng_next(&a);
        assert_int_equal(x, te_rng_next(&again));
        assert_int_not_equal(x, te_rng_next(&stream));
        assert_int_not_equal(x, te_rng_next(&seed));
    }
}

static int ascending(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void neighbouring_seeds_and_streams_never_start_alike(void **state) {
    (void)state;
    enum { SIDE = 300 };
    static uint64_t first[SIDE * SIDE];
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        te_rng rng;
        te_rng_seed(&rng, i / SIDE, i % SIDE);
        first[i] = te_rng_next(&rng);
    }
    qsort(first, SIDE * SIDE, sizeof first[0], ascending);
    for (size_t i = 1; i < SIDE * SIDE; i++)
        assert_int_not_equal(first[i], first[i - 1]);
}

static void doubles_fill_0_to_1_evenly(void **state) {
    (void)state;
    te_rng rng;
    te_rng_seed(&rng, 1, 0);
    double sum = 0, squares = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = te_rng_double(&rng);
        assert_true(x >= 0 && x < 1);
        sum += x;
        squares += x * x;
    }
    double mean = sum / DRAWS;
    assert_true(fabs(mean - 0.5) < 0.005);
    assert_true(fabs(squares / DRAWS - mean * mean - 1.0 / 12) < 0.002);
}

static void below_stays_below_and_reaches_all(void **state) {
    (void)state;
    te_rng rng;
    te_rng_seed(&rng, 2, 0);
    assert_int_equal(te_rng_below(&rng, 0), 0);
    assert_int_equal(te_rng_below(&rng, 1), 0);
    for (uint64_t n = 2; n < 50; n++) {
        uint64_t met = 0;
        for (int i = 0; i < 2000; i++) {
            uint64_t x = te_rng_below(&rng, n);
            assert_true(x < n);
            met |= UINT64_C(1) << x;
        }
        assert_int_equal(met, (UINT64_C(1) << n) - 1);
    }
}

/* 2^64 draws do not divide into 3 * 2^62 values: without drawing again, a
 * remainder would give the first third one half of the draws, and a product's
 * upper half would give it to every third value. */
static void below_has_no_bias_where_it_could_be_most(void **state) {
    (void)state;
    te_rng rng;
    te_rng_seed(&rng, 3, 0);
    const uint64_t third = UINT64_C(1) << 62;
    int low = 0, every_third = 0;
    for (int i = 0; i < DRAWS; i++) {
        uint64_t x = te_rng_below(&rng, 3 * third);
        low += x < third;
        every_third += x % 3 == 0;
    }
    assert_true(fabs((double)low / DRAWS - 1.0 / 3) < 0.005);
    assert_true(fabs((double)every_third / DRAWS - 1.0 / 3) < 0.005);
}

static void below_deals_equal_shares(void **state) {
    (void)state;
    enum { SIDES = 10 };
    te_rng rng;
    te_rng_seed(&rng, 4, 0);
    int shares[SIDES] = {0};
    for (int i = 0; i < DRAWS; i++)
        shares[te_rng_below(&rng, SIDES)]++;
    double chi_squared = 0;
    for (int i = 0; i < SIDES; i++) {
        double off = shares[i] - DRAWS / SIDES;
        chi_squared += off * off / (DRAWS / SIDES);
    }
    assert_true(chi_squared < 27.9); /* 9 degrees of freedom, p = 0.001 */
}

static void exponential_has_its_mean_and_deviation(void **state) {
    (void)state;
    te_rng rng;
    te_rng_seed(&rng, 5, 0);
    double sum = 0, squares = 0;
    for (int i = 0; i < DRAWS; i++) {
        double x = te_rng_exponential(&rng, 2);
        assert_true(x >= 0 && isfinite(x));
        sum += x;
        squares += x * x;
    }
    double mean = sum / DRAWS;
    assert_true(fabs(mean - 2) < 0.03);
    assert_true(fabs(sqrt(squares / DRAWS - mean * mean) - 2) < 0.05);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stream_0_is_seeded_by_splitmix64),
        cmocka_unit_test(draws_are_those_of_xoshiro256starstar),
        cmocka_unit_test(a_seed_repeats_and_streams_differ),
        cmocka_unit_test(neighbouring_seeds_and_streams_never_start_alike),
        cmocka_unit_test(doubles_fill_0_to_1_evenly),
        cmocka_unit_test(below_stays_below_and_reaches_all),
        cmocka_unit_test(below_has_no_bias_where_it_could_be_most),
        cmocka_unit_test(below_deals_equal_shares),
        cmocka_unit_test(exponential_has_its_mean_and_deviation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
