#include "unit.h"

#include "profile.h"

#define SECOND UINT64_C(1000000000)

static te_profile staged(const char *stages) {
    te_profile p = {0};
    assert_true(te_spec_stages(stages, &p.stages, NULL));
    p.duration_ns = te_profile_stages_ns(&p);
    return p;
}

static void levels_go_in_a_straight_line_between_stages(void **state) {
    (void)state;
    te_profile p = staged("10s:50,20s:50,10s:0");
    assert_true(te_profile_level(&p, 0) == 0);
    assert_true(te_profile_level(&p, 5 * SECOND) == 25);
    assert_true(te_profile_level(&p, 10 * SECOND) == 50);
    assert_true(te_profile_level(&p, 29 * SECOND) == 50);
    assert_true(te_profile_level(&p, 38 * SECOND) == 10);
    assert_true(te_profile_level(&p, 40 * SECOND) == 0);
    assert_true(te_profile_highest(&p) == 50);
}

static void a_jump_is_there_at_once(void **state) {
    (void)state;
    te_profile p = staged("10s:=5,10s:=20,0s:=7,10s:7");
    assert_true(te_profile_level(&p, 0) == 5);
    assert_true(te_profile_level(&p, 10 * SECOND - 1) == 5);
    assert_true(te_profile_level(&p, 10 * SECOND) == 20);
    assert_true(te_profile_level(&p, 20 * SECOND) == 7);
}

static void a_stage_of_no_time_jumps_too(void **state) {
    (void)state;
    te_profile p = staged("0s:30,10s:30");
    assert_true(te_profile_level(&p, 0) == 30);
}

static void the_last_level_holds_where_the_run_is_longer(void **state) {
    (void)state;
    te_profile p = staged("10s:5");
    p.duration_ns = 60 * SECOND;
    assert_true(te_profile_level(&p, 59 * SECOND) == 5);
    assert_true(te_profile_level(&p, 60 * SECOND) == 0);
}

static void what_is_cut_off_counts_no_more(void **state) {
    (void)state;
    te_profile p = staged("10s:50,10s:100");
    p.duration_ns = 5 * SECOND;
    assert_true(te_profile_highest(&p) == 25);
    p.duration_ns = 10 * SECOND;
    assert_true(te_profile_highest(&p) == 50);
}

static void expect_shift(const te_profile *p, uint32_t worker, uint64_t t_ns,
                         uint64_t from_ns, uint64_t until_ns) {
    te_shift s;
    assert_true(te_profile_shift(p, worker, t_ns, &s));
    assert_int_equal(s.from_ns, from_ns);
    assert_int_equal(s.until_ns, until_ns);
}

static void who_came_last_goes_first(void **state) {
    (void)state;
    te_profile p = staged("10s:10,10s:10,10s:0");
    expect_shift(&p, 0, 0, 0, 30 * SECOND);
    expect_shift(&p, 4, 0, 4 * SECOND, 26 * SECOND);
    expect_shift(&p, 9, 0, 9 * SECOND, 21 * SECOND);
    te_shift s;
    assert_false(te_profile_shift(&p, 9, 21 * SECOND, &s));
    assert_false(te_profile_shift(&p, 10, 0, &s));
}

static void a_worker_may_be_wanted_twice(void **state) {
    (void)state;
    te_profile p = staged("10s:=2,10s:=1,10s:=2");
    expect_shift(&p, 0, 25 * SECOND, 0, 30 * SECOND);
    expect_shift(&p, 1, 0, 0, 10 * SECOND);
    expect_shift(&p, 1, 10 * SECOND, 20 * SECOND, 30 * SECOND);
}

static void a_moment_without_workers_is_the_end_of_a_shift(void **state) {
    (void)state;
    te_profile p = staged("10s:1,10s:0,5s:0,10s:1");
    expect_shift(&p, 0, 0, 0, 20 * SECOND);
    expect_shift(&p, 0, 20 * SECOND, 25 * SECOND, 35 * SECOND);
}

/* At any moment as many as the level says, rounded up. */
static void as_many_are_wanted_as_the_level_says(void **state) {
    (void)state;
    te_profile p = staged("7s:13,3s:=4,11s:29,5s:2,1s:2,2s:=31,9s:0");
    for (uint64_t t_ns = 1; t_ns < p.duration_ns; t_ns += 10000019) {
        uint32_t wanted = 0;
        for (uint32_t i = 0; i < 31; i++) {
            te_shift s;
            wanted += te_profile_shift(&p, i, t_ns, &s) && s.from_ns <= t_ns;
        }
        double level = te_profile_level(&p, t_ns);
        assert_true(wanted >= level && wanted < level + 1 + 1e-6);
    }
}

static void worker_i_of_w_starts_at_i_times_ramp_over_w(void **state) {
    (void)state;
    te_profile p = {0};
    te_profile_hold_workers(&p, 3, 10 * SECOND, 60 * SECOND);
    for (uint32_t i = 0; i < 3; i++)
        expect_shift(&p, i, 0, i * 10 * SECOND / 3, 60 * SECOND);
    te_profile_hold_workers(&p, 3, 0, 60 * SECOND);
    expect_shift(&p, 2, 0, 0, 60 * SECOND);
}

static void who_would_start_after_the_end_never_does(void **state) {
    (void)state;
    te_profile p = {0};
    te_shift s;
    te_profile_hold_workers(&p, 10, 100 * SECOND, 20 * SECOND);
    expect_shift(&p, 1, 0, 10 * SECOND, 20 * SECOND);
    assert_false(te_profile_shift(&p, 2, 0, &s));
    assert_true(te_profile_highest(&p) == 2);
}

static void a_huge_ramp_does_not_overflow(void **state) {
    (void)state;
    uint64_t ramp_ns = 3650 * 24 * 3600 * SECOND;
    te_profile p = {0};
    te_shift s;
    te_profile_hold_workers(&p, 1000000, ramp_ns, 2 * ramp_ns);
    assert_true(te_profile_shift(&p, 999999, 0, &s));
    assert_true(s.from_ns >= ramp_ns - ramp_ns / 1000000 - 1);
    assert_true(s.from_ns < ramp_ns);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_go_in_a_straight_line_between_stages),
        cmocka_unit_test(a_jump_is_there_at_once),
        cmocka_unit_test(a_stage_of_no_time_jumps_too),
        cmocka_unit_test(the_last_level_holds_where_the_run_is_longer),
        cmocka_unit_test(what_is_cut_off_counts_no_more),
        cmocka_unit_test(who_came_last_goes_first),
        cmocka_unit_test(a_worker_may_be_wanted_twice),
        cmocka_unit_test(a_moment_without_workers_is_the_end_of_a_shift),
        cmocka_unit_test(as_many_are_wanted_as_the_level_says),
        cmocka_unit_test(worker_i_of_w_starts_at_i_times_ramp_over_w),
        cmocka_unit_test(who_would_start_after_the_end_never_does),
        cmocka_unit_test(a_huge_ramp_does_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
