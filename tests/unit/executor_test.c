#include "unit.h"

#include "executor.h"

#define SECOND UINT64_C(1000000000)

static te_executor_config config_for(uint32_t workers, uint64_t ramp_up_ns,
                                     uint64_t duration_ns) {
    te_executor_config config = {0};
    te_profile_hold_workers(&config.profile, workers, ramp_up_ns, duration_ns);
    return config;
}

static te_executor_config config_of(uint32_t workers) {
    return config_for(workers, 0, 3600 * SECOND);
}

static te_executor *new_executor(te_executor_config config) {
    te_executor *e = te_executor_new(&config, NULL);
    assert_non_null(e);
    return e;
}

static void workers_start_at_i_times_ramp_over_w(void **state) {
    (void)state;
    te_executor *e = new_executor(config_for(4, 10 * SECOND, 3600 * SECOND));
    assert_int_equal(te_executor_workers(e), 4);
    for (uint32_t i = 0; i < 4; i++) {
        uint64_t start_ns;
        assert_true(te_executor_start(e, i, &start_ns));
        assert_int_equal(start_ns, i * 10 * SECOND / 4);
    }
    te_run_record record;
    assert_int_equal(te_executor_next(e, 0, 0, &record), TE_NEXT_RUN);
    assert_int_equal(te_executor_next(e, 1, 0, &record), TE_NEXT_REST);
    assert_int_equal(record.intended_ns, 10 * SECOND / 4);
    te_executor_free(e);
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
    te_executor *e = new_executor(config_for(2, 2 * SECOND, 3600 * SECOND));
    te_run_record record;
    assert_int_equal(te_executor_next(e, 1, 3 * SECOND, &record), TE_NEXT_RUN);
    assert_int_equal(record.intended_ns, 1 * SECOND);
    assert_int_equal(record.started_ns, 3 * SECOND);
    te_executor_free(e);
}

static void no_run_starts_when_the_time_is_up(void **state) {
    (void)state;
    te_executor *e = new_executor(config_for(1, 0, 10 * SECOND));
    te_run_record record;
    assert_int_equal(te_executor_next(e, 0, 10 * SECOND - 1, &record),
                     TE_NEXT_RUN);
    te_executor_done(e, &record, 10 * SECOND, 0);
    assert_int_equal(te_executor_next(e, 0, 10 * SECOND, &record), TE_NEXT_END);
    te_executor_free(e);
}

static void a_pause_beyond_the_end_is_not_waited_for(void **state) {
    (void)state;
    te_executor_config config = config_for(1, 0, 10 * SECOND);
    config.delay_ns = 20 * SECOND;
    te_executor *e = new_executor(config);
    te_run_record record;
    te_executor_next(e, 0, 0, &record);
    te_executor_done(e, &record, SECOND, 0);
    assert_int_equal(te_executor_next(e, 0, SECOND, &record), TE_NEXT_END);
    te_executor_free(e);
}

static te_executor *new_staged(const char *stages) {
    te_executor_config config = {0};
    assert_true(te_spec_stages(stages, &config.profile.stages, NULL));
    config.profile.duration_ns = te_profile_stages_ns(&config.profile);
    return new_executor(config);
}

static void a_worker_that_is_not_wanted_any_more_ends(void **state) {
    (void)state;
    te_executor *e = new_staged("10s:=2, 10s:=1");
    te_run_record record;
    assert_int_equal(te_executor_next(e, 1, 0, &record), TE_NEXT_RUN);
    te_executor_done(e, &record, 11 * SECOND, 0);
    assert_int_equal(te_executor_next(e, 1, 11 * SECOND, &record), TE_NEXT_END);
    assert_int_equal(te_executor_next(e, 0, 11 * SECOND, &record), TE_NEXT_RUN);
    te_executor_free(e);
}

static void a_worker_that_is_wanted_again_rests_until_then(void **state) {
    (void)state;
    te_executor *e = new_staged("10s:=1, 10s:=0, 10s:=1");
    te_run_record record;
    te_executor_next(e, 0, 0, &record);
    te_executor_done(e, &record, 12 * SECOND, 0);
    assert_int_equal(te_executor_next(e, 0, 12 * SECOND, &record),
                     TE_NEXT_REST);
    assert_int_equal(record.intended_ns, 20 * SECOND);
    assert_int_equal(te_executor_next(e, 0, 20 * SECOND, &record), TE_NEXT_RUN);
    assert_int_equal(record.number, 2);
    te_executor_free(e);
}

static void a_pause_that_reaches_into_a_rest_ends_with_it(void **state) {
    (void)state;
    te_executor *e = new_staged("10s:=1, 10s:=0, 10s:=1");
    te_run_record record;
    te_executor_next(e, 0, 0, &record);
    te_executor_done(e, &record, 5 * SECOND, 8 * SECOND);
    assert_int_equal(te_executor_next(e, 0, 5 * SECOND, &record), TE_NEXT_REST);
    assert_int_equal(record.intended_ns, 20 * SECOND);
    te_executor_free(e);
}

/* Runs of a second each, on a clock that is turned by hand: as many as the
 * area below the course. */
static void workers_make_the_runs_of_their_shifts(void **state) {
    (void)state;
    te_executor *e = new_staged("10s:10, 20s:10, 10s:0");
    uint64_t runs = 0;
    for (uint32_t w = 0; w < te_executor_workers(e); w++) {
        te_run_record record;
        uint64_t now_ns = 0;
        te_next next;
        while ((next = te_executor_next(e, w, now_ns, &record)) !=
               TE_NEXT_END) {
            if (next == TE_NEXT_RUN) {
                now_ns += SECOND;
                runs++;
                te_executor_done(e, &record, now_ns, 0);
            } else
                now_ns = record.intended_ns;
        }
    }
    assert_in_range(runs, 300, 310); /* the last one of each ends late */
    te_executor_free(e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_start_at_i_times_ramp_over_w),
        cmocka_unit_test(a_worker_runs_max_runs_times),
        cmocka_unit_test(the_pause_is_the_runs_and_the_scenarios_together),
        cmocka_unit_test(a_run_that_starts_late_keeps_its_intended_start),
        cmocka_unit_test(no_run_starts_when_the_time_is_up),
        cmocka_unit_test(a_pause_beyond_the_end_is_not_waited_for),
        cmocka_unit_test(a_worker_that_is_not_wanted_any_more_ends),
        cmocka_unit_test(a_worker_that_is_wanted_again_rests_until_then),
        cmocka_unit_test(a_pause_that_reaches_into_a_rest_ends_with_it),
        cmocka_unit_test(workers_make_the_runs_of_their_shifts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
