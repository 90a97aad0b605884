#include "unit.h"

#include "capacity.h"
#include "clock.h"

#include <math.h>

static const te_capacity_config asked = {
    .criteria = "http.duration p99 < 200ms, http.failed < 1%",
    .window_ns = 10 * TE_NS_PER_S,
    .are_rates = true,
    .first = 100,
    .most = 1e6,
    .until_ns = UINT64_MAX / 2,
};

/* A target that serves so many runs a second, in 20 ms each; what is more
 * waits. Turned by hand, a second at a time. */
typedef struct target {
    double bears;       /* runs per second */
    double waiting;     /* runs */
    double max_waiting; /* what is more is not begun at all; 0: no bound */
    bool is_mute;       /* answers nothing */
    bool is_ours;       /* beyond `bears` the generator has no CPU left */
    double noise;       /* 0.1: bears up to so much more or less */
    double damage;      /* while it is overloaded it bears so much less, */
    int damaged_s;      /* and this long afterwards */
    int well_in_s;
    uint32_t seed;
} target;

static double chance(target *t) {
    t->seed = t->seed * 1664525 + 1013904223;
    return (double)(t->seed >> 8) / (1 << 24);
}

typedef struct hand {
    te_capacity *capacity;
    target target;
    te_interval interval;
} hand;

static void begin_as(hand *h, const te_capacity_config *config,
                     const target *like) {
    te_error err = {TE_ERROR_NONE, ""};
    *h = (hand){.capacity = te_capacity_new(config, &err),
                .target = *like,
                .interval = {.delta = te_metrics_new(0)}};
    if (h->capacity == NULL) fail_msg("%s", err.message);
}

static void begin(hand *h, const target *like) { begin_as(h, &asked, like); }

static void end(hand *h) {
    te_capacity_free(h->capacity);
    te_metrics_free(h->interval.delta);
}

static te_series *series(hand *h, te_series_kind kind, const char *name,
                         const char *tags) {
    return te_metrics_series(h->interval.delta, kind, name, tags);
}

static double serves(target *t, double load) {
    double bears = t->bears * (1 + t->noise * (2 * chance(t) - 1));
    if (load > bears) t->well_in_s = t->damaged_s;
    if (t->well_in_s > 0) {
        t->well_in_s--;
        bears *= 1 - t->damage;
    }
    return bears;
}

/* What one second of this load comes to. */
static void measure(hand *h, double load) {
    target *t = &h->target;
    double bears = serves(t, load), begun = load;
    if (t->max_waiting > 0 && t->waiting + load - bears > t->max_waiting)
        begun = bears + t->max_waiting - t->waiting;
    double served = fmin(t->waiting + begun, bears);
    t->waiting += begun - served;
    te_series_add(series(h, TE_COUNTER, "scenario.runs", ""), begun);
    if (t->is_ours && load > bears)
        te_series_add(series(h, TE_COUNTER, "health.cpu_us", "thread:0"), 1e6);
    if (t->is_mute) return;
    te_series_add(series(h, TE_COUNTER, "http.requests", ""), served);
    te_series *duration = series(h, TE_TREND, "http.duration", "");
    for (int i = 0; i < 100; i++)
        te_series_record(duration,
                         20000000 + (uint64_t)(t->waiting / bears * 1e9));
}

/* One second goes by; false once the search is over. */
static bool second(hand *h) {
    h->interval.number++;
    h->interval.start_ns = h->interval.end_ns;
    h->interval.end_ns = h->interval.number * TE_NS_PER_S + 20 * TE_NS_PER_MS;
    measure(h, te_capacity_load(h->capacity));
    te_capacity_interval(h->capacity, &h->interval);
    te_metrics_reset(h->interval.delta);
    return te_capacity_state_of(h->capacity) == TE_CAPACITY_SEARCHING;
}

/* To the end; how many seconds that took. */
static int search(hand *h) {
    int seconds = 1;
    while (second(h))
        assert_true(seconds++ < 5000);
    return seconds;
}

