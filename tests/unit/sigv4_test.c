/* A request as it is signed. */
#include "unit.h"

#include "scratch.h"
#include "sigv4.h"

#include <stdlib.h>

static te_http_request request;
static te_body body;

static int clear(void **state) {
    (void)state;
    te_buf_free(&request.url);
    te_headers_free(&request.headers);
    te_body_free(&body);
    memset(&request, 0, sizeof request);
    return 0;
}

static void set_url(const char *url) {
    te_error err;
    te_buf_reset(&request.url);
    assert_true(te_buf_adds(&request.url, url));
    if (!te_url_parse(url, strlen(url), &request.parts, &err))
        fail_msg("%s", err.message);
}

static void becomes(const char *url, const char *wanted) {
    te_error err;
    set_url(url);
    assert_true(te_sigv4_prepare(&request, &err));
    assert_string_equal(te_buf_str(&request.url), wanted);
    /* The parts lie in the new text. */
    const te_slice target = request.parts.target;
    assert_ptr_equal(target.data + target.length,
                     request.url.data + request.url.length);
}

static void paths_are_encoded_once(void **state) {
    (void)state;
    becomes("http://h", "http://h/");
    becomes("https://h:8000/a/b-._~c", "https://h:8000/a/b-._~c");
    becomes("http://h/a+b&c=d/e!*'()",
            "http://h/a%2Bb%26c%3Dd/e%21%2A%27%28%29");
    becomes("http://h/%c3%a9%7e%2f%25", "http://h/%C3%A9~%2F%25");
    becomes("http://[::1]/100%25", "http://[::1]/100%25");
}

static void paths_are_not_tidied_up(void **state) {
    (void)state;
    becomes("http://h//a/../b/./c//", "http://h//a/../b/./c//");
}

static void parameters_go_by_their_names_then_by_their_values(void **state) {
    (void)state;
    becomes("http://h/?b=1&a=2&a=1", "http://h/?a=1&a=2&b=1");
    becomes("http://h/?a-b=1&a=2&a2=3", "http://h/?a=2&a-b=1&a2=3");
    becomes("http://h/?list-type=2&prefix=a/b",
            "http://h/?list-type=2&prefix=a%2Fb");
}

static void a_parameter_without_a_value_has_an_empty_one(void **state) {
    (void)state;
    becomes("http://h/?acl", "http://h/?acl=");
    becomes("http://h/?b=&a", "http://h/?a=&b=");
    becomes("http://h/?&&", "http://h/");
    becomes("http://h/?", "http://h/");
    becomes("http://h/?a=b=c", "http://h/?a=b%3Dc");
}

static void doing_it_twice_is_doing_it_once(void **state) {
    (void)state;
    te_error err;
    set_url("http://h/a%20b?z=%2520&y");
    assert_true(te_sigv4_prepare(&request, &err));
    char *once = strdup(request.url.data);
    becomes(once, "http://h/a%20b?y=&z=%2520");
    free(once);
}

static const char *hash(void) {
    return te_headers_find(&request.headers, "x-amz-content-sha256", NULL);
}

static void nothing_has_the_hash_of_nothing(void **state) {
    (void)state;
    becomes("http://h/", "http://h/");
    assert_string_equal(hash(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b93"
                                "4ca495991b7852b855");
    assert_null(te_headers_find(&request.headers, "content-type", NULL));
}

static void a_text_has_its_hash_and_a_type(void **state) {
    (void)state;
    assert_true(te_body_add(&body, te_slice_of("abc")));
    request.body = &body;
    becomes("http://h/", "http://h/");
    becomes("http://h/", "http://h/"); /* as when it is sent again */
    assert_string_equal(hash(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a"
                                "9cb410ff61f20015ad");
    assert_string_equal(te_headers_find(&request.headers, "content-type", NULL),
                        "application/octet-stream");
    assert_int_equal(request.headers.count, 2);
}

static void a_file_is_not_hashed(void **state) {
    (void)state;
    te_error err;
    assert_true(te_body_add_file(&body, scratch_text("file", "abc")));
    assert_true(te_body_open(&body, &err));
    request.body = &body;
    becomes("http://h/", "http://h/");
    assert_string_equal(hash(), "UNSIGNED-PAYLOAD");
}

static void a_header_without_a_value_is_refused(void **state) {
    (void)state;
    te_error err;
    set_url("http://h/");
    assert_true(te_headers_add(&request.headers, "X-Empty", 7, "", 0, &err));
    assert_false(te_sigv4_prepare(&request, &err));
    assert_string_equal(err.message, "request: header X-Empty has no value: it "
                                     "cannot be signed");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(paths_are_encoded_once, clear),
        cmocka_unit_test_teardown(paths_are_not_tidied_up, clear),
        cmocka_unit_test_teardown(
            parameters_go_by_their_names_then_by_their_values, clear),
        cmocka_unit_test_teardown(a_parameter_without_a_value_has_an_empty_one,
                                  clear),
        cmocka_unit_test_teardown(doing_it_twice_is_doing_it_once, clear),
        cmocka_unit_test_teardown(nothing_has_the_hash_of_nothing, clear),
        cmocka_unit_test_teardown(a_text_has_its_hash_and_a_type, clear),
        cmocka_unit_test_teardown(a_file_is_not_hashed, clear),
        cmocka_unit_test_teardown(a_header_without_a_value_is_refused, clear),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
