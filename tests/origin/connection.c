/* connection.c - see connection.h.
 *
 * Everything happens in connection_drive(), which alternates between playing
 * a plan and listening for a request until neither can go on. */
#include "connection.h"

#include "clock.h"

#include <stdlib.h>

/* What a connection may read or write in one turn, before the others have
 * theirs. */
enum { TURN_BYTES = 1 << 20 };
/* How long a closed connection still reads what the peer sends: an early RST
 * would take the answer away from it. */
static const uint64_t drain_ns = TE_NS_PER_S;

struct connection {
    house *house;
    wire wire;
    timer timer;
    connection *next, **link;
    uint64_t id, number; /* of the connection; of its latest request */

    request request;
    te_buf pending; /* read, but behind the request that is answered now */
    const behaviour *behaviour; /* known from the head on */
    uint64_t read_ns;           /* when the request was whole, or 0 */
    bool counted;               /* in stats.accepted and .open */
    bool answering;             /* the request has a plan that is not out yet */
    bool dying;                 /* the next request gets nothing */

    plan plan;
    bool listening;         /* a request may come while the plan goes on */
    bool peer_left;         /* it closed, or half-closed, its side */
    uint64_t wait_until_ns; /* of the step at hand; 0: not waiting */
    uint64_t plan_bytes;    /* sent for this plan so far */
};

typedef enum progress {
    DONE,    /* go on with the other half */
    BLOCKED, /* until the socket or the timer has news */
    GONE,    /* there is no connection any more */
} progress;

/* ---- Beginning and end ---- */

connection *connection_open(house *h, int fd) {
    connection *c = calloc(1, sizeof *c);
    if (c == NULL) abort();
    c->house = h;
    wire_open(&c->wire, fd, h->tls);
    c->timer.owner = c;
    c->id = ++h->connections;
    c->listening = c->counted = true;
    c->next = h->first;
    c->link = &h->first;
    if (h->first != NULL) h->first->link = &c->next;
    h->first = c;
    h->stats.accepted++;
    h->stats.open++;
    return c;
}

static bool is_recorded(const connection *c) {
    return c->behaviour == NULL || (c->behaviour->flags & UNRECORDED) == 0;
}

static void write_log(connection *c, uint64_t sent_ns) {
    const request *r = &c->request;
    log_line line = {c->read_ns,     sent_ns,       c->id,
                     c->number,      slice_of("-"), slice_of("-"),
                     c->plan.status, r->body_bytes, c->plan_bytes};
    if (!is_recorded(c)) return;
    if (r->state != REQUEST_BAD) {
        line.method = r->method;
        line.target = r->target;
    }
    stats_log(&c->house->stats, &line);
}

static progress forget(connection *c, void (*end)(wire *)) {
    stats *s = &c->house->stats;
    if (c->answering && is_recorded(c)) {
        s->abandoned++;
        write_log(c, 0);
    }
    if (c->read_ns == 0 && is_recorded(c)) s->request_bytes += c->request.bytes;
    if (wire_is_shaking(&c->wire)) s->tls_failed++;
    if (c->counted) s->open--;
    timers_unset(&c->house->timers, &c->timer);
    end(&c->wire);
    *c->link = c->next;
    if (c->next != NULL) c->next->link = c->link;
    request_free(&c->request);
    plan_free(&c->plan);
    te_buf_free(&c->pending);
    free(c);
    return GONE;
}

void connection_close(connection *c) { forget(c, wire_close); }

/* ---- Playing ---- */

/* True once so much time has passed since the first call for this step. */
static bool waited(connection *c, uint64_t wait_ns) {
    uint64_t now_ns = te_clock_now_ns(NULL);
    if (c->wait_until_ns == 0) c->wait_until_ns = now_ns + wait_ns;
    if (now_ns < c->wait_until_ns) {
        timers_set(&c->house->timers, &c->timer, c->wait_until_ns);
        return false;
    }
    c->wait_until_ns = 0;
    return true;
}