static void assert_found(hand *h, double capacity, double less) {
    search(h);
    assert_int_equal(te_capacity_state_of(h->capacity), TE_CAPACITY_FOUND);
    double held = te_capacity_held(h->capacity)->load;
    if (held > capacity * 1.02 || held < capacity * (1 - less))
        fail_msg("%g of %g", held, capacity);
}

static void what_the_target_bears_is_found(void **state) {
    (void)state;
    for (double bears = 30; bears < 5000; bears *= 1.7) {
        hand h;
        begin(&h, &(target){.bears = bears});
        assert_found(&h, bears, 0.05);
        assert_int_equal(te_capacity_limit_of(h.capacity), TE_LIMIT_TARGET);
        end(&h);
    }
}

static void the_answer_and_what_broke_come_with_their_evidence(void **state) {
    (void)state;
    hand h;
    begin(&h, &(target){.bears = 500});
    search(&h);
    const te_level *held = te_capacity_held(h.capacity);
    const te_level *broke = te_capacity_broke(h.capacity);
    assert_int_equal(held->outcome, TE_LEVEL_HELD);
    assert_true(held->is_again && broke->is_again);
    assert_true(held->end_ns - held->start_ns >= 9900 * TE_NS_PER_MS);
    assert_true(held->found[0].value < 200e6 && held->found[0].holds);
    assert_true(fabs(held->runs_per_s - held->load) < 1);
    assert_int_equal(broke->outcome, TE_LEVEL_BROKE);
    assert_true(broke->found[0].value > 200e6 && !broke->found[0].holds);
    assert_true(broke->found[1].holds); /* nothing failed */
    assert_true(broke->load < held->load * 1.05);
    end(&h);
}

static void a_level_is_judged_after_half_a_window(void **state) {
    (void)state;
    hand h;
    size_t count;
    begin(&h, &(target){.bears = 1e9});
    for (int i = 0; i < 14; i++)
        second(&h);
    te_capacity_levels(h.capacity, &count);
    assert_int_equal(count, 0);
    second(&h);
    const te_level *first = te_capacity_levels(h.capacity, &count);
    assert_int_equal(count, 1);
    assert_true(first->start_ns == 5020 * TE_NS_PER_MS);
    assert_true(te_capacity_load(h.capacity) == 200);
    end(&h);
}

static void a_storm_while_it_settles_is_not_judged(void **state) {
    (void)state;
    hand h;
    size_t count;
    begin(&h, &(target){.bears = 500, .waiting = 1500});
    for (int i = 0; i < 15; i++)
        second(&h);
    const te_level *first = te_capacity_levels(h.capacity, &count);
    assert_int_equal(first->outcome, TE_LEVEL_HELD);
    end(&h);
}

static void what_never_breaks_held_at_the_most(void **state) {
    (void)state;
    hand h;
    te_capacity_config config = asked;
    config.most = 3000;
    begin_as(&h, &config, &(target){.bears = 1e9});
    search(&h);
    assert_int_equal(te_capacity_state_of(h.capacity), TE_CAPACITY_FOUND);
    assert_true(te_capacity_held(h.capacity)->load == 3000);
    assert_null(te_capacity_broke(h.capacity));
    assert_int_equal(te_capacity_limit_of(h.capacity), TE_LIMIT_MOST);
    end(&h);
}

static void what_breaks_at_every_load_has_none(void **state) {
    (void)state;
    hand h;
    te_capacity_config config = asked;
    config.criteria = "http.duration p99 < 10ms";
    begin_as(&h, &config, &(target){.bears = 1000});
    search(&h);
    assert_int_equal(te_capacity_state_of(h.capacity), TE_CAPACITY_NONE);
    assert_null(te_capacity_held(h.capacity));
    assert_non_null(te_capacity_broke(h.capacity));
    end(&h);
}

static void a_first_load_that_is_too_much_is_gone_below(void **state) {
    (void)state;
    hand h;
    begin(&h, &(target){.bears = 30});
    assert_found(&h, 30, 0.05);
    end(&h);
}

