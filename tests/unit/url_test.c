#include "unit.h"

#include "url.h"

static te_url parsed(const char *text) {
    te_url url;
    te_error err;
    if (!te_url_parse(text, strlen(text), &url, &err))
        fail_msg("%s: %s", text, err.message);
    return url;
}

static void assert_slice(te_slice s, const char *expected) {
    if (!te_slice_equal(s, te_slice_of(expected)))
        fail_msg("'%.*s' is not '%s'", TE_SLICE_ARGS(s), expected);
}

static void a_url_is_taken_apart(void **state) {
    (void)state;
    static const struct {
        const char *text, *host, *authority, *target;
        unsigned port;
        bool is_https, is_ipv6;
    } cases[] = {
        {"http://a.test", "a.test", "a.test", "/", 80, false, false},
        {"http://a.test/", "a.test", "a.test", "/", 80, false, false},
        {"https://a.test/x?y=z", "a.test", "a.test", "/x?y=z", 443, true,
         false},
        {"HTTP://A.test:8080/x", "A.test", "A.test:8080", "/x", 8080, false,
         false},
        {"HttpS://a_b-c.test/x", "a_b-c.test", "a_b-c.test", "/x", 443, true,
         false},
        {"http://a:/x", "a", "a", "/x", 80, false, false},
        {"http://a:0080/x", "a", "a:0080", "/x", 80, false, false},
        {"http://a:65535", "a", "a:65535", "/", 65535, false, false},
        {"http://127.0.0.1:1/", "127.0.0.1", "127.0.0.1:1", "/", 1, false,
         false},
        {"http://[::1]", "::1", "[::1]", "/", 80, false, true},
        {"https://[fe80::1]:8443/x", "fe80::1", "[fe80::1]:8443", "/x", 8443,
         true, true},
        {"http://[::ffff:1.2.3.4]:/x", "::ffff:1.2.3.4", "[::ffff:1.2.3.4]",
         "/x", 80, false, true},
        {"http://a/x#y", "a", "a", "/x", 80, false, false},
        {"http://a#y?z/", "a", "a", "/", 80, false, false},
        {"http://a//b/../c", "a", "a", "//b/../c", 80, false, false},
        {"http://a/?x@y:z", "a", "a", "/?x@y:z", 80, false, false},
        {"http://a/@b:c", "a", "a", "/@b:c", 80, false, false},
        {"http://a/\xc3\xa9", "a", "a", "/\xc3\xa9", 80, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        te_url url = parsed(cases[i].text);
        assert_slice(url.host, cases[i].host);
        assert_slice(url.authority, cases[i].authority);
        assert_slice(url.target, cases[i].target);
        assert_int_equal(url.port, cases[i].port);
        assert_int_equal(url.is_https, cases[i].is_https);
        assert_int_equal(url.is_ipv6, cases[i].is_ipv6);
    }
}

static void what_is_no_url_of_ours_is_refused_and_says_why(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "url: is empty"},
        {"a.test/x", "neither http:// nor https://"},
        {"localhost:8000/x", "neither http:// nor https://"},
        {"/x", "neither http:// nor https://"},
        {"//a/x", "neither http:// nor https://"},
        {"http:/a", "neither http:// nor https://"},
        {"http:", "neither http:// nor https://"},
        {"https:/a/b", "neither http:// nor https://"},
        {"ftp://a/", "scheme 'ftp': only http and https are spoken"},
        {"file:///etc/passwd", "scheme 'file'"},
        {"httpx://a/", "scheme 'httpx'"},
        {"http://", "has no host"},
        {"http:///x", "has no host"},
        {"http://:80/", "has no host"},
        {"http://?x", "has no host"},
        {"http://me:secret@a/", "use the auth option"},
        {"http://me@a/", "use the auth option"},
        {"http://a:99@b/", "use the auth option"},
        {"http://a:0/", "port '0'"},
        {"http://a:65536/", "port '65536': expected 1 to 65535"},
        {"http://a:-1/", "port '-1'"},
        {"http://a:8o/", "port '8o'"},
        {"http://a:999999999999999999999999/", "port '99999999999999999999'"},
        {"http://a:80:80/", "port '80:80'"},
        {"http://a b/", "blank at byte 9"},
        {"http://a/x y", "blank at byte 11"},
        {"http://a/x\r\nHost: b", "control character at byte 11"},
        {"http://a\n/", "control character at byte 9"},
        {"http://a/\x7f", "control character"},
        {"http://a/\t", "control character"},
        {"http://a\\b/", "xn--"},
        {"http://a%2eb/", "xn--"},
        {"http://\xc3\xa9.test/", "xn--"},
        {"http://[::1/", "']' is missing"},
        {"http://[]/", "no IPv6 address"},
        {"http://[1.2.3.4]/", "no IPv6 address"},
        {"http://[fe80::1%25eth0]/", "no IPv6 address"},
        {"http://[::1]80/", "follows the address"},
        {"http://a?x=1", "'/' is missing before the '?'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        te_url url;
        te_error err = {TE_ERROR_NONE, ""};
        if (te_url_parse(cases[i].text, strlen(cases[i].text), &url, &err))
            fail_msg("%s was taken", cases[i].text);
        if (strstr(err.message, cases[i].message) == NULL)
            fail_msg("%s: %s", cases[i].text, err.message);
        assert_null(strstr(err.message, "secret"));
        assert_int_equal(err.kind, TE_ERROR_INPUT);
    }
    te_url url;
    assert_false(te_url_parse("http://a/\0b", 11, &url, NULL));
}

