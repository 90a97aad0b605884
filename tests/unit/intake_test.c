#include "unit.h"

#include "intake.h"

#include <zlib.h>

/* ---- Help: what a server would send ---- */

enum { RAW = -15, ZLIB = 15, GZIP = 31 };

static te_buf encode(const char *text, size_t length, int window_bits) {
    te_buf out = TE_BUF_INIT;
    z_stream z = {0};
    assert_int_equal(
        deflateInit2(&z, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY),
        Z_OK);
    size_t bound = deflateBound(&z, length);
    assert_true(te_buf_reserve(&out, bound));
    z.next_in = (unsigned char *)(uintptr_t)text;
    z.avail_in = (unsigned)length;
    z.next_out = (unsigned char *)out.data;
    z.avail_out = (unsigned)bound;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.length = z.total_out;
    deflateEnd(&z);
    return out;
}

static te_exchange *new_exchange(const char *fields) {
    te_exchange *x = calloc(1, sizeof *x);
    assert_non_null(x);
    x->request.decode = true;
    x->request.max_body_bytes = 1000;
    assert_true(
        te_buf_addf(&x->response.head, "HTTP/1.1 200 OK\r\n%s\r\n", fields));
    return x;
}

static void free_exchange(te_exchange *x) {
    te_intake_stop(x);
    te_buf_free(&x->response.head);
    te_buf_free(&x->response.body);
    free(x);
}

/* As a lane does, in pieces of this size. */
static bool feed(te_exchange *x, const te_buf *bytes, size_t piece) {
    if (!te_intake_begin(x)) return false;
    for (size_t at = 0; at < bytes->length; at += piece) {
        size_t left = bytes->length - at;
        if (!te_intake_add(x, bytes->data + at, left < piece ? left : piece))
            return false;
    }
    return te_intake_end(x);
}

static void assert_text(const te_exchange *x, const char *expected) {
    assert_int_equal(x->response.error, TE_HTTP_OK);
    assert_string_equal(te_buf_str(&x->response.body), expected);
    assert_int_equal(x->response.body_bytes, strlen(expected));
}

/* The bytes with these fields become this text, however they are cut. */
static void assert_becomes(const char *fields, te_buf bytes,
                           const char *expected) {
    for (size_t piece = 1; piece <= bytes.length + 1; piece++) {
        te_exchange *x = new_exchange(fields);
        if (!feed(x, &bytes, piece))
            fail_msg("%s in pieces of %zu: %s", fields, piece,
                     x->response.message);
        assert_text(x, expected);
        assert_null(x->response.decoding);
        free_exchange(x);
    }
    te_buf_free(&bytes);
}

static void assert_fails(const char *fields, te_buf bytes, te_http_error error,
                         const char *why) {
    for (size_t piece = 1; piece <= bytes.length + 1; piece++) {
        te_exchange *x = new_exchange(fields);
        assert_false(feed(x, &bytes, piece));
        assert_string_equal(te_http_error_name(x->response.error),
                            te_http_error_name(error));
        assert_non_null(strstr(x->response.message, why));
        free_exchange(x);
    }
    te_buf_free(&bytes);
}

static te_buf plain(const char *text) {
    te_buf b = TE_BUF_INIT;
    assert_true(te_buf_adds(&b, text));
    return b;
}

static te_buf joined(te_buf first, te_buf second) {
    assert_true(te_buf_add(&first, second.data, second.length));
    te_buf_free(&second);
    return first;
}

static te_buf hello(int window_bits) {
    return encode("hello hello hello", 17, window_bits);
}

#define ENCODED(as) "Content-Encoding: " as "\r\n"

/* ---- Plain bodies ---- */

static void a_body_is_kept_and_counted(void **state) {
    (void)state;
    assert_becomes("", plain("hello"), "hello");
}

static void a_dropped_body_is_counted_and_has_no_limit(void **state) {
    (void)state;
    te_exchange *x = new_exchange("");
    x->request.discard_body = true;
    x->request.max_body_bytes = 2;
    te_buf b = plain("hello");
    assert_true(feed(x, &b, 3));
    assert_int_equal(x->response.body_bytes, 5);
    assert_int_equal(x->response.body.capacity, 0);
    te_buf_free(&b);
    free_exchange(x);
}

static void a_body_past_its_limit_is_too_large(void **state) {
    (void)state;
    te_exchange *x = new_exchange("");
    te_buf b = plain("hello");
    x->request.max_body_bytes = 5;
    assert_true(feed(x, &b, 3));
    assert_false(te_intake_add(x, "!", 1));
    assert_int_equal(x->response.error, TE_HTTP_TOO_LARGE);
    assert_string_equal(x->response.message, "the body is over max_body");
    te_buf_free(&b);
    free_exchange(x);
}

