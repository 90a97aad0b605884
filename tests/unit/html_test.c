#include "unit.h"

#include "html.h"

#include <time.h>

/* The links of the page: "tag=value tag=value". */
static const char *links_of(const char *page) {
    static char text[1024];
    size_t length = strlen(page);
    char *exact = malloc(length > 0 ? length : 1); /* no NUL behind it */
    assert_non_null(exact);
    memcpy(exact, page, length);
    te_html html = te_html_begin((te_slice){exact, length});
    te_html_link link;
    text[0] = '\0';
    while (te_html_next(&html, &link)) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%.*s=%.*s",
                 used > 0 ? " " : "", TE_SLICE_ARGS(link.tag),
                 TE_SLICE_ARGS(link.value));
    }
    free(exact);
    return text;
}

static void links_are_told_in_the_order_of_the_page(void **state) {
    (void)state;
    assert_string_equal(
        links_of("<!DOCTYPE html><html><head><link rel=icon href='/i.png'>"
                 "<script src=\"/a.js\"></script></head><body>"
                 "<a href=/one>1</a> <img alt=x src=/p.png>"
                 "<form method=post action=\"/send\"><input></form>"
                 "<iframe src=/f></iframe><area href=/z></body></html>"),
        "link=/i.png script=/a.js a=/one img=/p.png form=/send iframe=/f "
        "area=/z");
    assert_string_equal(links_of(""), "");
    assert_string_equal(links_of("no tag"), "");
}

static void quotes_blanks_and_case_are_as_html_has_them(void **state) {
    (void)state;
    assert_string_equal(links_of("<A HREF = '/a b' >"), "A=/a b");
    assert_string_equal(links_of("<a\nhref\n=\n\"x>y\"\n>"), "a=x>y");
    assert_string_equal(links_of("<a href=x/>"), "a=x/");
    assert_string_equal(links_of("<br/href=x>"), "br=x");
    assert_string_equal(links_of("<a href=\"x\"src=y>"), "a=x a=y");
    assert_string_equal(links_of("<a title='href=no' href=yes>"), "a=yes");
    assert_string_equal(links_of("<a data-href=no xhref=no>"), "");
    assert_string_equal(links_of("<a =href=no href=yes>"), "a=yes");
    assert_string_equal(links_of("<a href>x"), "a=");
    assert_string_equal(links_of("<a href=>x"), "a=");
    assert_string_equal(links_of("<my-tag src=x>"), "my-tag=x");
}

static void the_first_of_two_attributes_counts(void **state) {
    (void)state;
    assert_string_equal(links_of("<a href=1 href=2><a href=3>"), "a=1 a=3");
}

static void comments_and_texts_are_passed_over(void **state) {
    (void)state;
    assert_string_equal(links_of("<!-- <a href=no> --><a href=1>"), "a=1");
    assert_string_equal(links_of("<!--><a href=1>"), "a=1");
    assert_string_equal(links_of("<!---><a href=1>"), "a=1");
    assert_string_equal(links_of("<!-- > <a href=no> --!><a href=1>"), "a=1");
    assert_string_equal(links_of("<!-- <a href=no>"), "");
    assert_string_equal(links_of("<!a href=no><?a href=no></a href=no>"), "");
    assert_string_equal(links_of("<script>'<a href=no>'</script><a href=1>"),
                        "a=1");
    assert_string_equal(
        links_of("<SCRIPT src=s>'</scripted href=no><a href=no>'</script "
                 "><a href=1>"),
        "SCRIPT=s a=1");
    assert_string_equal(links_of("<style><a href=no></style/><a href=1>"),
                        "a=1");
    assert_string_equal(links_of("<textarea><a href=no></textarea>"
                                 "<title><a href=no></title><a href=1>"),
                        "a=1");
    assert_string_equal(links_of("<script><a href=no>"), "");
    assert_string_equal(links_of("<noscript><img src=1></noscript>"), "img=1");
}

static void what_is_no_tag_is_text(void **state) {
    (void)state;
    assert_string_equal(links_of("1 < 2 <<a href=1>"), "a=1");
    assert_string_equal(links_of("<1 href=no>< a href=no>"), "");
    assert_string_equal(links_of("<"), "");
    assert_string_equal(links_of("<!"), "");
    assert_string_equal(links_of("<!--"), "");
}

