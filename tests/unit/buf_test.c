#include "unit.h"

#include "buf.h"

static void an_empty_buffer_is_an_empty_string(void **state) {
    (void)state;
    te_buf b = TE_BUF_INIT;
    assert_string_equal(te_buf_str(&b), "");
    te_buf_free(&b);
}

static void appended_parts_follow_each_other(void **state) {
    (void)state;
    te_buf b = TE_BUF_INIT;
    assert_true(te_buf_adds(&b, "a"));
    assert_true(te_buf_addc(&b, ' '));
    assert_true(te_buf_addf(&b, "%d-%s", 7, "x"));
    assert_true(te_buf_add(&b, "\0z", 2));
    assert_int_equal(b.length, 7);
    assert_memory_equal(b.data, "a 7-x\0z", 8);
    te_buf_free(&b);
}

static void reset_keeps_the_memory(void **state) {
    (void)state;
    te_buf b = TE_BUF_INIT;
    for (int i = 0; i < 1000; i++)
        assert_true(te_buf_addc(&b, 'x'));
    size_t capacity = b.capacity;
    te_buf_reset(&b);
    assert_string_equal(te_buf_str(&b), "");
    assert_int_equal(b.capacity, capacity);
    te_buf_free(&b);
}

static void an_impossible_size_is_refused_and_harmless(void **state) {
    (void)state;
    te_buf b = TE_BUF_INIT;
    assert_true(te_buf_adds(&b, "kept"));
    assert_false(te_buf_reserve(&b, SIZE_MAX - 2));
    assert_string_equal(te_buf_str(&b), "kept");
    te_buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_string),
        cmocka_unit_test(appended_parts_follow_each_other),
        cmocka_unit_test(reset_keeps_the_memory),
        cmocka_unit_test(an_impossible_size_is_refused_and_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
