#include "unit.h"

#include "clock.h"
#include "health.h"
#include "machine.h"

/* A run whose seconds are made up. */
typedef struct made {
    te_health health;
    te_interval interval;
} made;

static void begin(made *m) {
    *m = (made){.interval = {.delta = te_metrics_new(0)}};
}

static void end(made *m) { te_metrics_free(m->interval.delta); }

static void count(made *m, const char *name, unsigned thread, double n) {
    char tags[32];
    snprintf(tags, sizeof tags, "thread:%u", thread);
    te_series_add(te_metrics_series(m->interval.delta, TE_COUNTER, name, tags),
                  n);
}

static void level(made *m, const char *name, double change) {
    te_series_add(te_metrics_series(m->interval.delta, TE_GAUGE, name, ""),
                  change);
}

static void record(made *m, const char *name, uint64_t ms) {
    te_series *s =
        te_metrics_series(m->interval.delta, TE_TREND, name, "thread:0");
    te_series_record(s, ms * TE_NS_PER_MS);
}

static void pass(made *m, double s) {
    m->interval.number++;
    m->interval.start_ns = m->interval.end_ns;
    m->interval.end_ns += (uint64_t)(s * 1e9);
    te_health_interval(&m->health, &m->interval);
    te_metrics_reset(m->interval.delta);
}

/* Ends the run with this reason alone. */
static void assert_only(made *m, te_verdict_outcome outcome, const char *kind,
                        const char *text) {
    te_verdict v = te_health_verdict(&m->health);
    assert_int_equal(v.count, 1);
    assert_string_equal(v.reasons[0].text, text);
    assert_string_equal(v.reasons[0].kind, kind);
    assert_int_equal(v.outcome, outcome);
    end(m);
}

static void assert_valid(made *m) {
    te_verdict v = te_health_verdict(&m->health);
    if (v.count > 0) fail_msg("%s", v.reasons[0].text);
    assert_int_equal(v.outcome, TE_VALID);
    end(m);
}

static void nothing_measured_is_valid(void **state) {
    (void)state;
    made m;
    begin(&m);
    assert_valid(&m);
}

static void a_thread_that_is_busy_for_long_is_suspect(void **state) {
    (void)state;
    made m;
    begin(&m);
    for (int i = 0; i < 60; i++) {
        count(&m, "health.cpu_us", 0, 500e3);
        count(&m, "health.cpu_us", 1, i < 31 ? 970e3 : 600e3);
        pass(&m, 1);
    }
    assert_only(&m, TE_SUSPECT, "cpu",
                "thread 1 was 97.0 % busy for 31.0 s of 1m 00s");
}

static void a_busy_second_in_a_minute_is_none(void **state) {
    (void)state;
    made m;
    begin(&m);
    for (int i = 0; i < 60; i++) {
        count(&m, "health.cpu_us", 0, i < 3 ? 990e3 : 100e3);
        pass(&m, 1);
    }
    assert_valid(&m);
}

static void
a_thread_that_was_held_up_tells_of_more_than_a_second(void **state) {
    (void)state;
    made m;
    begin(&m);
    for (int i = 0; i < 10; i++) {
        if (i % 2 == 1) {
            count(&m, "health.cpu_us", 0, 2000e3);
            count(&m, "health.long_turns_us", 0, 2000e3);
        }
        pass(&m, 1);
    }
    te_verdict v = te_health_verdict(&m.health);
    assert_string_equal(v.reasons[1].text,
                        "thread 0 was 100 % busy for 10.0 s of 10.0 s");
    assert_string_equal(v.reasons[0].text,
                        "100 % of the time was turns of more than 50 ms, the "
                        "longest 0 us");
    end(&m);
}

static void waiting_for_a_cpu_is_suspect(void **state) {
    (void)state;
    made m;
    begin(&m);
    for (int i = 0; i < 10; i++) {
        count(&m, "health.cpu_wait_us", 0, 250e3);
        pass(&m, 1);
    }
    assert_only(&m, TE_SUSPECT, "cpu_wait",
                "thread 0 waited for a CPU 25.0 % of the time");
}

static void late_timers_are_suspect_and_many_invalid(void **state) {
    (void)state;
    made m;
    begin(&m);
    count(&m, "health.timers", 0, 800);
    count(&m, "health.timers", 1, 200);
    count(&m, "health.timers_late", 1, 20);
    record(&m, "health.late", 34);
    pass(&m, 1);
    made worse = m;
    assert_only(&m, TE_SUSPECT, "timers",
                "2.0 % of the timers were more than 5 ms late, the latest "
                "34.0 ms");
    worse.health.late_timers = 250;
    assert_int_equal(te_health_verdict(&worse.health).outcome, TE_INVALID);
}

