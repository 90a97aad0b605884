#include "unit.h"

#include "cookies.h"

enum { NOW = 1700000000 };

static bool store_at(te_cookies *jar, const char *url, const char *set_cookie,
                     int64_t now_s) {
    bool is_https = strncmp(url, "https://", 8) == 0;
    te_slice rest = te_slice_of(url + (is_https ? 8 : 7));
    size_t n = te_slice_find(rest, '/');
    return te_cookies_store(jar, te_slice_to(rest, n), te_slice_from(rest, n),
                            is_https, te_slice_of(set_cookie), now_s);
}

static bool store(te_cookies *jar, const char *url, const char *set_cookie) {
    return store_at(jar, url, set_cookie, NOW);
}

static void assert_header_at(te_cookies *jar, const char *url, int64_t now_s,
                             const char *expected) {
    bool is_https = strncmp(url, "https://", 8) == 0;
    te_slice rest = te_slice_of(url + (is_https ? 8 : 7));
    size_t n = te_slice_find(rest, '/');
    te_buf out = TE_BUF_INIT;
    assert_true(te_cookies_header(jar, te_slice_to(rest, n),
                                  te_slice_from(rest, n), is_https, now_s,
                                  &out));
    assert_string_equal(te_buf_str(&out), expected);
    te_buf_free(&out);
}

static void assert_header(te_cookies *jar, const char *url,
                          const char *expected) {
    assert_header_at(jar, url, NOW, expected);
}

static te_cookies *new_jar(void) {
    te_cookies *jar = te_cookies_new();
    assert_non_null(jar);
    return jar;
}

/* What a Set-Cookie from one URL puts into the Cookie of another; NULL: the
 * jar refuses it. */
typedef struct trip {
    const char *from, *set_cookie, *to, *cookie;
} trip;

static void assert_trips(const trip *trips, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const trip *t = &trips[i];
        te_cookies *jar = new_jar();
        bool is_stored = store(jar, t->from, t->set_cookie);
        if (is_stored != (t->cookie != NULL))
            fail_msg("%s from %s: stored %d", t->set_cookie, t->from,
                     is_stored);
        assert_int_equal(te_cookies_count(jar), is_stored);
        assert_header(jar, t->to, t->cookie ? t->cookie : "");
        te_cookies_free(jar);
    }
}

#define ASSERT_TRIPS(trips) assert_trips(trips, sizeof trips / sizeof trips[0])

static void an_empty_jar_sends_nothing(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    assert_header(jar, "http://a.test/", "");
    assert_header(NULL, "http://a.test/", "");
    assert_int_equal(te_cookies_count(NULL), 0);
    te_cookies_free(jar);
    te_cookies_free(NULL);
}

static void names_and_values_are_read_as_rfc_6265_says(void **state) {
    (void)state;
    const trip trips[] = {
        {"http://a.test/", "a=b", "http://a.test/", "a=b"},
        {"http://a.test/", "a=b;", "http://a.test/", "a=b"},
        {"http://a.test/", "  a \t= \t b c  ", "http://a.test/", "a=b c"},
        {"http://a.test/", "a=", "http://a.test/", "a="},
        {"http://a.test/", "a=b=c==", "http://a.test/", "a=b=c=="},
        {"http://a.test/", "a=\"q, r\"", "http://a.test/", "a=\"q, r\""},
        {"http://a.test/", "a=\xc3\xa9", "http://a.test/", "a=\xc3\xa9"},
        {"http://a.test/", "a=b; nonsense; x=y;;; ;=", "http://a.test/", "a=b"},
        {"http://a.test/", "A=b", "http://a.test/", "A=b"},
        {"http://a.test/", "", "http://a.test/", NULL},
        {"http://a.test/", ";", "http://a.test/", NULL},
        {"http://a.test/", "a", "http://a.test/", NULL},
        {"http://a.test/", "a; b=c", "http://a.test/", NULL},
        {"http://a.test/", "=b", "http://a.test/", NULL},
        {"http://a.test/", " =b", "http://a.test/", NULL},
    };
    ASSERT_TRIPS(trips);
}

