/* lane_h1.c - HTTP/1.1 on sockets of our own: the lane that is cheap.
 *
 * It carries what can be sent from memory and asks nothing of HTTP but a
 * request and its answer; the rest is for libcurl. With TLS libcurl makes the
 * connection, and the bytes on it are ours.
 *
 * A session's connections are its own. An exchange takes an idle one to its
 * host, or has one opened; when a connection that was idle turns out to be
 * over before anything was answered, a request that may be sent twice goes
 * out once more, on a fresh one. */
#include "lane.h"

#include "deadline.h"
#include "h1_connection.h"
#include "h1_dial.h"
#include "h1_request.h"

#include <stdlib.h>
#include <string.h>

/* A server that is to close the connection is let to do so, for as long as no
 * more than these wait for it: who closes first keeps the port for a minute,
 * and connect(2) has to search for another. */
enum { LEAVING_MAX = 256 };

typedef struct h1_link h1_link;

typedef struct h1_list {
    h1_link *newest, *oldest;
    size_t count;
} h1_list;

typedef struct h1_lane {
    te_lane lane;
    h1_list leaving; /* plain connections that their servers will close */
    te_h1_desk desk;
    te_h1_dialler dialler;
    bool keeps_names; /* the resolver does */
} h1_lane;

typedef struct h1_session h1_session;

/* A connection, from when it is wanted until it is closed. */
struct h1_link {
    te_h1_connection connection; /* its exchange: whom the link is for */
    h1_lane *lane;
    h1_session *session;
    h1_list *list; /* of those without an exchange */
    h1_link *previous, *next;
    te_h1_dial *dial;  /* NULL: open */
    te_timer timer;    /* see set_timer() */
    uint64_t begun_ns; /* when it was wanted */
    uint64_t opened_ns;
    uint32_t requests; /* that it has had */
    bool is_https;
    uint16_t port;
    size_t host_length;
    char host[];
};

struct h1_session {
    h1_list idle;       /* the last used is taken first */
    te_curl_pool *pool; /* of secured connections; NULL until there is one */
};

static h1_lane *h1_lane_of(te_lane *lane) { return (h1_lane *)(void *)lane; }

/* The connection is the first member. */
static h1_link *link_of(te_h1_connection *c) { return (h1_link *)(void *)c; }

/* ---- Connections without an exchange ---- */

static void add_to(h1_list *list, h1_link *l) {
    l->connection.exchange = NULL;
    l->list = list;
    l->previous = NULL;
    l->next = list->newest;
    if (l->next != NULL) l->next->previous = l;
    if (list->oldest == NULL) list->oldest = l;
    list->newest = l;
    list->count++;
}

static void take_out(h1_link *l) {
    h1_list *list = l->list;
    *(l->previous != NULL ? &l->previous->next : &list->newest) = l->next;
    *(l->next != NULL ? &l->next->previous : &list->oldest) = l->previous;
    l->previous = l->next = NULL;
    list->count--;
}

static bool leads_to(const h1_link *l, const te_url *url) {
    return l->port == url->port && l->is_https == url->is_https &&
           l->host_length == url->host.length &&
           memcmp(l->host, url->host.data, l->host_length) == 0;
}

/* ---- A link's life ---- */

static void on_ready(void *arg, unsigned ready);
static void on_timeout(void *arg);

static h1_link *new_link(h1_lane *h, h1_session *session, const te_url *url) {
    h1_link *l = calloc(1, sizeof *l + url->host.length);
    if (l == NULL) return NULL;
    l->lane = h;
    l->session = session;
    l->connection.desk = &h->desk;
    l->connection.wire.fd = -1;
    l->connection.watch = (te_watch){-1, on_ready, l};
    l->timer = (te_timer){.on_due = on_timeout, .arg = l};
    l->is_https = url->is_https;
    l->port = url->port;
    l->host_length = url->host.length;
    memcpy(l->host, url->host.data, url->host.length);
    return l;
}

/* Closes the connection, or gives up opening it. */
static void disconnect(h1_link *l) {
    te_h1_connection *c = &l->connection;
    te_h1_dial_cancel(l->dial);
    l->dial = NULL;
    te_buf_free(&c->unsent);
    if (c->wire.fd >= 0) {
        te_loop_unwatch(l->lane->lane.loop, &c->watch);
        te_h1_wire_close(&c->wire);
    }
}

static void free_link(h1_link *l) {
    disconnect(l);
    te_timer_stop(l->lane->lane.loop, &l->timer);
    free(l);
}

static void free_all(h1_list *list) {
    while (list->newest != NULL) {
        h1_link *l = list->newest;
        take_out(l);
        free_link(l);
    }
}

/* It is used no more, and its server knows: see LEAVING_MAX. */
static void leave(h1_link *l) {
    h1_lane *h = l->lane;
    te_timer_stop(h->lane.loop, &l->timer);
    l->session = NULL;
    add_to(&h->leaving, l);
    if (h->leaving.count <= LEAVING_MAX) return;
    l = h->leaving.oldest;
    take_out(l);
    free_link(l);
}