/* Lets the others have their turn. */
static progress yield(connection *c) {
    timers_set(&c->house->timers, &c->timer, te_clock_now_ns(NULL) + 1);
    return BLOCKED;
}

/* The answer is out, or as much of it as will ever be. */
static void answered(connection *c) {
    if (!c->answering) return;
    c->answering = false;
    write_log(c, te_clock_now_ns(NULL));
}

static void listen_again(connection *c) {
    if (c->listening) return;
    c->listening = true;
    c->behaviour = NULL;
    c->read_ns = 0;
    request_reset(&c->request);
}

static progress send_step(connection *c, size_t *turn) {
    plan *p = &c->plan;
    const step *s = &p->steps[p->at];
    while (p->sent < s->total) {
        bool paused = s->piece > 0 && p->sent > 0 && p->sent % s->piece == 0;
        if (paused && !waited(c, s->wait_ns)) return BLOCKED;
        if (*turn == 0) return yield(c);
        slice bytes = plan_bytes(p, *turn);
        ssize_t n = wire_write(&c->wire, bytes.data, bytes.length);
        if (n == WIRE_BLOCKED) return BLOCKED;
        if (n <= 0) return forget(c, wire_close);
        *turn -= (size_t)n;
        p->sent += (uint64_t)n;
        c->plan_bytes += (uint64_t)n;
        if (is_recorded(c)) c->house->stats.response_bytes += (uint64_t)n;
    }
    return DONE;
}

/* After FIN: reads and forgets until the peer is done too. */
static progress drain(connection *c) {
    house *h = c->house;
    for (size_t turn = 0; turn < TURN_BYTES; turn += sizeof h->scratch) {
        if (waited(c, drain_ns)) return forget(c, wire_close);
        ssize_t n = wire_read(&c->wire, h->scratch, sizeof h->scratch);
        if (n == WIRE_BLOCKED) return BLOCKED;
        if (n <= 0) return forget(c, wire_close);
    }
    return yield(c);
}

static progress play_step(connection *c, size_t *turn) {
    const step *s = &c->plan.steps[c->plan.at];
    if (s->kind != STEP_SEND && s->kind != STEP_WAIT && s->kind != STEP_HANG)
        answered(c);
    switch (s->kind) {
    case STEP_SEND:
        return send_step(c, turn);
    case STEP_WAIT:
        return waited(c, s->wait_ns) ? DONE : BLOCKED;
    case STEP_IDLE:
        listen_again(c);
        return DONE;
    case STEP_FIN:
        wire_fin(&c->wire, true);
        return DONE;
    case STEP_CLOSE:
    case STEP_CUT:
        wire_fin(&c->wire, s->kind == STEP_CLOSE);
        c->listening = false;
        return drain(c);
    case STEP_RESET:
        return forget(c, wire_reset);
    case STEP_HANG:
        return BLOCKED;
    }
    return DONE;
}

/* DONE: the plan is over. */
static progress play(connection *c) {
    plan *p = &c->plan;
    size_t turn = TURN_BYTES;
    while (p->at < p->count) {
        progress so_far = play_step(c, &turn);
        if (so_far != DONE) return so_far;
        p->at++;
        p->sent = 0;
    }
    answered(c);
    listen_again(c);
    return DONE;
}

/* ---- Listening ---- */

/* An empty plan for the request at hand, in place of what was left of the one
 * before. */
static visit begin_plan(connection *c) {
    timers_unset(&c->house->timers, &c->timer);
    c->wait_until_ns = 0;
    c->plan_bytes = 0;
    c->listening = false;
    c->answering = true;
    plan_reset(&c->plan);
    return (visit){.request = &c->request,
                   .plan = &c->plan,
                   .stats = &c->house->stats,
                   .connection = c->id,
                   .number = c->number};
}