static void control_characters_are_refused(void **state) {
    (void)state;
    const trip trips[] = {
        {"http://a.test/", "a=b\r\nX: y", "http://a.test/", NULL},
        {"http://a.test/", "a=b\n", "http://a.test/", NULL},
        {"http://a.test/", "a\r=b", "http://a.test/", NULL},
        {"http://a.test/", "a=b\x7f", "http://a.test/", NULL},
        {"http://a.test/", "a=b\x01", "http://a.test/", NULL},
        {"http://a.test/", "a=b; Path=/\r\n", "http://a.test/", NULL},
        {"http://a.test/", "a=b\tc", "http://a.test/", "a=b\tc"},
    };
    ASSERT_TRIPS(trips);
    te_cookies *jar = new_jar();
    assert_false(te_cookies_store(jar, te_slice_of("a.test"), te_slice_of("/"),
                                  false, (te_slice){"a=b\0c", 5}, NOW));
    assert_int_equal(te_cookies_count(jar), 0);
    te_cookies_free(jar);
}

static void a_cookie_without_domain_is_for_its_host_alone(void **state) {
    (void)state;
    const trip trips[] = {
        {"http://a.test/", "a=b", "http://A.TEST/", "a=b"},
        {"http://A.test/", "a=b", "http://a.TEST/", "a=b"},
        {"http://a.test/", "a=b", "http://x.a.test/", ""},
        {"http://x.a.test/", "a=b", "http://a.test/", ""},
        {"http://a.test/", "a=b; Domain=", "http://x.a.test/", ""},
        {"http://a.test/", "a=b; Domain", "http://x.a.test/", ""},
        {"http://a.test/", "a=b; Domain=.", "http://x.a.test/", ""},
        {"http://localhost/", "a=b", "http://localhost/", "a=b"},
    };
    ASSERT_TRIPS(trips);
}

static void a_domain_is_for_what_is_below_it_too(void **state) {
    (void)state;
    const trip trips[] = {
        {"http://example.com/", "a=b; Domain=example.com",
         "http://x.example.com/", "a=b"},
        {"http://example.com/", "a=b; Domain=.Example.COM",
         "http://x.y.example.com/", "a=b"},
        {"http://x.example.com/", "a=b; domain=example.com",
         "http://example.com/", "a=b"},
        {"http://x.example.com/", "a=b; Domain=example.com",
         "http://badexample.com/", ""},
        {"http://x.example.com/", "a=b; Domain=example.com",
         "http://example.com.evil.com/", ""},
        {"http://x.example.com/", "a=b; Domain=y.z; Domain=example.com",
         "http://y.example.com/", "a=b"},
    };
    ASSERT_TRIPS(trips);
}

static void foreign_and_public_domains_are_refused(void **state) {
    (void)state;
    const trip trips[] = {
        {"http://example.com/", "a=b; Domain=other.com", "http://other.com/",
         NULL},
        {"http://example.com/", "a=b; Domain=x.example.com",
         "http://x.example.com/", NULL},
        {"http://example.com/", "a=b; Domain=ple.com", "http://ple.com/", NULL},
        {"http://example.com/", "a=b; Domain=com", "http://example.com/", NULL},
        {"http://example.com/", "a=b; Domain=.com", "http://x.com/", NULL},
        {"http://example.com/", "a=b; Domain=..com", "http://x.com/", NULL},
        {"http://example.com/", "a=b; Domain=example.com.",
         "http://example.com/", NULL},
        {"http://example.co.uk/", "a=b; Domain=co.uk", "http://other.co.uk/",
         NULL},
        {"http://example.co.uk/", "a=b; Domain=CO.UK", "http://other.co.uk/",
         NULL},
        {"http://me.github.io/", "a=b; Domain=github.io",
         "http://you.github.io/", NULL},
        {"http://a.internal/", "a=b; Domain=internal", "http://b.internal/",
         NULL},
        /* a public suffix may keep cookies for itself */
        {"http://github.io/", "a=b; Domain=github.io", "http://github.io/",
         "a=b"},
        {"http://github.io/", "a=b; Domain=github.io", "http://me.github.io/",
         ""},
        {"http://localhost/", "a=b; Domain=localhost", "http://x.localhost/",
         ""},
    };
    ASSERT_TRIPS(trips);
}