static void a_tag_that_is_cut_off_has_no_links(void **state) {
    (void)state;
    assert_string_equal(links_of("<a href=1><a href=\"/cut"), "a=1");
    assert_string_equal(links_of("<a href=/cut"), "");
    assert_string_equal(links_of("<a href="), "");
    assert_string_equal(links_of("<a href"), "");
    assert_string_equal(links_of("<a"), "");
}

static const char *url_of(const char *value) {
    static char text[256];
    te_buf out = TE_BUF_INIT;
    assert_true(te_html_url(te_slice_of(value), &out));
    snprintf(text, sizeof text, "%s", te_buf_str(&out));
    te_buf_free(&out);
    return text;
}

static void character_references_are_decoded(void **state) {
    (void)state;
    assert_string_equal(url_of("/a?b=1&amp;c=2"), "/a?b=1&c=2");
    assert_string_equal(url_of("&lt;&gt;&quot;&apos;"), "<>\"'");
    assert_string_equal(url_of("&#47;&#x2F;&#X2f;"), "///");
    assert_string_equal(url_of("&#252;&#8364;&#x1f600;"),
                        "\u00fc\u20ac\U0001f600");
    assert_string_equal(url_of("&#0;&#xd800;&#x110000;"), "\ufffd\ufffd\ufffd");
    assert_string_equal(url_of("&#99999999;"), "\ufffd");
}

static void what_is_no_reference_stays(void **state) {
    (void)state;
    assert_string_equal(url_of("?a=1&b=2&amp"), "?a=1&b=2&amp");
    assert_string_equal(url_of("&copy=1&AMP;&;&#;&#x;&#12x;"),
                        "&copy=1&AMP;&;&#;&#x;&#12x;");
    assert_string_equal(url_of("&"), "&");
    assert_string_equal(url_of("&amp;amp;"), "&amp;");
}

static void blanks_at_the_ends_and_line_ends_within_go(void **state) {
    (void)state;
    assert_string_equal(url_of(" \n /a\n/b c\t \r\n"), "/a/b c");
    assert_string_equal(url_of("  "), "");
    assert_string_equal(url_of(""), "");
}

/* CPU time for a page of `size` bytes that repeats the text. */
static double seconds_for(const char *repeated, size_t size) {
    char *page = malloc(size);
    assert_non_null(page);
    size_t length = strlen(repeated);
    for (size_t i = 0; i < size; i++)
        page[i] = repeated[i % length];
    clock_t begin = clock();
    te_html html = te_html_begin((te_slice){page, size});
    te_html_link link;
    while (te_html_next(&html, &link))
        continue;
    free(page);
    return (double)(clock() - begin) / CLOCKS_PER_SEC;
}

/* Four megabytes; were it quadratic, it would take hours. */
static void a_hostile_page_takes_the_time_of_its_length(void **state) {
    (void)state;
    static const char *const pages[] = {
        "<",
        "<!--",
        "<!-- -",
        "<a ",
        "<a href='",
        "<a href=\"x",
        "<script>",
        "<script></",
        "</script",
        "<a href=x ",
        "<script></scrip",
        "&amp;",
        "<a href=x>",
        "<!--><",
        "=",
        "<textarea></textarea",
        ">",
        "--",
        "<a\t/=",
        "<x y='\"><x y=\"'>",
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        assert_true(seconds_for(pages[i], (size_t)4 << 20) < 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_told_in_the_order_of_the_page),
        cmocka_unit_test(quotes_blanks_and_case_are_as_html_has_them),
        cmocka_unit_test(the_first_of_two_attributes_counts),
        cmocka_unit_test(comments_and_texts_are_passed_over),
        cmocka_unit_test(what_is_no_tag_is_text),
        cmocka_unit_test(a_tag_that_is_cut_off_has_no_links),
        cmocka_unit_test(character_references_are_decoded),
        cmocka_unit_test(what_is_no_reference_stays),
        cmocka_unit_test(blanks_at_the_ends_and_line_ends_within_go),
        cmocka_unit_test(a_hostile_page_takes_the_time_of_its_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
