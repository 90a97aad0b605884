/* h1_dial.c - see h1_dial.h. */
#include "h1_dial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* More addresses than these are not tried. */
enum { ADDRESSES_MAX = 16 };

struct te_h1_dial {
    te_h1_dialler *dialler;
    te_exchange *x;
    te_watch *watch;
    te_h1_wire wire;
    te_curl_pool *pool;
    te_resolve_wait wait;
    te_pace pace;
    te_address addresses[ADDRESSES_MAX];
    size_t count, first, tried;
    uint64_t begun_ns; /* with this address; or to wait */
    void (*on_dialled)(void *arg, const te_h1_wire *wire);
    void *arg;
};

te_h1_dial *
te_h1_dial_new(te_h1_dialler *dialler, te_exchange *x, te_watch *watch,
               void (*on_dialled)(void *arg, const te_h1_wire *wire),
               void *arg) {
    te_h1_dial *d = calloc(1, sizeof *d);
    if (d == NULL) {
        te_response_fail(&x->response, TE_HTTP_LOCAL,
                         "no memory for a connection");
        return NULL;
    }
    d->dialler = dialler;
    d->x = x;
    d->watch = watch;
    d->wire.fd = -1;
    d->on_dialled = on_dialled;
    d->arg = arg;
    return d;
}

/* Lets go of the socket, or of libcurl's connection. */
static void hang_up(te_h1_dial *d) {
    if (d->wire.fd >= 0) te_loop_unwatch(d->dialler->loop, d->watch);
    te_h1_wire_close(&d->wire);
}

void te_h1_dial_cancel(te_h1_dial *d) {
    if (d == NULL) return;
    te_resolver_cancel(&d->wait);
    te_pacing_leave(d->dialler->pacing, &d->pace);
    hang_up(d);
    free(d);
}

/* ---- How it ends ---- */

static void fail(te_h1_dial *d, te_http_error error, const char *why) {
    te_response_fail(&d->x->response, error, why);
}

static void fail_connect(te_h1_dial *d, te_http_error error, const char *why) {
    te_http_response *response = &d->x->response;
    response->error = error;
    snprintf(response->message, sizeof response->message,
             "cannot connect to %.*s: %s",
             TE_SLICE_ARGS(d->x->request.parts.authority), why);
}

static void tell(te_h1_dial *d, bool ok) {
    te_pacing_leave(d->dialler->pacing, &d->pace);
    te_h1_dial done = *d;
    free(d);
    if (ok) done.x->response.error = TE_HTTP_OK;
    if (ok) done.x->response.message[0] = '\0';
    done.on_dialled(done.arg, ok ? &done.wire : NULL);
}

static bool try_next(te_h1_dial *d);

/* This address did not do: the next one, or that was all. */
static void go_on(te_h1_dial *d) {
    hang_up(d);
    if (!try_next(d)) tell(d, false);
}

/* ---- Connecting ---- */

static bool watch(te_h1_dial *d) {
    d->watch->fd = d->wire.fd;
    if (te_loop_watch(d->dialler->loop, d->watch)) return true;
    fail(d, TE_HTTP_LOCAL, strerror(errno));
    return false;
}

/* A socket on its way; false when it failed at once. */
static bool connect_plain(te_h1_dial *d, const te_address *address) {
    int fd = te_outgoing_connect(&d->dialler->outgoing, address);
    if (fd < 0) {
        fail_connect(d, te_outgoing_error(errno), te_outgoing_reason(errno));
        return false;
    }
    d->wire.fd = fd;
    if (watch(d)) return true;
    te_h1_wire_close(&d->wire);
    return false;
}

static void on_secured(void *arg, const te_curl_dialled *dialled) {
    te_h1_dial *d = arg;
    te_http_phases *phases = &d->x->response.phases;
    phases->connect_ns = dialled->connect_ns;
    phases->tls_ns = dialled->tls_ns;
    if (dialled->error == TE_HTTP_OK) {
        d->wire.fd = te_curl_secured_socket(d->wire.secured);
        bool ok = watch(d);
        if (!ok) hang_up(d);
        tell(d, ok);
        return;
    }
    if (dialled->error == TE_HTTP_CONNECT || dialled->error == TE_HTTP_LOCAL)
        fail_connect(d, dialled->error, dialled->message);
    else
        fail(d, dialled->error, dialled->message);
    go_on(d);
}

