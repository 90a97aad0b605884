#include "unit.h"

#include "table.h"
#include "text.h"

static void counts_have_commas(void **state) {
    (void)state;
    assert_string_equal(te_text_count(0).s, "0");
    assert_string_equal(te_text_count(999).s, "999");
    assert_string_equal(te_text_count(1000).s, "1,000");
    assert_string_equal(te_text_count(-1234567).s, "-1,234,567");
    assert_string_equal(te_text_count(0.125).s, "0.125");
    assert_string_equal(te_text_count(999.99).s, "1,000");
    assert_string_equal(te_text_count(-0.0).s, "0");
    assert_string_equal(te_text_count(1e300).s, "1e+300");
    assert_string_equal(te_text_count(strtod("inf", NULL)).s, "inf");
}

static void short_counts_take_seven_columns(void **state) {
    (void)state;
    assert_string_equal(te_text_short_count(999999).s, "999,999");
    assert_string_equal(te_text_short_count(1000000).s, "1.00 M");
    assert_string_equal(te_text_short_count(999.6e6).s, "1.00 G");
    assert_string_equal(te_text_short_count(12.34e9).s, "12.3 G");
    for (double n = 1; n < 9e17; n *= 1.7)
        assert_true(strlen(te_text_short_count(n).s) <= 7);
}

static void figures_beyond_all_measure_fit_too(void **state) {
    (void)state;
    assert_string_equal(te_text_count(1e300).s, "1e+300");
    assert_string_equal(te_text_per_s(1e300, 1000000000).s, "1e+300");
    assert_true(strlen(te_text_short_count(1e300).s) < sizeof(te_text));
    assert_true(strlen(te_text_bytes(1e300).s) < sizeof(te_text));
}

