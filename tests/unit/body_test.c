#include "unit.h"

#include "body.h"
#include "scratch.h"

static te_slice text(const char *t) { return te_slice_of(t); }

static void assert_reads(te_body *b, uint64_t offset, size_t size,
                         const char *wanted) {
    char out[100];
    size_t got = 99;
    assert_true(te_body_read(b, offset, out, size, &got));
    assert_int_equal(got, strlen(wanted));
    assert_memory_equal(out, wanted, got);
}

static void a_body_without_parts_is_none(void **state) {
    (void)state;
    te_body b = {0};
    te_slice whole;
    assert_false(te_body_is_text(&b, &whole));
    assert_reads(&b, 0, 10, "");
    assert_true(te_body_borrow(&b, text("")));
    assert_true(te_body_is_text(&b, &whole));
    assert_int_equal(whole.length, 0);
    te_body_free(&b);
}

static void text_that_is_added_bit_by_bit_is_one_text(void **state) {
    (void)state;
    te_body b = {0};
    te_slice whole;
    for (int i = 0; i < 100; i++)
        assert_true(te_body_add(&b, text("ab")));
    assert_true(te_body_is_text(&b, &whole));
    assert_int_equal(whole.length, 200);
    assert_int_equal(b.bytes, 200);
    assert_memory_equal(whole.data + 196, "abab", 4);
    te_body_free(&b);
}

/* "12" + "file" + "" + "34" + "5" */
static void it_is_read_at_any_offset_in_pieces_of_any_size(void **state) {
    (void)state;
    static const char all[] = "12file345";
    te_body b = {0};
    te_slice whole;
    const char *path = scratch_text("a", "file");
    assert_true(te_body_add(&b, text("12")));
    assert_true(te_body_add_file(&b, path));
    assert_true(te_body_add_file(&b, scratch_text("b", "")));
    assert_true(te_body_borrow(&b, text("34")));
    assert_true(te_body_add(&b, text("5")));
    assert_true(te_body_open(&b, NULL));
    assert_int_equal(b.bytes, strlen(all));
    assert_false(te_body_is_text(&b, &whole));
    for (size_t from = 0; from <= strlen(all); from++) {
        for (size_t size = 1; size < 12; size++) {
            char wanted[16];
            snprintf(wanted, sizeof wanted, "%.*s", (int)size, all + from);
            assert_reads(&b, from, size, wanted);
        }
    }
    te_body_free(&b);
}

static void a_file_that_grows_sends_what_it_had(void **state) {
    (void)state;
    te_body b = {0};
    assert_true(te_body_add_file(&b, scratch_text("a", "four")));
    assert_true(te_body_add(&b, text("|")));
    assert_true(te_body_open(&b, NULL));
    scratch_text("a", "four and more");
    assert_reads(&b, 0, 50, "four|");
    te_body_free(&b);
}

static void a_file_that_shrinks_is_a_problem_that_names_it(void **state) {
    (void)state;
    char out[100], wanted[300];
    size_t got;
    te_body b = {0};
    const char *path = scratch_text("a", "four");
    assert_true(te_body_add_file(&b, path));
    assert_true(te_body_open(&b, NULL));
    scratch_text("a", "two");
    assert_false(te_body_read(&b, 0, out, sizeof out, &got));
    snprintf(wanted, sizeof wanted,
             "cannot send %s: it became shorter while it was sent", path);
    assert_string_equal(te_body_problem(&b), wanted);
    te_body_free(&b);
}

static void assert_refused(const char *path, const char *why) {
    te_body b = {0};
    te_error err;
    assert_true(te_body_add_file(&b, scratch_text("a", "a file")));
    assert_true(te_body_add_file(&b, path));
    int next = dup(0); /* the lowest number that is free */
    close(next);
    assert_false(te_body_open(&b, &err));
    assert_non_null(strstr(err.message, why));
    assert_int_equal(b.count, 0);
    assert_int_equal(dup(0), next); /* none is left open */
    close(next);
    te_body_free(&b);
}

static void what_is_no_file_is_refused(void **state) {
    (void)state;
    assert_refused(scratch_path("gone"), "gone: No such file");
    assert_refused(scratch_folder, "it is not a file");
    assert_int_equal(mkfifo(scratch_path("pipe"), 0600), 0);
    assert_refused(scratch_path("pipe"), "it is not a file");
}

static void a_large_body_leaves_no_room_behind(void **state) {
    (void)state;
    te_body b = {0};
    for (int i = 0; i < 10000; i++) {
        assert_true(te_body_borrow(&b, text("x")));
        assert_true(te_body_add(&b, text("twenty bytes of text")));
    }
    te_body_reset(&b);
    assert_int_equal(b.room, 0);
    assert_int_equal(b.text.capacity, 0);
    te_body_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_without_parts_is_none),
        cmocka_unit_test(text_that_is_added_bit_by_bit_is_one_text),
        cmocka_unit_test(it_is_read_at_any_offset_in_pieces_of_any_size),
        cmocka_unit_test(a_file_that_grows_sends_what_it_had),
        cmocka_unit_test(a_file_that_shrinks_is_a_problem_that_names_it),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(a_large_body_leaves_no_room_behind),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
