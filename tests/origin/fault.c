/* fault.c - the behaviours that do not. Each shows one way in which a server,
 * or what stands before it, goes wrong.
 *
 * Where a fault ends the connection, `end=` chooses another end: a body cut
 * short by FIN is `truncate`, by RST `truncate?end=reset`, and one that just
 * stops coming `truncate?end=hang`. */
#include "answer.h"
#include "chance.h"

#include <inttypes.h>

static uint64_t number(const visit *v, const char *name, uint64_t fallback) {
    return query_number(v->request->query, name, fallback);
}

static uint64_t ms(const visit *v, const char *name, uint64_t fallback) {
    return query_ms(v->request->query, name, fallback);
}

/* ---- No answer ---- */

void fault_reset(visit *v) { answer_end(v, STEP_RESET); }
void fault_close(visit *v) { answer_end(v, STEP_CLOSE); }
void fault_hang(visit *v) { answer_end(v, STEP_HANG); }

/* ---- Half an answer ---- */

static void send_length(visit *v, uint64_t length) {
    answer_head(v, 200, "text/plain");
    plan_sendf(v->plan, "Content-Length: %" PRIu64 "\r\n\r\n", length);
}

void fault_truncate(visit *v) {
    uint64_t length = number(v, "length", 1000);
    send_length(v, length);
    plan_pattern(v->plan, number(v, "send", length / 2));
    answer_end(v, STEP_CLOSE);
}

void fault_close_after_headers(visit *v) {
    send_length(v, number(v, "length", 1000));
    answer_end(v, STEP_CLOSE);
}

static void send_chunked_head(visit *v) {
    answer_head(v, 200, "text/plain");
    plan_sends(v->plan, "Transfer-Encoding: chunked\r\n\r\n");
}

void fault_chunked_truncate(visit *v) {
    send_chunked_head(v);
    plan_sends(v->plan, "10\r\n0123456789ABCDEF\r\n10\r\n01234567");
    answer_end(v, STEP_CLOSE);
}

void fault_chunked_bad(visit *v) {
    te_buf line = TE_BUF_INIT;
    send_chunked_head(v);
    plan_sends(v->plan, "10\r\n0123456789ABCDEF\r\n");
    if (!query_text(v->request->query, "line", &line)) text_adds(&line, "zz");
    plan_send(v->plan, te_buf_str(&line), line.length);
    plan_sends(v->plan, "\r\n0123456789ABCDEF\r\n0\r\n\r\n");
    answer_end(v, STEP_CLOSE);
    te_buf_free(&line);
}

/* ---- Too much of it ---- */

void fault_endless_body(visit *v) {
    te_buf chunk = TE_BUF_INIT;
    if (number(v, "chunked", 0) != 0) {
        send_chunked_head(v);
        text_addf(&chunk, "%x\r\n", PLAN_PATTERN_MAX);
        text_add(&chunk, plan_pattern_bytes(PLAN_PATTERN_MAX).data,
                 PLAN_PATTERN_MAX);
        text_adds(&chunk, "\r\n");
        plan_repeat(v->plan, chunk.data, chunk.length, PLAN_ENDLESS);
    } else {
        answer_head(v, 200, "text/plain");
        plan_sends(v->plan, "\r\n");
        plan_pattern(v->plan, PLAN_ENDLESS);
    }
    te_buf_free(&chunk);
}

void fault_endless_headers(visit *v) {
    static const char line[] =
        "X-Endless: 0123456789ABCDEF0123456789ABCDEF\r\n";
    answer_head(v, 200, "text/plain");
    plan_repeat(v->plan, line, sizeof line - 1, PLAN_ENDLESS);
}

static void send_ok(visit *v) {
    plan_sends(v->plan, "Content-Length: 3\r\n\r\nok\n");
    answer_end(v, STEP_SEND);
}

void fault_big_header(visit *v) {
    answer_head(v, 200, "text/plain");
    plan_sends(v->plan, "X-Big: ");
    plan_pattern(v->plan, number(v, "bytes", 128 << 10));
    plan_sends(v->plan, "\r\n");
    send_ok(v);
}

void fault_many_headers(visit *v) {
    enum { MOST = 1000000 };
    uint64_t n = number(v, "n", 1000);
    answer_head(v, 200, "text/plain");
    for (uint64_t i = 0; i < n && i < MOST; i++)
        plan_sendf(v->plan, "X-Many-%" PRIu64 ": %" PRIu64 "\r\n", i, i);
    send_ok(v);
}

/* ---- Too slow ---- */

void fault_slow_body(visit *v) {
    uint64_t bytes = number(v, "bytes", 50);
    send_length(v, bytes);
    size_t body = plan_seal(v->plan);
    plan_pattern(v->plan, bytes);
    plan_slow(v->plan, body, number(v, "chunk", 10), ms(v, "every_ms", 20));
    answer_end(v, STEP_SEND);
}

void fault_slow_headers(visit *v) {
    size_t head = plan_seal(v->plan);
    answer_head(v, 200, "text/plain");
    plan_sends(v->plan, "Content-Length: 3\r\n\r\n");
    plan_slow(v->plan, head, 1, ms(v, "every_ms", 2));
    plan_seal(v->plan);
    plan_sends(v->plan, "ok\n");
    answer_end(v, STEP_SEND);
}