static void late_arrivals_are_suspect_and_many_invalid(void **state) {
    (void)state;
    made m;
    begin(&m);
    count(&m, "health.arrivals", 0, 1000);
    count(&m, "health.arrivals_late", 0, 120);
    record(&m, "health.arrival_lateness", 34);
    pass(&m, 1);
    made worse = m;
    assert_only(&m, TE_SUSPECT, "arrivals",
                "12.0 % of the arrivals were more than 5 ms late, the latest "
                "34.0 ms");
    worse.health.late_arrivals = 250;
    assert_int_equal(te_health_verdict(&worse.health).outcome, TE_INVALID);
}

static void few_timers_say_nothing(void **state) {
    (void)state;
    made m;
    begin(&m);
    count(&m, "health.timers", 0, 99);
    count(&m, "health.timers_late", 0, 99);
    pass(&m, 1);
    assert_valid(&m);
}

static void long_turns_are_suspect_and_many_invalid(void **state) {
    (void)state;
    made m;
    begin(&m);
    count(&m, "health.long_turns_us", 0, 20e3);
    record(&m, "health.turn", 60);
    pass(&m, 1);
    made worse = m;
    assert_only(&m, TE_SUSPECT, "turns",
                "2.0 % of the time was turns of more than 50 ms, the longest "
                "60.0 ms");
    worse.health.threads[0].long_turns_us = 200e3;
    assert_int_equal(te_health_verdict(&worse.health).outcome, TE_INVALID);
}

static void long_turns_with_the_collector_at_work_say_so(void **state) {
    (void)state;
    made m;
    begin(&m);
    count(&m, "health.lua_cycles", 0, 5);
    level(&m, "health.lua_bytes", 800e6);
    pass(&m, 1);
    count(&m, "health.long_turns_us", 0, 60e3);
    count(&m, "health.lua_cycles", 0, 2);
    level(&m, "health.lua_bytes", 12e6);
    record(&m, "health.turn", 60);
    pass(&m, 1);
    assert_only(&m, TE_SUSPECT, "turns",
                "3.0 % of the time was turns of more than 50 ms, the longest "
                "60.0 ms (Lua's collector went round 2 times then, over 812 "
                "MB)");
}

static void stalls_of_feeds_are_suspect_and_many_invalid(void **state) {
    (void)state;
    made m;
    begin(&m);
    count(&m, "health.cpu_us", 1, 1); /* two threads */
    count(&m, "health.feed_stalls", 0, 4);
    count(&m, "health.feed_stall_us", 0, 60e3);
    pass(&m, 1);
    made worse = m;
    assert_only(&m, TE_SUSPECT, "feeds",
                "3.0 % of the time went into 4 reads of data of more than 5 "
                "ms");
    worse.health.stall_us = 200e3;
    assert_int_equal(te_health_verdict(&worse.health).outcome, TE_INVALID);
}

static void connections_that_came_to_nothing_are_suspect(void **state) {
    (void)state;
    made m;
    begin(&m);
    count(&m, "health.connections_asked", 0, 1000);
    count(&m, "health.connections_had", 0, 600);
    count(&m, "health.connections_refused", 0, 380);
    pass(&m, 1);
    assert_only(&m, TE_SUSPECT, "connections",
                "2.0 % of the 1,000 connections asked for were neither had "
                "nor refused");
}

static void connections_that_are_refused_are_no_reason(void **state) {
    (void)state;
    made m;
    begin(&m);
    count(&m, "health.connections_asked", 0, 1000);
    count(&m, "health.connections_refused", 0, 1000);
    pass(&m, 1);
    assert_valid(&m);
}

static void dropped_runs_are_suspect(void **state) {
    (void)state;
    made m;
    begin(&m);
    count(&m, "scenario.runs", 0, 960);
    count(&m, "scenario.dropped", 0, 40);
    pass(&m, 1);
    assert_only(&m, TE_SUSPECT, "dropped",
                "4.0 % of the planned runs were dropped: there were too few "
                "workers");
}

static void local_ports_run_out(void **state) {
    (void)state;
    made m;
    begin(&m);
    level(&m, "health.ports", 28000);
    level(&m, "health.ports_limit", 28232);
    pass(&m, 1);
    assert_only(&m, TE_SUSPECT, "ports",
                "28,000 of 28,232 local ports were taken");
}

static void threads_are_judged_each_by_itself(void **state) {
    (void)state;
    made m;
    begin(&m);
    for (unsigned i = 0; i < 300; i++) {
        count(&m, "health.long_turns_us", i, 9e3);
        count(&m, "health.cpu_us", i, 700e3);
    }
    pass(&m, 1);
    assert_valid(&m);
}

static void the_rest_of_a_second_at_the_end_is_not_judged(void **state) {
    (void)state;
    made m;
    begin(&m);
    count(&m, "health.cpu_us", 0, 100e3);
    pass(&m, 1);
    count(&m, "health.cpu_us", 0, 99e3);
    pass(&m, 0.1);
    assert_valid(&m);
}

