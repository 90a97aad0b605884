/* h1_connection.c - see h1_connection.h. */
#include "h1_connection.h"

#include "h1_request.h"
#include "intake.h"

#include <errno.h>
#include <string.h>

/* A body is joined to its head up to here: a copy is cheaper than a further
 * piece. */
enum { JOINED_BYTES = 4096 };

/* So much is read of one connection before others have their turn. */
enum { BYTES_PER_TURN = 4 * TE_H1_IN_BYTES };

/* ---- Ending ---- */

static void end_at(te_h1_connection *c, te_h1_outcome outcome,
                   uint64_t now_ns) {
    te_exchange *x = c->exchange;
    te_http_response *response = &x->response;
    x->ended_ns = now_ns;
    response->is_reused = c->is_reused;
    response->received_bytes += c->parser.head_bytes;
    if (c->first_ns != 0) {
        response->phases.wait_ns = c->first_ns - c->sent_ns;
        response->phases.receive_ns = x->ended_ns - c->first_ns;
    }
    te_buf_free(&c->unsent);
    c->desk->on_end(c, outcome);
}

static void end(te_h1_connection *c, te_h1_outcome outcome) {
    end_at(c, outcome, te_loop_clock_ns(c->desk->loop));
}

void te_h1_connection_give_up(te_h1_connection *c) { end(c, TE_H1_ENDED); }

static void fail(te_h1_connection *c, te_http_error error, const char *why) {
    te_response_fail(&c->exchange->response, error, why);
    end(c, TE_H1_ENDED);
}

/* ---- Sending ---- */

static bool add_body(te_h1_connection *c, te_buf *out, size_t most) {
    te_body *body = c->exchange->request.body;
    size_t got;
    if (!te_buf_reserve(out, most) ||
        !te_body_read(body, c->body_done, out->data + out->length, most, &got))
        return false;
    out->length += got;
    c->body_done += got;
    return true;
}

static uint64_t body_left(const te_h1_connection *c) {
    const te_body *body = c->exchange->request.body;
    return body != NULL ? body->bytes - c->body_done : 0;
}

/* The rest of a body that is one text. */
static te_slice rest_of_text(const te_h1_connection *c) {
    const te_body *body = c->exchange->request.body;
    te_slice text = {"", 0};
    if (body == NULL || !te_body_is_text(body, &text)) return text;
    text.data += c->body_done;
    text.length -= (size_t)c->body_done;
    return text;
}

static void count_sent(te_h1_connection *c, size_t written, size_t sent) {
    size_t of_written = sent < written ? sent : written;
    c->exchange->response.sent_bytes += sent;
    c->unsent_done += of_written;
    c->body_done += sent - of_written;
}

/* The socket takes no more for now, or never will. What was written stays
 * where it is: a secured wire wants it from the same place again. A server
 * that has closed may have answered all the same: that is read first. */
static void wait_to_send(te_h1_connection *c, te_buf *written, int why) {
    c->is_shut = why != EAGAIN && why != EWOULDBLOCK;
    if (c->is_shut) te_loop_rearm(c->desk->loop, &c->watch);
    if (written != &c->unsent && c->unsent_done < written->length) {
        c->unsent = *written;
        *written = TE_BUF_INIT;
    } else if (written != &c->unsent)
        c->unsent_done = 0;
}

/* Sends what was written, then the body. False without memory. */
static bool send_all(te_h1_connection *c, te_buf *written) {
    for (;;) {
        te_slice piece = {te_buf_str(written) + c->unsent_done,
                          written->length - c->unsent_done};
        te_slice text = rest_of_text(c);
        if (piece.length + text.length == 0) {
            if (body_left(c) == 0) break;
            te_buf_free(&c->unsent);
            written = &c->desk->out;
            te_buf_reset(written);
            c->unsent_done = 0;
            if (!add_body(c, written, TE_H1_IN_BYTES)) return false;
            continue;
        }
        ssize_t sent = te_h1_wire_send(&c->wire, piece, text);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) {
            wait_to_send(c, written, errno);
            return true;
        }
        count_sent(c, piece.length, (size_t)sent);
    }
    c->is_sent = true;
    te_buf_free(&c->unsent);
    return true;
}

bool te_h1_connection_send(te_h1_connection *c, te_exchange *x,
                           uint64_t now_ns) {
    te_buf *out = &c->desk->out;
    const te_http_request *request = &x->request;
    c->exchange = x;
    c->is_sent = c->is_shut = c->has_ended = false;
    c->first_ns = c->body_done = c->unsent_done = 0;
    c->sent_ns = now_ns;
    te_h1_begin(&c->parser, strcmp(request->method, "HEAD") == 0);
    te_buf_reset(out);
    if (!te_h1_request_write(request, out)) return false;
    if (request->body != NULL && request->body->bytes <= JOINED_BYTES &&
        !add_body(c, out, (size_t)request->body->bytes))
        return false;
    return send_all(c, out);
}

