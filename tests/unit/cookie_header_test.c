#include "unit.h"

#include "cookie_header.h"
#include "rng.h"

enum { NOW = 1700000000 };

typedef struct user {
    te_cookies *jar;
    te_cookie_header *header;
} user;

static user new_user(void) {
    te_cookies *jar = te_cookies_new();
    user u = {jar, te_cookie_header_new(jar)};
    assert_non_null(u.header);
    return u;
}

static void free_user(user *u) {
    te_cookie_header_free(u->header);
    te_cookies_free(u->jar);
}

static te_url parse(const char *text) {
    te_url url;
    assert_true(te_url_parse(text, strlen(text), &url, NULL));
    return url;
}

static bool store_at(user *u, const char *from, const char *set_cookie,
                     int64_t now_s) {
    te_url url = parse(from);
    return te_cookies_store(u->jar, url.host, url.target, url.is_https,
                            te_slice_of(set_cookie), now_s);
}

static void store(user *u, const char *from, const char *set_cookie) {
    assert_true(store_at(u, from, set_cookie, NOW));
}

static te_slice value_at(user *u, const char *to, int64_t now_s) {
    te_url url = parse(to);
    te_slice value;
    assert_true(te_cookie_header_value(u->header, &url, now_s, &value));
    return value;
}

static void assert_value_at(user *u, const char *to, int64_t now_s,
                            const char *expected) {
    te_slice value = value_at(u, to, now_s);
    if (!te_slice_equal(value, te_slice_of(expected)))
        fail_msg("%s: got %.*s, wanted %s", to, TE_SLICE_ARGS(value), expected);
}

static void assert_value(user *u, const char *to, const char *expected) {
    assert_value_at(u, to, NOW, expected);
}

/* Whether the second answer is the first one, remembered. */
static bool is_remembered(user *u, const char *first, const char *second) {
    const char *data = value_at(u, first, NOW).data;
    return value_at(u, second, NOW).data == data;
}

static void the_same_request_is_answered_from_memory(void **state) {
    (void)state;
    user u = new_user();
    store(&u, "http://a.test/x/", "a=1; Path=/x");
    assert_value(&u, "http://a.test/x", "a=1");
    assert_true(is_remembered(&u, "http://a.test/x", "http://a.test/x"));
    assert_true(is_remembered(&u, "http://a.test/x?1", "http://a.test/x?2"));
    assert_false(is_remembered(&u, "http://a.test/x", "http://a.test/x/y"));
    free_user(&u);
}

static void cookies_for_all_paths_are_remembered_for_any(void **state) {
    (void)state;
    user u = new_user();
    store(&u, "http://a.test/", "a=1; Path=/");
    store(&u, "http://b.test/", "b=1; Path=/only/there");
    assert_true(is_remembered(&u, "http://a.test/x", "http://a.test/y/z?q"));
    store(&u, "http://a.test/", "c=2; Path=/y");
    assert_value(&u, "http://a.test/x", "a=1");
    assert_value(&u, "http://a.test/y/z", "c=2; a=1");
    free_user(&u);
}

static void no_cookie_is_remembered_too(void **state) {
    (void)state;
    user u = new_user();
    store(&u, "http://a.test/", "a=1");
    assert_value(&u, "http://b.test/", "");
    assert_true(is_remembered(&u, "http://b.test/", "http://b.test/x"));
    assert_value(&u, "http://a.test/", "a=1");
    free_user(&u);
}

static void another_host_has_cookies_of_its_own(void **state) {
    (void)state;
    user u = new_user();
    store(&u, "http://a.test/", "a=1");
    store(&u, "http://aa.test/", "b=2");
    assert_value(&u, "http://a.test/a", "a=1");
    assert_value(&u, "http://aa.test/a", "b=2");
    assert_value(&u, "http://A.test/", "a=1");
    free_user(&u);
}

static void what_https_remembers_http_does_not_send(void **state) {
    (void)state;
    user u = new_user();
    store(&u, "https://a.test/", "s=1; Secure");
    store(&u, "https://a.test/", "t=2");
    assert_value(&u, "https://a.test/", "s=1; t=2");
    assert_value(&u, "http://a.test/", "t=2");
    assert_value(&u, "https://a.test/", "s=1; t=2");
    free_user(&u);
}