/* ---- Not HTTP, or more than one reading of it ---- */

void fault_two_lengths(visit *v) {
    uint64_t a = number(v, "a", 5), b = number(v, "b", 7);
    answer_head(v, 200, "text/plain");
    plan_sendf(v->plan,
               "Content-Length: %" PRIu64 "\r\nContent-Length: %" PRIu64
               "\r\n\r\n",
               a, b);
    plan_pattern(v->plan, a > b ? a : b);
    answer_end(v, STEP_SEND);
}

void fault_bad_length(visit *v) {
    te_buf value = TE_BUF_INIT;
    if (!query_text(v->request->query, "value", &value))
        text_adds(&value, "5five");
    answer_head(v, 200, "text/plain");
    plan_sends(v->plan, "Content-Length: ");
    plan_send(v->plan, te_buf_str(&value), value.length);
    plan_sends(v->plan, "\r\n\r\n01234");
    answer_end(v, STEP_CLOSE);
    te_buf_free(&value);
}

void fault_garbage(visit *v) {
    plan_sends(v->plan, "\x16\x03\x01 this is not HTTP\r\n\r\n\xff\xfe");
    answer_end(v, STEP_CLOSE);
}

void fault_extra_after_body(visit *v) {
    uint64_t after_ns = ms(v, "after_ms", 0);
    send_length(v, 3);
    plan_sends(v->plan, "ok\n");
    if (after_ns > 0) {
        plan_idle(v->plan);
        plan_wait(v->plan, after_ns);
    }
    plan_sends(v->plan, "HTTP/1.1 200 OK\r\nX-Forged: 1\r\n"
                        "Content-Length: 7\r\n\r\nforged\n");
    answer_end(v, STEP_SEND);
}

void fault_nul_header(visit *v) {
    static const char line[] = "X-Nul: a\0b\r\n";
    answer_head(v, 200, "text/plain");
    plan_send(v->plan, line, sizeof line - 1);
    send_ok(v);
}

void fault_bare_cr(visit *v) {
    answer_head(v, 200, "text/plain");
    plan_sends(v->plan, "X-Bare: a\rX-Forged: 1\r\n");
    send_ok(v);
}

/* ---- Out of turn ---- */

/* FIN and then RST, for there is unread input: as servers do that refuse an
 * upload. The pause lets the client read the answer first. */
void fault_early_response(visit *v) {
    v->closing = true;
    answer_head(v, 413, "text/plain");
    plan_sends(v->plan, "Content-Length: 10\r\n\r\ntoo large\n");
    plan_end(v->plan, STEP_FIN);
    plan_wait(v->plan, ms(v, "linger_ms", 100));
    plan_end(v->plan, STEP_RESET);
}

void fault_1xx(visit *v) {
    enum { MOST = 1000000 };
    uint64_t n = number(v, "n", 3);
    for (uint64_t i = 0; i < n && i < MOST; i++)
        plan_sends(v->plan, "HTTP/1.1 103 Early Hints\r\n"
                            "Link: </style.css>; rel=preload\r\n\r\n");
    answer_text(v, 200, "ok\n");
}

void fault_close_delimited(visit *v) {
    answer_head(v, 200, "text/plain");
    plan_sends(v->plan, "\r\n");
    plan_pattern(v->plan, number(v, "bytes", 1000));
    answer_end(v, STEP_CLOSE);
}

/* ---- Between requests ---- */

void fault_close_idle(visit *v) {
    answer_text(v, 200, "ok\n");
    plan_idle(v->plan);
    plan_wait(v->plan, ms(v, "after_ms", 0));
    answer_end(v, STEP_CLOSE);
}

void fault_die_on_reuse(visit *v) {
    v->die_on_reuse = true;
    answer_text(v, 200, "ok\n");
}

/* ---- By the author's word, and by chance ---- */

void fault_raw(visit *v) {
    slice query = v->request->query;
    te_buf name = TE_BUF_INIT, value = TE_BUF_INIT;
    while (query_next(&query, &name, &value)) {
        slice key = {te_buf_str(&name), name.length};
        slice text = {te_buf_str(&value), value.length};
        uint64_t wait_ns;
        if (slice_is(key, "data"))
            plan_send(v->plan, text.data, text.length);
        else if (slice_is(key, "wait") && slice_ms(text, &wait_ns))
            plan_wait(v->plan, wait_ns);
    }
    answer_end(v, STEP_SEND);
    te_buf_free(&name);
    te_buf_free(&value);
}

/* The n-th request here since the last reset decides, not who sends it: the
 * same number of requests meets the same faults. */
void fault_random(visit *v) {
    bool all = number(v, "all", 0) != 0;
    double p = query_fraction(v->request->query, "p", 0.5);
    uint64_t state =
        chance_state(number(v, "seed", 1), ++v->stats->random_draws);
    size_t kinds = 0;
    while (behaviour_drawn(kinds, all) != NULL)
        kinds++;
    if (chance_share(chance_mix(state)) >= p) {
        answer_text(v, 200, "ok\n");
        return;
    }
    const behaviour *b = behaviour_drawn(chance_mix(state + 1) % kinds, all);
    v->rest = slice_of("");
    stats_count(&v->stats->misbehaved, slice_of(b->path));
    b->plan(v);
}
