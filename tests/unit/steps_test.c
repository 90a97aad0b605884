#include "unit.h"

#include "../../stdlib/steps.h"

/* Ascending numbers with gaps up to `most`. */
static te_steps made_up(uint64_t count, uint64_t most) {
    te_steps steps = TE_STEPS_INIT;
    uint64_t number = 0, draw = 1;
    for (uint64_t i = 0; i < count; i++) {
        draw = draw * 6364136223846793005u + 1442695040888963407u;
        number += (draw >> 33) % (most + 1);
        assert_true(te_steps_add(&steps, number));
    }
    te_steps_fit(&steps);
    return steps;
}

static void numbers_come_back_as_they_went_in(void **state) {
    (void)state;
    te_steps steps = TE_STEPS_INIT;
    for (uint64_t i = 0; i < 100000; i++)
        assert_true(te_steps_add(&steps, i * i));
    te_steps_fit(&steps);
    assert_int_equal(steps.count, 100000);
    for (uint64_t i = 0; i < 100000; i++)
        assert_true(te_steps_at(&steps, i) == i * i);
    assert_null(steps.full);
    te_steps_free(&steps);
}

static void a_number_takes_little_more_than_4_bytes(void **state) {
    (void)state;
    te_steps steps = made_up(1000000, 200);
    assert_in_range(te_steps_bytes(&steps), 4000000, 4130000);
    te_steps_free(&steps);
}

static void numbers_far_apart_are_kept_in_full(void **state) {
    (void)state;
    te_steps steps = TE_STEPS_INIT;
    for (uint64_t i = 0; i < 3000; i++)
        assert_true(te_steps_add(&steps, i < 2000 ? i : i << 40));
    te_steps_fit(&steps);
    assert_non_null(steps.full);
    for (uint64_t i = 0; i < 3000; i++)
        assert_true(te_steps_at(&steps, i) == (i < 2000 ? i : i << 40));
    assert_int_equal(te_steps_up_to(&steps, (uint64_t)2500 << 40), 2501);
    assert_int_equal(te_steps_bytes(&steps), 3000 * 8);
    te_steps_free(&steps);
}

static void a_search_finds_how_many_are_not_above(void **state) {
    (void)state;
    te_steps steps = made_up(1000, 3); /* many come twice */
    uint64_t last = te_steps_at(&steps, 999);
    for (uint64_t number = 0; number <= last + 1; number++) {
        uint64_t wanted = 0;
        while (wanted < 1000 && te_steps_at(&steps, wanted) <= number)
            wanted++;
        assert_int_equal(te_steps_up_to(&steps, number), wanted);
    }
    te_steps_free(&steps);
}

static void no_numbers_are_fine(void **state) {
    (void)state;
    te_steps steps = TE_STEPS_INIT;
    te_steps_fit(&steps);
    assert_int_equal(te_steps_up_to(&steps, 7), 0);
    assert_int_equal(te_steps_bytes(&steps), 0);
    te_steps_free(&steps);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_back_as_they_went_in),
        cmocka_unit_test(a_number_takes_little_more_than_4_bytes),
        cmocka_unit_test(numbers_far_apart_are_kept_in_full),
        cmocka_unit_test(a_search_finds_how_many_are_not_above),
        cmocka_unit_test(no_numbers_are_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
