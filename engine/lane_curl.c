/* lane_curl.c - transfers on a curl multi handle: the lane that can do all
 * that libcurl can.
 *
 * Each session has a CURLSH that shares nothing but connections and TLS
 * sessions among the session's own handles. That keeps sessions apart, as users
 * are, and keeps libcurl's search for a connection short: in one pool for all,
 * every request walks past thousands of connections.
 *
 * libcurl follows no redirect, keeps no cookie and resends nothing: all that
 * is decided above. When a reused connection dies before the answer, libcurl
 * would send the request again by itself; its pre-request callback, called
 * before each sending, refuses the second one, and a first one on a
 * connection that is known to be stale. */
#include "lane.h"

#include "curl_addresses.h"
#include "curl_multi.h"
#include "curl_transfer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a session keeps between two exchanges. */
enum { IDLE_TRANSFERS_MAX = 8 };

/* Of addresses that were given: they do not change. */
#define PINNED UINT64_MAX

typedef struct curl_lane {
    te_lane lane;
    te_lane_config config;
    te_curl_multi *multi;
    te_resolver *resolver;
    te_curl_addresses *addresses;
    te_outgoing outgoing;
} curl_lane;

typedef struct curl_connections {
    CURLSH *share;
    te_curl_transfer *idle; /* between two exchanges */
    size_t idle_count;
    size_t busy_count; /* those that have an exchange */
} curl_connections;

static curl_lane *curl_lane_of(te_lane *lane) {
    return (curl_lane *)(void *)lane;
}

/* ---- Ending ---- */

static void free_transfer(te_curl_transfer *t) {
    curl_lane *c = t->lane;
    te_timer_stop(c->lane.loop, &t->timer);
    te_curl_transfer_free(t);
}

static void put_by(te_curl_transfer *t) {
    curl_connections *connections = t->connections;
    te_curl_transfer_close(t);
    connections->busy_count--;
    if (connections->idle_count >= IDLE_TRANSFERS_MAX) {
        free_transfer(t);
        return;
    }
    t->next = connections->idle;
    connections->idle = t;
    connections->idle_count++;
}

static void begin(curl_lane *c, te_curl_transfer *t);

static void finish(curl_lane *c, te_curl_transfer *t, CURLcode code) {
    te_exchange *x = t->exchange;
    const curl_connections *connections = t->connections;
    t->is_alone = connections->busy_count == 1;
    te_curl_outcome outcome = te_curl_transfer_read(t, code);
    curl_socket_t fd = CURL_SOCKET_BAD; /* where the connection is kept */
    if (code == CURLE_OK)
        curl_easy_getinfo(t->easy, CURLINFO_ACTIVESOCKET, &fd);
    te_curl_multi_remove(c->multi, t->easy);
    te_curl_sockets_idle(te_curl_multi_sockets(c->multi), fd);
    if (outcome == TE_CURL_AGAIN) {
        t->begun_ns = te_loop_clock_ns(c->lane.loop);
        begin(c, t);
        return;
    }
    x->lane_data = NULL;
    put_by(t);
    c->lane.on_done(x);
}

/* ---- Timeouts ----
 *
 * Ours: libcurl keeps its own in a tree that every request enters and leaves,
 * which with thousands under way costs as much as sending does. A transfer's
 * timer stays started from one exchange to the next; when it is due too early
 * it is started again. */

static void set_timer(te_curl_transfer *t) {
    curl_lane *c = t->lane;
    uint64_t due_ns = te_curl_transfer_deadline(t).due_ns;
    bool is_started = te_heap_holds(&t->timer.node);
    if (due_ns == UINT64_MAX) return;
    if (!is_started || te_timer_due_ns(&t->timer) > due_ns)
        te_timer_start(c->lane.loop, &t->timer, due_ns);
}

static void on_timeout(void *arg) {
    te_curl_transfer *t = arg;
    curl_lane *c = t->lane;
    if (t->exchange == NULL) return; /* put by: the next one starts it */
    if (te_loop_now_ns(c->lane.loop) < te_curl_transfer_deadline(t).due_ns) {
        set_timer(t);
        return;
    }
    te_resolver_cancel(&t->wait);
    finish(c, t, CURLE_OPERATION_TIMEDOUT);
}

static void on_end(void *arg, CURL *easy, CURLcode code) {
    te_curl_transfer *t = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &t);
    finish(arg, t, code);
}

/* ---- Callbacks of libcurl ---- */