static void a_url_has_at_most_64_kb(void **state) {
    (void)state;
    static char text[TE_URL_MAX_BYTES + 1];
    te_url url;
    te_error err;
    memset(text, 'x', sizeof text);
    memcpy(text, "http://a/", 9);
    assert_true(te_url_parse(text, TE_URL_MAX_BYTES, &url, &err));
    assert_false(te_url_parse(text, TE_URL_MAX_BYTES + 1, &url, &err));
    assert_non_null(strstr(err.message, "longer than 65536 bytes"));
    memset(text + 7, 'h', 254);
    text[7 + 254] = '/';
    assert_false(te_url_parse(text, 1000, &url, &err));
    assert_non_null(strstr(err.message, "longer than 253 bytes"));
}

static void a_path_is_joined_to_its_base_as_text(void **state) {
    (void)state;
    static const struct {
        const char *base, *path, *joined;
    } cases[] = {
        {"http://h", "/x", "http://h/x"},
        {"http://h/", "/x", "http://h/x"},
        {"http://h", "x", "http://h/x"},
        {"http://h/", "x", "http://h/x"},
        {"http://h/a", "/x", "http://h/a/x"},
        {"http://h/a", "x", "http://h/a/x"},
        {"http://h/a/", "/x", "http://h/a/x"},
        {"http://h/a/", "x", "http://h/a/x"},
        {"http://h/a//", "/x", "http://h/a//x"},
        {"http://h", "", "http://h/"},
        {"http://h/a", "", "http://h/a"},
        {"http://h/a", "/", "http://h/a/"},
        {"http://h", "?q=1", "http://h/?q=1"},
        {"http://h/a", "?q=1", "http://h/a?q=1"},
        {"http://h/a/", "?q=1", "http://h/a/?q=1"},
        {"http://h?q=", "1", "http://h/?q=/1"},
        {"http://h?q=1", "", "http://h/?q=1"},
        /* never resolved as a reference */
        {"http://h", "//org.mozilla/v1/x.sym",
         "http://h//org.mozilla/v1/x.sym"},
        {"http://h/", "//org.mozilla/v1", "http://h//org.mozilla/v1"},
        {"http://h/a", "../x", "http://h/a/../x"},
        {"http://h/a", "./x", "http://h/a/./x"},
        {"http://h", "ftp://x/y", "http://h/ftp://x/y"},
        {"http://h", "x:y", "http://h/x:y"},
        {"http://h", "/http://x", "http://h/http://x"},
        {"http://h", "@evil/", "http://h/@evil/"},
        {"http://h", ":81/", "http://h/:81/"},
        /* of its own */
        {"http://h/a", "http://other/x", "http://other/x"},
        {"http://h/a", "HTTPS://other", "HTTPS://other/"},
        {"http://h/a", "http://other?q", "http://other/?q"},
        /* no base */
        {"", "http://other/x", "http://other/x"},
        {"", "/x", "/x"},
        /* fragments */
        {"http://h/a#b", "/x#y", "http://h/a/x"},
        {"http://h#b", "", "http://h/"},
        {"", "http://h/x#y", "http://h/x"},
        /* encoded where it must be, and only there */
        {"http://h", "/a b", "http://h/a%20b"},
        {"http://h", "/a%20b%E7%e7", "http://h/a%20b%E7%e7"},
        {"http://h", "/100%", "http://h/100%25"},
        {"http://h", "/%zz%4", "http://h/%25zz%254"},
        {"http://h", "/\"q\"<>\\^`{|}",
         "http://h/%22q%22%3C%3E%5C%5E%60%7B%7C%7D"},
        {"http://h", "/\xc3\xa9", "http://h/%C3%A9"},
        {"http://h", "/a\r\nHost: x", "http://h/a%0D%0AHost:%20x"},
        {"http://h", "/[a]?b[]=c'd,e;f&g+h~i*(j)!$",
         "http://h/[a]?b[]=c'd,e;f&g+h~i*(j)!$"},
        {"http://h/b c", "/d", "http://h/b%20c/d"},
        {"", "http://h/b c?d e", "http://h/b%20c?d%20e"},
        /* a host is not mended: parse refuses it */
        {"http://h h", "/x", "http://h h/x"},
    };
    te_buf out = TE_BUF_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        te_buf_reset(&out);
        assert_true(te_url_join(te_slice_of(cases[i].base),
                                te_slice_of(cases[i].path), &out));
        assert_string_equal(te_buf_str(&out), cases[i].joined);
    }
    te_buf_reset(&out);
    assert_true(te_url_join((te_slice){NULL, 0}, (te_slice){NULL, 0}, &out));
    assert_true(
        te_url_join(te_slice_of("http://h"), (te_slice){"/\0", 2}, &out));
    assert_string_equal(te_buf_str(&out), "http://h/%00");
    te_buf_free(&out);
}

