#include "unit.h"

#include "../../stdlib/mix.h"
#include "../../stdlib/zipf.h"

#include <math.h>

enum { DRAWS = 400000, SHOWN = 20 };

/* Pearson's chi-square of the first SHOWN numbers, and of all others. */
static double chi_square(uint64_t n, double exponent, uint64_t key) {
    te_zipf zipf;
    te_zipf_init(&zipf, n, exponent);
    double seen[SHOWN + 1] = {0}, all = 0, chi = 0, first = 0;
    for (uint64_t i = 0; i < DRAWS; i++) {
        uint64_t number = te_zipf_draw(&zipf, te_mix(key, i));
        assert_true(number < n);
        seen[number < SHOWN ? number : SHOWN]++;
    }
    for (uint64_t k = 1; k <= n; k++)
        all += pow((double)k, -exponent);
    for (int i = 0; i <= SHOWN; i++) {
        double share = i < SHOWN ? pow(i + 1, -exponent) / all : 1 - first;
        double wanted = share * DRAWS, off = seen[i] - wanted;
        if (wanted > 5) chi += off * off / wanted;
        first += share;
    }
    return chi;
}

/* 20 degrees of freedom: 47.5 is passed once in two thousand times. */
static void frequencies_are_those_of_the_law(void **state) {
    (void)state;
    const double exponents[] = {0, 0.5, 0.99, 1, 1.01, 1.5, 2, 3};
    for (size_t e = 0; e < sizeof exponents / sizeof *exponents; e++) {
        double chi = chi_square(1000, exponents[e], e);
        if (chi > 47.5) fail_msg("exponent %g: %g", exponents[e], chi);
        chi = chi_square(135795, exponents[e], e);
        if (chi > 47.5) fail_msg("exponent %g: %g", exponents[e], chi);
    }
}

static void all_numbers_of_a_few_come(void **state) {
    (void)state;
    for (uint64_t n = 1; n <= 5; n++) {
        te_zipf zipf;
        te_zipf_init(&zipf, n, 1);
        int seen[5] = {0};
        for (uint64_t i = 0; i < 1000; i++)
            seen[te_zipf_draw(&zipf, te_mix(1, i))]++;
        for (uint64_t i = 0; i < n; i++)
            assert_true(seen[i] > 0);
        for (uint64_t i = 1; i < n; i++)
            assert_true(seen[i] < seen[i - 1]);
    }
}

static void the_largest_exponents_give_the_first(void **state) {
    (void)state;
    te_zipf zipf;
    te_zipf_init(&zipf, 1000000, 100);
    for (uint64_t i = 0; i < 1000; i++)
        assert_int_equal(te_zipf_draw(&zipf, te_mix(1, i)), 0);
}

static void huge_ranges_stay_in_range(void **state) {
    (void)state;
    te_zipf zipf;
    te_zipf_init(&zipf, (uint64_t)1 << 50, 0.1);
    for (uint64_t i = 0; i < 10000; i++)
        assert_true(te_zipf_draw(&zipf, te_mix(1, i)) < (uint64_t)1 << 50);
}

static void the_same_key_draws_the_same(void **state) {
    (void)state;
    te_zipf zipf;
    te_zipf_init(&zipf, 1000, 1);
    for (uint64_t key = 0; key < 1000; key++)
        assert_int_equal(te_zipf_draw(&zipf, key), te_zipf_draw(&zipf, key));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frequencies_are_those_of_the_law),
        cmocka_unit_test(all_numbers_of_a_few_come),
        cmocka_unit_test(the_largest_exponents_give_the_first),
        cmocka_unit_test(huge_ranges_stay_in_range),
        cmocka_unit_test(the_same_key_draws_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
