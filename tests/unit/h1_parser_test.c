/* Answers out of bytes: every case whole, byte by byte and cut in two
 * anywhere comes to the same. */
#include "unit.h"

#include "h1_parser.h"

#define OK "HTTP/1.1 200 OK\r\n"
#define LENGTH(n) "Content-Length: " n "\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"

/* What became of some bytes. */
typedef struct outcome {
    te_http_error error;
    int status;
    bool keeps_open;
    size_t left;      /* bytes behind the answer */
    size_t body_read; /* counted apart from what was kept */
    char body[256];
    char head[512];
} outcome;

static void finish(te_h1_parser *p, te_h1_event last, outcome *o) {
    if (last == TE_H1_BAD)
        o->error = p->error;
    else if (last != TE_H1_END && !te_h1_close(p))
        o->error = p->error;
    o->status = p->status;
    o->keeps_open = o->error == TE_HTTP_OK && p->keeps_open;
    if (o->error != TE_HTTP_OK) assert_non_null(p->problem);
}

static void take_body(outcome *o, te_slice data) {
    assert_true(o->body_read + data.length < sizeof o->body);
    memcpy(o->body + o->body_read, data.data, data.length);
    o->body_read += data.length;
}

/* Feeds the pieces [0, cut) and [cut, length), each in steps of so many. */
static outcome feed(const char *bytes, size_t length, bool is_head, size_t cut,
                    size_t step) {
    te_h1_parser p;
    te_buf head = TE_BUF_INIT;
    outcome o = {.error = TE_HTTP_OK};
    te_h1_event event = TE_H1_MORE;
    size_t done = 0;
    te_h1_begin(&p, is_head);
    while (done < length && event != TE_H1_END && event != TE_H1_BAD) {
        size_t end = done < cut ? cut : length;
        if (end - done > step) end = done + step;
        do { /* all of this piece */
            size_t used;
            te_slice data;
            event =
                te_h1_next(&p, &head, bytes + done, end - done, &used, &data);
            assert_true(used <= end - done);
            done += used;
            if (event == TE_H1_BODY) take_body(&o, data);
        } while (event == TE_H1_HEAD || event == TE_H1_BODY);
        if (event == TE_H1_MORE) assert_int_equal(done, end);
    }
    o.left = length - done;
    snprintf(o.head, sizeof o.head, "%s", te_buf_str(&head));
    finish(&p, event, &o);
    te_buf_free(&head);
    return o;
}

static void assert_same(const outcome *a, const outcome *b) {
    assert_int_equal(a->error, b->error);
    if (a->error != TE_HTTP_OK) return; /* where it was seen may differ */
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->keeps_open, b->keeps_open);
    assert_int_equal(a->left, b->left);
    assert_string_equal(a->head, b->head);
    assert_int_equal(a->body_read, b->body_read);
    assert_memory_equal(a->body, b->body, a->body_read);
}

static outcome parse_bytes(const char *bytes, size_t length, bool is_head) {
    outcome whole = feed(bytes, length, is_head, length, length);
    outcome single = feed(bytes, length, is_head, length, 1);
    assert_same(&whole, &single);
    for (size_t cut = 1; cut < length; cut++) {
        outcome halves = feed(bytes, length, is_head, cut, length);
        assert_same(&whole, &halves);
    }
    return whole;
}

static outcome parse(const char *text) {
    return parse_bytes(text, strlen(text), false);
}

static void assert_answer(const char *text, int status, const char *body,
                          bool keeps_open) {
    outcome o = parse(text);
    assert_int_equal(o.error, TE_HTTP_OK);
    assert_int_equal(o.status, status);
    assert_string_equal(o.body, body);
    assert_int_equal(o.keeps_open, keeps_open);
    assert_int_equal(o.left, 0);
}

static void assert_refused(const char *text, te_http_error error) {
    outcome o = parse(text);
    if (o.error != error)
        print_error("%s: is %s, not %s\n", text, te_http_error_name(o.error),
                    te_http_error_name(error));
    assert_int_equal(o.error, error);
}

/* ---- Claims ---- */