static void a_length_makes_room_once(void **state) {
    (void)state;
    te_exchange *x = new_exchange("Content-Length: 300000\r\n");
    static const char piece[1000];
    x->request.max_body_bytes = 1000000;
    assert_true(te_intake_begin(x));
    assert_true(te_intake_add(x, piece, sizeof piece));
    size_t room = x->response.body.capacity;
    assert_in_range(room, 300000, 600000);
    for (int i = 1; i < 300; i++)
        assert_true(te_intake_add(x, piece, sizeof piece));
    assert_int_equal(x->response.body.capacity, room);
    free_exchange(x);
}

static void a_length_that_lies_takes_no_more_than_a_step(void **state) {
    (void)state;
    te_exchange *x = new_exchange("Content-Length: 99999999999\r\n");
    x->request.max_body_bytes = (size_t)1 << 40;
    assert_true(te_intake_begin(x));
    assert_true(te_intake_add(x, "a", 1));
    assert_in_range(x->response.body.capacity, 1, 2 * 1024 * 1024);
    free_exchange(x);
}

static void a_length_past_the_limit_reserves_no_more_than_that(void **state) {
    (void)state;
    te_exchange *x = new_exchange("Content-Length: 500000\r\n");
    assert_true(te_intake_begin(x));
    assert_true(te_intake_add(x, "a", 1));
    assert_in_range(x->response.body.capacity, 1, 2048);
    free_exchange(x);
}

/* ---- Encoded bodies ---- */

static void what_servers_send_is_decoded(void **state) {
    (void)state;
    static const char text[] = "hello hello hello";
    assert_becomes(ENCODED("gzip"), hello(GZIP), text);
    assert_becomes(ENCODED("x-gzip"), hello(GZIP), text);
    assert_becomes("content-encoding:GZIP\r\n", hello(GZIP), text);
    assert_becomes(ENCODED("gzip, identity"), hello(GZIP), text);
    assert_becomes(ENCODED("deflate"), hello(ZLIB), text);
    assert_becomes(ENCODED("deflate"), hello(RAW), text);
    assert_becomes(ENCODED("gzip"), encode("", 0, GZIP), "");
    assert_becomes(ENCODED("deflate"), encode("", 0, RAW), "");
}

static void gzip_may_have_several_members(void **state) {
    (void)state;
    assert_becomes(ENCODED("gzip"), joined(hello(GZIP), hello(GZIP)),
                   "hello hello hellohello hello hello");
}

static void identity_and_unknown_encodings_pass(void **state) {
    (void)state;
    assert_becomes(ENCODED("identity"), plain("hello"), "hello");
    assert_becomes(ENCODED(""), plain("hello"), "hello");
    assert_becomes(ENCODED("br"), plain("hello"), "hello");
    assert_becomes(ENCODED("br, zstd"), plain("hello"), "hello");
    assert_becomes("X-Content-Encoding: gzip\r\n", plain("hello"), "hello");
}

static void without_being_asked_nothing_is_decoded(void **state) {
    (void)state;
    te_exchange *x = new_exchange(ENCODED("gzip"));
    te_buf b = plain("not even gzip");
    x->request.decode = false;
    assert_true(feed(x, &b, 100));
    assert_text(x, "not even gzip");
    te_buf_free(&b);
    free_exchange(x);
}

static void an_empty_body_needs_no_decoding(void **state) {
    (void)state;
    assert_becomes(ENCODED("gzip"), plain(""), "");
}

static void encodings_in_a_chain_are_refused(void **state) {
    (void)state;
    static const char why[] = "encoded more than once";
    assert_fails(ENCODED("gzip, gzip"), hello(GZIP), TE_HTTP_BAD_ENCODING, why);
    assert_fails(ENCODED("br,gzip"), hello(GZIP), TE_HTTP_BAD_ENCODING, why);
    assert_fails(ENCODED("gzip") ENCODED("deflate"), hello(GZIP),
                 TE_HTTP_BAD_ENCODING, why);
}

static void what_is_cut_short_fails(void **state) {
    (void)state;
    te_buf b = hello(GZIP);
    for (size_t length = 1; length < b.length; length++) {
        te_buf cut = TE_BUF_INIT;
        assert_true(te_buf_add(&cut, b.data, length));
        assert_fails(ENCODED("gzip"), cut, TE_HTTP_BAD_ENCODING,
                     "ends before it is complete");
    }
    te_buf_free(&b);
    b = joined(hello(GZIP), plain("\x1f\x8b"));
    assert_fails(ENCODED("gzip"), b, TE_HTTP_BAD_ENCODING,
                 "ends before it is complete");
}

