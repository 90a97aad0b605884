#include "unit.h"

#include "../../stdlib/json_scan.h"
#include "../../stdlib/stack_text.h"

static bool is_json(const char *text) {
    te_json_scan scan = te_json_scan_of(te_slice_of(text));
    return te_json_skip(&scan) && te_json_ended(&scan);
}

static void what_is_json_is_told_from_what_is_not(void **state) {
    (void)state;
    static const char *const good[] = {"{}",
                                       " [ ] ",
                                       "0",
                                       "-0.5e+10",
                                       "1E5",
                                       "[1,[2,{}],\"x\"]",
                                       "null",
                                       "{\"a\":true,\"a\":false}",
                                       "\"\\u00Ff\\n\\\\ \\\" \\/\"",
                                       "\"\xff\""};
    static const char *const wrong[] = {
        "",       "{",         "[1,]",        "{\"a\":1,}",
        "{a:1}",  "{\"a\"}",   "01",          "1.",
        ".5",     "+1",        "1e",          "-",
        "tru",    "nullx",     "[1 2]",       "[,1]",
        "{,}",    "\"\\x\"",   "\"\\u12g4\"", "\"\n\"",
        "\"open", "\"\\",      "\"\\u12",     "{} {}",
        "[1}",    "{\"a\":1]", "'a'",         "NaN",
        "]"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!is_json(good[i])) fail_msg("%s is JSON", good[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (is_json(wrong[i])) fail_msg("%s is no JSON", wrong[i]);
}

static void deep_nesting_is_taken_for_damage(void **state) {
    (void)state;
    char text[2 * TE_JSON_MAX_DEPTH + 3] = "";
    memset(text, '[', TE_JSON_MAX_DEPTH);
    memset(text + TE_JSON_MAX_DEPTH, ']', TE_JSON_MAX_DEPTH);
    assert_true(is_json(text));
    memset(text, '[', TE_JSON_MAX_DEPTH + 1);
    memset(text + TE_JSON_MAX_DEPTH + 1, ']', TE_JSON_MAX_DEPTH + 1);
    assert_false(is_json(text));
}

static te_stack_text read_text(const char *text) {
    te_stack_text found;
    assert_true(te_stack_text_read(te_slice_of(text), &found));
    return found;
}

static void expect_without_version(const char *text, const char *wanted) {
    te_stack_text found = read_text(text);
    te_buf rest = TE_BUF_INIT;
    assert_true(te_buf_add(&rest, text, found.cut_from));
    assert_true(te_buf_adds(&rest, text + found.cut_to));
    assert_string_equal(te_buf_str(&rest), wanted);
    te_buf_free(&rest);
}

static void version_is_found_wherever_it_stands(void **state) {
    (void)state;
    expect_without_version("{\"version\": 4, \"a\": 1}", "{ \"a\": 1}");
    expect_without_version("{\"a\": 1, \"version\": 4, \"b\": 2}",
                           "{\"a\": 1, \"b\": 2}");
    expect_without_version("{\"a\": 1 , \"version\" : [4] }", "{\"a\": 1  }");
    expect_without_version("{\"version\": 4}", "{}");
    expect_without_version(" { \"version\": 4 } ", " { } ");
}

static void a_text_without_version_is_whole(void **state) {
    (void)state;
    expect_without_version("{}", "{}");
    expect_without_version("{\"a\": {\"version\": 4}}",
                           "{\"a\": {\"version\": 4}}");
    expect_without_version("{\"Version\": \"version\"}",
                           "{\"Version\": \"version\"}");
}

static void only_the_offsets_of_frames_are_looked_at(void **state) {
    (void)state;
    assert_int_equal(
        read_text("{\"stacks\": [[[-1, 1.8e+19], [0, 5]], [[-1, 1E3]]]}")
            .float_offsets,
        2);
    static const char *const none[] = {
        "{\"stacks\": [[[0, 5], [-1, -1]]]}",
        "{\"stacks\": [[[0.5, 5, 7.5], [0], []], []]}",
        "{\"stacks\": [[[0, \"1.5\"], [0, [1.5]], 1.5], 2.5]}",
        "{\"stacks\": 1.5, \"other\": [[[0, 1.5]]]}",
        "{\"a\": {\"stacks\": [[[0, 1.5]]]}}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(read_text(none[i]).float_offsets, 0);
}

static void repair_changes_nothing_else(void **state) {
    (void)state;
    const char *text = " {\"stacks\": [[[-1,  1.8e+19 ],\n[0, 5], [-1, 0.0]]], "
                       "\"x\": 1.50}\n";
    te_buf repaired = TE_BUF_INIT;
    assert_true(te_stack_text_repair(te_slice_of(text), &repaired));
    assert_string_equal(te_buf_str(&repaired),
                        " {\"stacks\": [[[-1,  -1 ],\n[0, 5], [-1, -1]]], "
                        "\"x\": 1.50}\n");
    te_buf_free(&repaired);
}

static void what_is_no_object_is_no_job(void **state) {
    (void)state;
    te_stack_text found;
    assert_false(te_stack_text_read(te_slice_of("[]"), &found));
    assert_false(te_stack_text_read(te_slice_of(""), &found));
    assert_false(te_stack_text_read(te_slice_of("{\"a\": 1, 2}"), &found));
    assert_int_equal(found.bad_at, 9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json_is_told_from_what_is_not),
        cmocka_unit_test(deep_nesting_is_taken_for_damage),
        cmocka_unit_test(version_is_found_wherever_it_stands),
        cmocka_unit_test(a_text_without_version_is_whole),
        cmocka_unit_test(only_the_offsets_of_frames_are_looked_at),
        cmocka_unit_test(repair_changes_nothing_else),
        cmocka_unit_test(what_is_no_object_is_no_job),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
