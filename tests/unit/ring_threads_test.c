#include "unit.h"

#include "ring.h"

#include <pthread.h>
#include <sched.h>

/* So many numbers have room. */
enum { PLACES = 4, MANY = 200000 };

static te_ring *new_ring(void) {
    te_ring *ring =
        te_ring_new(PLACES * (TE_RING_HEADER_BYTES + sizeof(uint64_t)));
    assert_non_null(ring);
    return ring;
}

static bool put(te_ring *ring, uint64_t number) {
    uint64_t *place = te_ring_place(ring, sizeof *place);
    if (place == NULL) return false;
    *place = number;
    te_ring_put(ring);
    return true;
}

static uint64_t take(te_ring *ring) {
    const uint64_t *first = te_ring_first(ring);
    assert_non_null(first);
    uint64_t number = *first;
    te_ring_take(ring);
    return number;
}

static void let_go(te_ring *ring) {
    te_ring_let_go(ring);
    te_ring_let_go(ring);
}

static void what_is_put_comes_out_in_order(void **state) {
    (void)state;
    te_ring *ring = new_ring();
    assert_null(te_ring_first(ring));
    for (uint64_t i = 0; i < 10 * PLACES; i++) {
        assert_true(put(ring, 2 * i));
        assert_true(put(ring, 2 * i + 1));
        assert_int_equal(take(ring), 2 * i);
        assert_int_equal(take(ring), 2 * i + 1);
        assert_null(te_ring_first(ring));
    }
    assert_int_equal(te_ring_dropped(ring), 0);
    let_go(ring);
}

static void what_finds_it_full_is_dropped_and_counted_exactly(void **state) {
    (void)state;
    te_ring *ring = new_ring();
    for (uint64_t i = 0; i < PLACES; i++)
        assert_true(put(ring, i));
    for (uint64_t i = 0; i < 7; i++)
        assert_false(put(ring, 100));
    assert_int_equal(te_ring_dropped(ring), 7);
    assert_int_equal(take(ring), 0);
    assert_true(put(ring, PLACES));
    assert_false(put(ring, 100));
    assert_int_equal(te_ring_dropped(ring), 8);
    for (uint64_t i = 1; i <= PLACES; i++)
        assert_int_equal(take(ring), i);
    assert_null(te_ring_first(ring));
    let_go(ring);
}

/* A number, as often as it says modulo seven, and once more. */
static bool put_long(te_ring *ring, uint64_t number) {
    size_t length = 1 + number % 7;
    uint64_t *place = te_ring_place(ring, length * sizeof *place);
    if (place == NULL) return false;
    for (size_t i = 0; i < length; i++)
        place[i] = number;
    te_ring_put(ring);
    return true;
}

static uint64_t take_long(te_ring *ring) {
    const uint64_t *first = te_ring_first(ring);
    assert_non_null(first);
    uint64_t number = first[0];
    for (size_t i = 0; i < 1 + number % 7; i++)
        assert_int_equal(first[i], number);
    te_ring_take(ring);
    return number;
}

static void pieces_of_any_size_find_a_place_and_stay_whole(void **state) {
    (void)state;
    te_ring *ring = te_ring_new(128);
    uint64_t put = 0, taken = 0;
    for (uint64_t i = 0; i < 1000; i++) {
        while (put_long(ring, put))
            put++;
        assert_true(put > taken);
        assert_int_equal(take_long(ring), taken++);
    }
    while (taken < put)
        assert_int_equal(take_long(ring), taken++);
    assert_null(te_ring_first(ring));
    assert_int_equal(te_ring_count(ring), put);
    let_go(ring);
}

static void what_is_larger_than_the_ring_is_dropped(void **state) {
    (void)state;
    te_ring *ring = te_ring_new(128);
    assert_null(te_ring_place(ring, 121));
    assert_non_null(te_ring_place(ring, 120));
    te_ring_put(ring);
    assert_non_null(te_ring_first(ring));
    assert_int_equal(te_ring_dropped(ring), 1);
    let_go(ring);
}

static void either_end_may_go_first(void **state) {
    (void)state;
    te_ring *ring = new_ring();
    te_ring_let_go(ring);
    assert_true(put(ring, 1));
    te_ring_let_go(ring);
    te_ring_let_go(NULL);
}

static void *put_many(void *arg) {
    te_ring *ring = arg;
    for (uint64_t i = 0; i < MANY; i++) {
        put_long(ring, i);
        if (i % 64 == 0) sched_yield();
    }
    te_ring_let_go(ring);
    return NULL;
}

/* The other thread is joined before the last look: then all has come. */
static void between_threads_each_is_taken_once_or_was_dropped(void **state) {
    (void)state;
    te_ring *ring = te_ring_new(512);
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, put_many, ring), 0);
    uint64_t came = 0, last = 0;
    bool is_over = false;
    for (;;) {
        if (te_ring_first(ring) != NULL) {
            uint64_t number = take_long(ring);
            assert_true(came == 0 || number > last);
            last = number;
            came++;
        } else if (is_over) {
            break;
        } else if (te_ring_dropped(ring) + came >= MANY) {
            assert_int_equal(pthread_join(other, NULL), 0);
            is_over = true;
        } else {
            sched_yield();
        }
    }
    assert_int_equal(came + te_ring_dropped(ring), MANY);
    assert_int_equal(te_ring_count(ring), came);
    te_ring_let_go(ring);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_comes_out_in_order),
        cmocka_unit_test(what_finds_it_full_is_dropped_and_counted_exactly),
        cmocka_unit_test(pieces_of_any_size_find_a_place_and_stay_whole),
        cmocka_unit_test(what_is_larger_than_the_ring_is_dropped),
        cmocka_unit_test(either_end_may_go_first),
        cmocka_unit_test(between_threads_each_is_taken_once_or_was_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