static void a_length_says_where_the_body_ends(void **state) {
    (void)state;
    assert_answer(OK LENGTH("5") "\r\nhello", 200, "hello", true);
    assert_answer(OK LENGTH("0") "\r\n", 200, "", true);
    assert_answer(OK "content-LENGTH:\t 5 \t\r\n\r\nhello", 200, "hello", true);
    assert_answer(OK LENGTH("5") LENGTH("5") "\r\nhello", 200, "hello", true);
    assert_answer(OK LENGTH("00005") "\r\nhello", 200, "hello", true);
}

static void chunks_are_put_together(void **state) {
    (void)state;
    assert_answer(CHUNKED "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", 200,
                  "abc0123456789", true);
    assert_answer(CHUNKED "0\r\n\r\n", 200, "", true);
    assert_answer(CHUNKED "3;name=value;x=\"y\"\r\nabc\r\n000;z\r\n\r\n", 200,
                  "abc", true);
    assert_answer(CHUNKED "3  \r\nabc\r\n0\r\n\r\n", 200, "abc", true);
    assert_answer(CHUNKED "3 ;x\r\nabc\r\n0\r\n\r\n", 200, "abc", true);
    assert_answer(CHUNKED "000000000000003\r\nabc\r\n0\r\n\r\n", 200, "abc",
                  true);
    assert_answer(OK "TRANSFER-encoding:  Chunked \r\n\r\n1\r\na\r\n0\r\n\r\n",
                  200, "a", true);
}

static void trailers_are_read_and_dropped(void **state) {
    (void)state;
    static const char text[] =
        CHUNKED "3\r\nabc\r\n0\r\nX-T: 1\r\nContent-Length: 9\r\n\r\n";
    assert_answer(text, 200, "abc", true);
    assert_string_equal(parse(text).head, CHUNKED);
}

static void without_a_length_the_end_ends_the_body(void **state) {
    (void)state;
    assert_answer(OK "\r\nhello", 200, "hello", false);
    assert_answer(OK "\r\n", 200, "", false);
    assert_answer("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nx", 200,
                  "x", false);
}

static void some_answers_have_no_body_whatever_they_say(void **state) {
    (void)state;
    assert_answer("HTTP/1.1 204 No\r\n\r\n", 204, "", true);
    assert_answer("HTTP/1.1 304 No\r\n" LENGTH("5") "\r\n", 304, "", true);
    outcome o =
        parse_bytes(OK LENGTH("5") "\r\n", strlen(OK LENGTH("5")) + 2, true);
    assert_int_equal(o.error, TE_HTTP_OK);
    assert_int_equal(o.body_read, 0);
    assert_true(o.keeps_open);
    static const char late[] =
        "HTTP/1.1 100 Continue\r\n\r\n" OK LENGTH("5") "\r\n";
    o = parse_bytes(late, sizeof late - 1, true);
    assert_int_equal(o.error, TE_HTTP_OK);
    assert_int_equal(o.body_read, 0);
}

static void interim_answers_are_passed_over(void **state) {
    (void)state;
    static const char text[] =
        "HTTP/1.1 100 Continue\r\n\r\n"
        "HTTP/1.1 103 Hints\r\nX: 1\r\n\r\n" OK LENGTH("1") "\r\nx";
    assert_answer(text, 200, "x", true);
    assert_string_equal(parse(text).head, OK LENGTH("1") "\r\n");
}

