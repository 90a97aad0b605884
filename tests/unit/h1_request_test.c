/* The bytes of a request. */
#include "unit.h"

#include "h1_request.h"

typedef struct fixture {
    te_http_request request;
    te_body body;
    te_buf out;
} fixture;

static void set_up_url(fixture *f, const char *method, const char *url) {
    te_error err;
    memset(f, 0, sizeof *f);
    snprintf(f->request.method, sizeof f->request.method, "%s", method);
    assert_true(te_buf_adds(&f->request.url, url));
    assert_true(te_url_parse(f->request.url.data, f->request.url.length,
                             &f->request.parts, &err));
}

static void add_field(fixture *f, const char *name, const char *value) {
    te_error err;
    assert_true(te_headers_add(&f->request.headers, name, strlen(name), value,
                               strlen(value), &err));
}

static void add_text(fixture *f, const char *text) {
    assert_true(te_body_add(&f->body, te_slice_of(text)));
    f->request.body = &f->body;
}

static void expect(fixture *f, const char *bytes) {
    assert_true(te_h1_request_write(&f->request, &f->out));
    assert_string_equal(te_buf_str(&f->out), bytes);
    te_buf_free(&f->request.url);
    te_headers_free(&f->request.headers);
    te_body_free(&f->body);
    te_buf_free(&f->out);
}

static void a_get_names_target_and_host(void **state) {
    (void)state;
    fixture f;
    set_up_url(&f, "GET", "http://h:8000/a/b?c=d");
    expect(&f, "GET /a/b?c=d HTTP/1.1\r\nHost: h:8000\r\n\r\n");
}

static void a_port_that_is_the_schemes_own_is_not_said(void **state) {
    (void)state;
    fixture f;
    set_up_url(&f, "GET", "http://h:80");
    expect(&f, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    set_up_url(&f, "GET", "https://[::1]:443/");
    expect(&f, "GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n");
    set_up_url(&f, "GET", "https://h:80/");
    expect(&f, "GET / HTTP/1.1\r\nHost: h:80\r\n\r\n");
}

static void fields_go_as_they_are_and_in_order(void **state) {
    (void)state;
    fixture f;
    set_up_url(&f, "GET", "http://h/");
    add_field(&f, "X-B", "1");
    add_field(&f, "x-a", "two words");
    add_field(&f, "X-Empty", "");
    expect(&f, "GET / HTTP/1.1\r\nHost: h\r\nX-B: 1\r\nx-a: two words\r\n"
               "X-Empty:\r\n\r\n");
}

static void a_host_of_ones_own_is_the_only_one(void **state) {
    (void)state;
    fixture f;
    set_up_url(&f, "GET", "http://127.0.0.1/");
    add_field(&f, "host", "example.org");
    expect(&f, "GET / HTTP/1.1\r\nhost: example.org\r\n\r\n");
}

static void a_body_has_its_length(void **state) {
    (void)state;
    fixture f;
    set_up_url(&f, "POST", "http://h/");
    add_text(&f, "0123456789");
    expect(&f, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n");
    set_up_url(&f, "DELETE", "http://h/");
    add_text(&f, "x");
    expect(&f, "DELETE / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
}

static void methods_that_send_something_say_when_it_is_nothing(void **state) {
    (void)state;
    fixture f;
    set_up_url(&f, "PUT", "http://h/");
    expect(&f, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    set_up_url(&f, "DELETE", "http://h/");
    expect(&f, "DELETE / HTTP/1.1\r\nHost: h\r\n\r\n");
}

static void files_and_expect_are_for_another_lane(void **state) {
    (void)state;
    fixture f;
    set_up_url(&f, "POST", "http://h/");
    assert_true(te_h1_request_is_plain(&f.request));
    add_text(&f, "x");
    assert_true(te_h1_request_is_plain(&f.request));
    assert_true(te_body_add_file(&f.body, "/dev/null"));
    assert_false(te_h1_request_is_plain(&f.request));
    te_body_reset(&f.body);
    add_field(&f, "expect", "100-continue");
    assert_false(te_h1_request_is_plain(&f.request));
    te_buf_free(&f.request.url);
    te_headers_free(&f.request.headers);
    te_body_free(&f.body);
}

static void post_and_patch_are_not_sent_twice(void **state) {
    (void)state;
    static const char *const methods[] = {"GET",    "HEAD", "PUT",
                                          "DELETE", "POST", "PATCH"};
    for (size_t i = 0; i < 6; i++) {
        te_http_request request = {.parts.port = 80};
        snprintf(request.method, sizeof request.method, "%s", methods[i]);
        assert_int_equal(te_h1_request_is_idempotent(&request), i < 4);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_get_names_target_and_host),
        cmocka_unit_test(a_port_that_is_the_schemes_own_is_not_said),
        cmocka_unit_test(fields_go_as_they_are_and_in_order),
        cmocka_unit_test(a_host_of_ones_own_is_the_only_one),
        cmocka_unit_test(a_body_has_its_length),
        cmocka_unit_test(methods_that_send_something_say_when_it_is_nothing),
        cmocka_unit_test(files_and_expect_are_for_another_lane),
        cmocka_unit_test(post_and_patch_are_not_sent_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
