#include "unit.h"

#include "clock.h"
#include "failures.h"
#include "request_line.h"

#include <jansson.h>

/* An answer that came, and nothing special about it. */
static te_request_record plain(void) {
    return (te_request_record){.intended_ns = 1000,
                               .started_ns = 1500,
                               .ended_ns = 2000001500,
                               .phases = {.wait_ns = 7},
                               .status = 200,
                               .worker = 3,
                               .is_expected = true,
                               .version = "1.1",
                               .method = "GET",
                               .name = "GET /",
                               .doing = "tea",
                               .tags = ""};
}

/* The line, read again; what it holds is good until the next call. */
static json_t *read_line(const te_request_record *r, uint64_t epoch_ns) {
    static json_t *line;
    te_buf out = TE_BUF_INIT;
    json_error_t why;
    json_decref(line);
    assert_true(te_request_line_add(&out, r, epoch_ns, false));
    assert_int_equal(out.data[out.length - 1], '\n');
    assert_null(memchr(out.data, '\n', out.length - 1));
    assert_memory_equal(out.data, TE_REQUEST_LINE_START,
                        sizeof TE_REQUEST_LINE_START - 1);
    line = json_loadb(out.data, out.length, JSON_REJECT_DUPLICATES, &why);
    if (line == NULL) fail_msg("%s: %s", why.text, out.data);
    te_buf_free(&out);
    return line;
}

static const char *text_of(const te_request_record *r, const char *key) {
    return json_string_value(json_object_get(read_line(r, 0), key));
}

static void a_line_says_all_of_a_request(void **state) {
    (void)state;
    te_request_record r = plain();
    te_buf out = TE_BUF_INIT;
    assert_true(
        te_request_line_add(&out, &r, UINT64_C(1772366400250123000), false));
    assert_string_equal(
        te_buf_str(&out),
        "{\"time\":\"2026-03-01T12:00:00.250124Z\",\"name\":\"GET /\","
        "\"method\":\"GET\",\"status\":200,\"worker\":3,\"scenario\":\"tea\","
        "\"duration_s\":2.000000500,\"service_s\":2.000000000,"
        "\"dns_s\":0.000000000,\"blocked_s\":0.000000000,"
        "\"connect_s\":0.000000000,\"tls_s\":0.000000000,"
        "\"wait_s\":0.000000007,\"receive_s\":0.000000000,\"sent_bytes\":0,"
        "\"received_bytes\":0,\"body_bytes\":0,\"reused\":false,"
        "\"retries\":0,\"http_version\":\"1.1\"}\n");
    te_buf_free(&out);
}

static void of_a_warm_up_it_says_that_too(void **state) {
    (void)state;
    te_request_record r = plain();
    te_buf plain_line = TE_BUF_INIT, marked = TE_BUF_INIT;
    assert_true(te_request_line_add(&plain_line, &r, 0, false));
    assert_true(te_request_line_add(&marked, &r, 0, true));
    plain_line.length -= strlen("}\n");
    assert_true(te_buf_adds(&plain_line, ",\"warm_up\":true}\n"));
    assert_string_equal(te_buf_str(&marked), te_buf_str(&plain_line));
    te_buf_free(&plain_line);
    te_buf_free(&marked);
}

static void what_failed_says_why_as_the_metric_does(void **state) {
    (void)state;
    te_request_record r = plain();
    assert_null(text_of(&r, "error"));
    r.is_expected = false;
    assert_string_equal(text_of(&r, "error"), "status");
    r.error = TE_HTTP_TIMEOUT;
    r.status = 0;
    r.version[0] = '\0';
    assert_string_equal(text_of(&r, "error"), "timeout");
    assert_null(text_of(&r, "http_version"));
}

static void any_bytes_of_a_name_make_valid_json(void **state) {
    (void)state;
    te_request_record r = plain();
    r.name = "a \"b\" \\ \n\x01 \xff\xc3 \xf0\x9f\x8d\xb5";
    assert_string_equal(text_of(&r, "name"),
                        "a \"b\" \\ \n\x01 \\xff\\xc3 \xf0\x9f\x8d\xb5");
    /* A character that is cut off at the end, and every single byte. */
    r.name = "tea \xf0\x9f\x8d";
    assert_string_equal(text_of(&r, "name"), "tea \\xf0\\x9f\\x8d");
    for (int byte = 1; byte < 256; byte++) {
        char name[] = {(char)byte, '\0'};
        char tags[] = {(char)byte, ':', (char)byte, '\0'};
        r.name = name;
        r.tags = byte == ',' || byte == ':' ? "" : tags; /* they have none */
        assert_non_null(read_line(&r, 0));
    }
}

