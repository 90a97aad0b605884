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

static void run_once(te_executor *e, uint32_t worker) {
    te_run_record record;
    assert_int_equal(te_executor_next(e, worker, 1, &record), TE_NEXT_RUN);
    te_executor_done(e, &record, 2, 0);
}

static void all_runs_have_begun_when_each_wanted_worker_had_its(void **state) {
    (void)state;
    te_executor_config config = config_of(3);
    config.max_runs = 1;
    config.max_workers = 10; /* who could be steered to are not wanted yet */
    te_executor *e = new_executor(config);
    run_once(e, 0);
    run_once(e, 1);
    assert_false(te_executor_has_begun_all(e));
    te_heading heading = {.is_by_hand = true, .level = 2};
    te_executor_steer(e, &heading, 3);
    assert_true(te_executor_has_begun_all(e));
    heading.level = 3;
    te_executor_steer(e, &heading, 4);
    assert_false(te_executor_has_begun_all(e));
    run_once(e, 2);
    assert_true(te_executor_has_begun_all(e));
    heading.is_paused = true;
    te_executor_steer(e, &heading, 5);
    assert_false(te_executor_has_begun_all(e));
    te_executor_free(e);
}

static void without_a_bound_of_runs_there_is_always_another(void **state) {
    (void)state;
    te_executor *e = new_executor(config_of(1));
    run_once(e, 0);
    assert_false(te_executor_has_begun_all(e));
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

static void the_runs_of_all_workers_may_have_one_bound(void **state) {
    (void)state;
    te_executor_config config = config_of(3);
    config.total_runs = 4;
    te_executor *e = new_executor(config);
    te_run_record record;
    uint64_t streams[4];
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(te_executor_next(e, i % 3, i, &record), TE_NEXT_RUN);
        te_executor_done(e, &record, i, 0);
        streams[i] = record.stream;
    }
    assert_int_equal(te_executor_next(e, 1, 4, &record), TE_NEXT_END);
    for (uint32_t i = 1; i < 4; i++)
        assert_int_equal(streams[i], streams[0] + i);
    te_executor_free(e);
}

static void an_interval_is_from_one_intended_start_to_the_next(void **state) {
    (void)state;
    te_executor_config config = config_of(1);
    config.interval_ns = SECOND;
    te_executor *e = new_executor(config);
    te_run_record record;
    te_executor_next(e, 0, 0, &record);
    te_executor_done(e, &record, SECOND / 2, 0);
    assert_int_equal(te_executor_next(e, 0, SECOND / 2, &record), TE_NEXT_WAIT);
    assert_int_equal(te_executor_next(e, 0, SECOND, &record), TE_NEXT_RUN);
    te_executor_done(e, &record, 4 * SECOND, 0); /* it stalled */
    for (uint64_t i = 2; i <= 4; i++) {
        assert_int_equal(te_executor_next(e, 0, 4 * SECOND, &record),
                         TE_NEXT_RUN);
        assert_int_equal(record.intended_ns, i * SECOND);
        te_executor_done(e, &record, 4 * SECOND, 0);
    }
    assert_int_equal(te_executor_next(e, 0, 4 * SECOND, &record), TE_NEXT_WAIT);
    te_executor_free(e);
}

/* ---- The open model ---- */

static te_executor_config open_config(double per_s, uint32_t workers,
                                      uint64_t queue_limit) {
    te_executor_config config = {.max_workers = workers,
                                 .queue_limit = queue_limit};
    te_profile_hold_rate(&config.profile, per_s, 10 * SECOND);
    return config;
}

static void whoever_is_free_takes_what_arrived_first(void **state) {
    (void)state;
    te_executor *e = new_executor(open_config(10, 2, 5));
    te_run_record record;
    assert_true(te_executor_is_open(e));
    assert_int_equal(te_executor_arrival_ns(e, 0), 0);
    assert_int_equal(te_executor_next(e, 1, 0, &record), TE_NEXT_FREE);
    assert_true(te_executor_arrive(e, 0, 0));
    assert_true(te_executor_arrive(e, 0, 0));
    assert_int_equal(te_executor_waiting(e, 0), 2);
    assert_int_equal(te_executor_arrival_ns(e, 0), SECOND / 5);
    assert_int_equal(te_executor_next(e, 1, SECOND, &record), TE_NEXT_RUN);
    assert_int_equal(record.intended_ns, 0);
    assert_int_equal(record.started_ns, SECOND);
    assert_int_equal(te_executor_next(e, 0, SECOND, &record), TE_NEXT_RUN);
    assert_int_equal(record.intended_ns, SECOND / 10);
    te_executor_free(e);
}