/* The exchange has ended, and the link with it, unless it is kept. */
static void finish(h1_link *l, bool is_kept) {
    te_exchange *x = l->connection.exchange;
    te_lane *lane = &l->lane->lane;
    const te_h1_connection *c = &l->connection;
    bool is_closing =
        x->response.error == TE_HTTP_OK && c->is_sent && !c->has_ended &&
        c->wire.secured == NULL &&
        (te_h1_request_closes(&x->request) || !c->parser.keeps_open);
    x->lane_data = NULL;
    if (is_kept)
        add_to(&l->session->idle, l);
    else if (is_closing)
        leave(l);
    else
        free_link(l);
    lane->on_done(x);
}

/* ---- Timeouts ----
 *
 * A link's timer stays started from one exchange to the next; when it is due
 * too early it is started again. */

static te_deadline deadline_of(const h1_link *l) {
    return te_deadline_of(l->connection.exchange, l->begun_ns, l->dial == NULL);
}

static void set_timer(h1_link *l) {
    uint64_t due_ns = deadline_of(l).due_ns;
    if (due_ns == UINT64_MAX) return;
    if (!te_heap_holds(&l->timer.node) || te_timer_due_ns(&l->timer) > due_ns)
        te_timer_start(l->lane->lane.loop, &l->timer, due_ns);
}

static void on_timeout(void *arg) {
    h1_link *l = arg;
    if (l->connection.exchange == NULL) return; /* the next one starts it */
    te_deadline deadline = deadline_of(l);
    if (te_loop_now_ns(l->lane->lane.loop) < deadline.due_ns) {
        set_timer(l);
        return;
    }
    te_deadline_miss(l->connection.exchange, deadline, l->dial == NULL);
    te_h1_connection_give_up(&l->connection);
}

/* ---- Opening ---- */

/* As a secured connection begins, it needs the session's pool. */
static te_curl_pool *pool_for(h1_session *session, const te_url *url) {
    if (url->is_https && session->pool == NULL)
        session->pool = te_curl_pool_new();
    return session->pool;
}

/* The last one on a connection says so: see LEAVING_MAX. */
static bool send_on(h1_link *l, uint64_t now_ns) {
    te_exchange *x = l->connection.exchange;
    if (++l->requests == x->policy->max_requests) x->request.closes = true;
    return te_h1_connection_send(&l->connection, x, now_ns);
}

static void on_dialled(void *arg, const te_h1_wire *wire) {
    h1_link *l = arg;
    te_h1_connection *c = &l->connection;
    l->dial = NULL;
    if (wire == NULL) {
        te_h1_connection_give_up(c);
        return;
    }
    c->wire = *wire;
    l->opened_ns = te_loop_clock_ns(l->lane->lane.loop);
    l->requests = 0;
    if (send_on(l, l->opened_ns)) return;
    c->exchange->response.error = TE_HTTP_LOCAL;
    te_h1_connection_give_up(c);
}

/* False when it failed at once; then the response says why. */
static bool dial(h1_link *l) {
    te_exchange *x = l->connection.exchange;
    l->begun_ns = te_loop_clock_ns(l->lane->lane.loop);
    l->connection.is_reused = false;
    l->connection.first_ns = 0;
    l->dial = te_h1_dial_new(&l->lane->dialler, x, &l->connection.watch,
                             on_dialled, l);
    if (l->dial == NULL) return false;
    set_timer(l);
    te_curl_pool *pool = pool_for(l->session, &x->request.parts);
    return te_h1_dial_start(l->dial, pool);
}

/* ---- The end of an exchange ---- */

/* The connection had been used before and was over before it answered. */
static void send_again(h1_link *l) {
    te_exchange *x = l->connection.exchange;
    te_http_response *response = &x->response;
    if (!te_h1_request_is_idempotent(&x->request)) {
        te_response_fail(response, TE_HTTP_CLOSED,
                         "the connection was closed before an answer came; a "
                         "request that is not idempotent is not sent again");
        finish(l, false);
        return;
    }
    disconnect(l);
    response->is_reused = false;
    response->retries++;
    if (!dial(l)) finish(l, false);
}

static void on_end(te_h1_connection *c, te_h1_outcome outcome) {
    h1_link *l = link_of(c);
    if (outcome == TE_H1_UNUSED)
        send_again(l);
    else
        finish(l, outcome == TE_H1_KEPT);
}

static void on_ready(void *arg, unsigned ready) {
    h1_link *l = arg;
    if (l->dial != NULL)
        te_h1_dial_on_ready(l->dial, ready);
    else if (l->connection.exchange != NULL)
        te_h1_connection_on_ready(&l->connection, ready);
    else if ((ready & TE_READABLE) &&
             te_h1_connection_is_over(&l->connection)) {
        take_out(l);
        free_link(l);
    }
}

/* ---- Starting ---- */

/* An idle connection for the exchange, no longer idle; or NULL. What must not
 * be sent twice goes on none that has ended meanwhile. Those that the policy
 * is done with are closed. */