static void a_connection_stays_open_as_the_version_has_it(void **state) {
    (void)state;
    assert_answer(OK "Connection: close\r\n" LENGTH("0") "\r\n", 200, "",
                  false);
    assert_answer(OK "Connection: x, CLOSE ,y\r\n" LENGTH("0") "\r\n", 200, "",
                  false);
    assert_answer(OK "Connection: closed\r\n" LENGTH("0") "\r\n", 200, "",
                  true);
    assert_answer("HTTP/1.0 200 OK\r\n" LENGTH("0") "\r\n", 200, "", false);
    assert_answer(
        "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n" LENGTH("0") "\r\n", 200,
        "", true);
    assert_answer("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                  200, "", false);
}

static void lf_alone_ends_a_line_of_a_head(void **state) {
    (void)state;
    assert_answer("HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok", true);
    assert_answer("HTTP/1.1 200\r\n" LENGTH("0") "\r\n", 200, "", true);
}

static void a_fold_belongs_to_the_line_before(void **state) {
    (void)state;
    assert_answer(OK "X-Long: a\r\n Content-Length: 9\r\n" LENGTH("0") "\r\n",
                  200, "", true);
    assert_refused(OK " X: 1\r\n\r\n", TE_HTTP_PROTOCOL);
    assert_refused("HTTP/1.1 103 Hints\r\nX: 1\r\n\r\n" OK " X: 1\r\n\r\n",
                   TE_HTTP_PROTOCOL);
}

static void a_fold_never_changes_where_the_body_ends(void **state) {
    (void)state;
    assert_refused(OK "Content-Length:\r\n 5\r\n\r\nhello", TE_HTTP_BAD_LENGTH);
    assert_refused(OK LENGTH("5") " 6\r\n\r\nhello", TE_HTTP_BAD_LENGTH);
    assert_refused(OK LENGTH("5") "\t\r\n\r\nhello", TE_HTTP_BAD_LENGTH);
    assert_refused(OK LENGTH("5") " X: 1\r\n\r\nhello", TE_HTTP_BAD_LENGTH);
    assert_refused(OK "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                   TE_HTTP_PROTOCOL);
    assert_refused(OK "Transfer-Encoding: chunked\r\n , gzip\r\n\r\n0\r\n\r\n",
                   TE_HTTP_PROTOCOL);
    assert_refused(OK "Transfer-Encoding: chunked\r\n\t\r\n\r\n0\r\n\r\n",
                   TE_HTTP_PROTOCOL);
}

static void a_connection_is_read_on_in_its_folds(void **state) {
    (void)state;
    assert_answer(OK "Connection:\r\n close\r\n" LENGTH("0") "\r\n", 200, "",
                  false);
    assert_answer(OK "Connection: x,\r\n\ty,\r\n Close \r\n" LENGTH("0") "\r\n",
                  200, "", false);
    assert_answer(OK "Connection: x\r\n closed\r\n" LENGTH("0") "\r\n", 200, "",
                  true);
    assert_answer(OK "X-Connection: x\r\n close\r\n" LENGTH("0") "\r\n", 200,
                  "", true);
    assert_answer(OK "Connection: x\r\nX: y\r\n close\r\n" LENGTH("0") "\r\n",
                  200, "", true);
    assert_answer(
        "HTTP/1.0 200 OK\r\nConnection:\r\n keep-alive\r\n" LENGTH("0") "\r\n",
        200, "", true);
}

static void bytes_behind_the_answer_are_left_alone(void **state) {
    (void)state;
    assert_int_equal(parse(OK LENGTH("1") "\r\nxHTTP/1.1").left, 8);
    assert_int_equal(parse(CHUNKED "0\r\n\r\nmore").left, 4);
    assert_int_equal(parse("HTTP/1.1 204 No\r\n\r\nmore").left, 4);
}

static void lengths_that_contradict_or_are_none_are_bad(void **state) {
    (void)state;
    static const char *const values[] = {"",
                                         "-5",
                                         "+5",
                                         "5five",
                                         "0x5",
                                         "5,5",
                                         "5 5",
                                         "1e1",
                                         ".5",
                                         "99999999999999999999999999",
                                         "9223372036854775808"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[200];
        snprintf(text, sizeof text, OK "Content-Length: %s\r\n\r\nhello",
                 values[i]);
        assert_refused(text, TE_HTTP_BAD_LENGTH);
    }
    assert_refused(OK LENGTH("5") LENGTH("6") "\r\nhello!", TE_HTTP_BAD_LENGTH);
    assert_refused(OK LENGTH("3") "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                   TE_HTTP_BAD_LENGTH);
}

static void chunks_that_are_none_are_bad(void **state) {
    (void)state;
    static const char *const chunks[] = {"zz\r\n",
                                         "-5\r\n",
                                         "0x5\r\n",
                                         "\r\n",
                                         "3\nabc\r\n",
                                         "3\r\nabcX",
                                         ";x\r\n",
                                         " 3\r\n",
                                         "3\rabc",
                                         "3 3\r\nabc",
                                         "3;x\ny\r\n",
                                         "3\r\nabc\n0\r\n",
                                         "ffffffffffffffff\r\n",
                                         "3\r\nabc\r\r\n",
                                         "3;x\r\nabc\r\n3 3\r\nabc"};
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        char text[200];
        snprintf(text, sizeof text, CHUNKED "%s", chunks[i]);
        assert_refused(text, TE_HTTP_BAD_CHUNK);
    }
    static const char nul[] = CHUNKED "3;x\0y\r\nabc\r\n0\r\n\r\n";
    outcome o = parse_bytes(nul, sizeof nul - 1, false);
    assert_int_equal(o.error, TE_HTTP_BAD_CHUNK);
}

static void what_smuggles_a_line_is_told_apart(void **state) {
    (void)state;
    assert_refused(OK "A: b\rX: c\r\n\r\n", TE_HTTP_BARE_CR);
    assert_refused(CHUNKED "0\r\nA: b\rX: c\r\n\r\n", TE_HTTP_BARE_CR);
    static const char nul[] = OK "A: b\0c\r\n\r\n";
    outcome o = parse_bytes(nul, sizeof nul - 1, false);
    assert_int_equal(o.error, TE_HTTP_NUL);
    static const char late[] = CHUNKED "0\r\nA: b\0c\r\n\r\n";
    o = parse_bytes(late, sizeof late - 1, false);
    assert_int_equal(o.error, TE_HTTP_NUL);
}

static void what_is_not_http_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "<html>",
        "ICY 200 OK\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.2 200 OK\r\n\r\n",
        "HTTP/1.1 99 Low\r\n\r\n",
        "HTTP/1.1 099 Low\r\n\r\n",
        "HTTP/1.1 1000 High\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1 101 Switching\r\n\r\n",
        "\r\n" OK "\r\n",
        OK "no colon\r\n\r\n",
        OK ": no name\r\n\r\n",
        OK "Name : blank\r\n\r\n",
        OK "Transfer-Encoding: gzip, chunked\r\n\r\n",
        OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        CHUNKED "0\r\nno colon\r\n\r\n",
        CHUNKED "0\r\n: no name\r\n\r\n",
        "ICY 2\r00 OK\r\n\r\n", /* before what else is wrong in it */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refused(texts[i], TE_HTTP_PROTOCOL);
}

static void what_ends_too_early_is_closed_or_truncated(void **state) {
    (void)state;
    assert_refused("", TE_HTTP_CLOSED);
    assert_refused("HTTP/1.1 20", TE_HTTP_CLOSED);
    assert_refused(OK, TE_HTTP_TRUNCATED);
    assert_refused(OK LENGTH("5") "\r\nhell", TE_HTTP_TRUNCATED);
    assert_refused(CHUNKED "3\r\nabc\r\n", TE_HTTP_TRUNCATED);
    assert_refused(CHUNKED "3\r\nabc\r\n0\r\n", TE_HTTP_TRUNCATED);
    assert_refused("HTTP/1.1 100 Continue\r\n\r\n", TE_HTTP_TRUNCATED);
}

static void a_whole_answer_may_be_followed_by_the_end(void **state) {
    (void)state;
    static const char text[] = OK LENGTH("0") "\r\n";
    te_h1_parser p;
    te_buf head = TE_BUF_INIT;
    te_slice data;
    size_t used;
    te_h1_begin(&p, false);
    assert_int_equal(te_h1_next(&p, &head, text, sizeof text - 1, &used, &data),
                     TE_H1_HEAD);
    assert_true(te_h1_close(&p));
    te_buf_free(&head);
}

static void what_has_begun_is_known_from_the_first_byte(void **state) {
    (void)state;
    static const char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
    te_h1_parser p;
    te_buf head = TE_BUF_INIT;
    te_slice data;
    size_t used;
    te_h1_begin(&p, false);
    te_h1_next(&p, &head, "", 0, &used, &data);
    assert_false(p.has_begun);
    te_h1_next(&p, &head, interim, 1, &used, &data);
    assert_true(p.has_begun);
    te_h1_next(&p, &head, interim + 1, sizeof interim - 2, &used, &data);
    assert_true(p.has_begun); /* and after an interim answer */
    te_buf_free(&head);
}

static te_h1_event feed_all(te_h1_parser *p, te_buf *head, const char *text) {
    size_t length = strlen(text), done = 0, used;
    te_slice data;
    te_h1_event event;
    do {
        event = te_h1_next(p, head, text + done, length - done, &used, &data);
        done += used;
    } while (event == TE_H1_HEAD || event == TE_H1_BODY);
    return event;
}

static te_http_error parse_flood(const char *start, const char *line,
                                 size_t count) {
    te_h1_parser p;
    te_buf head = TE_BUF_INIT;
    te_h1_begin(&p, false);
    te_h1_event event = feed_all(&p, &head, start);
    while (count-- > 0 && event != TE_H1_BAD)
        event = feed_all(&p, &head, line);
    te_buf_free(&head);
    return event == TE_H1_BAD ? p.error : TE_HTTP_OK;
}

static void floods_are_cut_off(void **state) {
    (void)state;
    static const char interim[] = "HTTP/1.1 103 Hints\r\n\r\n";
    assert_int_equal(parse_flood(OK, "Name: value\r\n", 10000), TE_HTTP_OK);
    assert_int_equal(parse_flood(OK, "Name: value\r\n", 1000000),
                     TE_HTTP_HEADER_FLOOD);
    assert_int_equal(parse_flood(OK "Name: ", "0123456789", 9000), TE_HTTP_OK);
    assert_int_equal(parse_flood(OK "Name: ", "0123456789", 1000000),
                     TE_HTTP_HEADER_FLOOD);
    assert_int_equal(parse_flood(OK "Name: ", "0123456789", 11000),
                     TE_HTTP_HEADER_FLOOD); /* one line is over its limit */
    assert_int_equal(parse_flood(CHUNKED "0\r\nName: ", "0123456789", 11000),
                     TE_HTTP_HEADER_FLOOD);
    assert_int_equal(parse_flood(CHUNKED "3;", "0123456789", 400), TE_HTTP_OK);
    assert_int_equal(parse_flood(CHUNKED "3;", "0123456789", 500),
                     TE_HTTP_BAD_CHUNK);
    assert_int_equal(parse_flood(interim, interim, 1000000),
                     TE_HTTP_HEADER_FLOOD);
    assert_int_equal(parse_flood(CHUNKED, "1\r\na\r\n", 100), TE_HTTP_OK);
    assert_int_equal(parse_flood(CHUNKED "0\r\n", "Name: value\r\n", 1000000),
                     TE_HTTP_HEADER_FLOOD);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_length_says_where_the_body_ends),
        cmocka_unit_test(chunks_are_put_together),
        cmocka_unit_test(trailers_are_read_and_dropped),
        cmocka_unit_test(without_a_length_the_end_ends_the_body),
        cmocka_unit_test(some_answers_have_no_body_whatever_they_say),
        cmocka_unit_test(interim_answers_are_passed_over),
        cmocka_unit_test(a_connection_stays_open_as_the_version_has_it),
        cmocka_unit_test(lf_alone_ends_a_line_of_a_head),
        cmocka_unit_test(a_fold_belongs_to_the_line_before),
        cmocka_unit_test(a_fold_never_changes_where_the_body_ends),
        cmocka_unit_test(a_connection_is_read_on_in_its_folds),
        cmocka_unit_test(bytes_behind_the_answer_are_left_alone),
        cmocka_unit_test(lengths_that_contradict_or_are_none_are_bad),
        cmocka_unit_test(chunks_that_are_none_are_bad),
        cmocka_unit_test(what_smuggles_a_line_is_told_apart),
        cmocka_unit_test(what_is_not_http_is_refused),
        cmocka_unit_test(what_ends_too_early_is_closed_or_truncated),
        cmocka_unit_test(a_whole_answer_may_be_followed_by_the_end),
        cmocka_unit_test(what_has_begun_is_known_from_the_first_byte),
        cmocka_unit_test(floods_are_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