static void tags_are_an_object(void **state) {
    (void)state;
    te_request_record r = plain();
    assert_null(json_object_get(read_line(&r, 0), "tags"));
    r.tags = "a:1,shelf:\"top\"";
    json_t *line = read_line(&r, 0);
    json_t *tags = json_object_get(line, "tags");
    assert_int_equal(json_object_size(tags), 2);
    assert_string_equal(json_string_value(json_object_get(tags, "shelf")),
                        "\"top\"");
}

static void a_fixture_of_the_run_is_no_worker(void **state) {
    (void)state;
    te_request_record r = plain();
    assert_int_equal(
        json_integer_value(json_object_get(read_line(&r, 0), "worker")), 3);
    r.worker = TE_FAILURE_NO_WORKER;
    assert_null(json_object_get(read_line(&r, 0), "worker"));
}

/* ---- What is put into a ring ---- */

static const te_request_record *take(te_ring *ring) {
    const te_request_record *first = te_ring_first(ring);
    assert_non_null(first);
    te_ring_take(ring);
    return first; /* nothing is put over it before it is looked at */
}

/* All that it says is its own: what the exchange had is written over. */
static void an_exchange_is_copied(void **state) {
    (void)state;
    te_ring *ring = te_ring_new(1024);
    char name[] = "tea", tags[] = "shelf:top", doing[] = "drink";
    char head[] = "HTTP/1.0 404 Not Found\r\n";
    te_exchange x = {.name = name, .tags = tags, .doing = doing, .worker = 5};
    snprintf(x.request.method, sizeof x.request.method, "PUT");
    x.response.status = 404;
    x.response.head = (te_buf){head, sizeof head - 1, sizeof head};
    te_request_record_put(ring, &x, false);
    name[0] = tags[0] = doing[0] = head[0] = '?';
    const te_request_record *r = take(ring);
    assert_string_equal(r->name, "tea");
    assert_string_equal(r->tags, "shelf:top");
    assert_string_equal(r->doing, "drink");
    assert_string_equal(r->method, "PUT");
    assert_string_equal(r->version, "1.0");
    assert_int_equal(r->status, 404);
    assert_int_equal(r->worker, 5);
    x.tags = x.doing = NULL;
    te_request_record_put(ring, &x, true);
    r = take(ring);
    assert_string_equal(r->tags, "");
    assert_string_equal(r->doing, "");
    assert_string_equal(r->version, ""); /* its head is none now */
    te_ring_let_go(ring);
    te_ring_let_go(ring);
}

static void three_of_the_longest_fit_into_four_kilobytes(void **state) {
    (void)state;
    te_ring *ring = te_ring_new(4096);
    char name[1000];
    memset(name, 'x', sizeof name); /* all texts are cut */
    snprintf(name + TE_TAGS_NAME_BYTES - 1, 3, "\xc3\xbc");
    te_exchange x = {.name = name, .tags = name, .doing = name};
    for (int i = 0; i < 3; i++)
        te_request_record_put(ring, &x, true);
    assert_int_equal(te_ring_dropped(ring), 0);
    const te_request_record *r = take(ring);
    assert_int_equal(strlen(r->name), TE_TAGS_NAME_BYTES - 1);
    assert_int_equal(strlen(r->doing), TE_RECORD_DOING_BYTES);
    te_ring_let_go(ring);
    te_ring_let_go(ring);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_all_of_a_request),
        cmocka_unit_test(of_a_warm_up_it_says_that_too),
        cmocka_unit_test(what_failed_says_why_as_the_metric_does),
        cmocka_unit_test(any_bytes_of_a_name_make_valid_json),
        cmocka_unit_test(tags_are_an_object),
        cmocka_unit_test(a_fixture_of_the_run_is_no_worker),
        cmocka_unit_test(an_exchange_is_copied),
        cmocka_unit_test(three_of_the_longest_fit_into_four_kilobytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