static bool connect_secured(te_h1_dial *d, const te_address *address) {
    if (d->pool != NULL)
        d->wire.secured =
            te_curl_secured_open(d->dialler->securer, d->pool, d->x->policy,
                                 te_buf_str(&d->x->request.url),
                                 te_address_write(address).s, on_secured, d);
    if (d->wire.secured != NULL) return true;
    fail(d, TE_HTTP_LOCAL, "no memory for a connection");
    return false;
}

/* Goes on until one address is on its way; false when none is left. */
static bool try_next(te_h1_dial *d) {
    while (d->tried < d->count) {
        size_t which = (d->first + d->tried++) % d->count;
        const te_address *address = &d->addresses[which];
        d->begun_ns = te_loop_clock_ns(d->dialler->loop);
        if (d->x->request.parts.is_https ? connect_secured(d, address)
                                         : connect_plain(d, address))
            return true;
    }
    return false;
}

void te_h1_dial_on_ready(te_h1_dial *d, unsigned ready) {
    te_loop *loop = d->dialler->loop;
    int code = 0;
    socklen_t size = sizeof code;
    if (ready & TE_BROKEN)
        getsockopt(d->wire.fd, SOL_SOCKET, SO_ERROR, &code, &size);
    if (code != 0) {
        fail_connect(d, te_outgoing_error(code), te_outgoing_reason(code));
        go_on(d);
        return;
    }
    if (!(ready & TE_WRITABLE)) return;
    d->x->response.phases.connect_ns = te_loop_clock_ns(loop) - d->begun_ns;
    /* What else has become ready is for who has the socket next. */
    if (ready & (TE_READABLE | TE_BROKEN)) te_loop_rearm(loop, d->watch);
    tell(d, true);
}

/* ---- Its turn ---- */

static void on_turn(void *arg) {
    te_h1_dial *d = arg;
    d->x->response.phases.blocked_ns =
        te_loop_clock_ns(d->dialler->loop) - d->begun_ns;
    if (!try_next(d)) tell(d, false);
}

/* False when it failed at once. */
static bool begin(te_h1_dial *d) {
    d->begun_ns = te_loop_clock_ns(d->dialler->loop);
    d->pace.on_turn = on_turn;
    d->pace.arg = d;
    return !te_pacing_enter(d->dialler->pacing, &d->pace,
                            te_address_hash(&d->addresses[d->first])) ||
           try_next(d);
}

/* ---- Looking up ---- */

/* Connections begin with one address after the other, round robin. */
static bool take_addresses(te_h1_dial *d, const te_addresses *addresses) {
    if (addresses->list == NULL) {
        fail(d, TE_HTTP_DNS, addresses->message);
        return false;
    }
    d->count =
        te_address_parse_list(addresses->list, d->addresses, ADDRESSES_MAX);
    for (size_t i = 0; i < d->count; i++)
        te_address_set_port(&d->addresses[i], d->x->request.parts.port);
    if (d->count > 1) d->first = d->dialler->turn++ % d->count;
    return begin(d);
}

static bool take_literal(te_h1_dial *d) {
    const te_url *url = &d->x->request.parts;
    if (!te_address_parse(url->host, d->addresses)) return false;
    te_address_set_port(d->addresses, url->port);
    d->count = 1;
    return true;
}

static void on_resolved(void *arg, const te_addresses *addresses) {
    te_h1_dial *d = arg;
    d->x->response.phases.dns_ns =
        te_loop_clock_ns(d->dialler->loop) - d->x->started_ns;
    if (!take_addresses(d, addresses)) tell(d, false);
}

bool te_h1_dial_start(te_h1_dial *d, te_curl_pool *pool) {
    const te_url *url = &d->x->request.parts;
    te_addresses addresses;
    char host[256];
    d->pool = pool;
    if (take_literal(d)) return begin(d);
    const char *pinned =
        te_network_pinned(d->dialler->network, url->host, url->port);
    if (pinned != NULL)
        return take_addresses(d, &(te_addresses){.list = pinned});
    d->wait.on_resolved = on_resolved;
    d->wait.arg = d;
    snprintf(host, sizeof host, "%.*s", TE_SLICE_ARGS(url->host));
    if (!te_resolver_find(d->dialler->resolver, host, &d->wait, &addresses))
        return true;
    return take_addresses(d, &addresses);
}