/* libcurl does not tell why there is no socket. */
static curl_socket_t on_open(void *arg, curlsocktype purpose,
                             struct curl_sockaddr *address) {
    (void)purpose;
    te_curl_transfer *t = arg;
    curl_lane *c = t->lane;
    curl_socket_t fd = te_curl_sockets_open(te_curl_multi_sockets(c->multi),
                                            &c->outgoing, address);
    if (fd == CURL_SOCKET_BAD) t->socket_errno = errno;
    return fd;
}

/* Whether this connection may be written to: see the head of the file. */
static int on_request(void *arg, char *remote_ip, char *local_ip,
                      int remote_port, int local_port) {
    (void)remote_ip;
    (void)local_ip;
    te_curl_transfer *t = arg;
    const curl_lane *c = t->lane;
    t->sendings++;
    t->sent_ns = te_clock_now_ns(NULL);
    if (t->sendings > 1) return CURL_PREREQFUNC_ABORT;
    te_curl_sockets *sockets = te_curl_multi_sockets(c->multi);
    const te_connection_policy *policy = t->exchange->policy;
    te_curl_socket_use use =
        te_curl_sockets_use(sockets, local_port, remote_port);
    /* With HTTP/2 a server may say something between two requests. */
    t->is_stale = (use.is_stale && policy->version == TE_HTTP_1_1) ||
                  te_connection_policy_is_over(policy, use.opened_ns,
                                               use.requests - 1, t->sent_ns);
    t->is_last = use.requests == policy->max_requests;
    if (t->is_last) curl_easy_setopt(t->easy, CURLOPT_FORBID_REUSE, 1L);
    return t->is_stale ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/* ---- Starting ---- */

/* Sends, or sends again: on a fresh connection when the last was dead. */
static void begin(curl_lane *c, te_curl_transfer *t) {
    te_exchange *x = t->exchange;
    t->sendings = 0;
    if (!te_curl_transfer_prepare(t) || !te_curl_multi_add(c->multi, t->easy)) {
        put_by(t);
        te_lane_fail_later(&c->lane, x, TE_HTTP_LOCAL,
                           "no memory for the request");
    }
}

static void on_resolved(void *arg, const te_addresses *addresses) {
    te_curl_transfer *t = arg;
    curl_lane *c = t->lane;
    te_exchange *x = t->exchange;
    x->response.phases.dns_ns = te_loop_clock_ns(c->lane.loop) - x->started_ns;
    if (addresses->list == NULL) {
        put_by(t);
        te_lane_fail_later(&c->lane, x, TE_HTTP_DNS, addresses->message);
    } else if (!te_curl_addresses_bring(c->addresses, t->easy,
                                        &x->request.parts, addresses,
                                        &t->brought)) {
        put_by(t);
        te_lane_fail_later(&c->lane, x, TE_HTTP_LOCAL,
                           "no memory for the request");
    } else
        begin(c, t);
}

static te_curl_transfer *new_transfer(curl_lane *c,
                                      curl_connections *connections) {
    te_curl_transfer *t = te_curl_transfer_new();
    if (t == NULL) return NULL;
    t->lane = c;
    t->connections = connections;
    t->timer = (te_timer){.on_due = on_timeout, .arg = t};
    return t;
}

static bool open_transfer(curl_lane *c, te_curl_transfer *t, te_exchange *x) {
    const curl_connections *connections = t->connections;
    if (!te_curl_transfer_open(t, x, connections->share, c->config.insecure))
        return false;
    curl_easy_setopt(t->easy, CURLOPT_PREREQFUNCTION, on_request);
    curl_easy_setopt(t->easy, CURLOPT_PREREQDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
    curl_easy_setopt(t->easy, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(t->easy, CURLOPT_CLOSESOCKETFUNCTION, te_curl_on_close);
    curl_easy_setopt(t->easy, CURLOPT_CLOSESOCKETDATA,
                     te_curl_multi_sockets(c->multi));
    return true;
}

static te_curl_transfer *take_transfer(curl_lane *c, te_exchange *x) {
    curl_connections *connections = x->lane_connections;
    te_curl_transfer *t = connections->idle;
    if (t != NULL) {
        connections->idle = t->next;
        connections->idle_count--;
    } else
        t = new_transfer(c, connections);
    if (t == NULL) return NULL;
    connections->busy_count++;
    if (open_transfer(c, t, x)) return t;
    put_by(t);
    return NULL;
}

/* The host as a C string; false when it is an address, which needs no
 * lookup. */
static bool needs_lookup(const te_url *url, char *host, size_t size) {
    struct in_addr address;
    snprintf(host, size, "%.*s", TE_SLICE_ARGS(url->host));
    return !url->is_ipv6 && inet_pton(AF_INET, host, &address) != 1;
}

static void start(te_lane *lane, te_exchange *x) {
    curl_lane *c = curl_lane_of(lane);
    char host[256];
    te_curl_transfer *t = take_transfer(c, x);
    if (t == NULL) {
        te_lane_fail_later(&c->lane, x, TE_HTTP_LOCAL,
                           "no memory for the request");
        return;
    }
    x->lane_data = t;
    set_timer(t);
    if (!needs_lookup(&x->request.parts, host, sizeof host)) {
        begin(c, t);
        return;
    }
    const te_url *url = &x->request.parts;
    te_addresses addresses = {.generation = PINNED};
    addresses.list = te_network_pinned(c->config.network, url->host, url->port);
    if (addresses.list != NULL) {
        on_resolved(t, &addresses);
        x->response.phases.dns_ns = 0;
        return;
    }
    t->wait.on_resolved = on_resolved;
    t->wait.arg = t;
    if (te_resolver_find(c->resolver, host, &t->wait, &addresses)) {
        on_resolved(t, &addresses);
        x->response.phases.dns_ns = 0; /* it was known */
    }
}

static void cancel(te_lane *lane, te_exchange *x) {
    curl_lane *c = curl_lane_of(lane);
    te_curl_transfer *t = x->lane_data;
    if (t == NULL) {
        te_lane_forget_failed(lane, x);
        return;
    }
    te_resolver_cancel(&t->wait);
    te_curl_multi_remove(c->multi, t->easy);
    x->lane_data = NULL;
    put_by(t);
}

static void turn(te_lane *lane) {
    curl_lane *c = curl_lane_of(lane);
    bool is_busy = true;
    /* Ending one exchange can start the next. */
    for (int i = 0; i < 4 && is_busy; i++) {
        is_busy = te_curl_multi_turn(c->multi);
        is_busy |= te_lane_tell_failed(lane);
    }
    if (te_curl_multi_is_busy(c->multi) || lane->failed != NULL)
        te_loop_wake(lane->loop);
}

/* ---- Connections of a session ---- */

static void *open_connections(te_lane *lane) {
    (void)lane;
    curl_connections *connections = calloc(1, sizeof *connections);
    if (connections == NULL) return NULL;
    connections->share = curl_share_init();
    if (connections->share == NULL ||
        curl_share_setopt(connections->share, CURLSHOPT_SHARE,
                          CURL_LOCK_DATA_CONNECT) != CURLSHE_OK ||
        curl_share_setopt(connections->share, CURLSHOPT_SHARE,
                          CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK) {
        curl_share_cleanup(connections->share);
        free(connections);
        return NULL;
    }
    return connections;
}

static void close_connections(te_lane *lane, void *opened) {
    (void)lane;
    curl_connections *connections = opened;
    while (connections->idle != NULL) {
        te_curl_transfer *t = connections->idle;
        connections->idle = t->next;
        free_transfer(t);
    }
    curl_share_cleanup(connections->share);
    free(connections);
}

/* ---- The lane ---- */

static void free_lane(te_lane *lane) {
    curl_lane *c = curl_lane_of(lane);
    te_curl_multi_free(c->multi);
    te_curl_addresses_free(c->addresses);
    free(c);
}

static bool carries(const te_lane *lane, const te_exchange *x) {
    (void)lane;
    (void)x;
    return true;
}

static const te_lane_ops CURL_LANE = {
    carries,           start,     cancel, turn, open_connections,
    close_connections, free_lane,
};

static bool set_up(curl_lane *c, te_error *err) {
    c->multi = te_curl_multi_new(c->lane.loop, on_end, c, err);
    if (c->multi == NULL) return false;
    c->addresses = te_curl_addresses_new();
    if (c->addresses == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "libcurl: no memory");
    return true;
}

te_lane *te_lane_curl_new(te_loop *loop, te_resolver *resolver,
                          const te_lane_config *config, te_error *err) {
    curl_lane *c = calloc(1, sizeof *c);
    if (c == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "libcurl: no memory");
        return NULL;
    }
    c->lane.ops = &CURL_LANE;
    c->lane.loop = loop;
    c->resolver = resolver;
    c->outgoing = (te_outgoing){.sources = config->network->sources,
                                .count = config->network->source_count};
    c->config = *config;
    if (!set_up(c, err)) {
        free_lane(&c->lane);
        return NULL;
    }
    return &c->lane;
}