static void addresses_match_exactly_or_not_at_all(void **state) {
    (void)state;
    const trip trips[] = {
        {"http://127.0.0.1/", "a=b", "http://127.0.0.1/", "a=b"},
        {"http://127.0.0.1/", "a=b; Domain=127.0.0.1", "http://127.0.0.1/",
         "a=b"},
        {"http://127.0.0.1/", "a=b; Domain=127.0.0.1", "http://1.127.0.0.1/",
         ""},
        {"http://127.0.0.1/", "a=b; Domain=0.0.1", "http://127.0.0.1/", NULL},
        {"http://127.0.0.1/", "a=b; Domain=.0.0.1", "http://1.0.0.1/", NULL},
        {"http://127.0.0.1/", "a=b; Domain=1", "http://127.0.0.1/", NULL},
        {"http://::1/", "a=b", "http://::1/", "a=b"},
        {"http://::1/", "a=b; Domain=::1", "http://::1/", "a=b"},
        {"http://::1/", "a=b", "http://::2/", ""},
    };
    ASSERT_TRIPS(trips);
}

static void paths_match_whole_segments(void **state) {
    (void)state;
    const trip trips[] = {
        {"http://a.test/x", "a=b; Path=/foo", "http://a.test/foo", "a=b"},
        {"http://a.test/x", "a=b; Path=/foo", "http://a.test/foo/bar", "a=b"},
        {"http://a.test/x", "a=b; Path=/foo", "http://a.test/foo?q", "a=b"},
        {"http://a.test/x", "a=b; Path=/foo", "http://a.test/foobar", ""},
        {"http://a.test/x", "a=b; Path=/foo", "http://a.test/Foo", ""},
        {"http://a.test/x", "a=b; Path=/foo", "http://a.test/", ""},
        {"http://a.test/x", "a=b; Path=/foo/", "http://a.test/foo", ""},
        {"http://a.test/x", "a=b; Path=/foo/", "http://a.test/foo/", "a=b"},
        {"http://a.test/x", "a=b; Path=/", "http://a.test/any", "a=b"},
        {"http://a.test/x", "a=b; Path=/", "http://a.test", "a=b"},
        {"http://a.test/x", "a=b; Path=/y; Path=/z", "http://a.test/z", "a=b"},
    };
    ASSERT_TRIPS(trips);
}

static void the_default_path_is_the_folder_of_the_request(void **state) {
    (void)state;
    const trip trips[] = {
        {"http://a.test", "a=b", "http://a.test/any", "a=b"},
        {"http://a.test/", "a=b", "http://a.test/any", "a=b"},
        {"http://a.test/x", "a=b", "http://a.test/any", "a=b"},
        {"http://a.test/x/y", "a=b", "http://a.test/x", "a=b"},
        {"http://a.test/x/y", "a=b", "http://a.test/x/z", "a=b"},
        {"http://a.test/x/y", "a=b", "http://a.test/z", ""},
        {"http://a.test/x/y/", "a=b", "http://a.test/x", ""},
        {"http://a.test/x/y/", "a=b", "http://a.test/x/y", "a=b"},
        {"http://a.test/x?q=/1/2", "a=b", "http://a.test/any", "a=b"},
        {"http://a.test/x/y", "a=b; Path=", "http://a.test/x", "a=b"},
        {"http://a.test/x/y", "a=b; Path=z", "http://a.test/x", "a=b"},
        {"http://a.test/x/y", "a=b; Path=/z; Path=z", "http://a.test/x", "a=b"},
    };
    ASSERT_TRIPS(trips);
}

