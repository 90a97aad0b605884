#include "unit.h"

#include "executor.h"

#include <math.h>

#define SECOND UINT64_C(1000000000)

static const te_heading ON = {0}, PAUSED = {.is_paused = true};

static te_heading by_hand(double level) {
    return (te_heading){.is_by_hand = true, .level = level};
}

static te_executor_config config_of(const char *stages, uint32_t max_workers) {
    te_executor_config config = {.max_workers = max_workers,
                                 .queue_limit = 100};
    assert_true(te_spec_stages(stages, &config.profile.stages, NULL));
    config.profile.duration_ns = te_profile_stages_ns(&config.profile);
    return config;
}

static te_executor *executor_of(te_executor_config config) {
    te_executor *e = te_executor_new(&config, NULL);
    assert_non_null(e);
    return e;
}

/* From now_ns on, and each thread follows. */
static void steer(te_executor *e, uint32_t threads, te_heading heading,
                  uint64_t now_ns) {
    te_executor_steer(e, &heading, (int64_t)now_ns);
    for (uint32_t i = 0; i < threads; i++)
        assert_true(te_executor_follow(e, i));
}

/* ---- The plan ---- */

static te_steering steering_of(const char *stages) {
    te_steering s;
    te_executor_config config = config_of(stages, 0);
    te_steering_init(&s, &config.profile);
    return s;
}

static void a_plan_goes_on_where_it_was_paused(void **state) {
    (void)state;
    te_steering s = steering_of("10s:10, 10s:10");
    te_steering_turn(&s, &PAUSED, 4 * SECOND);
    assert_true(te_steering_level(&s, 50 * SECOND) == 0);
    assert_true(te_steering_end_ns(&s) == UINT64_MAX);
    te_steering_turn(&s, &ON, 104 * SECOND);
    assert_true(fabs(te_steering_level(&s, 104 * SECOND) - 4) < 1e-9);
    assert_true(te_steering_end_ns(&s) == 120 * SECOND);
}

static void a_plan_that_has_not_begun_begins_later(void **state) {
    (void)state;
    te_steering s = steering_of("10s:10");
    te_steering_turn(&s, &PAUSED, -5 * (int64_t)SECOND);
    te_steering_turn(&s, &ON, 5 * SECOND);
    assert_true(te_steering_level(&s, 9 * SECOND) == 0);
    assert_true(fabs(te_steering_level(&s, 15 * SECOND) - 5) < 1e-9);
    assert_true(te_steering_end_ns(&s) == 20 * SECOND);
}

static void a_level_by_hand_holds_until_the_end(void **state) {
    (void)state;
    te_steering s = steering_of("10s:10, 10s:0");
    te_heading seven = by_hand(7);
    te_steering_turn(&s, &seven, 2 * SECOND);
    assert_true(te_steering_level(&s, 19 * SECOND) == 7);
    assert_true(te_steering_level(&s, 20 * SECOND) == 0);
    te_steering_turn(&s, &ON, 15 * SECOND);
    assert_true(fabs(te_steering_level(&s, 15 * SECOND) - 5) < 1e-9);
}

/* ---- Workers ---- */

static te_next next(te_executor *e, uint32_t worker, uint64_t now_ns,
                    uint64_t *intended_ns) {
    te_run_record record;
    te_next what = te_executor_next(e, worker, now_ns, &record);
    *intended_ns = record.intended_ns;
    if (what == TE_NEXT_RUN) te_executor_done(e, &record, now_ns + 1, 0);
    return what;
}

static void more_workers_are_due_from_then_on(void **state) {
    (void)state;
    uint64_t at_ns;
    te_executor *e = executor_of(config_of("100s:=2", 10));
    assert_int_equal(te_executor_workers(e), 10);
    assert_int_equal(te_executor_wanted(e, 0), 2);
    assert_false(te_executor_start(e, 4, &at_ns));
    steer(e, 1, by_hand(5), 3 * SECOND);
    assert_int_equal(te_executor_wanted(e, 0), 5);
    assert_true(te_executor_start(e, 4, &at_ns));
    assert_true(at_ns == 3 * SECOND);
    assert_int_equal(next(e, 4, 4 * SECOND, &at_ns), TE_NEXT_RUN);
    assert_true(at_ns == 3 * SECOND);
    assert_int_equal(next(e, 5, 4 * SECOND, &at_ns), TE_NEXT_END);
    te_executor_free(e);
}