static void rubbish_fails(void **state) {
    (void)state;
    te_buf damaged = hello(GZIP);
    damaged.data[damaged.length - 5] ^= 1; /* in the checksum */
    assert_fails(ENCODED("gzip"), damaged, TE_HTTP_BAD_ENCODING,
                 "incorrect data check");
    assert_fails(ENCODED("gzip"), plain("hello"), TE_HTTP_BAD_ENCODING,
                 "incorrect header check");
    assert_fails(ENCODED("gzip"), hello(ZLIB), TE_HTTP_BAD_ENCODING,
                 "incorrect header check");
    assert_fails(ENCODED("deflate"), plain("\xff\xff"), TE_HTTP_BAD_ENCODING,
                 "invalid block type");
}

static void bytes_after_the_end_fail(void **state) {
    (void)state;
    static const char why[] = "bytes after the end";
    assert_fails(ENCODED("gzip"), joined(hello(GZIP), plain("x")),
                 TE_HTTP_BAD_ENCODING, why);
    assert_fails(ENCODED("deflate"), joined(hello(ZLIB), plain("x")),
                 TE_HTTP_BAD_ENCODING, why);
    assert_fails(ENCODED("deflate"), joined(hello(RAW), hello(RAW)),
                 TE_HTTP_BAD_ENCODING, why);
}

/* 10 MB of nothing in 10 KB. */
static te_buf bomb(void) {
    size_t length = (size_t)10 * 1024 * 1024;
    char *zeros = calloc(1, length);
    assert_non_null(zeros);
    te_buf b = encode(zeros, length, GZIP);
    free(zeros);
    assert_in_range(b.length, 1, 20000);
    return b;
}

static void a_bomb_stops_at_the_limit(void **state) {
    (void)state;
    te_exchange *x = new_exchange(ENCODED("gzip"));
    te_buf b = bomb();
    x->request.max_body_bytes = 100000;
    assert_false(feed(x, &b, b.length));
    assert_int_equal(x->response.error, TE_HTTP_TOO_LARGE);
    assert_in_range(x->response.body.capacity, 1, 200000);
    te_buf_free(&b);
    free_exchange(x);
}

static void a_dropped_bomb_is_counted_and_takes_no_room(void **state) {
    (void)state;
    te_exchange *x = new_exchange(ENCODED("gzip"));
    te_buf b = bomb();
    x->request.discard_body = true;
    assert_true(feed(x, &b, 1000));
    assert_int_equal(x->response.body_bytes, 10 * 1024 * 1024);
    assert_int_equal(x->response.body.capacity, 0);
    te_buf_free(&b);
    free_exchange(x);
}

static void stopping_half_way_leaves_nothing(void **state) {
    (void)state;
    te_exchange *x = new_exchange(ENCODED("gzip"));
    te_buf b = hello(GZIP);
    te_intake_stop(x);
    assert_true(te_intake_begin(x));
    assert_true(te_intake_add(x, b.data, b.length / 2));
    assert_non_null(x->response.decoding);
    te_intake_stop(x);
    assert_null(x->response.decoding);
    te_intake_stop(x);
    te_buf_free(&b);
    free_exchange(x);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_kept_and_counted),
        cmocka_unit_test(a_dropped_body_is_counted_and_has_no_limit),
        cmocka_unit_test(a_body_past_its_limit_is_too_large),
        cmocka_unit_test(a_length_makes_room_once),
        cmocka_unit_test(a_length_that_lies_takes_no_more_than_a_step),
        cmocka_unit_test(a_length_past_the_limit_reserves_no_more_than_that),
        cmocka_unit_test(what_servers_send_is_decoded),
        cmocka_unit_test(gzip_may_have_several_members),
        cmocka_unit_test(identity_and_unknown_encodings_pass),
        cmocka_unit_test(without_being_asked_nothing_is_decoded),
        cmocka_unit_test(an_empty_body_needs_no_decoding),
        cmocka_unit_test(encodings_in_a_chain_are_refused),
        cmocka_unit_test(what_is_cut_short_fails),
        cmocka_unit_test(rubbish_fails),
        cmocka_unit_test(bytes_after_the_end_fail),
        cmocka_unit_test(a_bomb_stops_at_the_limit),
        cmocka_unit_test(a_dropped_bomb_is_counted_and_takes_no_room),
        cmocka_unit_test(stopping_half_way_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