static void secure_is_for_https_and_from_https(void **state) {
    (void)state;
    const trip trips[] = {
        {"https://a.test/", "a=b; Secure", "https://a.test/", "a=b"},
        {"https://a.test/", "a=b; secure=no", "https://a.test/", "a=b"},
        {"https://a.test/", "a=b; Secure", "http://a.test/", ""},
        {"http://a.test/", "a=b; Secure", "https://a.test/", NULL},
        {"http://a.test/", "a=b", "https://a.test/", "a=b"},
    };
    ASSERT_TRIPS(trips);
}

static void plain_http_cannot_shadow_what_https_set(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    assert_true(store(jar, "https://www.a.com/", "s=1; Secure; Path=/in"));
    assert_false(store(jar, "http://www.a.com/", "s=2; Path=/in"));
    assert_false(store(jar, "http://www.a.com/", "s=2; Path=/in/side"));
    assert_false(store(jar, "http://www.a.com/", "s=2; Path=/in; Max-Age=0"));
    assert_false(
        store(jar, "http://www.a.com/", "s=2; Path=/in; Domain=a.com"));
    assert_true(store(jar, "http://www.a.com/", "s=3; Path=/"));
    assert_header(jar, "https://www.a.com/in", "s=1; s=3");
    te_cookies_free(jar);
}

static void prefixes_keep_their_promise(void **state) {
    (void)state;
    const trip trips[] = {
        {"https://www.a.com/", "__Secure-x=1; Secure", "https://www.a.com/",
         "__Secure-x=1"},
        {"https://www.a.com/", "__Secure-x=1", "https://www.a.com/", NULL},
        {"http://www.a.com/", "__secure-x=1", "http://www.a.com/", NULL},
        {"https://www.a.com/", "__Host-x=1; Secure; Path=/",
         "https://www.a.com/any", "__Host-x=1"},
        {"https://www.a.com/", "__Host-x=1; Path=/", "https://www.a.com/",
         NULL},
        {"https://www.a.com/", "__Host-x=1; Secure", "https://www.a.com/",
         NULL},
        {"https://www.a.com/", "__HOST-x=1; Secure; Path=/y",
         "https://www.a.com/y", NULL},
        {"https://www.a.com/", "__Host-x=1; Secure; Path=/; Domain=a.com",
         "https://www.a.com/", NULL},
        {"https://localhost/", "__Host-x=1; Secure; Path=/; Domain=localhost",
         "https://localhost/", NULL},
    };
    ASSERT_TRIPS(trips);
}

