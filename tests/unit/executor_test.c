#include "unit.h"

#include "executor.h"

#define SECOND UINT64_C(1000000000)

static te_executor_config config_of(uint32_t workers) {
    return (te_executor_config){
        .profile = {.workers = workers, .duration_ns = 3600 * SECOND}};
}

static te_executor *new_executor(te_executor_config config) {
    te_executor *e = te_executor_new(&config, NULL);
    assert_non_null(e);
    return e;
}

static void workers_start_at_i_times_ramp_over_w(void **state) {
    (void)state;
    te_executor_config config = config_of(4);
    config.profile.ramp_up_ns = 10 * SECOND;
    te_executor *e = new_executor(config);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(te_executor_start_ns(e, i), i * 10 * SECOND / 4);
    te_run_record record;
    assert_int_equal(te_executor_next(e, 0, 0, &record), TE_NEXT_RUN);
    assert_int_equal(te_executor_next(e, 1, 0, &record), TE_NEXT_WAIT);
    assert_int_equal(record.intended_ns, 10 * SECOND / 4);
    te_executor_free(e);
}

static void a_huge_ramp_does_not_overflow(void **state) {
    (void)state;
    te_profile profile = {.workers = 1000000,
                          .ramp_up_ns = 3650 * 24 * 3600 * SECOND};
    uint64_t last = te_profile_worker_start_ns(&profile, 999999);
    uint64_t step = profile.ramp_up_ns / profile.workers;
    assert_true(last >= profile.ramp_up_ns - step - 1);
    assert_true(last < profile.ramp_up_ns);
}

static void a_worker_runs_max_runs_times(void **state) {
    (void)state;
    te_executor_config config = config_of(1);
    config.max_runs = 3;
    te_executor *e = new_executor(config);
    te_run_record record;
    for (uint64_t i = 1; i <= 3; i++) {
        assert_int_equal(te_executor_next(e, 0, i, &record), TE_NEXT_RUN);
        assert_int_equal(record.number, i);
        te_executor_done(e, &record, i, 0);
    }
    assert_int_equal(te_executor_next(e, 0, 4, &record), TE_NEXT_END);
    te_executor_free(e);
}

static void the_pause_is_the_runs_and_the_scenarios_together(void **state) {
    (void)state;
    te_executor_config config = config_of(1);
    config.delay_ns = 2 * SECOND;
    te_executor *e = new_executor(config);
    te_run_record record;
    te_executor_next(e, 0, 0, &record);
    te_executor_done(e, &record, 5 * SECOND, 1 * SECOND);
    assert_int_equal(te_executor_next(e, 0, 7 * SECOND, &record), TE_NEXT_WAIT);
    assert_int_equal(record.intended_ns, 8 * SECOND);
    assert_int_equal(te_executor_next(e, 0, 8 * SECOND, &record), TE_NEXT_RUN);
    te_executor_free(e);
}

static void a_run_that_starts_late_keeps_its_intended_start(void **state) {
    (void)state;
    te_executor_config config = config_of(2);
    config.profile.ramp_up_ns = 2 * SECOND;
    te_executor *e = new_executor(config);
    te_run_record record;
    assert_int_equal(te_executor_next(e, 1, 3 * SECOND, &record), TE_NEXT_RUN);
    assert_int_equal(record.intended_ns, 1 * SECOND);
    assert_int_equal(record.started_ns, 3 * SECOND);
    te_executor_free(e);
}

static void no_run_starts_when_the_time_is_up(void **state) {
    (void)state;
    te_executor_config config = config_of(1);
    config.profile.duration_ns = 10 * SECOND;
    te_executor *e = new_executor(config);
    te_run_record record;
    assert_int_equal(te_executor_next(e, 0, 10 * SECOND - 1, &record),
                     TE_NEXT_RUN);
    te_executor_done(e, &record, 10 * SECOND, 0);
    assert_int_equal(te_executor_next(e, 0, 10 * SECOND, &record), TE_NEXT_END);
    te_executor_free(e);
}

static void a_pause_beyond_the_end_is_not_waited_for(void **state) {
    (void)state;
    te_executor_config config = config_of(1);
    config.profile.duration_ns = 10 * SECOND;
    config.delay_ns = 20 * SECOND;
    te_executor *e = new_executor(config);
    te_run_record record;
    te_executor_next(e, 0, 0, &record);
    te_executor_done(e, &record, SECOND, 0);
    assert_int_equal(te_executor_next(e, 0, SECOND, &record), TE_NEXT_END);
    te_executor_free(e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_start_at_i_times_ramp_over_w),
        cmocka_unit_test(a_huge_ramp_does_not_overflow),
        cmocka_unit_test(a_worker_runs_max_runs_times),
        cmocka_unit_test(the_pause_is_the_runs_and_the_scenarios_together),
        cmocka_unit_test(a_run_that_starts_late_keeps_its_intended_start),
        cmocka_unit_test(no_run_starts_when_the_time_is_up),
        cmocka_unit_test(a_pause_beyond_the_end_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
