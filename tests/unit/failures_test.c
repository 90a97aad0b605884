#include "unit.h"

#include "failures.h"

static void the_same_message_is_one_row_with_its_first_place(void **state) {
    (void)state;
    te_failures *f = te_failures_new();
    te_failures_add(f, "a", "boom", "trace 1", 3, 7);
    te_failures_add(f, "a", "boom", "trace 2", 4, 8);
    te_failures_add(f, "b", "boom", NULL, 5, 9);
    assert_int_equal(te_failures_count(f), 2);
    const te_failure *row = te_failures_at(f, 0);
    assert_string_equal(row->scenario, "a");
    assert_string_equal(row->message, "boom");
    assert_string_equal(row->traceback, "trace 1");
    assert_int_equal(row->worker, 3);
    assert_int_equal(row->step, 7);
    assert_int_equal(row->count, 2);
    assert_null(te_failures_at(f, 1)->traceback);
    te_failures_free(f);
}

static void rows_come_by_count_then_by_appearance(void **state) {
    (void)state;
    te_failures *f = te_failures_new();
    static const char *const messages[] = {"x", "y", "z", "z", "w"};
    for (int i = 0; i < 5; i++)
        te_failures_add(f, "s", messages[i], NULL, 0, 0);
    static const char *const expected[] = {"z", "x", "y", "w"};
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(te_failures_at(f, i)->message, expected[i]);
    te_failures_add(f, "s", "w", NULL, 0, 0);
    te_failures_add(f, "s", "w", NULL, 0, 0);
    assert_string_equal(te_failures_at(f, 0)->message, "w");
    te_failures_free(f);
}

static void a_message_is_one_line_of_whole_characters(void **state) {
    (void)state;
    te_failures *f = te_failures_new();
    te_failures_add(f, "s", "first\nsecond", NULL, 0, 0);
    te_failures_add(f, "s", "first\r\nother", NULL, 0, 0);
    assert_int_equal(te_failures_count(f), 1);
    assert_string_equal(te_failures_at(f, 0)->message, "first");

    char text[TE_FAILURE_MESSAGE_MAX + 10];
    memset(text, 'x', sizeof text);
    memcpy(text + TE_FAILURE_MESSAGE_MAX - 1, "\xe2\x82\xac", 4);
    for (int i = 0; i < 3; i++)
        te_failures_add(f, "s", text, NULL, 0, 0);
    assert_int_equal(strlen(te_failures_at(f, 0)->message),
                     TE_FAILURE_MESSAGE_MAX - 1);
    te_failures_free(f);
}

static void nothing_given_is_still_counted(void **state) {
    (void)state;
    te_failures *f = te_failures_new();
    te_failures_add(f, NULL, NULL, NULL, 0, 0);
    te_failures_add(f, "", "", NULL, 0, 0);
    assert_int_equal(te_failures_count(f), 2);
    assert_string_equal(te_failures_at(f, 0)->message, "(no message)");
    te_failures_free(f);
}

static void add_many(te_failures *f, int from, int to) {
    char message[32];
    for (int i = from; i < to; i++) {
        snprintf(message, sizeof message, "error %d", i);
        te_failures_add(f, "s", message, NULL, 0, 0);
    }
}

static void a_full_table_counts_the_rest_in_one_last_row(void **state) {
    (void)state;
    te_failures *f = te_failures_new();
    add_many(f, 0, 1000);
    add_many(f, 0, 3);
    assert_int_equal(te_failures_count(f), TE_FAILURES_MAX + 1);
    const te_failure *last = te_failures_at(f, TE_FAILURES_MAX);
    assert_string_equal(last->message, "(other errors)");
    assert_int_equal(last->count, 1000 - TE_FAILURES_MAX);
    assert_int_equal(te_failures_at(f, 0)->count, 2);
    assert_int_equal(te_failures_total(f), 1003);
    te_failures_free(f);
}

static void draining_moves_all_and_empties(void **state) {
    (void)state;
    te_failures *from = te_failures_new(), *into = te_failures_new();
    te_failures_add(into, "s", "error 1", NULL, 1, 1);
    for (int turn = 0; turn < 3; turn++) {
        add_many(from, 0, 150);
        te_failures_drain(into, from);
        assert_int_equal(te_failures_count(from), 0);
        assert_int_equal(te_failures_total(from), 0);
    }
    assert_int_equal(te_failures_total(into), 451);
    assert_string_equal(te_failures_at(into, 0)->message, "error 1");
    assert_int_equal(te_failures_at(into, 0)->count, 4);
    assert_int_equal(te_failures_at(into, 0)->worker, 1);
    te_failures_free(from);
    te_failures_free(into);
}

static void a_message_that_was_cut_is_whole_above_the_traceback(void **state) {
    (void)state;
    te_failures *f = te_failures_new(), *into = te_failures_new();
    te_failures_add(f, "s", "first\nsecond", "at line 3", 1, 2);
    te_failures_drain(into, f);
    assert_string_equal(te_failures_at(into, 0)->message, "first");
    assert_string_equal(te_failures_at(into, 0)->traceback,
                        "first\nsecond\nat line 3");
    te_failures_free(f);
    te_failures_free(into);
}

static void a_failure_is_new_until_it_has_a_row(void **state) {
    (void)state;
    te_failures *f = te_failures_new();
    char message[32];
    assert_true(te_failures_is_new(f, "s", "oh\nno"));
    te_failures_add(f, "s", "oh", NULL, 0, 0);
    assert_false(te_failures_is_new(f, "s", "oh\nno"));
    assert_true(te_failures_is_new(f, "t", "oh"));
    assert_true(te_failures_is_new(f, NULL, "oh"));
    for (int i = 1; i < TE_FAILURES_MAX; i++) {
        snprintf(message, sizeof message, "error %d", i);
        te_failures_add(f, "s", message, NULL, 0, 0);
    }
    assert_false(te_failures_is_new(f, "s", "there is no room for it"));
    te_failures_free(f);
}

static void merging_leaves_the_source_as_it_is(void **state) {
    (void)state;
    te_failures *from = te_failures_new(), *into = te_failures_new();
    te_failures_add(from, "s", "x", "t", 1, 2);
    te_failures_merge(into, from);
    te_failures_merge(into, from);
    assert_int_equal(te_failures_total(from), 1);
    assert_int_equal(te_failures_at(into, 0)->count, 2);
    assert_string_equal(te_failures_at(into, 0)->traceback, "t");
    te_failures_free(from);
    te_failures_free(into);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_message_is_one_row_with_its_first_place),
        cmocka_unit_test(rows_come_by_count_then_by_appearance),
        cmocka_unit_test(a_message_is_one_line_of_whole_characters),
        cmocka_unit_test(nothing_given_is_still_counted),
        cmocka_unit_test(a_full_table_counts_the_rest_in_one_last_row),
        cmocka_unit_test(draining_moves_all_and_empties),
        cmocka_unit_test(a_message_that_was_cut_is_whole_above_the_traceback),
        cmocka_unit_test(a_failure_is_new_until_it_has_a_row),
        cmocka_unit_test(merging_leaves_the_source_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
