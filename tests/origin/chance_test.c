#include "unit.h"

#include "chance.h"

#include <math.h>

/* z of 90, 99 and 99.9 %, as tables have them. */
static const double z90 = 1.2815515655446004, z99 = 2.3263478740408408,
                    z999 = 3.0902323061678132;

static void assert_near(double value, double wanted, double share) {
    if (fabs(value - wanted) > share * fabs(wanted))
        fail_msg("%.12g is not %.12g", value, wanted);
}

static void quantiles_of_a_lognormal_are_those_of_the_tables(void **state) {
    (void)state;
    assert_near(chance_lognormal(50, 0.5, 0.5), 50, 1e-12);
    assert_near(chance_lognormal(50, 0.5, 0.9), 50 * exp(0.5 * z90), 1e-12);
    assert_near(chance_lognormal(50, 0.5, 0.1), 50 / exp(0.5 * z90), 1e-12);
    assert_near(chance_lognormal(1, 1, 0.99), exp(z99), 1e-12);
    assert_near(chance_lognormal(3, 2, 0.999), 3 * exp(2 * z999), 1e-12);
}

static void without_sigma_all_are_the_median(void **state) {
    (void)state;
    assert_near(chance_lognormal(7, 0, 0.001), 7, 1e-15);
    assert_near(chance_lognormal(7, 0, 0.999), 7, 1e-15);
}

static void the_ends_of_the_shares_are_finite(void **state) {
    (void)state;
    assert_true(chance_lognormal(1, 1, 0) > 0);
    assert_true(isfinite(chance_lognormal(1, 1, 1)));
    assert_true(chance_share(0) >= 0);
    assert_true(chance_share(UINT64_MAX) < 1);
}

/* How many of `count` draws in a row from `first` on stay below the quantile
 * of `share`, less how many should. */
static double surplus_below(uint64_t first, uint64_t count, bool even,
                            double share) {
    double quantile = chance_lognormal(50, 0.5, share);
    double below = 0;
    for (uint64_t n = first; n < first + count; n++)
        if (chance_lognormal(50, 0.5, chance_nth_share(7, n, even)) < quantile)
            below++;
    return below - share * (double)count;
}

static const double shares[] = {0.1, 0.5, 0.9, 0.95, 0.99};
enum { SHARES = sizeof shares / sizeof shares[0] };

/* The count is binomial: five times its deviation, for this seed for ever. */
static void independent_draws_have_the_quantiles_they_should(void **state) {
    (void)state;
    const uint64_t count = 40000;
    for (int i = 0; i < SHARES; i++) {
        double share = shares[i];
        double deviation = sqrt((double)count * share * (1 - share));
        double surplus = surplus_below(1, count, false, share);
        assert_true(fabs(surplus) < 5 * deviation);
    }
}

/* What bench/latency counts on: three ranks of 20,000 are 0.3 % at p99. */
static void even_draws_have_them_to_three_ranks_of_any_run(void **state) {
    (void)state;
    for (uint64_t first = 1; first < 100000; first += 33333)
        for (int i = 0; i < SHARES; i++)
            assert_true(fabs(surplus_below(first, 20000, true, shares[i])) < 3);
}

static void a_seed_repeats_and_another_differs(void **state) {
    (void)state;
    for (int even = 0; even < 2; even++) {
        for (uint64_t n = 1; n < 100; n++) {
            double share = chance_nth_share(3, n, even);
            assert_true(share == chance_nth_share(3, n, even));
            assert_true(share != chance_nth_share(4, n, even));
            assert_true(share != chance_nth_share(3, n + 1, even));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_of_a_lognormal_are_those_of_the_tables),
        cmocka_unit_test(without_sigma_all_are_the_median),
        cmocka_unit_test(the_ends_of_the_shares_are_finite),
        cmocka_unit_test(independent_draws_have_the_quantiles_they_should),
        cmocka_unit_test(even_draws_have_them_to_three_ranks_of_any_run),
        cmocka_unit_test(a_seed_repeats_and_another_differs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