static void fewer_workers_are_those_that_came_first(void **state) {
    (void)state;
    uint64_t at_ns;
    te_executor *e = executor_of(config_of("100s:=3", 0));
    steer(e, 1, by_hand(1), 3 * SECOND);
    assert_int_equal(next(e, 0, 3 * SECOND, &at_ns), TE_NEXT_RUN);
    assert_int_equal(next(e, 1, 3 * SECOND, &at_ns), TE_NEXT_END);
    steer(e, 1, by_hand(2), 9 * SECOND);
    assert_int_equal(next(e, 1, 9 * SECOND, &at_ns), TE_NEXT_RUN);
    assert_true(at_ns == 9 * SECOND);
    te_executor_free(e);
}

static void who_is_wanted_all_the_time_keeps_its_pace(void **state) {
    (void)state;
    uint64_t at_ns;
    te_executor_config config = config_of("100s:=1", 10);
    config.interval_ns = 2 * SECOND;
    te_executor *e = executor_of(config);
    assert_int_equal(next(e, 0, 0, &at_ns), TE_NEXT_RUN);
    steer(e, 1, by_hand(5), 3 * SECOND);
    assert_int_equal(next(e, 0, 3 * SECOND, &at_ns), TE_NEXT_RUN);
    assert_true(at_ns == 2 * SECOND);
    te_executor_free(e);
}

static void no_run_begins_in_a_pause_and_none_is_made_up_for(void **state) {
    (void)state;
    uint64_t at_ns;
    te_executor_config config = config_of("100s:=1", 0);
    config.interval_ns = SECOND;
    te_executor *e = executor_of(config);
    te_run_record record;
    assert_int_equal(te_executor_next(e, 0, 0, &record), TE_NEXT_RUN);
    steer(e, 1, PAUSED, 5 * SECOND);
    assert_int_equal(next(e, 0, 6 * SECOND, &at_ns), TE_NEXT_FREE);
    steer(e, 1, ON, 50 * SECOND);
    te_executor_done(e, &record, 51 * SECOND, 0); /* it was under way */
    assert_int_equal(next(e, 0, 51 * SECOND, &at_ns), TE_NEXT_RUN);
    assert_true(at_ns == 50 * SECOND);
    assert_int_equal(next(e, 0, 144 * SECOND, &at_ns), TE_NEXT_RUN);
    assert_int_equal(next(e, 0, 145 * SECOND, &at_ns), TE_NEXT_END);
    te_executor_free(e);
}

static void who_had_all_its_runs_does_not_begin_again(void **state) {
    (void)state;
    uint64_t at_ns;
    te_executor_config config = config_of("100s:=1", 5);
    config.max_runs = 1;
    te_executor *e = executor_of(config);
    assert_int_equal(next(e, 0, 0, &at_ns), TE_NEXT_RUN);
    steer(e, 1, by_hand(2), SECOND);
    assert_false(te_executor_start(e, 0, &at_ns));
    assert_true(te_executor_start(e, 1, &at_ns));
    te_executor_free(e);
}

/* ---- Arrivals ---- */

/* Takes all arrivals up to until_ns; each is later than the one before. */
static uint64_t arrive_until(te_executor *e, uint32_t threads,
                             uint64_t until_ns) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < threads; i++) {
        te_run_record record;
        for (; te_executor_arrival_ns(e, i) < until_ns; count++) {
            assert_true(te_executor_arrive(e, i, 1));
            assert_int_equal(te_executor_next(e, i, until_ns, &record),
                             TE_NEXT_RUN);
        }
    }
    return count;
}

static void arrivals_are_the_area_of_what_was_steered(void **state) {
    (void)state;
    for (uint32_t threads = 1; threads < 4; threads++) {
        te_executor_config config = config_of("20s:100/s, 80s:100/s", 10);
        config.threads = threads;
        te_executor *e = executor_of(config);
        uint64_t count = arrive_until(e, threads, 10 * SECOND); /* 250 */
        steer(e, threads, by_hand(37), 10 * SECOND);
        count += arrive_until(e, threads, 20 * SECOND); /* 370 */
        steer(e, threads, PAUSED, 20 * SECOND);
        count += arrive_until(e, threads, 60 * SECOND); /* 0 */
        steer(e, threads, ON, 60 * SECOND);
        /* The plan is at 20 s. */
        count += arrive_until(e, threads, 61 * SECOND); /* 100 */
        assert_in_range(count, 720 - threads, 720 + threads);
        assert_true(te_executor_end_ns(e) == 140 * SECOND);
        count += arrive_until(e, threads, 1000 * SECOND);
        assert_in_range(count, 8620 - 1, 8620 + 1);
        te_executor_free(e);
    }
}

