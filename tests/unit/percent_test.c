#include "unit.h"

#include "../../stdlib/percent.h"

typedef char *convert(char *to, const char *text, size_t length);

static void expect(convert *function, const char *text, size_t length,
                   const char *wanted) {
    char got[256];
    char *end = function(got, text, length);
    assert_in_range(end - got, 0, TE_PERCENT_BYTES(length));
    *end = '\0';
    assert_int_equal(end - got, strlen(wanted));
    assert_string_equal(got, wanted);
}

/* Encoding what is encoded changes nothing. */
static void expect_path(const char *text, const char *wanted) {
    expect(te_percent_path, text, strlen(text), wanted);
    expect(te_percent_path, wanted, strlen(wanted), wanted);
}

static void expect_decoded(const char *text, const char *wanted) {
    expect(te_percent_decode, text, strlen(text), wanted);
    char same[64];
    strcpy(same, text);
    *te_percent_decode(same, same, strlen(text)) = '\0';
    assert_string_equal(same, wanted);
}

static void what_may_stand_in_a_path_stays(void **state) {
    (void)state;
    expect_path("/a-Z_0.9~/b!$&'()*+,;=:@c", "/a-Z_0.9~/b!$&'()*+,;=:@c");
    expect_path("//x/", "//x/");
}

static void what_may_not_stand_in_a_path_is_encoded(void **state) {
    (void)state;
    expect_path("bad name.pdb", "bad%20name.pdb");
    expect_path("quo\"ted, comma", "quo%22ted,%20comma");
    expect_path("<a>?b#c[d]{e}|f\\g^h`i", "%3Ca%3E%3Fb%23c%5Bd%5D%7Be%7D%7Cf"
                                          "%5Cg%5Eh%60i");
    expect_path("\xe7\x81\xab", "%E7%81%AB");
    expect_path("a\r\nb\x7f", "a%0D%0Ab%7F");
}

static void valid_triples_stay_and_bare_percents_do_not(void **state) {
    (void)state;
    expect_path("%E7%81%ab", "%E7%81%ab");
    expect_path("100%", "100%25");
    expect_path("%4", "%254");
    expect_path("%zz%20", "%25zz%20");
}

static void a_zero_byte_is_encoded(void **state) {
    (void)state;
    expect(te_percent_path, "a\0b", 3, "a%00b");
}

static void a_value_cannot_end_its_parameter(void **state) {
    (void)state;
    const char *text = "a&b=c+d/e?f%20.dll";
    expect(te_percent_value, text, strlen(text),
           "a%26b%3Dc%2Bd%2Fe%3Ff%20.dll");
}

static void decoding_undoes_triples_and_nothing_else(void **state) {
    (void)state;
    expect_decoded("%E7%81%ab x+y", "\xe7\x81\xab x+y");
    expect_decoded("100%", "100%");
    expect_decoded("%2%20%zz%2520", "%2 %zz%20");
    expect_decoded("", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_stand_in_a_path_stays),
        cmocka_unit_test(what_may_not_stand_in_a_path_is_encoded),
        cmocka_unit_test(valid_triples_stay_and_bare_percents_do_not),
        cmocka_unit_test(a_zero_byte_is_encoded),
        cmocka_unit_test(a_value_cannot_end_its_parameter),
        cmocka_unit_test(decoding_undoes_triples_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
