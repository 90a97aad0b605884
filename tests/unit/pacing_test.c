#include "unit.h"

#include "loop.h"
#include "pacing.h"

enum { MANY = 1000, AT_ONCE = TE_PACING_AT_ONCE };

/* So many who want to open a connection each. */
static te_pace paces[MANY];
static size_t order[MANY]; /* who was let in, by its number */
static size_t let_in;

static te_clock clock;
static te_loop *loop;
static te_pacing *pacing;

static void on_turn(void *arg) {
    order[let_in++] = (size_t)((te_pace *)arg - paces);
}

static int start(void **state) {
    (void)state;
    te_error err;
    clock = (te_clock){.is_virtual = true, .virtual_now_ns = TE_NS_PER_S};
    loop = te_loop_new(&clock, &err);
    pacing = te_pacing_new(loop);
    let_in = 0;
    for (size_t i = 0; i < MANY; i++)
        paces[i] = (te_pace){.on_turn = on_turn, .arg = &paces[i]};
    return pacing != NULL ? 0 : -1;
}

static int stop(void **state) {
    (void)state;
    for (size_t i = 0; i < MANY; i++)
        te_pacing_leave(pacing, &paces[i]);
    assert_false(te_pacing_turn(pacing));
    te_pacing_free(pacing);
    assert_int_equal(te_loop_timers(loop), 0);
    te_loop_free(loop);
    return 0;
}

/* How many of `count` may begin at once. */
static size_t enter(size_t from, size_t count, uint64_t hash) {
    size_t begun = 0;
    for (size_t i = from; i < from + count; i++)
        begun += te_pacing_enter(pacing, &paces[i], hash) ? 1 : 0;
    return begun;
}

static void only_so_many_open_at_a_time(void **state) {
    (void)state;
    assert_int_equal(enter(0, 100, 7), AT_ONCE);
    assert_false(te_pacing_turn(pacing));
    assert_int_equal(let_in, 0);
}

static void who_waits_is_let_in_in_the_order_of_coming(void **state) {
    (void)state;
    enter(0, AT_ONCE + 3, 7);
    te_pacing_leave(pacing, &paces[4]);
    te_pacing_leave(pacing, &paces[9]);
    assert_true(te_pacing_turn(pacing));
    assert_int_equal(let_in, 2);
    assert_int_equal(order[0], AT_ONCE);
    assert_int_equal(order[1], AT_ONCE + 1);
}

static void nobody_is_let_in_from_within_leaving(void **state) {
    (void)state;
    enter(0, AT_ONCE + 1, 7);
    te_pacing_leave(pacing, &paces[0]);
    assert_int_equal(let_in, 0);
}

static void nobody_overtakes_those_who_wait(void **state) {
    (void)state;
    enter(0, AT_ONCE + 1, 7);
    te_pacing_leave(pacing, &paces[0]);
    assert_false(te_pacing_enter(pacing, &paces[MANY - 1], 7));
    te_pacing_turn(pacing);
    assert_int_equal(order[0], AT_ONCE);
    assert_int_equal(let_in, 1);
}

static void who_gives_up_waiting_is_not_let_in(void **state) {
    (void)state;
    enter(0, AT_ONCE + 3, 7);
    te_pacing_leave(pacing, &paces[AT_ONCE + 1]); /* in the middle */
    for (size_t i = 0; i < AT_ONCE; i++)
        te_pacing_leave(pacing, &paces[i]);
    te_pacing_turn(pacing);
    assert_int_equal(let_in, 2);
    assert_int_equal(order[0], AT_ONCE);
    assert_int_equal(order[1], AT_ONCE + 2);
}

static void
a_server_that_never_answers_still_gets_four_each_millisecond(void **state) {
    (void)state;
    uint64_t begun_ns = te_loop_now_ns(loop);
    enter(0, AT_ONCE + 400, 7);
    while (let_in < 400) {
        te_pacing_turn(pacing);
        te_loop_turn(loop, true);
    }
    uint64_t took_ns = te_loop_now_ns(loop) - begun_ns;
    assert_true(took_ns >= 95 * TE_NS_PER_MS);
    assert_true(took_ns <= 110 * TE_NS_PER_MS);
}

static void an_address_that_is_slow_holds_up_no_other(void **state) {
    (void)state;
    assert_int_equal(enter(0, 500, 7), AT_ONCE);
    assert_int_equal(enter(500, 10, 8), 10);
}

static void leaving_without_having_entered_is_nothing(void **state) {
    (void)state;
    te_pacing_leave(pacing, &paces[0]);
    assert_int_equal(enter(0, 100, 7), AT_ONCE);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(only_so_many_open_at_a_time),
        CASE(who_waits_is_let_in_in_the_order_of_coming),
        CASE(nobody_is_let_in_from_within_leaving),
        CASE(nobody_overtakes_those_who_wait),
        CASE(who_gives_up_waiting_is_not_let_in),
        CASE(a_server_that_never_answers_still_gets_four_each_millisecond),
        CASE(an_address_that_is_slow_holds_up_no_other),
        CASE(leaving_without_having_entered_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