static void make_plan(connection *c) {
    visit v = begin_plan(c);
    if (c->dying) {
        plan_end(&c->plan, STEP_CLOSE);
    } else {
        behave(c->behaviour, &v);
        c->dying = v.die_on_reuse;
    }
}

static void refuse(connection *c) {
    visit v = begin_plan(c);
    c->house->stats.bad++;
    behave_refusing(&v);
    te_buf_free(&v.headers);
}

/* A connection that only asks for the record is not in it. */
static void recount(connection *c) {
    stats *s = &c->house->stats;
    bool count = is_recorded(c);
    if (c->counted && !count && c->number == 1) {
        if (s->accepted > 0) s->accepted--;
        s->open--;
        c->counted = false;
    } else if (!c->counted && count) {
        s->accepted++;
        s->open++;
        c->counted = true;
    }
}

/* The head is whole. True if the plan is made already. */
static bool on_head(connection *c) {
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    request *r = &c->request;
    c->number++;
    c->behaviour = behaviour_of(r->path);
    recount(c);
    if (is_recorded(c)) c->house->stats.begun++;
    if (r->state != REQUEST_BODY) return false;
    if ((c->behaviour->flags & AT_HEAD) != 0) {
        make_plan(c);
        return true;
    }
    /* So few bytes always fit: nothing else is under way. */
    if (r->wants_continue && query_number(r->query, "continue", 1) != 0 &&
        wire_write(&c->wire, go_on, sizeof go_on - 1) > 0)
        c->house->stats.response_bytes += sizeof go_on - 1;
    return false;
}

static void on_whole(connection *c) {
    stats *s = &c->house->stats;
    c->read_ns = te_clock_now_ns(NULL);
    if (is_recorded(c)) {
        s->requests++;
        s->request_bytes += c->request.bytes;
        stats_count(&s->paths, c->request.path);
    }
    make_plan(c);
}

/* True when the bytes completed something that now has a plan; what is behind
 * it stays in *bytes. */
static bool feed(connection *c, slice *bytes) {
    request *r = &c->request;
    while (bytes->length > 0) {
        *bytes =
            slice_after(*bytes, request_feed(r, bytes->data, bytes->length));
        if (r->state == REQUEST_BAD) {
            if (c->behaviour == NULL) c->number++;
            refuse(c);
            return true;
        }
        if (r->state != REQUEST_HEAD && c->behaviour == NULL && on_head(c))
            return true;
        if (r->state == REQUEST_WHOLE) {
            on_whole(c);
            return true;
        }
    }
    return false;
}

static progress feed_pending(connection *c) {
    te_buf early = c->pending;
    slice bytes = {early.data, early.length};
    c->pending = TE_BUF_INIT;
    bool ready = feed(c, &bytes);
    if (bytes.length > 0) text_add(&c->pending, bytes.data, bytes.length);
    te_buf_free(&early);
    return ready ? DONE : BLOCKED;
}

/* DONE: there is a plan to play. */
static progress listen_for_request(connection *c) {
    house *h = c->house;
    if (c->pending.length > 0 && feed_pending(c) == DONE) return DONE;
    for (size_t turn = 0; turn < TURN_BYTES; turn += sizeof h->scratch) {
        ssize_t n = wire_read(&c->wire, h->scratch, sizeof h->scratch);
        if (n == WIRE_BLOCKED) return BLOCKED;
        if (n <= 0) return forget(c, wire_close);
        slice bytes = {h->scratch, (size_t)n};
        if (feed(c, &bytes)) {
            if (bytes.length > 0)
                text_add(&c->pending, bytes.data, bytes.length);
            return DONE;
        }
    }
    return yield(c);
}

void connection_drive(connection *c, bool peer_left) {
    c->peer_left = c->peer_left || peer_left;
    for (;;) {
        progress played = play(c);
        if (played == GONE) return;
        if (played == BLOCKED && !c->listening) {
            if (c->peer_left) forget(c, wire_close);
            return;
        }
        if (listen_for_request(c) != DONE) return;
    }
}
