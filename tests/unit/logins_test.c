#include "unit.h"

#include "logins.h"

/* An exchange with this URL that ended in these fields. */
static te_exchange *exchange_to(const char *url, const char *fields) {
    te_exchange *x = calloc(1, sizeof *x);
    assert_non_null(x);
    strcpy(x->request.method, "GET");
    assert_true(te_buf_adds(&x->request.url, url));
    assert_true(te_url_parse(x->request.url.data, x->request.url.length,
                             &x->request.parts, NULL));
    assert_true(
        te_buf_addf(&x->response.head, "HTTP/1.1 401 No\r\n%s\r\n", fields));
    return x;
}

static void free_exchange(te_exchange *x) {
    te_buf_free(&x->request.url);
    te_headers_free(&x->request.headers);
    te_buf_free(&x->response.head);
    free(x);
}

static bool learn(te_logins *logins, const char *url, const char *nonce) {
    char fields[100];
    snprintf(fields, sizeof fields,
             "X: y\r\nwww-authenticate: Digest realm=r, qop=auth, nonce=%s\r\n",
             nonce);
    te_exchange *x = exchange_to(url, fields);
    bool is_worth_it = te_logins_learn(logins, x, 255);
    free_exchange(x);
    return is_worth_it;
}

static void log_in(te_logins *logins, te_exchange *x) {
    te_buf who = TE_BUF_INIT;
    assert_true(te_buf_add(&who, "user\0password", 13));
    assert_true(te_logins_answer(logins, &x->request, &who, NULL));
    te_buf_free(&who);
}

/* What a request to this URL brings along, or "". */
static const char *answer(te_logins *logins, const char *url) {
    static char value[500];
    te_exchange *x = exchange_to(url, "");
    log_in(logins, x);
    const char *found =
        te_headers_find(&x->request.headers, "Authorization", NULL);
    snprintf(value, sizeof value, "%s", found != NULL ? found : "");
    free_exchange(x);
    return value;
}

static void assert_says(const char *value, const char *part) {
    if (strstr(value, part) == NULL) fail_msg("no %s in %s", part, value);
}

static void a_challenge_is_for_its_origin_and_counts_up(void **state) {
    (void)state;
    te_logins logins = {.next = 0};
    assert_string_equal(answer(&logins, "http://a.test/"), "");
    assert_true(learn(&logins, "http://a.test/x", "one"));
    const char *first = answer(&logins, "http://A.test/y");
    assert_says(first, "nonce=\"one\", nc=00000001, ");
    assert_says(first, "cnonce=\"00000000000000ff\"");
    assert_says(answer(&logins, "http://a.test:80/"), "nc=00000002");
    assert_string_equal(answer(&logins, "https://a.test/"), "");
    assert_string_equal(answer(&logins, "http://a.test:81/"), "");
    assert_string_equal(answer(&logins, "http://b.test/"), "");
    te_logins_free(&logins);
}

static void another_nonce_begins_anew(void **state) {
    (void)state;
    te_logins logins = {.next = 0};
    assert_true(learn(&logins, "http://a.test/", "one"));
    answer(&logins, "http://a.test/");
    assert_true(learn(&logins, "http://a.test/", "one")); /* asked beside us */
    assert_says(answer(&logins, "http://a.test/"), "\"one\", nc=00000002");
    assert_true(learn(&logins, "http://a.test/", "two"));
    assert_says(answer(&logins, "http://a.test/"), "\"two\", nc=00000001");
    te_logins_free(&logins);
}

static void a_nonce_that_was_answered_is_not_answered_again(void **state) {
    (void)state;
    te_logins logins = {.next = 0};
    assert_true(learn(&logins, "http://a.test/", "one"));
    te_exchange *x = exchange_to(
        "http://a.test/",
        "WWW-Authenticate: Digest realm=r, qop=auth, nonce=one\r\n");
    log_in(&logins, x);
    assert_false(te_logins_learn(&logins, x, 1));
    free_exchange(x);
    te_logins_free(&logins);
}

/* Two requests answered the old one, and both are told the same new one. */
static void a_new_nonce_that_another_request_took_in_is_answered(void **state) {
    (void)state;
    te_logins logins = {.next = 0};
    assert_true(learn(&logins, "http://a.test/", "old"));
    te_exchange *x =
        exchange_to("http://a.test/", "WWW-Authenticate: Digest realm=r, "
                                      "qop=auth, nonce=new, stale=true\r\n");
    log_in(&logins, x);
    assert_true(learn(&logins, "http://a.test/", "new"));
    assert_true(te_logins_learn(&logins, x, 1));
    log_in(&logins, x);
    assert_false(te_logins_learn(&logins, x, 1));
    free_exchange(x);
    te_logins_free(&logins);
}

static void what_asks_for_no_digest_teaches_nothing(void **state) {
    (void)state;
    te_logins logins = {.next = 0};
    te_exchange *x =
        exchange_to("http://a.test/", "WWW-Authenticate: Basic realm=r\r\n"
                                      "Authenticate: Digest nonce=n\r\n");
    assert_false(te_logins_learn(&logins, x, 1));
    assert_string_equal(answer(&logins, "http://a.test/"), "");
    free_exchange(x);
    te_logins_free(&logins);
}

static void past_so_many_origins_the_oldest_is_forgotten(void **state) {
    (void)state;
    te_logins logins = {.next = 0};
    char url[50];
    for (int i = 0; i < TE_LOGINS_MAX + 1; i++) {
        snprintf(url, sizeof url, "http://h%d.test/", i);
        assert_true(learn(&logins, url, "n"));
    }
    assert_string_equal(answer(&logins, "http://h0.test/"), "");
    assert_says(answer(&logins, "http://h1.test/"), "Digest");
    assert_says(answer(&logins, url), "Digest");
    te_logins_free(&logins);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_challenge_is_for_its_origin_and_counts_up),
        cmocka_unit_test(another_nonce_begins_anew),
        cmocka_unit_test(a_nonce_that_was_answered_is_not_answered_again),
        cmocka_unit_test(a_new_nonce_that_another_request_took_in_is_answered),
        cmocka_unit_test(what_asks_for_no_digest_teaches_nothing),
        cmocka_unit_test(past_so_many_origins_the_oldest_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
