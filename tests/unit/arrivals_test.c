#include "unit.h"

#include "arrivals.h"
#include "queue.h"

#include <math.h>

#define SECOND UINT64_C(1000000000)

static te_profile staged(const char *stages) {
    te_profile p = {0};
    assert_true(te_spec_stages(stages, &p.stages, NULL));
    p.duration_ns = te_profile_stages_ns(&p);
    return p;
}

static te_profile constant(double per_s, uint64_t duration_ns) {
    te_profile p = {0};
    te_profile_hold_rate(&p, per_s, duration_ns);
    return p;
}

static uint64_t count_of(const te_profile *p, bool is_poisson) {
    te_arrivals a;
    te_arrival one;
    uint64_t count = 0, last_ns = 0;
    te_arrivals_init(&a, p, is_poisson, 1, 0, 1);
    for (; te_arrivals_next(&a, &one); count++) {
        assert_int_equal(one.number, count);
        assert_true(one.due_ns >= last_ns && one.due_ns < p->duration_ns);
        last_ns = one.due_ns;
    }
    assert_false(te_arrivals_next(&a, &one));
    return count;
}

static void a_constant_rate_makes_its_count_to_the_last_one(void **state) {
    (void)state;
    static const double rates[] = {1, 2000, 1000. / 3, 0.1, 30000. / 60, 7.7};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        te_profile p = constant(rates[i], 30 * SECOND);
        double count = ceil(rates[i] * 30 - 1e-6);
        assert_int_equal(count_of(&p, false), llround(count));
    }
}

static void arrivals_of_a_constant_rate_are_evenly_spaced(void **state) {
    (void)state;
    te_profile p = constant(2000, 3600 * SECOND);
    te_arrivals a;
    te_arrival one;
    te_arrivals_init(&a, &p, false, 1, 0, 1);
    for (uint64_t i = 0; te_arrivals_next(&a, &one); i++)
        assert_int_equal(one.due_ns, i * SECOND / 2000);
}

static void nothing_drifts_in_a_week(void **state) {
    (void)state;
    te_profile p = constant(100. / 3, 7 * 86400 * SECOND);
    assert_int_equal(count_of(&p, false), 20160000);
}

static void a_ramp_has_its_integral(void **state) {
    (void)state;
    static const struct {
        const char *stages;
        double area;
    } cases[] = {
        {"10s:1000/s", 5000},
        {"10s:=1000/s, 10s:0", 15000},
        {"30s:500/s, 60s:500/s, 30s:0", 45000},
        {"5s:0, 10s:=100/s, 5s:0, 20s:=0, 10s:50/s", 1000 + 250 + 250},
        {"10s:100/s, 0s:7/s, 10s:7/s", 570},
        {"1h:600000/m", 18000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        te_profile p = staged(cases[i].stages);
        double off = (double)count_of(&p, false) - cases[i].area;
        assert_true(fabs(off) <= 1);
    }
}

/* At any moment, not only at the end. */
static void a_ramp_is_where_its_integral_is(void **state) {
    (void)state;
    te_profile p = staged("10s:1000/s, 10s:0");
    te_arrivals a;
    te_arrival one;
    te_arrivals_init(&a, &p, false, 1, 0, 1);
    while (te_arrivals_next(&a, &one)) {
        double t = (double)one.due_ns / 1e9;
        double area = t < 10 ? 50 * t * t : 10000 - 50 * (20 - t) * (20 - t);
        assert_true(fabs(area - (double)one.number) < 1e-3);
    }
}

static void a_profile_may_end_within_a_ramp(void **state) {
    (void)state;
    te_profile p = staged("10s:1000/s");
    p.duration_ns = 5 * SECOND;
    assert_int_equal(count_of(&p, false), 1250);
}

static void a_rate_of_nothing_has_no_arrivals(void **state) {
    (void)state;
    te_profile p = staged("10s:=0, 10s:=1/s");
    p.duration_ns = 10 * SECOND;
    assert_int_equal(count_of(&p, false), 0);
}

static void shares_are_the_whole(void **state) {
    (void)state;
    te_profile p = staged("10s:100/s, 10s:0");
    for (int poisson = 0; poisson < 2; poisson++) {
        te_arrivals whole, share[3];
        te_arrival one, other;
        te_arrivals_init(&whole, &p, poisson, 7, 0, 1);
        for (uint32_t i = 0; i < 3; i++)
            te_arrivals_init(&share[i], &p, poisson, 7, i, 3);
        while (te_arrivals_next(&whole, &one)) {
            assert_true(te_arrivals_next(&share[one.number % 3], &other));
            assert_int_equal(other.number, one.number);
            assert_int_equal(other.due_ns, one.due_ns);
        }
        for (uint32_t i = 0; i < 3; i++)
            assert_false(te_arrivals_next(&share[i], &other));
    }
}

/* The counts of its seconds scatter as their mean does. */
static void poisson_arrivals_scatter_as_they_should(void **state) {
    (void)state;
    enum { SECONDS = 2000 };
    te_profile p = constant(100, SECONDS * SECOND);
    static double counts[SECONDS];
    te_arrivals a;
    te_arrival one;
    te_arrivals_init(&a, &p, true, 3, 0, 1);
    while (te_arrivals_next(&a, &one))
        counts[one.due_ns / SECOND]++;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < SECONDS; i++) {
        sum += counts[i];
        squares += (counts[i] - 100) * (counts[i] - 100);
    }
    assert_true(fabs(sum / SECONDS - 100) < 1);
    assert_true(fabs(squares / SECONDS - 100) < 10);
}