static h1_link *take_idle(h1_session *session, const te_exchange *x) {
    bool is_idempotent = te_h1_request_is_idempotent(&x->request);
    h1_link *l = session->idle.newest, *next;
    for (; l != NULL; l = next) {
        next = l->next;
        if (!leads_to(l, &x->request.parts)) continue;
        take_out(l);
        bool is_over = te_connection_policy_is_over(x->policy, l->opened_ns,
                                                    l->requests, x->started_ns);
        if (!is_over &&
            (is_idempotent || !te_h1_connection_is_over(&l->connection)))
            return l;
        free_link(l);
    }
    return NULL;
}

static void start_fresh(h1_lane *h, te_exchange *x) {
    h1_link *l = new_link(h, x->lane_connections, &x->request.parts);
    if (l == NULL) {
        te_lane_fail_later(&h->lane, x, TE_HTTP_LOCAL,
                           "no memory for a connection");
        return;
    }
    l->connection.exchange = x;
    x->lane_data = l;
    if (dial(l)) return;
    free_link(l);
    te_lane_end_later(&h->lane, x);
}

static void start(te_lane *lane, te_exchange *x) {
    h1_lane *h = h1_lane_of(lane);
    h1_link *l = x->request.closes ? NULL : take_idle(x->lane_connections, x);
    if (l == NULL) {
        start_fresh(h, x);
        return;
    }
    x->lane_data = l;
    l->connection.exchange = x;
    l->connection.is_reused = true;
    set_timer(l);
    if (send_on(l, x->started_ns)) return;
    free_link(l);
    te_lane_fail_later(lane, x, TE_HTTP_LOCAL, "no memory for the request");
}

static void cancel(te_lane *lane, te_exchange *x) {
    if (x->lane_data == NULL) {
        te_lane_forget_failed(lane, x);
        return;
    }
    free_link(x->lane_data);
    x->lane_data = NULL;
}

static void turn(te_lane *lane) {
    h1_lane *h = h1_lane_of(lane);
    bool is_busy = true;
    /* Ending one exchange can start the next. */
    for (int i = 0; i < 4 && is_busy; i++) {
        is_busy = te_curl_securer_turn(h->dialler.securer);
        is_busy |= te_pacing_turn(h->dialler.pacing);
        is_busy |= te_lane_tell_failed(lane);
    }
    if (te_curl_securer_is_busy(h->dialler.securer) || lane->failed != NULL)
        te_loop_wake(lane->loop);
}

static bool speaks_1_1(const te_exchange *x) {
    te_http_version version = x->policy->version;
    return version == TE_HTTP_1_1 ||
           (version == TE_HTTP_2 && !x->request.parts.is_https);
}

/* Names that are looked up for each exchange are libcurl's: here an open
 * connection needs no name. */
static bool carries(const te_lane *lane, const te_exchange *x) {
    const h1_lane *h = (const h1_lane *)(const void *)lane;
    te_address address;
    return te_h1_request_is_plain(&x->request) && speaks_1_1(x) &&
           (h->keeps_names ||
            te_address_parse(x->request.parts.host, &address));
}

/* ---- Connections of a session ---- */

static void *open_connections(te_lane *lane) {
    (void)lane;
    return calloc(1, sizeof(h1_session));
}

static void close_connections(te_lane *lane, void *opened) {
    (void)lane;
    h1_session *session = opened;
    free_all(&session->idle);
    te_curl_pool_free(session->pool);
    free(session);
}

/* ---- The lane ---- */

static void free_lane(te_lane *lane) {
    h1_lane *h = h1_lane_of(lane);
    free_all(&h->leaving);
    te_curl_securer_free(h->dialler.securer);
    te_pacing_free(h->dialler.pacing);
    te_buf_free(&h->desk.out);
    free(h->desk.in);
    free(h);
}

static const te_lane_ops H1_LANE = {
    carries,           start,     cancel, turn, open_connections,
    close_connections, free_lane,
};

te_lane *te_lane_h1_new(te_loop *loop, te_resolver *resolver,
                        const te_lane_config *config, te_error *err) {
    h1_lane *h = calloc(1, sizeof *h);
    if (h == NULL) goto no_memory;
    h->lane.ops = &H1_LANE;
    h->lane.loop = loop;
    h->keeps_names = config->dns_ttl_ns > 0;
    h->desk = (te_h1_desk){.loop = loop, .on_end = on_end};
    h->desk.in = malloc(TE_H1_IN_BYTES);
    h->dialler = (te_h1_dialler){.loop = loop,
                                 .resolver = resolver,
                                 .network = config->network,
                                 .pacing = te_pacing_new(loop)};
    if (h->desk.in == NULL || h->dialler.pacing == NULL) goto no_memory;
    h->dialler.outgoing = (te_outgoing){.sources = config->network->sources,
                                        .count = config->network->source_count};
    h->dialler.securer =
        te_curl_securer_new(loop, config->insecure, &h->dialler.outgoing, err);
    if (h->dialler.securer != NULL) return &h->lane;
    free_lane(&h->lane);
    return NULL;
no_memory:
    te_fail_as(err, TE_ERROR_SYSTEM, "http: no memory");
    if (h != NULL) free_lane(&h->lane);
    return NULL;
}