static void workers_are_found_one_by_one(void **state) {
    (void)state;
    hand h;
    te_capacity_config config = asked;
    config.are_rates = false;
    config.first = 1;
    config.most = 1000;
    begin_as(&h, &config, &(target){.bears = 13});
    search(&h);
    assert_true(te_capacity_held(h.capacity)->load == 13);
    assert_true(te_capacity_broke(h.capacity)->load == 14);
    end(&h);
}

/* ---- What is not as it should be ---- */

static void a_noisy_target_is_found_all_the_same(void **state) {
    (void)state;
    for (uint32_t seed = 1; seed <= 50; seed++) {
        hand h;
        begin(&h, &(target){.bears = 700, .noise = 0.2, .seed = seed});
        assert_found(&h, 700, 0.15);
        end(&h);
    }
}

/* It crashes under the load and is back half a minute later. */
static void a_target_that_needs_time_to_recover_gets_it(void **state) {
    (void)state;
    hand h;
    begin(&h, &(target){.bears = 700, .damage = 0.9, .damaged_s = 30});
    assert_found(&h, 700, 0.05);
    end(&h);
}

static void one_that_does_not_recover_is_given_up(void **state) {
    (void)state;
    hand h;
    begin(&h, &(target){.bears = 700, .damage = 0.9, .damaged_s = 100000});
    search(&h);
    assert_int_equal(te_capacity_state_of(h.capacity), TE_CAPACITY_UNRECOVERED);
    assert_true(te_capacity_held(h.capacity)->load == 400);
    end(&h);
}

static void with_nothing_measured_at_first_there_is_no_search(void **state) {
    (void)state;
    hand h;
    size_t count;
    begin(&h, &(target){.bears = 700, .is_mute = true});
    assert_int_equal(search(&h), 5 + 30); /* three windows */
    assert_int_equal(te_capacity_state_of(h.capacity), TE_CAPACITY_UNMEASURED);
    const te_level *level = te_capacity_levels(h.capacity, &count);
    assert_int_equal(count, 1);
    assert_int_equal(level->outcome, TE_LEVEL_UNMEASURED);
    assert_false(level->found[0].has_value);
    end(&h);
}

static void nothing_measured_later_is_not_held(void **state) {
    (void)state;
    hand h;
    size_t count;
    begin(&h, &(target){.bears = 1e9});
    for (int i = 0; i < 15; i++)
        second(&h);
    h.target.is_mute = true;
    for (int i = 0; i < 35; i++)
        second(&h);
    const te_level *levels = te_capacity_levels(h.capacity, &count);
    assert_int_equal(count, 2);
    assert_int_equal(levels[1].outcome, TE_LEVEL_UNMEASURED);
    assert_true(te_capacity_load(h.capacity) == 50);
    end(&h);
}

static void a_generator_that_does_not_keep_up_is_the_limit(void **state) {
    (void)state;
    hand h;
    begin(&h, &(target){.bears = 500, .is_ours = true});
    assert_found(&h, 500, 0.05);
    assert_int_equal(te_capacity_limit_of(h.capacity), TE_LIMIT_GENERATOR);
    const te_level *broke = te_capacity_broke(h.capacity);
    assert_int_equal(broke->verdict, TE_SUSPECT);
    assert_non_null(strstr(broke->reason, "busy"));
    assert_int_equal(te_capacity_held(h.capacity)->verdict, TE_VALID);
    end(&h);
}

static void one_try_in_which_it_kept_up_speaks_of_the_target(void **state) {
    (void)state;
    hand h;
    size_t count;
    begin(&h, &(target){.bears = 500});
    while (second(&h)) {
        const te_level *levels = te_capacity_levels(h.capacity, &count);
        h.target.is_ours = count > 0 && levels[count - 1].is_again;
    }
    const te_level *levels = te_capacity_levels(h.capacity, &count);
    assert_int_equal(levels[count - 1].verdict, TE_SUSPECT);
    assert_int_equal(te_capacity_limit_of(h.capacity), TE_LIMIT_TARGET);
    assert_int_equal(te_capacity_broke(h.capacity)->verdict, TE_VALID);
    end(&h);
}

