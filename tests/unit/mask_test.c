#include "unit.h"

#include "mask.h"

static const char *header(const char *name, const char *value) {
    static te_buf out;
    te_buf_reset(&out);
    assert_true(te_mask_header(name, value, &out));
    return te_buf_str(&out);
}

static const char *url(const char *text) {
    static te_buf out;
    te_buf_reset(&out);
    assert_true(te_mask_url(text, &out));
    return te_buf_str(&out);
}

static void an_ordinary_header_is_shown_as_it_is(void **state) {
    (void)state;
    assert_string_equal(header("Content-Type", "text/html; charset=utf-8"),
                        "Content-Type: text/html; charset=utf-8");
    assert_string_equal(header("User-Agent", "tengine (X11; Linux) ü €"),
                        "User-Agent: tengine (X11; Linux) ü €");
    assert_string_equal(header("X-Empty", ""), "X-Empty: ");
}

static void credentials_keep_their_scheme_only(void **state) {
    (void)state;
    assert_string_equal(header("Authorization", "Bearer eyJhbGci.x.y"),
                        "Authorization: Bearer ***");
    assert_string_equal(header("authorization", "basic dXNlcjpwYXNz"),
                        "authorization: basic ***");
    assert_string_equal(
        header("Proxy-Authorization", "Digest username=\"a\", response=\"b\""),
        "Proxy-Authorization: Digest ***");
}

static void a_word_that_is_no_scheme_is_hidden_too(void **state) {
    (void)state;
    assert_string_equal(header("Authorization", "hunter2"),
                        "Authorization: ***");
    assert_string_equal(header("Authorization", "hunter2 again"),
                        "Authorization: ***");
    /* "Bearer" alone could as well be somebody's password. */
    assert_string_equal(header("Authorization", "Bearer"),
                        "Authorization: ***");
}

static void headers_with_secret_names_are_hidden(void **state) {
    (void)state;
    static const char *const names[] = {"Auth-Token",
                                        "AUTH-TOKEN",
                                        "X-Api-Key",
                                        "X-Auth-Token",
                                        "X-CSRF-Token",
                                        "apikey",
                                        "X-Amz-Security-Token",
                                        "Client_Secret",
                                        "Cookie2",
                                        "X-Forwarded-Authorization",
                                        "X-Authentication",
                                        "X-Bearer"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *shown = header(names[i], "hunter2 hunter2");
        assert_null(strstr(shown, "hunter2"));
        assert_non_null(strstr(shown, ": ***"));
    }
}

static void a_cookie_keeps_its_names(void **state) {
    (void)state;
    assert_string_equal(header("Cookie", "session=abc; theme=dark=er"),
                        "Cookie: session=***; theme=***");
    assert_string_equal(header("Cookie", "lonely;a=1;"), "Cookie: ***; a=***;");
    assert_string_equal(header("Cookie", ""), "Cookie: ");
}

static void a_set_cookie_keeps_its_attributes(void **state) {
    (void)state;
    assert_string_equal(header("Set-Cookie", "id=abc; Path=/; HttpOnly"),
                        "Set-Cookie: id=***; Path=/; HttpOnly");
    assert_string_equal(
        header("set-cookie",
               "id=abc; expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=5"),
        "set-cookie: id=***; expires=Wed, 21 Oct 2026 07:28:00 GMT; "
        "Max-Age=5");
    /* The first pair is the cookie, whatever it is called. */
    assert_string_equal(header("Set-Cookie", "path=abc; Path=/"),
                        "Set-Cookie: path=***; Path=/");
}

static void what_is_no_attribute_of_a_cookie_is_hidden(void **state) {
    (void)state;
    assert_string_equal(header("Set-Cookie", "id=abc; more=def"),
                        "Set-Cookie: id=***; more=***");
    assert_string_equal(header("Set-Cookie", "id=abc; Path=/, b=def"),
                        "Set-Cookie: id=***; Path=***");
}

static void a_redirect_hides_the_signature_in_its_location(void **state) {
    (void)state;
    assert_string_equal(header("Location",
                               "https://s3/b/xul.sym?X-Amz-Expires=300&"
                               "X-Amz-Credential=AK%2F2&X-Amz-Signature=9f"),
                        "Location: https://s3/b/xul.sym?X-Amz-Expires=300&"
                        "X-Amz-Credential=***&X-Amz-Signature=***");
    assert_string_equal(header("Link", "<http://u:p@h/?page=2>; rel=next"),
                        "Link: <http://***@h/?page=2>; rel=next");
}

static void a_url_hides_user_and_password(void **state) {
    (void)state;
    assert_string_equal(url("https://alice:s3cret@host:8080/a@b?c=d@e"),
                        "https://***@host:8080/a@b?c=d@e");
    assert_string_equal(url("https://token@host"), "https://***@host");
    assert_string_equal(url("http://a:b@c@host/"), "http://***@host/");
    assert_string_equal(url("//a:b@host/"), "//***@host/");
    assert_string_equal(url("http:///a:b@host/"), "http:///***@host/");
    assert_string_equal(url("http://host?x=http://a:b@other/"),
                        "http://host?x=http://***@other/");
}

static void a_url_hides_secret_parameters_only(void **state) {
    (void)state;
    assert_string_equal(url("/a?page=2&token=abc&lang=de"),
                        "/a?page=2&token=***&lang=de");
    assert_string_equal(url("/a?api_key=1&apiKey=2&accessToken=3&PASSWORD=4"),
                        "/a?api_key=***&apiKey=***&accessToken=***&"
                        "PASSWORD=***");
    assert_string_equal(url("/a;jsessionid=AB12?PHPSESSID=9&AWSAccessKeyId=8"),
                        "/a;jsessionid=***&AWSAccessKeyId=***");
    assert_string_equal(url("/cb#access_token=abc&state=x"),
                        "/cb#access_token=***&state=x");
    assert_string_equal(url("/a?monkey=1&keyboard=2&design=3&token"),
                        "/a?monkey=1&keyboard=2&design=3&token");
    assert_string_equal(url("/xul.pdb/AB12/xul.sym?code_file=xul&code_id=5"),
                        "/xul.pdb/AB12/xul.sym?code_file=xul&code_id=5");
}

