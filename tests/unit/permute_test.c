#include "unit.h"

#include "permute.h"

#include <time.h>

/* Whether 0 .. n-1 each come exactly once. */
static bool visits_each_once(uint64_t n, uint64_t key) {
    unsigned char *seen = calloc((size_t)n / 8 + 1, 1);
    assert_non_null(seen);
    te_permute p;
    te_permute_init(&p, n, key);
    bool ok = true;
    for (uint64_t i = 0; i < n && ok; i++) {
        uint64_t at = te_permute_at(&p, i);
        unsigned char bit = (unsigned char)(1u << (at % 8));
        ok = at < n && (seen[at / 8] & bit) == 0;
        if (ok) seen[at / 8] |= bit;
    }
    free(seen);
    return ok;
}

static void every_number_comes_once(void **state) {
    (void)state;
    for (uint64_t n = 0; n <= 1000; n++)
        for (uint64_t key = 0; key < 4; key++)
            assert_true(visits_each_once(n, key));
}

static void every_number_of_a_million_comes_once(void **state) {
    (void)state;
    assert_true(visits_each_once(1000000, 42));
    assert_true(visits_each_once((1 << 20) + 1, 42)); /* the longest walks */
}

static void huge_ranges_stay_in_range_and_do_not_collide(void **state) {
    (void)state;
    te_permute p;
    const uint64_t sizes[] = {UINT64_MAX, (uint64_t)1 << 63,
                              ((uint64_t)1 << 62) + 1};
    for (size_t s = 0; s < 3; s++) {
        te_permute_init(&p, sizes[s], s);
        uint64_t first = te_permute_at(&p, 0);
        for (uint64_t i = 1; i < 1000; i++) {
            uint64_t at = te_permute_at(&p, i);
            assert_true(at < sizes[s]);
            assert_true(at != first);
        }
    }
}

static void the_same_key_gives_the_same_order(void **state) {
    (void)state;
    te_permute a, b;
    te_permute_init(&a, 5000, 7);
    te_permute_init(&b, 5000, 7);
    for (uint64_t i = 0; i < 5000; i++)
        assert_true(te_permute_at(&a, i) == te_permute_at(&b, i));
}

static void different_keys_give_unrelated_orders(void **state) {
    (void)state;
    te_permute p[8];
    for (uint64_t key = 0; key < 8; key++)
        te_permute_init(&p[key], 5000, key);
    for (int a = 0; a < 8; a++)
        for (int b = 0; b < a; b++) {
            int same = 0;
            for (uint64_t i = 0; i < 5000; i++)
                same += te_permute_at(&p[a], i) == te_permute_at(&p[b], i);
            assert_in_range(same, 0, 12); /* 1 is what chance gives */
        }
}

/* Pearson's chi-square over 16 x 16 cells (position, value) of a shuffle. */
static void positions_and_values_are_unrelated(void **state) {
    (void)state;
    enum { N = 1 << 16, CELLS = 16 };
    for (uint64_t key = 0; key < 5; key++) {
        te_permute p;
        te_permute_init(&p, N, key);
        int cells[CELLS][CELLS] = {{0}};
        for (uint64_t i = 0; i < N; i++)
            cells[i * CELLS / N][te_permute_at(&p, i) * CELLS / N]++;
        double expected = (double)N / (CELLS * CELLS), chi = 0;
        for (int i = 0; i < CELLS; i++)
            for (int j = 0; j < CELLS; j++) {
                double off = cells[i][j] - expected;
                chi += off * off / expected;
            }
        /* 225 degrees of freedom: mean 225, standard deviation 21. */
        assert_true(chi > 225 - 5 * 21.2 && chi < 225 + 5 * 21.2);
    }
}

static void a_position_costs_well_under_a_microsecond(void **state) {
    (void)state;
    te_permute p;
    te_permute_init(&p, 1000000, 1);
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    uint64_t sum = 0;
    for (uint64_t i = 0; i < 1000000; i++)
        sum += te_permute_at(&p, i);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    double ns = ((double)(to.tv_sec - from.tv_sec) * 1e9 +
                 (double)(to.tv_nsec - from.tv_nsec)) /
                1e6;
    print_message("te_permute_at: %.1f ns\n", ns);
    assert_true(sum == (uint64_t)999999 * 1000000 / 2);
    assert_true(ns < 1000); /* sanitizers are slow; plainly it is about 20 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_comes_once),
        cmocka_unit_test(every_number_of_a_million_comes_once),
        cmocka_unit_test(huge_ranges_stay_in_range_and_do_not_collide),
        cmocka_unit_test(the_same_key_gives_the_same_order),
        cmocka_unit_test(different_keys_give_unrelated_orders),
        cmocka_unit_test(positions_and_values_are_unrelated),
        cmocka_unit_test(a_position_costs_well_under_a_microsecond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