/* ---- Receiving ---- */

/* The connection has ended, in whatever way, or cannot be used any more. */
static void on_close(te_h1_connection *c) {
    c->has_ended = true;
    if (te_h1_close(&c->parser)) {
        bool ok = te_intake_end(c->exchange);
        (void)ok; /* else the response says why */
        end(c, TE_H1_ENDED);
        return;
    }
    if (c->is_reused && !c->parser.has_begun)
        end(c, TE_H1_UNUSED);
    else
        fail(c, c->parser.error, c->parser.problem);
}

static bool may_be_kept(const te_h1_connection *c) {
    return c->parser.keeps_open && c->is_sent && !c->has_ended &&
           !te_h1_request_closes(&c->exchange->request);
}

/* The answer is whole; so many bytes came behind it. */
static void on_answer(te_h1_connection *c, size_t extra) {
    if (!te_intake_end(c->exchange))
        end(c, TE_H1_ENDED);
    else if (extra > 0)
        fail(c, TE_HTTP_EXTRA_BYTES, te_http_error_text(TE_HTTP_EXTRA_BYTES));
    else
        end_at(c, may_be_kept(c) ? TE_H1_KEPT : TE_H1_ENDED, c->last_ns);
}

/* What is still to be read behind an answer: no event will tell of it. */
static size_t read_on(te_h1_connection *c) {
    ssize_t got = te_h1_wire_recv(&c->wire, c->desk->in, TE_H1_IN_BYTES);
    if (got == 0) c->has_ended = true;
    return got > 0 ? (size_t)got : 0;
}

/* True when the exchange has ended. `is_all`: there is no more to read now. */
static bool take(te_h1_connection *c, size_t length, bool is_all) {
    te_exchange *x = c->exchange;
    const char *bytes = c->desk->in;
    size_t done = 0;
    c->last_ns = te_loop_clock_ns(c->desk->loop);
    if (c->first_ns == 0) c->first_ns = c->last_ns;
    for (;;) {
        te_slice data;
        size_t used;
        te_h1_event event =
            te_h1_next(&c->parser, &x->response.head, bytes + done,
                       length - done, &used, &data);
        done += used;
        switch (event) {
        case TE_H1_MORE:
            return false;
        case TE_H1_HEAD:
            x->response.status = c->parser.status;
            if (te_intake_begin(x)) break;
            end(c, TE_H1_ENDED);
            return true;
        case TE_H1_BODY:
            x->response.received_bytes += data.length;
            if (te_intake_add(x, data.data, data.length)) break;
            end(c, TE_H1_ENDED);
            return true;
        case TE_H1_END:
            on_answer(c, done < length ? length - done
                         : is_all      ? 0
                                       : read_on(c));
            return true;
        case TE_H1_BAD:
            fail(c, c->parser.error, c->parser.problem);
            return true;
        }
    }
}

/* Reads until there is no more, or the exchange has ended; what is left to
 * read after so many bytes is told anew. `may_end`: the end is there, too, and
 * not told of again. */
static void receive(te_h1_connection *c, bool may_end) {
    size_t budget = BYTES_PER_TURN;
    bool is_first = te_h1_wire_is_clean(&c->wire);
    for (;;) {
        ssize_t got = te_h1_wire_recv(&c->wire, c->desk->in, TE_H1_IN_BYTES);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (got < 0 && errno == EPROTO && c->wire.secured != NULL) {
            fail(c, TE_HTTP_TLS, te_h1_wire_problem(&c->wire));
            return;
        }
        if (got <= 0) {
            on_close(c);
            return;
        }
        size_t count = (size_t)got;
        bool is_all = !may_end && te_h1_wire_is_drained(&c->wire, is_first,
                                                        count, TE_H1_IN_BYTES);
        is_first = false;
        /* Before the exchange ends: then the connection may be gone. */
        if (!is_all && count >= budget) te_loop_rearm(c->desk->loop, &c->watch);
        if (take(c, count, is_all) || is_all || count >= budget) return;
        budget -= count;
    }
}

void te_h1_connection_on_ready(te_h1_connection *c, unsigned ready) {
    bool ok = true;
    if ((ready & TE_WRITABLE) && !c->is_sent && !c->is_shut)
        ok = send_all(c, &c->unsent);
    if (!ok)
        fail(c, TE_HTTP_LOCAL, "no memory for the request");
    else if (ready & TE_READABLE)
        receive(c, (ready & TE_ENDED) != 0);
}

bool te_h1_connection_is_over(te_h1_connection *c) {
    ssize_t got = te_h1_wire_recv(&c->wire, c->desk->in, TE_H1_IN_BYTES);
    return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}
