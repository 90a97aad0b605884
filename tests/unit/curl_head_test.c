/* Heads as libcurl hands them over, line by line. */
#include "unit.h"

#include "curl_head.h"

#define OK "HTTP/1.1 200 OK\r\n"

static te_exchange exchange;
static te_connection_policy policy;
static te_curl_head head;

static void begin(te_http_version version) {
    te_buf_free(&exchange.response.head);
    exchange = (te_exchange){.policy = &policy};
    strcpy(exchange.request.method, "GET");
    policy = (te_connection_policy){.version = version};
    te_curl_head_begin(&head, &exchange);
}

/* All lines of the text, up to one that is refused. */
static bool take(const char *text) {
    while (*text != '\0') {
        size_t length = strcspn(text, "\n") + 1;
        if (!te_curl_head_take(&head, &exchange.response, text, length))
            return false;
        text += length;
    }
    return true;
}

static void assert_kept(const char *text) {
    assert_string_equal(te_buf_str(&exchange.response.head), text);
}

/* ---- Claims ---- */

static void the_last_head_is_kept_without_trailers(void **state) {
    (void)state;
    static const char last[] = OK "Transfer-Encoding: chunked\r\n\r\n";
    begin(TE_HTTP_1_1);
    assert_true(take("HTTP/1.1 103 Hints\r\nX: 1\r\n\r\n"));
    assert_false(head.is_final);
    assert_true(take(last));
    assert_true(head.is_final && head.is_kept);
    assert_true(take("X: 1\r\nY: 2\r\n"));
    assert_kept(last);
}

static void a_malformed_trailer_is_refused(void **state) {
    (void)state;
    begin(TE_HTTP_1_1);
    assert_true(take(OK "Transfer-Encoding: chunked\r\n\r\nX: 1\r\n"));
    assert_false(take("no colon\r\n"));
    assert_int_equal(exchange.response.error, TE_HTTP_PROTOCOL);
}

static void what_the_parser_refuses_is_refused(void **state) {
    (void)state;
    begin(TE_HTTP_1_1);
    assert_false(take(OK "Content-Length: 5\r\n 6\r\n"));
    assert_int_equal(exchange.response.error, TE_HTTP_BAD_LENGTH);
    begin(TE_HTTP_2); /* and TLS agreed on 1.1 */
    assert_false(take(OK "Content-Length: 5\r\nContent-Length: 6\r\n"));
    assert_int_equal(exchange.response.error, TE_HTTP_BAD_LENGTH);
}

static void a_head_of_http_2_is_kept_as_it_is(void **state) {
    (void)state;
    static const char last[] = "HTTP/2 200 \r\nx: 1\r\n\r\n";
    begin(TE_HTTP_2);
    assert_true(take("HTTP/2 103 \r\nlink: a\r\n\r\n"));
    assert_false(head.is_final);
    assert_true(take(last));
    assert_true(head.is_final && !head.is_kept);
    assert_true(take("trailer: 1\r\n"));
    assert_kept(last);
}

static void nobody_who_speaks_1_1_gets_a_head_of_http_2(void **state) {
    (void)state;
    begin(TE_HTTP_1_1);
    assert_false(take("HTTP/2 200 \r\n"));
    assert_int_equal(exchange.response.error, TE_HTTP_PROTOCOL);
}

static void floods_are_cut_off_whatever_is_spoken(void **state) {
    (void)state;
    static const char *const starts[] = {OK, "HTTP/2 200 \r\n"};
    for (int i = 0; i < 2; i++) {
        begin(TE_HTTP_2);
        assert_true(take(starts[i]));
        for (int n = 0; n < 10000; n++)
            assert_true(take("Name: value\r\n"));
        for (int n = 0; n < 20000 && take("Name: value\r\n"); n++)
            ;
        assert_int_equal(exchange.response.error, TE_HTTP_HEADER_FLOOD);
    }
}

static int clean_up(void **state) {
    (void)state;
    te_buf_free(&exchange.response.head);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_head_is_kept_without_trailers),
        cmocka_unit_test(a_malformed_trailer_is_refused),
        cmocka_unit_test(what_the_parser_refuses_is_refused),
        cmocka_unit_test(a_head_of_http_2_is_kept_as_it_is),
        cmocka_unit_test(nobody_who_speaks_1_1_gets_a_head_of_http_2),
        cmocka_unit_test(floods_are_cut_off_whatever_is_spoken),
    };
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