static void arrivals_of_a_ramp_go_on_within_it(void **state) {
    (void)state;
    te_executor *e = executor_of(config_of("100s:100/s", 10));
    assert_int_equal(arrive_until(e, 1, 50 * SECOND), 1250);
    steer(e, 1, PAUSED, 50 * SECOND);
    assert_int_equal(arrive_until(e, 1, 90 * SECOND), 0);
    steer(e, 1, ON, 100 * SECOND);
    uint64_t count = arrive_until(e, 1, 110 * SECOND);
    assert_in_range(count, 549, 551);
    count += arrive_until(e, 1, 1000 * SECOND);
    assert_in_range(count, 3749, 3751);
    te_executor_free(e);
}

/* Also of a thread that hears of it late: by then 5 had arrived too many. */
static void a_late_thread_makes_up_for_what_it_missed(void **state) {
    (void)state;
    te_executor *e = executor_of(config_of("100s:=10/s", 10));
    te_heading one = by_hand(1);
    uint64_t count = arrive_until(e, 1, 10 * SECOND + SECOND / 2);
    te_executor_steer(e, &one, 10 * SECOND);
    assert_true(te_executor_follow(e, 0));
    assert_false(te_executor_follow(e, 0));
    count += arrive_until(e, 1, 50 * SECOND);
    assert_in_range(count, 139, 141);
    te_executor_free(e);
}

static void what_was_due_before_is_due_at_that_moment(void **state) {
    (void)state;
    te_executor *e = executor_of(config_of("100s:=1/s", 10));
    arrive_until(e, 1, 2 * SECOND);
    steer(e, 1, by_hand(10), 5 * SECOND + SECOND / 2);
    for (int i = 2; i < 6; i++) { /* those of the seconds 2 to 5 */
        assert_true(te_executor_arrival_ns(e, 0) == 5 * SECOND + SECOND / 2);
        assert_true(te_executor_arrive(e, 0, 1));
    }
    assert_true(te_executor_arrival_ns(e, 0) == 5 * SECOND + SECOND * 55 / 100);
    te_executor_free(e);
}

static void what_waits_through_a_pause_was_meant_to_come_later(void **state) {
    (void)state;
    te_executor *e = executor_of(config_of("100s:=1/s", 10));
    te_run_record record;
    assert_true(te_executor_arrive(e, 0, 0));
    assert_true(te_executor_arrive(e, 0, 0));
    steer(e, 1, PAUSED, 2 * SECOND);
    assert_int_equal(te_executor_next(e, 0, 3 * SECOND, &record), TE_NEXT_FREE);
    steer(e, 1, ON, 12 * SECOND);
    assert_int_equal(te_executor_next(e, 0, 12 * SECOND, &record), TE_NEXT_RUN);
    assert_true(record.intended_ns == 10 * SECOND);
    assert_int_equal(te_executor_next(e, 0, 12 * SECOND, &record), TE_NEXT_RUN);
    assert_true(record.intended_ns == 11 * SECOND);
    te_executor_free(e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_goes_on_where_it_was_paused),
        cmocka_unit_test(a_plan_that_has_not_begun_begins_later),
        cmocka_unit_test(a_level_by_hand_holds_until_the_end),
        cmocka_unit_test(more_workers_are_due_from_then_on),
        cmocka_unit_test(fewer_workers_are_those_that_came_first),
        cmocka_unit_test(who_is_wanted_all_the_time_keeps_its_pace),
        cmocka_unit_test(no_run_begins_in_a_pause_and_none_is_made_up_for),
        cmocka_unit_test(who_had_all_its_runs_does_not_begin_again),
        cmocka_unit_test(arrivals_are_the_area_of_what_was_steered),
        cmocka_unit_test(arrivals_of_a_ramp_go_on_within_it),
        cmocka_unit_test(a_late_thread_makes_up_for_what_it_missed),
        cmocka_unit_test(what_was_due_before_is_due_at_that_moment),
        cmocka_unit_test(what_waits_through_a_pause_was_meant_to_come_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