static void descriptors_run_out(void **state) {
    (void)state;
    made m;
    begin(&m);
    level(&m, "health.descriptors", 950);
    level(&m, "health.descriptors_limit", 1000);
    pass(&m, 1);
    level(&m, "health.descriptors", -945);
    pass(&m, 1);
    made worse = m;
    assert_only(&m, TE_SUSPECT, "descriptors",
                "950 of 1,000 file descriptors were taken");
    worse.health.descriptors.most = 1000;
    assert_int_equal(te_health_verdict(&worse.health).outcome, TE_INVALID);
}

static void what_the_kernel_does_not_tell_is_no_reason(void **state) {
    (void)state;
    made m;
    begin(&m);
    level(&m, "health.descriptors", 9);
    pass(&m, 1);
    assert_valid(&m);
}

static void what_comes_when_no_run_begins_is_not_judged(void **state) {
    (void)state;
    made m;
    begin(&m);
    pass(&m, 1);
    m.interval.is_ending = true;
    count(&m, "health.long_turns_us", 0, 900e3);
    level(&m, "health.descriptors", 1000);
    level(&m, "health.descriptors_limit", 1000);
    pass(&m, 1);
    assert_valid(&m);
}

static void what_is_dropped_at_the_end_is_counted_with_the_rest(void **state) {
    (void)state;
    made m;
    begin(&m);
    te_metrics *delta = m.interval.delta;
    te_series_add(te_metrics_series(delta, TE_COUNTER, "scenario.runs", ""), 5);
    pass(&m, 1);
    m.interval.is_ending = true;
    te_series_add(te_metrics_series(delta, TE_COUNTER, "scenario.dropped", ""),
                  95);
    pass(&m, 0.1);
    assert_only(&m, TE_SUSPECT, "dropped",
                "95.0 % of the planned runs were dropped: there were too few "
                "workers");
}

static void requests_that_could_not_be_sent_are_suspect(void **state) {
    (void)state;
    made m;
    begin(&m);
    te_metrics *delta = m.interval.delta;
    te_series_add(
        te_metrics_series(delta, TE_COUNTER, "http.requests", "name:x"), 1000);
    te_series_add(te_metrics_series(delta, TE_COUNTER, "http.failed",
                                    "error:local,name:x"),
                  5);
    te_series_add(te_metrics_series(delta, TE_COUNTER, "http.failed",
                                    "error:connect,name:x"),
                  500);
    pass(&m, 1);
    made worse = m;
    assert_only(&m, TE_SUSPECT, "unsent",
                "0.5 % of the requests could not be sent: no descriptor, port "
                "or memory was left");
    worse.health.unsent = 10;
    assert_int_equal(te_health_verdict(&worse.health).outcome, TE_INVALID);
}

static void open_descriptors_are_counted(void **state) {
    (void)state;
    te_machine before = te_machine_look();
    FILE *one_more = fopen("/dev/null", "r");
    te_machine after = te_machine_look();
    assert_non_null(one_more);
    fclose(one_more);
    assert_true(before.descriptors >= 3);
    assert_int_equal(after.descriptors, before.descriptors + 1);
}

static void the_kernel_says_how_many_local_ports_there_are(void **state) {
    (void)state;
    te_machine seen = te_machine_look();
    assert_true(seen.ports_limit > 0 && seen.ports_limit <= 65536);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_measured_is_valid),
        cmocka_unit_test(a_thread_that_is_busy_for_long_is_suspect),
        cmocka_unit_test(a_busy_second_in_a_minute_is_none),
        cmocka_unit_test(a_thread_that_was_held_up_tells_of_more_than_a_second),
        cmocka_unit_test(waiting_for_a_cpu_is_suspect),
        cmocka_unit_test(late_timers_are_suspect_and_many_invalid),
        cmocka_unit_test(late_arrivals_are_suspect_and_many_invalid),
        cmocka_unit_test(few_timers_say_nothing),
        cmocka_unit_test(long_turns_are_suspect_and_many_invalid),
        cmocka_unit_test(long_turns_with_the_collector_at_work_say_so),
        cmocka_unit_test(stalls_of_feeds_are_suspect_and_many_invalid),
        cmocka_unit_test(connections_that_came_to_nothing_are_suspect),
        cmocka_unit_test(connections_that_are_refused_are_no_reason),
        cmocka_unit_test(dropped_runs_are_suspect),
        cmocka_unit_test(local_ports_run_out),
        cmocka_unit_test(threads_are_judged_each_by_itself),
        cmocka_unit_test(the_rest_of_a_second_at_the_end_is_not_judged),
        cmocka_unit_test(descriptors_run_out),
        cmocka_unit_test(what_the_kernel_does_not_tell_is_no_reason),
        cmocka_unit_test(what_comes_when_no_run_begins_is_not_judged),
        cmocka_unit_test(what_is_dropped_at_the_end_is_counted_with_the_rest),
        cmocka_unit_test(requests_that_could_not_be_sent_are_suspect),
        cmocka_unit_test(open_descriptors_are_counted),
        cmocka_unit_test(the_kernel_says_how_many_local_ports_there_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