static void the_same_seed_has_the_same_arrivals(void **state) {
    (void)state;
    te_profile p = constant(100, 10 * SECOND);
    te_arrivals a, b, c;
    te_arrival x, y, z;
    te_arrivals_init(&a, &p, true, 3, 0, 1);
    te_arrivals_init(&b, &p, true, 3, 0, 1);
    te_arrivals_init(&c, &p, true, 4, 0, 1);
    te_arrivals_next(&a, &x);
    te_arrivals_next(&b, &y);
    te_arrivals_next(&c, &z);
    assert_int_equal(x.due_ns, y.due_ns);
    assert_int_not_equal(x.due_ns, z.due_ns);
}

static void a_queue_gives_back_in_order_and_holds_no_more(void **state) {
    (void)state;
    te_queue q;
    te_arrival one;
    assert_true(te_queue_init(&q, 3));
    for (uint64_t round = 0; round < 5; round++) {
        assert_false(te_queue_pop(&q, &one));
        for (uint64_t i = 0; i < 3; i++)
            assert_true(te_queue_push(&q, (te_arrival){.number = round + i}));
        assert_false(te_queue_push(&q, (te_arrival){.number = 9}));
        assert_true(te_queue_pop(&q, &one));
        assert_true(te_queue_push(&q, (te_arrival){.number = round + 3}));
        for (uint64_t i = 1; i <= 3; i++) {
            assert_true(te_queue_pop(&q, &one));
            assert_int_equal(one.number, round + i);
        }
    }
    te_queue_clear(&q);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_constant_rate_makes_its_count_to_the_last_one),
        cmocka_unit_test(arrivals_of_a_constant_rate_are_evenly_spaced),
        cmocka_unit_test(nothing_drifts_in_a_week),
        cmocka_unit_test(a_ramp_has_its_integral),
        cmocka_unit_test(a_ramp_is_where_its_integral_is),
        cmocka_unit_test(a_profile_may_end_within_a_ramp),
        cmocka_unit_test(a_rate_of_nothing_has_no_arrivals),
        cmocka_unit_test(shares_are_the_whole),
        cmocka_unit_test(poisson_arrivals_scatter_as_they_should),
        cmocka_unit_test(the_same_seed_has_the_same_arrivals),
        cmocka_unit_test(a_queue_gives_back_in_order_and_holds_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
