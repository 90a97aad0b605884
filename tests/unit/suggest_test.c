#include "unit.h"

#include "suggest.h"

static const char *suggest(const char *word) {
    static const char *const names[] = {"workers", "quiet",         "duration",
                                        "delay",   "version",       "console",
                                        "fail",    "console-update"};
    te_suggestion s = te_suggestion_for(word);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        te_suggestion_offer(&s, names[i]);
    return s.best;
}

static void distance_counts_letters_that_differ(void **state) {
    (void)state;
    assert_int_equal(te_suggest_distance("", ""), 0);
    assert_int_equal(te_suggest_distance("", "abc"), 3);
    assert_int_equal(te_suggest_distance("abc", ""), 3);
    assert_int_equal(te_suggest_distance("kitten", "sitting"), 3);
    assert_int_equal(te_suggest_distance("Delay", "dELAY"), 0);
}

static void swapped_neighbours_are_one_slip(void **state) {
    (void)state;
    assert_int_equal(te_suggest_distance("wrokers", "workers"), 1);
    assert_int_equal(te_suggest_distance("quite", "quiet"), 1);
    assert_int_equal(te_suggest_distance("ab", "ba"), 1);
}

static void slips_find_the_name_that_was_meant(void **state) {
    (void)state;
    assert_string_equal(suggest("worker"), "workers");
    assert_string_equal(suggest("wrkoers"), "workers");
    assert_string_equal(suggest("QUITE"), "quiet");
    assert_string_equal(suggest("dealy"), "delay");
}

static void lists_that_a_null_ends_are_searched(void **state) {
    (void)state;
    static const char *const names[] = {"order", "on_end", NULL};
    assert_string_equal(te_suggestion_among("ordr", names).best, "order");
    assert_null(te_suggestion_among("zebra", names).best);
    assert_null(te_suggestion_among("ordr", names + 2).best);
    assert_true(te_suggest_is_known("on_end", names));
    assert_false(te_suggest_is_known("on_en", names));
    assert_false(te_suggest_is_known("", names));
}

static void a_beginning_finds_its_name(void **state) {
    (void)state;
    assert_string_equal(suggest("dur"), "duration");
    assert_string_equal(suggest("console-u"), "console-update");
}

static void a_word_near_to_nothing_finds_nothing(void **state) {
    (void)state;
    assert_null(suggest("threads"));
    assert_null(suggest("x"));
    assert_null(suggest(""));
}

static void a_word_too_long_finds_nothing(void **state) {
    (void)state;
    char word[1000];
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_null(suggest(word));
    word[TE_SUGGEST_MAX] = '\0';
    assert_int_equal(te_suggest_distance(word, word), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_counts_letters_that_differ),
        cmocka_unit_test(swapped_neighbours_are_one_slip),
        cmocka_unit_test(slips_find_the_name_that_was_meant),
        cmocka_unit_test(lists_that_a_null_ends_are_searched),
        cmocka_unit_test(a_beginning_finds_its_name),
        cmocka_unit_test(a_word_near_to_nothing_finds_nothing),
        cmocka_unit_test(a_word_too_long_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