static void every_change_of_the_jar_is_seen(void **state) {
    (void)state;
    user u = new_user();
    te_slice host = te_slice_of("a.test"), b = te_slice_of("b");
    store(&u, "http://a.test/", "a=1");
    assert_value(&u, "http://a.test/", "a=1");
    store(&u, "http://a.test/", "a=2");
    assert_value(&u, "http://a.test/", "a=2");
    assert_true(te_cookies_set(u.jar, host, b, te_slice_of("3")));
    assert_value(&u, "http://a.test/", "a=2; b=3");
    assert_int_equal(te_cookies_remove(u.jar, host, b), 1);
    assert_value(&u, "http://a.test/", "a=2");
    assert_false(store_at(&u, "http://a.test/", "a=; Max-Age=0", NOW));
    assert_value(&u, "http://a.test/", "");
    store(&u, "http://a.test/", "c=4");
    assert_value(&u, "http://a.test/", "c=4");
    te_cookies_clear_host(u.jar, host);
    assert_value(&u, "http://a.test/", "");
    free_user(&u);
}

static void it_is_remembered_until_the_first_cookie_expires(void **state) {
    (void)state;
    user u = new_user();
    store(&u, "http://a.test/", "a=1; Max-Age=9");
    store(&u, "http://a.test/", "b=2; Max-Age=5");
    store(&u, "http://a.test/", "c=3");
    assert_value_at(&u, "http://a.test/", NOW, "a=1; b=2; c=3");
    assert_value_at(&u, "http://a.test/", NOW + 4, "a=1; b=2; c=3");
    assert_value_at(&u, "http://a.test/", NOW + 5, "a=1; c=3");
    assert_value_at(&u, "http://a.test/", NOW + 9, "c=3");
    assert_value_at(&u, "http://a.test/", NOW, "a=1; b=2; c=3");
    free_user(&u);
}

static void a_long_one_is_whole_and_not_remembered(void **state) {
    (void)state;
    user u = new_user();
    char text[4005];
    memset(text, 'x', sizeof text);
    memcpy(text, "a=", 2);
    text[sizeof text - 1] = '\0';
    store(&u, "http://a.test/", text);
    text[0] = 'b';
    store(&u, "http://a.test/", text);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(value_at(&u, "http://a.test/", NOW).length, 8010);
        assert_value(&u, "http://b.test/", "");
    }
    free_user(&u);
}

/* Any order of requests, changes and moments gives what the jar says. */
static void it_always_is_what_the_jar_says(void **state) {
    (void)state;
    static const char *const urls[] = {
        "http://a.test/",    "https://a.test/x/y?1",   "http://w.a.test/x/z",
        "http://a.test/x",   "https://w.a.test/x/y/z", "http://b.test/x?2",
        "https://b.test/y/", "http://a.test/y/x",
    };
    static const char *const cookies[] = {
        "a=%d",         "a=%d; Domain=a.test", "b=%d; Path=/x",
        "b=%d; Secure", "c=%d; Max-Age=3",     "c=%d; Max-Age=7; Path=/x/y",
        "a=%d; Path=/", "d=%d; Max-Age=0",     "a=; Max-Age=0",
    };
    user u = new_user();
    te_rng rng;
    te_rng_seed(&rng, 7, 0);
    int64_t now_s = NOW;
    for (int i = 0; i < 20000; i++) {
        const char *to = urls[te_rng_below(&rng, 8)];
        if (te_rng_below(&rng, 6) == 0) {
            char text[100];
            const char *form = cookies[te_rng_below(&rng, 9)];
            snprintf(text, sizeof text, form, i);
            store_at(&u, to, text, now_s);
        }
        if (te_rng_below(&rng, 10) == 0)
            now_s += (int64_t)te_rng_below(&rng, 5) - 1;
        te_url url = parse(to);
        te_buf wanted = TE_BUF_INIT;
        assert_true(te_cookies_header(u.jar, url.host, url.target, url.is_https,
                                      now_s, &wanted));
        assert_value_at(&u, to, now_s, te_buf_str(&wanted));
        te_buf_free(&wanted);
    }
    free_user(&u);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_request_is_answered_from_memory),
        cmocka_unit_test(cookies_for_all_paths_are_remembered_for_any),
        cmocka_unit_test(no_cookie_is_remembered_too),
        cmocka_unit_test(another_host_has_cookies_of_its_own),
        cmocka_unit_test(what_https_remembers_http_does_not_send),
        cmocka_unit_test(every_change_of_the_jar_is_seen),
        cmocka_unit_test(it_is_remembered_until_the_first_cookie_expires),
        cmocka_unit_test(a_long_one_is_whole_and_not_remembered),
        cmocka_unit_test(it_always_is_what_the_jar_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