static void punctuation_in_a_secret_does_not_end_it(void **state) {
    (void)state;
    assert_string_equal(url("/a?token=abc?def;ghi=j//k@l&x=1"),
                        "/a?token=***&x=1");
}

static void a_percent_encoded_name_is_seen_through(void **state) {
    (void)state;
    assert_string_equal(url("/a?%74oke%6E=abc"), "/a?%74oke%6E=***");
    assert_string_equal(url("/a?x%00token=abc"), "/a?x%00token=***");
    assert_string_equal(url("/a?%7=1&%zz=2&x%=3"), "/a?%7=1&%zz=2&x%=3");
}

/* As a query given as a table writes it. */
static void a_url_within_a_parameter_is_seen_through(void **state) {
    (void)state;
    assert_string_equal(url("/a?to=%2Fb%3Fx%3D1%26token%3Dabc%3Bd%26y%3D2&z=3"),
                        "/a?to=%2Fb%3Fx%3D1%26token%3D***%26y%3D2&z=3");
    assert_string_equal(url("/a?to=%2fcb%23access_token%3dabc"),
                        "/a?to=%2fcb%23access_token%3d***");
    assert_string_equal(url("/a?token=a%26b&x=1"), "/a?token=***&x=1");
    assert_string_equal(url("/a?x%3Dtoken=abc%26d"), "/a?x%3Dtoken=***");
    assert_string_equal(url("/a?x=%3Ftoken=abc#d"), "/a?x=%3Ftoken=***#d");
    assert_string_equal(url("/a?b%3Fc%26d%2Fe=%3D%3F%26%3B%23"),
                        "/a?b%3Fc%26d%2Fe=%3D%3F%26%3B%23");
}

static void a_long_name_is_judged_as_a_short_one(void **state) {
    (void)state;
    char text[400] = "/a?";
    memset(text + 3, 'x', 300);
    strcpy(text + 303, "_token=hunter2");
    assert_null(strstr(url(text), "hunter2"));
}

static void urls_without_anything_to_hide_are_untouched(void **state) {
    (void)state;
    static const char *const texts[] = {"",         "/",
                                        "//",       "///",
                                        "?",        "#",
                                        "&;?#",     "a?=",
                                        "@",        "http://",
                                        "http://@", "/%E7",
                                        "a//b//c",  "http://host/?a=b;c=d#e"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bool lone_at = strcmp(texts[i], "http://@") == 0;
        assert_string_equal(url(texts[i]), lone_at ? "http://***@" : texts[i]);
    }
}

static void control_characters_are_made_visible(void **state) {
    (void)state;
    assert_string_equal(header("X-Evil", "a\r\nSet: b\t\x1b[31m\x7f"),
                        "X-Evil: a\\x0d\\x0aSet: b \\x1b[31m\\x7f");
    assert_string_equal(header("X\nY", "z"), "X\\x0aY: z");
    assert_string_equal(header("Cookie", "a\x1b=1"), "Cookie: a\\x1b=***");
    assert_string_equal(url("/\xff?\xc2\x9b=1"), "/\\xff?"
                                                 "?=1");
}

/* Law L7, over every place where a secret may stand. */
static void no_secret_survives_wherever_it_stands(void **state) {
    (void)state;
    static const char *const headers[][2] = {
        {"Authorization", "Bearer hunter2"},
        {"Authorization", "\thunter2"},
        {"Proxy-Authorization", "Basic hunter2"},
        {"Cookie", "a=hunter2; hunter2"},
        {"Cookie", "a=\"x;hunter2\""},
        {"Set-Cookie", "a=hunter2"},
        {"Set-Cookie", "a=x; Domain=y, b=hunter2"},
        {"Auth-Token", "hunter2"},
        {"Referer", "http://host/?sid=hunter2"},
        {"Location", "//u:hunter2@host/"},
        {"Refresh", "0;url=http://h/?password=hunter2"}};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        assert_null(strstr(header(headers[i][0], headers[i][1]), "hunter2"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_header_is_shown_as_it_is),
        cmocka_unit_test(credentials_keep_their_scheme_only),
        cmocka_unit_test(a_word_that_is_no_scheme_is_hidden_too),
        cmocka_unit_test(headers_with_secret_names_are_hidden),
        cmocka_unit_test(a_cookie_keeps_its_names),
        cmocka_unit_test(a_set_cookie_keeps_its_attributes),
        cmocka_unit_test(what_is_no_attribute_of_a_cookie_is_hidden),
        cmocka_unit_test(a_redirect_hides_the_signature_in_its_location),
        cmocka_unit_test(a_url_hides_user_and_password),
        cmocka_unit_test(a_url_hides_secret_parameters_only),
        cmocka_unit_test(punctuation_in_a_secret_does_not_end_it),
        cmocka_unit_test(a_percent_encoded_name_is_seen_through),
        cmocka_unit_test(a_url_within_a_parameter_is_seen_through),
        cmocka_unit_test(a_long_name_is_judged_as_a_short_one),
        cmocka_unit_test(urls_without_anything_to_hide_are_untouched),
        cmocka_unit_test(control_characters_are_made_visible),
        cmocka_unit_test(no_secret_survives_wherever_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