static void only_beyond_the_limit_of_the_queue_runs_are_dropped(void **state) {
    (void)state;
    te_executor *e = new_executor(open_config(10, 2, 3));
    for (int i = 0; i < 3; i++)
        assert_true(te_executor_arrive(e, 0, 0));
    assert_false(te_executor_arrive(e, 0, 0));
    assert_true(te_executor_arrive(e, 0, 1)); /* somebody takes one at once */
    te_run_record record;
    for (uint64_t i = 0; i < 4; i++) {
        assert_int_equal(te_executor_next(e, 0, SECOND, &record), TE_NEXT_RUN);
        assert_int_equal(record.intended_ns, (i < 3 ? i : 4) * SECOND / 10);
    }
    te_executor_free(e);
}

static void what_waits_at_the_end_is_given_up_and_counted(void **state) {
    (void)state;
    te_executor *e = new_executor(open_config(10, 2, 5));
    te_run_record record;
    te_executor_arrive(e, 0, 0);
    te_executor_arrive(e, 0, 0);
    assert_int_equal(te_executor_close(e, 0), 2);
    assert_int_equal(te_executor_arrival_ns(e, 0), UINT64_MAX);
    assert_int_equal(te_executor_next(e, 0, SECOND, &record), TE_NEXT_END);
    te_executor_free(e);
}

static void a_bound_of_runs_ends_the_arrivals(void **state) {
    (void)state;
    te_executor_config config = open_config(10, 4, 10);
    config.total_runs = 5;
    config.threads = 2;
    te_executor *e = new_executor(config);
    uint32_t arrived = 0;
    for (uint32_t thread = 0; thread < 2; thread++)
        for (; te_executor_arrival_ns(e, thread) != UINT64_MAX; arrived++)
            te_executor_arrive(e, thread, 0);
    assert_int_equal(arrived, 5);
    assert_true(te_executor_has_begun_all(e));
    te_executor_free(e);
}

/* A server that answers within 1 ms but stands still in the tenth second and
 * the one after it, 500 arrivals per second, 50 workers, on a clock that is
 * turned by hand. */
typedef struct {
    te_executor *executor;
    uint64_t busy_until_ns[50]; /* 0: free */
    te_run_record records[50];
    uint64_t waits_ns[15000], services_ns[15000];
    size_t done;
} stalling;

static uint64_t answered_ns(uint64_t sent_ns) {
    bool stalls = sent_ns >= 10 * SECOND && sent_ns < 12 * SECOND;
    return (stalls ? 12 * SECOND : sent_ns) + SECOND / 1000;
}

static void work_until(stalling *s, uint64_t now_ns) {
    for (uint32_t w = 0; w < 50; w++) {
        uint64_t at_ns = s->busy_until_ns[w];
        if (at_ns > now_ns) continue;
        if (at_ns > 0) {
            const te_run_record *r = &s->records[w];
            s->waits_ns[s->done] = at_ns - r->intended_ns;
            s->services_ns[s->done++] = at_ns - r->started_ns;
            s->busy_until_ns[w] = 0;
        }
        if (te_executor_next(s->executor, w, now_ns, &s->records[w]) ==
            TE_NEXT_RUN)
            s->busy_until_ns[w] = answered_ns(now_ns);
    }
}