static void durations_have_three_digits_and_a_unit(void **state) {
    (void)state;
    static const struct {
        uint64_t ns;
        const char *text;
    } cases[] = {
        {0, "0 us"},
        {1000, "1 us"},
        {999499, "999 us"},
        {999500, "1.00 ms"},
        {1234000, "1.23 ms"},
        {9994999, "9.99 ms"},
        {9995000, "10.0 ms"},
        {99949999, "99.9 ms"},
        {99950000, "100 ms"},
        {999499999, "999 ms"},
        {999500000, "1.00 s"},
        {59949999999, "59.9 s"},
        {59950000000, "1m 00s"},
        {65000000000, "1m 05s"},
        {3599400000000, "59m 59s"},
        {3600000000000, "1h 00m"},
        {86400000000000, "24h 00m"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(te_text_duration(cases[i].ns).s, cases[i].text);
    te_text_duration(UINT64_MAX); /* stays in its room */
}

static void bytes_rates_and_shares(void **state) {
    (void)state;
    assert_string_equal(te_text_bytes(0).s, "0 B");
    assert_string_equal(te_text_bytes(999).s, "999 B");
    assert_string_equal(te_text_bytes(1000).s, "1.00 kB");
    assert_string_equal(te_text_bytes(999600).s, "1.00 MB");
    assert_string_equal(te_text_bytes(45.6e9).s, "45.6 GB");
    assert_string_equal(te_text_per_s(10, 0).s, "-");
    assert_string_equal(te_text_per_s(0, 1000000000).s, "0");
    assert_string_equal(te_text_per_s(10, 4000000000).s, "2.50");
    assert_string_equal(te_text_per_s(123456, 1000000000).s, "123,456");
    assert_string_equal(te_text_share(0, 0).s, "-");
    assert_string_equal(te_text_share(0, 10).s, "0 %");
    assert_string_equal(te_text_share(1, 100000).s, "<0.1 %");
    assert_string_equal(te_text_share(1, 3).s, "33.3 %");
    assert_string_equal(te_text_share(99999, 100000).s, ">99.9 %");
    assert_string_equal(te_text_share(10, 10).s, "100 %");
}

static void assert_clean(const char *text, const char *expected) {
    te_buf b = TE_BUF_INIT;
    assert_true(te_text_clean(&b, text));
    assert_string_equal(te_buf_str(&b), expected);
    te_buf_free(&b);
}

static void nothing_a_terminal_obeys_gets_through(void **state) {
    (void)state;
    assert_clean("plain caf\xc3\xa9", "plain caf\xc3\xa9");
    assert_clean("\x1b[31mred\x07\r\n\x7f", "\\x1b[31mred\\x07\\x0d\\x0a\\x7f");
    assert_clean("a\tb", "a b");
    assert_clean("\xc2\x9b"
                 "31m",
                 "?31m"); /* a C1 control: CSI */
    assert_clean("a\xe2\x80\xae"
                 "b",
                 "a?b");                             /* turns what follows */
    assert_clean("\xff\xc3", "\\xff\\xc3");          /* no UTF-8 */
    assert_clean("\xc0\x9b", "\\xc0\\x9b");          /* too long a form */
    assert_clean("\xed\xa0\x80", "\\xed\\xa0\\x80"); /* a surrogate */
    assert_clean("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
}

/* Every two bytes, and what is clean stays as it is. */
static void cleaning_twice_is_cleaning_once(void **state) {
    (void)state;
    te_buf once = TE_BUF_INIT, twice = TE_BUF_INIT;
    for (int i = 1; i < 256; i++) {
        for (int k = 1; k < 256; k++) {
            const char text[] = {(char)i, (char)k, '\0'};
            te_buf_reset(&once);
            te_buf_reset(&twice);
            te_text_clean(&once, text);
            te_text_clean(&twice, te_buf_str(&once));
            assert_string_equal(te_buf_str(&once), te_buf_str(&twice));
            for (size_t n = 0; n < once.length; n++)
                assert_true((unsigned char)once.data[n] >= 0x20);
        }
    }
    te_buf_free(&once);
    te_buf_free(&twice);
}

static void assert_padded(const char *text, size_t columns, bool right,
                          const char *expected) {
    te_buf b = TE_BUF_INIT;
    assert_true(te_text_pad(&b, text, columns, right));
    assert_string_equal(te_buf_str(&b), expected);
    te_buf_free(&b);
}

static void padding_and_cutting_count_columns(void **state) {
    (void)state;
    assert_padded("ab", 4, false, "ab  ");
    assert_padded("ab", 4, true, "  ab");
    assert_padded("abcd", 4, true, "abcd");
    assert_padded("abcde", 4, false, "abc\xe2\x80\xa6");
    assert_padded("h\xc3\xa9llo", 5, false, "h\xc3\xa9llo");
    assert_padded("h\xc3\xa9llo", 3, false, "h\xc3\xa9\xe2\x80\xa6");
    /* Two columns each; half of one is left blank. */
    assert_padded("\xe6\x97\xa5\xe6\x9c\xac", 4, false,
                  "\xe6\x97\xa5\xe6\x9c\xac");
    assert_padded("\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5", 5, true,
                  "\xe6\x97\xa5\xe6\x9c\xac\xe2\x80\xa6");
    assert_padded("\xe6\x97\xa5\xe6\x9c\xac\xe6\x97\xa5", 4, true,
                  " \xe6\x97\xa5\xe2\x80\xa6");
    assert_padded("e\xcc\x81", 2, false, "e\xcc\x81 "); /* e and an accent */
    assert_padded("x", 0, false, "");
}

static void assert_wrapped(const char *text, size_t columns, size_t max_lines,
                           const char *expected) {
    te_buf b = TE_BUF_INIT;
    assert_true(te_text_wrap(&b, text, "- ", "  ", columns, max_lines));
    assert_string_equal(te_buf_str(&b), expected);
    te_buf_free(&b);
}

static void text_is_broken_at_blanks(void **state) {
    (void)state;
    assert_wrapped("", 10, 9, "- \n");
    assert_wrapped("one two", 10, 9, "- one two\n");
    assert_wrapped("one two three", 10, 9, "- one two\n  three\n");
    assert_wrapped("12345678 x", 10, 9, "- 12345678\n  x\n");
    assert_wrapped("123456789abc", 10, 9, "- 12345678\n  9abc\n");
    assert_wrapped("one two three four", 10, 2,
                   "- one two\n  three f\xe2\x80\xa6\n");
    assert_wrapped("x", 2, 9, "- x\n"); /* no room: rather too wide than lost */
}

static char *print(const te_table *t) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    te_table_print(t, out);
    fclose(out);
    return text;
}

static void a_table_is_aligned_and_its_names_give_way(void **state) {
    (void)state;
    static const char *const cells[] = {
        "TITLE",
        "one",
        "a wide number of columns to leave little room",
        "caf\xc3\xa9",
        "1",
        "22",
        "a name longer than its room",
        "1,234,567",
        ""};
    te_table t;
    te_table_init(&t, 3);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        te_table_cell(&t, cells[i]);
    char *text = print(&t);
    assert_string_equal(text, "TITLE                         one  "
                              "a wide number of columns to leave little room\n"
                              "  caf\xc3\xa9                          1  "
                              "                                           22\n"
                              "  a name longer than \xe2\x80\xa6  1,234,567\n");
    free(text);
    te_table_free(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_commas),
        cmocka_unit_test(short_counts_take_seven_columns),
        cmocka_unit_test(figures_beyond_all_measure_fit_too),
        cmocka_unit_test(durations_have_three_digits_and_a_unit),
        cmocka_unit_test(bytes_rates_and_shares),
        cmocka_unit_test(nothing_a_terminal_obeys_gets_through),
        cmocka_unit_test(cleaning_twice_is_cleaning_once),
        cmocka_unit_test(padding_and_cutting_count_columns),
        cmocka_unit_test(text_is_broken_at_blanks),
        cmocka_unit_test(a_table_is_aligned_and_its_names_give_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
