#include "unit.h"

#include "search.h"

static const te_search_config rates = {
    .first = 100, .least = 0.1, .most = 1e6, .precision = 0.02};
static const te_search_config workers = {
    .first = 1, .least = 1, .most = 1000, .is_whole = true, .precision = 0.02};

/* A target whose capacity is what it says; `arg` is its memory. */
typedef bool target(double load, void *arg);

static te_search search_for(const te_search_config *config, target *bears,
                            void *arg) {
    te_search s;
    te_search_init(&s, config);
    while (s.state == TE_SEARCH_GOES_ON) {
        assert_true(s.load >= config->least && s.load <= config->most);
        te_search_tried(&s, bears(s.load, arg));
    }
    assert_true(s.tries <= TE_SEARCH_TRIES_MAX);
    return s;
}

static bool bears(double load, void *capacity) {
    return load <= *(double *)capacity;
}

static te_search find(const te_search_config *config, double capacity) {
    return search_for(config, bears, &capacity);
}

static void assert_found_within(double capacity, double share) {
    te_search s = find(&rates, capacity);
    assert_int_equal(s.state, TE_SEARCH_FOUND);
    assert_true(te_search_held(&s) <= capacity);
    assert_true(te_search_broke(&s) > capacity);
    assert_true(te_search_held(&s) >= capacity * (1 - share));
}

static void a_capacity_is_found_to_a_few_percent(void **state) {
    (void)state;
    for (double capacity = 1; capacity < 9e5; capacity *= 1.37)
        assert_found_within(capacity, 0.04);
}

static void a_search_is_short(void **state) {
    (void)state;
    for (double capacity = 100; capacity < 200; capacity++)
        assert_true(find(&rates, capacity).tries <= 10);
}

static void workers_are_whole_and_few_are_found_exactly(void **state) {
    (void)state;
    for (double capacity = 1; capacity <= 40; capacity++) {
        te_search s = find(&workers, capacity);
        assert_int_equal(s.state, TE_SEARCH_FOUND);
        assert_true(te_search_held(&s) == capacity);
    }
}

static void what_never_breaks_held_at_the_most_that_is_allowed(void **state) {
    (void)state;
    te_search s = find(&workers, 1e9);
    assert_int_equal(s.state, TE_SEARCH_FOUND);
    assert_true(te_search_held(&s) == 1000);
    assert_true(te_search_broke(&s) == 0);
    assert_true(s.held_is_sure);
}

static void
what_breaks_at_the_first_load_is_halved_until_it_holds(void **state) {
    (void)state;
    assert_found_within(99.9, 0.04);
    assert_found_within(3, 0.04);
}

static void what_breaks_at_the_least_load_has_none(void **state) {
    (void)state;
    te_search s = find(&workers, 0);
    assert_int_equal(s.state, TE_SEARCH_NONE);
    assert_int_equal(s.tries, 2); /* once more: it may have been chance */
    s = find(&rates, 0);
    assert_int_equal(s.state, TE_SEARCH_NONE);
    assert_true(te_search_broke(&s) == rates.least);
}

/* ---- Chance ---- */

/* Bears 1,000, but the tries in `lies` come out the other way round. */
typedef struct moody {
    int tries;
    const int *lies; /* ended by 0 */
} moody;

static bool bears_mostly(double load, void *arg) {
    moody *m = arg;
    bool does = load <= 1000;
    m->tries++;
    for (const int *lie = m->lies; *lie != 0; lie++)
        if (*lie == m->tries) return !does;
    return does;
}

static te_search find_moody(const int *lies) {
    return search_for(&rates, bears_mostly, &(moody){.lies = lies});
}

static void assert_found(const te_search *s) {
    assert_int_equal(s->state, TE_SEARCH_FOUND);
    assert_true(te_search_held(s) <= 1000);
    assert_true(te_search_held(s) >= 960);
}

static void one_bad_moment_anywhere_decides_nothing(void **state) {
    (void)state;
    int most = (int)find_moody((const int[]){0}).tries;
    for (int lie = 1; lie <= most; lie++) {
        te_search s = find_moody((const int[]){lie, 0});
        if (lie < most) { /* the last try is the second look itself */
            assert_found(&s);
            continue;
        }
        assert_int_equal(s.state, TE_SEARCH_FOUND);
    }
}

static void what_held_by_luck_is_given_up_for_what_holds_again(void **state) {
    (void)state;
    /* 100, 200, 400, 800, 1600, 1200, 1000, 1100, 1050: the last by luck */
    te_search s = find_moody((const int[]){9, 0});
    assert_found(&s);
}

static bool tosses_a_coin(double load, void *arg) {
    (void)load;
    unsigned *seed = arg;
    *seed = *seed * 1103515245 + 12345;
    return (*seed >> 16 & 1) != 0;
}

static void a_target_of_pure_chance_is_left_alone_in_the_end(void **state) {
    (void)state;
    for (unsigned seed = 1; seed < 1000; seed++) {
        unsigned coin = seed;
        te_search s = search_for(&rates, tosses_a_coin, &coin);
        if (s.state == TE_SEARCH_FOUND) assert_true(s.held_is_sure);
    }
}

/* ---- Rest ---- */

static void rest_is_half_of_what_held(void **state) {
    (void)state;
    te_search s;
    te_search_init(&s, &rates);
    te_search_tried(&s, true);
    te_search_tried(&s, false); /* 200 */
    assert_true(te_search_rest(&s) == 50);
    te_search_init(&s, &workers);
    te_search_tried(&s, false);
    assert_true(te_search_rest(&s) == 1);
}

static void what_comes_after_the_end_changes_nothing(void **state) {
    (void)state;
    te_search s = find(&rates, 150);
    double held = te_search_held(&s);
    te_search_tried(&s, true);
    te_search_tried(&s, false);
    assert_int_equal(s.state, TE_SEARCH_FOUND);
    assert_true(te_search_held(&s) == held);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capacity_is_found_to_a_few_percent),
        cmocka_unit_test(a_search_is_short),
        cmocka_unit_test(workers_are_whole_and_few_are_found_exactly),
        cmocka_unit_test(what_never_breaks_held_at_the_most_that_is_allowed),
        cmocka_unit_test(
            what_breaks_at_the_first_load_is_halved_until_it_holds),
        cmocka_unit_test(what_breaks_at_the_least_load_has_none),
        cmocka_unit_test(one_bad_moment_anywhere_decides_nothing),
        cmocka_unit_test(what_held_by_luck_is_given_up_for_what_holds_again),
        cmocka_unit_test(a_target_of_pure_chance_is_left_alone_in_the_end),
        cmocka_unit_test(rest_is_half_of_what_held),
        cmocka_unit_test(what_comes_after_the_end_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