static void assert_resolves(const char *base, const char *location,
                            const char *expected) {
    te_url url = parsed(base);
    te_error err = {TE_ERROR_NONE, ""};
    te_buf out = TE_BUF_INIT;
    assert_true(te_buf_adds(&out, "kept "));
    bool ok = te_url_resolve(&url, te_slice_of(location), &out, &err);
    if (ok != (expected != NULL))
        fail_msg("%s from %s: %s %s", location, base, te_buf_str(&out),
                 err.message);
    assert_memory_equal(out.data, "kept ", 5);
    assert_string_equal(out.data + 5, ok ? expected : "");
    if (!ok) assert_true(err.message[0] != '\0');
    te_buf_free(&out);
}

/* The list of RFC 3986, 5.4, without its fragments. */
static void locations_resolve_as_rfc_3986_lists(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"g:h", NULL},
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g/"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q"},
        {"g#s", "http://a/b/c/g"},
        {"g?y#s", "http://a/b/c/g?y"},
        {";x", "http://a/b/c/;x"},
        {"g;x", "http://a/b/c/g;x"},
        {"g;x?y#s", "http://a/b/c/g;x?y"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../", "http://a/"},
        {"../../g", "http://a/g"},
        {"../../../g", "http://a/g"},
        {"../../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {".g", "http://a/b/c/.g"},
        {"g..", "http://a/b/c/g.."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/./x", "http://a/b/c/g?y/./x"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"http:g", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_resolves("http://a/b/c/d;p?q", cases[i][0], cases[i][1]);
}

static void locations_seen_in_the_wild_resolve(void **state) {
    (void)state;
    static const char *const cases[][3] = {
        {"https://a:8443/x", "/y", "https://a:8443/y"},
        {"https://a:8443/x", "//b/y", "https://b/y"},
        {"https://a/x", "http://b:81/y?z", "http://b:81/y?z"},
        {"http://a/x", "https://b", "https://b/"},
        {"http://a/x", "https://b?q", "https://b/?q"},
        {"http://a/x", "http://b/c/../d/./e", "http://b/d/e"},
        {"http://[::1]:80/x", "y", "http://[::1]:80/y"},
        {"http://a", "y", "http://a/y"},
        {"http://a/x?q=/u/v", "y", "http://a/y"},
        {"http://a/x", " \t/y ", "http://a/y"},
        {"http://a/x", "/y z\xc3\xa9", "http://a/y%20z%C3%A9"},
        {"http://a/x", "/y%20z", "http://a/y%20z"},
        {"http://a/x", "/y\r\nEvil: z", "http://a/y%0D%0AEvil:%20z"},
        {"http://a/x//y", "z", "http://a/x//z"},
        {"http://a/x", "/y//../z", "http://a/y/z"},
        {"http://a/x", "file:///etc/passwd", NULL},
        {"http://a/x", "javascript:alert(1)", NULL},
        {"http://a/x", "//me:secret@b/", NULL},
        {"http://a/x", "//b b/", NULL},
        {"http://a/x", "//b\r\n/", NULL},
        {"http://a/x", "//", NULL},
        {"http://a/x", "///b", NULL},
        {"http://a/x", "http://", NULL},
        {"http://a/x", "http://b:0/", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_resolves(cases[i][0], cases[i][1], cases[i][2]);
}

static void a_location_that_grows_past_64_kb_is_refused(void **state) {
    (void)state;
    static char location[TE_URL_MAX_BYTES];
    memset(location, ' ', sizeof location); /* three bytes each, encoded */
    location[0] = '/';
    location[sizeof location - 2] = 'x';
    location[sizeof location - 1] = '\0';
    assert_resolves("http://a/", location, NULL);
}

static void encoding_twice_is_encoding_once(void **state) {
    (void)state;
    te_buf once = TE_BUF_INIT, twice = TE_BUF_INIT, back = TE_BUF_INIT;
    char all[256 + 3] = "";
    for (size_t i = 0; i < 256; i++)
        all[i] = (char)i;
    memcpy(all + 256, "%4", 2);
    te_slice text = {all, 258};
    assert_true(te_url_encode(text, &once));
    assert_true(te_url_encode((te_slice){once.data, once.length}, &twice));
    assert_string_equal(te_buf_str(&once), te_buf_str(&twice));
    for (size_t i = 0; i < once.length; i++)
        assert_true(once.data[i] > ' ' && once.data[i] < 0x7f &&
                    once.data[i] != '#');
    assert_true(te_url_decode((te_slice){once.data, once.length}, &back));
    assert_int_equal(back.length, text.length);
    assert_memory_equal(back.data, text.data, text.length);
    te_buf_free(&once);
    te_buf_free(&twice);
    te_buf_free(&back);
}

static void values_are_escaped_whatever_they_hold(void **state) {
    (void)state;
    te_buf query = TE_BUF_INIT, form = TE_BUF_INIT;
    te_slice value = {"aZ9-._~* +%41&=\0\xe7", 17};
    assert_true(te_url_escape(value, &query));
    assert_string_equal(te_buf_str(&query),
                        "aZ9-._~%2A%20%2B%2541%26%3D%00%E7");
    assert_true(te_url_escape_form(value, &form));
    assert_string_equal(te_buf_str(&form), "aZ9-._%7E*+%2B%2541%26%3D%00%E7");
    te_buf_free(&query);
    te_buf_free(&form);
}

static void decoding_leaves_what_is_no_escape(void **state) {
    (void)state;
    te_buf out = TE_BUF_INIT;
    assert_true(te_url_decode(te_slice_of("%41%zz%4a+%e7%"), &out));
    assert_string_equal(te_buf_str(&out), "A%zzJ+\xe7%");
    te_buf_free(&out);
}

static void origins_are_scheme_host_and_port(void **state) {
    (void)state;
    te_url a = parsed("http://a.test/x"), same = parsed("HTTP://A.TEST:80/y");
    te_url port = parsed("http://a.test:81/"), tls = parsed("https://a.test/");
    te_url host = parsed("http://b.test/"), below = parsed("http://x.a.test/");
    te_url odd = parsed("https://a.test:80/");
    assert_true(te_url_same_origin(&a, &same));
    assert_false(te_url_same_origin(&a, &port));
    assert_false(te_url_same_origin(&a, &tls));
    assert_false(te_url_same_origin(&a, &odd));
    assert_false(te_url_same_origin(&a, &host));
    assert_true(te_url_same_host(&a, &port));
    assert_true(te_url_same_host(&a, &tls));
    assert_false(te_url_same_host(&a, &host));
    assert_false(te_url_same_host(&a, &below));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_is_taken_apart),
        cmocka_unit_test(what_is_no_url_of_ours_is_refused_and_says_why),
        cmocka_unit_test(a_url_has_at_most_64_kb),
        cmocka_unit_test(a_path_is_joined_to_its_base_as_text),
        cmocka_unit_test(locations_resolve_as_rfc_3986_lists),
        cmocka_unit_test(locations_seen_in_the_wild_resolve),
        cmocka_unit_test(a_location_that_grows_past_64_kb_is_refused),
        cmocka_unit_test(encoding_twice_is_encoding_once),
        cmocka_unit_test(values_are_escaped_whatever_they_hold),
        cmocka_unit_test(decoding_leaves_what_is_no_escape),
        cmocka_unit_test(origins_are_scheme_host_and_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