/* Nothing that is judged says that a third of the runs did not begin. */
static void a_rate_that_was_not_had_is_not_held(void **state) {
    (void)state;
    hand h;
    te_capacity_config config = asked;
    config.criteria = "http.failed < 1%";
    begin_as(&h, &config, &(target){.bears = 500, .max_waiting = 50});
    search(&h);
    assert_int_equal(te_capacity_state_of(h.capacity), TE_CAPACITY_FOUND);
    assert_true(te_capacity_held(h.capacity)->load < 600);
    const te_level *broke = te_capacity_broke(h.capacity);
    assert_int_equal(broke->outcome, TE_LEVEL_MISSED);
    assert_true(fabs(broke->runs_per_s - 500) < 10);
    end(&h);
}

/* ---- Its ends ---- */

static void what_ends_after_the_time_is_not_looked_at(void **state) {
    (void)state;
    hand h;
    size_t count;
    te_capacity_config config = asked;
    config.until_ns = 29 * TE_NS_PER_S;
    begin_as(&h, &config, &(target){.bears = 500});
    for (int i = 0; i < 100; i++)
        second(&h);
    te_capacity_levels(h.capacity, &count);
    assert_int_equal(count, 1);
    assert_int_equal(te_capacity_state_of(h.capacity), TE_CAPACITY_SEARCHING);
    assert_true(te_capacity_held(h.capacity)->load == 100);
    end(&h);
}

static void it_says_what_it_is_at(void **state) {
    (void)state;
    hand h;
    begin(&h, &(target){.bears = 1e9});
    second(&h);
    te_capacity_now now = te_capacity_look(h.capacity);
    assert_int_equal(now.phase, TE_CAPACITY_SETTLES);
    for (int i = 0; i < 7; i++)
        second(&h);
    now = te_capacity_look(h.capacity);
    assert_int_equal(now.phase, TE_CAPACITY_JUDGES);
    assert_int_equal(now.elapsed_ns, 3 * TE_NS_PER_S);
    assert_int_equal(now.of_ns, 10 * TE_NS_PER_S);
    assert_true(now.found[0].has_value);
    end(&h);
}

static void a_window_of_one_second_is_one_record(void **state) {
    (void)state;
    hand h;
    te_capacity_config config = asked;
    config.window_ns = TE_NS_PER_S;
    begin_as(&h, &config, &(target){.bears = 150});
    assert_true(search(&h) < 25);
    assert_int_equal(te_capacity_state_of(h.capacity), TE_CAPACITY_FOUND);
    end(&h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_target_bears_is_found),
        cmocka_unit_test(the_answer_and_what_broke_come_with_their_evidence),
        cmocka_unit_test(a_level_is_judged_after_half_a_window),
        cmocka_unit_test(a_storm_while_it_settles_is_not_judged),
        cmocka_unit_test(what_never_breaks_held_at_the_most),
        cmocka_unit_test(what_breaks_at_every_load_has_none),
        cmocka_unit_test(a_first_load_that_is_too_much_is_gone_below),
        cmocka_unit_test(workers_are_found_one_by_one),
        cmocka_unit_test(a_noisy_target_is_found_all_the_same),
        cmocka_unit_test(a_target_that_needs_time_to_recover_gets_it),
        cmocka_unit_test(one_that_does_not_recover_is_given_up),
        cmocka_unit_test(with_nothing_measured_at_first_there_is_no_search),
        cmocka_unit_test(nothing_measured_later_is_not_held),
        cmocka_unit_test(a_generator_that_does_not_keep_up_is_the_limit),
        cmocka_unit_test(one_try_in_which_it_kept_up_speaks_of_the_target),
        cmocka_unit_test(a_rate_that_was_not_had_is_not_held),
        cmocka_unit_test(what_ends_after_the_time_is_not_looked_at),
        cmocka_unit_test(it_says_what_it_is_at),
        cmocka_unit_test(a_window_of_one_second_is_one_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