static int by_size(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

static void a_stall_shows_in_the_time_from_the_intended_start(void **state) {
    (void)state;
    static stalling s;
    te_executor_config config = open_config(500, 50, 10000);
    config.profile.duration_ns = 30 * SECOND;
    s.executor = new_executor(config);
    for (uint64_t now_ns = 0; now_ns < 31 * SECOND; now_ns += SECOND / 1000) {
        while (te_executor_arrival_ns(s.executor, 0) <= now_ns)
            assert_true(te_executor_arrive(s.executor, 0, 0));
        work_until(&s, now_ns);
    }
    assert_int_equal(s.done, 15000);
    qsort(s.waits_ns, s.done, sizeof s.waits_ns[0], by_size);
    qsort(s.services_ns, s.done, sizeof s.services_ns[0], by_size);
    assert_true(s.waits_ns[s.done * 99 / 100] >= 13 * SECOND / 10);
    assert_true(s.services_ns[s.done * 99 / 100] < SECOND / 20);
    te_executor_free(s.executor);
}

/* ---- Resumed ---- */

static uint64_t runs_until_done(te_executor *e, uint32_t worker) {
    te_run_record record;
    uint64_t runs = 0, now_ns = 100 * SECOND;
    while (te_executor_next(e, worker, now_ns, &record) == TE_NEXT_RUN) {
        te_executor_done(e, &record, now_ns, 0);
        runs++;
    }
    return runs;
}

static void a_resumed_profile_begins_where_it_stood(void **state) {
    (void)state;
    te_executor_config config = config_for(4, 20 * SECOND, 60 * SECOND);
    config.from_ns = 10 * SECOND;
    te_executor *e = new_executor(config);
    for (uint32_t i = 0; i < 4; i++) {
        uint64_t start_ns;
        te_run_record record;
        assert_true(te_executor_start(e, i, &start_ns));
        assert_int_equal(start_ns, (i < 2 ? 10 : i * 5) * SECOND);
        te_executor_next(e, i, start_ns, &record);
        assert_int_equal(record.intended_ns, start_ns);
    }
    te_executor_free(e);
}

static void runs_that_were_begun_before_are_shared_out(void **state) {
    (void)state;
    te_executor_config config = config_of(4);
    config.max_runs = 10;
    config.begun = 13;
    te_executor *e = new_executor(config);
    assert_int_equal(te_executor_begun(e), 13);
    assert_int_equal(runs_until_done(e, 0), 6);
    for (uint32_t i = 1; i < 4; i++)
        assert_int_equal(runs_until_done(e, i), 7);
    assert_int_equal(te_executor_begun(e), 40);
    te_executor_free(e);
}

static void of_a_total_the_rest_is_left_with_streams_of_its_own(void **state) {
    (void)state;
    te_run_record record;
    te_executor_config config = config_of(3);
    config.total_runs = 20;
    config.begun = 18;
    config.first_stream = 1000;
    te_executor *e = new_executor(config);
    for (uint64_t i = 18; i < 20; i++) {
        assert_int_equal(te_executor_next(e, 0, 0, &record), TE_NEXT_RUN);
        assert_int_equal(record.stream, 1000 + i);
    }
    assert_int_equal(te_executor_next(e, 1, 0, &record), TE_NEXT_END);
    te_executor_free(e);
}

static void arrivals_before_it_was_resumed_are_over(void **state) {
    (void)state;
    te_run_record record;
    te_executor_config config = {.max_workers = 2,
                                 .queue_limit = 10,
                                 .from_ns = 3 * SECOND,
                                 .begun = 30};
    te_profile_hold_rate(&config.profile, 10, 60 * SECOND);
    te_executor *e = new_executor(config);
    assert_int_equal(te_executor_arrival_ns(e, 0), 3 * SECOND);
    assert_int_equal(te_executor_passed(e), 30);
    assert_true(te_executor_arrive(e, 0, 0));
    assert_int_equal(te_executor_next(e, 0, 3 * SECOND, &record), TE_NEXT_RUN);
    assert_int_equal(record.stream, 30);
    assert_int_equal(te_executor_begun(e), 31);
    te_executor_free(e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_start_at_i_times_ramp_over_w),
        cmocka_unit_test(a_worker_runs_max_runs_times),
        cmocka_unit_test(all_runs_have_begun_when_each_wanted_worker_had_its),
        cmocka_unit_test(without_a_bound_of_runs_there_is_always_another),
        cmocka_unit_test(the_pause_is_the_runs_and_the_scenarios_together),
        cmocka_unit_test(a_run_that_starts_late_keeps_its_intended_start),
        cmocka_unit_test(no_run_starts_when_the_time_is_up),
        cmocka_unit_test(a_pause_beyond_the_end_is_not_waited_for),
        cmocka_unit_test(a_worker_that_is_not_wanted_any_more_ends),
        cmocka_unit_test(a_worker_that_is_wanted_again_rests_until_then),
        cmocka_unit_test(a_pause_that_reaches_into_a_rest_ends_with_it),
        cmocka_unit_test(workers_make_the_runs_of_their_shifts),
        cmocka_unit_test(the_runs_of_all_workers_may_have_one_bound),
        cmocka_unit_test(an_interval_is_from_one_intended_start_to_the_next),
        cmocka_unit_test(whoever_is_free_takes_what_arrived_first),
        cmocka_unit_test(only_beyond_the_limit_of_the_queue_runs_are_dropped),
        cmocka_unit_test(what_waits_at_the_end_is_given_up_and_counted),
        cmocka_unit_test(a_bound_of_runs_ends_the_arrivals),
        cmocka_unit_test(a_stall_shows_in_the_time_from_the_intended_start),
        cmocka_unit_test(a_resumed_profile_begins_where_it_stood),
        cmocka_unit_test(runs_that_were_begun_before_are_shared_out),
        cmocka_unit_test(of_a_total_the_rest_is_left_with_streams_of_its_own),
        cmocka_unit_test(arrivals_before_it_was_resumed_are_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