static void cookies_live_as_long_as_they_are_told(void **state) {
    (void)state;
    static const struct {
        const char *attributes;
        int64_t lives_s; /* 0: not stored; -1: for ever */
    } cases[] = {
        {"", -1},
        {"; Max-Age=10", 10},
        {"; Max-Age=0", 0},
        {"; Max-Age=-1", 0},
        {"; Max-Age=99999999999999999999", -1},
        {"; Max-Age=-99999999999999999999", 0},
        {"; Max-Age=1x", -1},
        {"; Max-Age=+5", -1},
        {"; Max-Age=", -1},
        {"; Max-Age=-", -1},
        {"; Expires=Tue, 14 Nov 2023 22:13:30 GMT", 10},
        {"; Expires=Tue, 14 Nov 2023 22:13:20 GMT", 0},
        {"; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"; Expires=whenever", -1},
        {"; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5", 5},
        {"; Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT", 5},
        {"; Max-Age=5; Max-Age=7", 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        te_cookies *jar = new_jar();
        char text[200];
        snprintf(text, sizeof text, "a=b%s", cases[i].attributes);
        int64_t lives_s = cases[i].lives_s;
        if (store(jar, "http://a.test/", text) != (lives_s != 0))
            fail_msg("%s", text);
        if (lives_s > 0) {
            assert_header_at(jar, "http://a.test/", NOW + lives_s - 1, "a=b");
            assert_header_at(jar, "http://a.test/", NOW + lives_s, "");
        } else if (lives_s < 0) {
            assert_header_at(jar, "http://a.test/", NOW * (int64_t)1000, "a=b");
        }
        te_cookies_free(jar);
    }
}

static void an_expired_cookie_removes_the_one_of_its_kind(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    store(jar, "http://a.test/", "a=1");
    store(jar, "http://a.test/", "a=2; Path=/x");
    assert_false(store(jar, "http://a.test/", "a=; Max-Age=0"));
    assert_header(jar, "http://a.test/x", "a=2");
    te_cookies_free(jar);
}

static void a_header_lists_long_paths_then_old_cookies_first(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    store(jar, "http://a.test/", "one=1; Path=/");
    store(jar, "http://a.test/", "deep=1; Path=/x/y");
    store(jar, "http://a.test/", "two=1; Path=/");
    store(jar, "http://a.test/", "mid=1; Path=/x");
    store(jar, "http://a.test/", "one=2; Path=/"); /* keeps its age */
    assert_header(jar, "http://a.test/x/y", "deep=1; mid=1; one=2; two=1");
    assert_header(jar, "http://a.test/x", "mid=1; one=2; two=1");
    assert_header(jar, "http://a.test/", "one=2; two=1");
    te_cookies_free(jar);
}

static void a_header_is_appended(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    te_buf out = TE_BUF_INIT;
    store(jar, "http://a.test/", "a=1");
    assert_true(te_buf_adds(&out, "Cookie: "));
    assert_true(te_cookies_header(jar, te_slice_of("a.test"), te_slice_of("/"),
                                  false, NOW, &out));
    assert_string_equal(te_buf_str(&out), "Cookie: a=1");
    te_buf_free(&out);
    te_cookies_free(jar);
}

static void what_is_too_long_is_refused(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    static char text[6000];
    memset(text, 'x', sizeof text - 1);
    text[1] = '=';
    text[TE_COOKIE_MAX_BYTES + 1] = '\0'; /* name 1, value 4095 */
    assert_true(store(jar, "http://a.test/", text));
    memset(text, 'x', sizeof text - 1);
    text[2] = '=';
    text[TE_COOKIE_MAX_BYTES + 2] = '\0'; /* name 2, value 4095 */
    assert_false(store(jar, "http://a.test/", text));
    assert_false(te_cookies_set(jar, te_slice_of("a.test"), te_slice_of("x"),
                                te_slice_of(text)));
    memset(text, 'x', sizeof text - 1);
    memcpy(text, "a=b; Path=/", 11);
    text[11 + TE_COOKIE_MAX_PATH_BYTES] = '\0';
    assert_false(store(jar, "http://a.test/", text));
    text[10 + TE_COOKIE_MAX_PATH_BYTES] = '\0';
    assert_true(store(jar, "http://a.test/", text));
    te_cookies_free(jar);
}

static void a_domain_keeps_its_newest_fifty(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    store(jar, "http://b.test/", "other=1");
    for (int i = 0; i < 80; i++) {
        char text[40];
        snprintf(text, sizeof text, "c%d=1; Path=/%d", i, i);
        assert_true(store(jar, "http://a.test/", text));
    }
    assert_int_equal(te_cookies_count(jar), TE_COOKIES_PER_DOMAIN + 1);
    assert_null(
        te_cookies_get(jar, te_slice_of("a.test"), te_slice_of("c29"), NOW));
    assert_non_null(
        te_cookies_get(jar, te_slice_of("a.test"), te_slice_of("c30"), NOW));
    assert_header(jar, "http://b.test/", "other=1");
    te_cookies_free(jar);
}

static void a_jar_keeps_its_newest_three_hundred(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    for (int i = 0; i < 1000; i++) {
        char url[40];
        snprintf(url, sizeof url, "http://h%d.test/", i);
        assert_true(store(jar, url, "a=b"));
        assert_true(te_cookies_count(jar) <= TE_COOKIES_MAX);
    }
    assert_header(jar, "http://h699.test/", "");
    assert_header(jar, "http://h700.test/", "a=b");
    te_cookies_free(jar);
}

static void the_expired_go_before_the_oldest(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    for (int i = 0; i < TE_COOKIES_PER_DOMAIN; i++) {
        char text[40];
        snprintf(text, sizeof text, "c%d=1%s", i, i == 40 ? "; Max-Age=5" : "");
        assert_true(store(jar, "http://a.test/", text));
    }
    assert_true(store_at(jar, "http://a.test/", "new=1", NOW + 5));
    te_slice host = te_slice_of("a.test");
    assert_non_null(te_cookies_get(jar, host, te_slice_of("c0"), NOW));
    assert_null(te_cookies_get(jar, host, te_slice_of("c40"), NOW));
    assert_non_null(te_cookies_get(jar, host, te_slice_of("new"), NOW));
    te_cookies_free(jar);
}

static void a_cookie_that_is_replaced_keeps_its_age(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    te_slice host = te_slice_of("a.test");
    for (int i = 0; i < TE_COOKIES_PER_DOMAIN; i++) {
        char text[40];
        snprintf(text, sizeof text, "c%d=1", i);
        assert_true(store(jar, "http://a.test/", text));
    }
    assert_true(store(jar, "http://a.test/", "c0=2"));
    assert_int_equal(te_cookies_count(jar), TE_COOKIES_PER_DOMAIN);
    assert_true(store(jar, "http://a.test/", "new=1"));
    assert_null(te_cookies_get(jar, host, te_slice_of("c0"), NOW));
    assert_non_null(te_cookies_get(jar, host, te_slice_of("c1"), NOW));
    te_cookies_free(jar);
}

static void cookies_can_be_set_and_removed_by_hand(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    te_slice host = te_slice_of("A.test"), name = te_slice_of("token");
    assert_true(te_cookies_set(jar, host, name, te_slice_of("1")));
    assert_true(te_cookies_set(jar, host, name, te_slice_of("2")));
    assert_header(jar, "http://a.test/any", "token=2");
    assert_header(jar, "http://x.a.test/any", "");
    const te_cookie *c = te_cookies_get(jar, host, name, NOW);
    assert_non_null(c);
    assert_true(te_slice_equal(c->value, te_slice_of("2")));
    assert_true(te_slice_equal(c->domain, te_slice_of("a.test")));
    assert_true(c->host_only && c->expires_s == TE_COOKIE_SESSION);
    store(jar, "http://a.test/x/y", "token=3");
    assert_ptr_equal(te_cookies_get(jar, te_slice_of("b.test"), name, NOW),
                     NULL);
    assert_int_equal(te_cookies_remove(jar, te_slice_of("b.test"), name), 0);
    assert_int_equal(te_cookies_remove(jar, host, name), 2);
    assert_int_equal(te_cookies_count(jar), 0);
    te_cookies_free(jar);
}

static void what_could_not_stand_in_a_header_cannot_be_set(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    te_slice host = te_slice_of("a.test"), ok = te_slice_of("ok");
    const char *names[] = {"", "a b", "a=b", "a;b", "a\r", "a\n", "\x7f", "\t"};
    const char *values[] = {"a;b", "a\r\nX: y", "\n", "\x7f", "\x01"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_false(te_cookies_set(jar, host, te_slice_of(names[i]), ok));
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        assert_false(te_cookies_set(jar, host, ok, te_slice_of(values[i])));
    assert_false(te_cookies_set(jar, host, ok, (te_slice){"a\0b", 3}));
    assert_true(te_cookies_set(jar, host, ok, te_slice_of("")));
    te_cookies_free(jar);
}

static void all_cookies_can_be_listed_and_cleared(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    store(jar, "https://www.a.com/", "a=1; Domain=a.com; HttpOnly");
    store(jar, "https://www.a.com/", "b=2; Path=/x; Secure; Max-Age=9");
    assert_int_equal(te_cookies_count(jar), 2);
    const te_cookie *b = te_cookies_at(jar, 0), *a = te_cookies_at(jar, 1);
    assert_true(te_slice_equal(b->name, te_slice_of("b")));
    assert_true(te_slice_equal(b->path, te_slice_of("/x")));
    assert_true(b->secure && b->host_only && !b->http_only);
    assert_int_equal(b->expires_s, NOW + 9);
    assert_true(te_slice_equal(a->domain, te_slice_of("a.com")));
    assert_true(!a->secure && !a->host_only && a->http_only);
    te_cookies_clear(jar);
    assert_int_equal(te_cookies_count(jar), 0);
    assert_true(store(jar, "https://www.a.com/", "a=1"));
    te_cookies_free(jar);
}

static void the_cookies_of_one_host_can_be_cleared(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    store(jar, "http://www.a.com/", "a=1; Domain=a.com");
    store(jar, "http://www.a.com/", "b=2; Path=/x");
    store(jar, "http://x.a.com/", "c=3");
    te_cookies_clear_host(jar, te_slice_of("b.com"));
    assert_int_equal(te_cookies_count(jar), 3);
    te_cookies_clear_host(jar, te_slice_of("WWW.a.com"));
    assert_header(jar, "http://x.a.com/", "c=3");
    assert_int_equal(te_cookies_count(jar), 1);
    te_cookies_free(jar);
}

static void host_only_and_domain_cookies_live_side_by_side(void **state) {
    (void)state;
    te_cookies *jar = new_jar();
    store(jar, "http://a.com/", "a=host");
    store(jar, "http://a.com/", "a=domain; Domain=a.com");
    assert_header(jar, "http://a.com/", "a=host; a=domain");
    assert_header(jar, "http://www.a.com/", "a=domain");
    te_cookies_free(jar);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_jar_sends_nothing),
        cmocka_unit_test(names_and_values_are_read_as_rfc_6265_says),
        cmocka_unit_test(control_characters_are_refused),
        cmocka_unit_test(a_cookie_without_domain_is_for_its_host_alone),
        cmocka_unit_test(a_domain_is_for_what_is_below_it_too),
        cmocka_unit_test(foreign_and_public_domains_are_refused),
        cmocka_unit_test(addresses_match_exactly_or_not_at_all),
        cmocka_unit_test(paths_match_whole_segments),
        cmocka_unit_test(the_default_path_is_the_folder_of_the_request),
        cmocka_unit_test(secure_is_for_https_and_from_https),
        cmocka_unit_test(plain_http_cannot_shadow_what_https_set),
        cmocka_unit_test(prefixes_keep_their_promise),
        cmocka_unit_test(cookies_live_as_long_as_they_are_told),
        cmocka_unit_test(an_expired_cookie_removes_the_one_of_its_kind),
        cmocka_unit_test(a_header_lists_long_paths_then_old_cookies_first),
        cmocka_unit_test(a_header_is_appended),
        cmocka_unit_test(what_is_too_long_is_refused),
        cmocka_unit_test(a_domain_keeps_its_newest_fifty),
        cmocka_unit_test(a_jar_keeps_its_newest_three_hundred),
        cmocka_unit_test(the_expired_go_before_the_oldest),
        cmocka_unit_test(a_cookie_that_is_replaced_keeps_its_age),
        cmocka_unit_test(cookies_can_be_set_and_removed_by_hand),
        cmocka_unit_test(what_could_not_stand_in_a_header_cannot_be_set),
        cmocka_unit_test(all_cookies_can_be_listed_and_cleared),
        cmocka_unit_test(the_cookies_of_one_host_can_be_cleared),
        cmocka_unit_test(host_only_and_domain_cookies_live_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
