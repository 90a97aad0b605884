/* http.c - see http.h. */
#include "http.h"

#include "http_series.h"
#include "intake.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A buffer that one large answer made larger than this is not kept. */
#define KEPT_BYTES ((size_t)64 * 1024)
/* Exchanges that wait in the pool for their next use. */
enum { POOL_MAX = 1024 };

enum { LANES = 2 };

struct te_http {
    te_loop *loop;
    te_resolver *resolver;
    te_network network;
    te_lane *lanes[LANES]; /* the first that carries an exchange does */
    te_http_series *series;
    te_exchange *pool;
    size_t pool_count;
    size_t taken;
    bool no_reuse;
};

struct te_connections {
    te_http *http;
    te_connection_policy policy;
    void *opened[LANES]; /* the lane's own; NULL until it is wanted */
};

/* ---- The thread's HTTP ---- */

static void on_lane_done(te_exchange *x) {
    te_intake_stop(x);
    x->on_done(x);
}

static bool open_lanes(te_http *http, te_lane_config *config, te_error *err) {
    te_lane **lane = http->lanes;
    config->network = &http->network;
    if (!config->curl_only) {
        *lane = te_lane_h1_new(http->loop, http->resolver, config, err);
        if (*lane == NULL) return false;
        (*lane++)->on_done = on_lane_done;
    }
    *lane = te_lane_curl_new(http->loop, http->resolver, config, err);
    if (*lane == NULL) return false;
    (*lane)->on_done = on_lane_done;
    return true;
}

te_lane_config te_http_lanes(const te_config *config) {
    return (te_lane_config){
        .insecure = config->insecure,
        .dns_ttl_ns = config->dns_ttl_ns,
        .curl_only = config->lane != NULL && strcmp(config->lane, "curl") == 0,
        .no_reuse = config->no_reuse,
        .sources = {config->local_addresses, config->local_address_count},
        .pins = {config->resolve, config->resolve_count},
    };
}

te_http *te_http_new(te_loop *loop, te_metrics *metrics,
                     const te_lane_config *config, te_error *err) {
    te_http *http = calloc(1, sizeof *http);
    if (http == NULL) goto fail;
    http->loop = loop;
    http->no_reuse = config->no_reuse;
    http->series = te_http_series_new(metrics);
    if (http->series == NULL) goto fail;
    te_lane_config lanes = *config;
    http->resolver = te_resolver_new(loop, config->dns_ttl_ns, err);
    if (http->resolver == NULL ||
        !te_network_read(&http->network, config->sources, config->pins, err) ||
        !open_lanes(http, &lanes, err))
        goto free;
    return http;
fail:
    te_fail_as(err, TE_ERROR_SYSTEM, "http: no memory");
free:
    te_http_free(http);
    return NULL;
}

static void free_exchange(te_exchange *x) {
    te_buf_free(&x->request.url);
    te_headers_free(&x->request.headers);
    te_buf_free(&x->response.head);
    te_buf_free(&x->response.body);
    free(x);
}

void te_http_free(te_http *http) {
    if (http == NULL) return;
    while (http->pool != NULL) {
        te_exchange *x = http->pool;
        http->pool = x->next;
        free_exchange(x);
    }
    for (size_t i = 0; i < LANES; i++) {
        if (http->lanes[i] != NULL) http->lanes[i]->ops->free(http->lanes[i]);
    }
    te_resolver_free(http->resolver);
    te_network_free(&http->network);
    te_http_series_free(http->series);
    free(http);
}

/* ---- Exchanges ---- */

te_exchange *te_http_take(te_http *http) {
    te_exchange *x = http->pool;
    if (x == NULL) {
        x = calloc(1, sizeof *x);
        if (x == NULL) return NULL;
    } else {
        http->pool = x->next;
        http->pool_count--;
        x->next = NULL;
        x->lane_data = x->owner = NULL;
    }
    http->taken++;
    return x;
}

static void empty(te_buf *b) {
    if (b->capacity > KEPT_BYTES)
        te_buf_free(b);
    else
        te_buf_reset(b);
}

/* Everything but the buffers back to zero. */
static void clear_response(te_http_response *r) {
    te_buf head = r->head, body = r->body;
    empty(&head);
    empty(&body);
    memset(r, 0, offsetof(te_http_response, message) + 1);
    r->head = head;
    r->body = body;
}

static void clear_request(te_http_request *r) {
    te_buf url = r->url;
    te_headers headers = r->headers;
    empty(&url);
    empty(&headers.text);
    headers.count = 0;
    memset(r, 0, sizeof *r);
    r->url = url;
    r->headers = headers;
}

void te_http_give_back(te_http *http, te_exchange *x) {
    http->taken--;
    if (http->pool_count >= POOL_MAX) {
        free_exchange(x);
        return;
    }
    clear_request(&x->request);
    clear_response(&x->response);
    x->next = http->pool;
    http->pool = x;
    http->pool_count++;
}

size_t te_http_taken(const te_http *http) { return http->taken; }

/* Which lane carries it: the last one can carry all. */
static size_t lane_for(const te_http *http, const te_exchange *x) {
    bool is_second = http->lanes[1] != NULL &&
                     !http->lanes[0]->ops->carries(http->lanes[0], x);
    return is_second ? 1 : 0;
}

void te_http_start(te_http *http, te_exchange *x) {
    x->policy = &x->connections->policy;
    size_t which = lane_for(http, x);
    te_lane *lane = http->lanes[which];
    void **opened = &x->connections->opened[which];
    clear_response(&x->response);
    x->lane = lane;
    if (http->no_reuse) x->request.closes = true;
    x->started_ns = te_loop_clock_ns(http->loop);
    if (*opened == NULL) *opened = lane->ops->open_connections(lane);
    x->lane_connections = *opened;
    if (*opened != NULL)
        lane->ops->start(lane, x);
    else
        te_lane_fail_later(lane, x, TE_HTTP_LOCAL, "no memory for connections");
}

void te_http_cancel(te_http *http, te_exchange *x) {
    x->lane->ops->cancel(x->lane, x);
    te_intake_stop(x);
    x->response.error = TE_HTTP_CANCELLED;
    x->ended_ns = te_loop_clock_ns(http->loop);
}

void te_http_count(te_http *http, const te_exchange *x, bool expected) {
    te_http_series_count(http->series, x, expected);
}

void te_http_turn(te_http *http) {
    for (size_t i = 0; i < LANES && http->lanes[i] != NULL; i++)
        http->lanes[i]->ops->turn(http->lanes[i]);
}

/* ---- Connections ---- */

te_connections *te_connections_new(te_http *http) {
    te_connections *connections = calloc(1, sizeof *connections);
    if (connections != NULL) connections->http = http;
    return connections;
}

te_connection_policy *te_connections_policy(te_connections *connections) {
    return &connections->policy;
}

void te_connections_free(te_connections *connections) {
    if (connections == NULL) return;
    for (size_t i = 0; i < LANES; i++) {
        te_lane *lane = connections->http->lanes[i];
        void *opened = connections->opened[i];
        if (opened != NULL) lane->ops->close_connections(lane, opened);
    }
    te_connection_policy_free(&connections->policy);
    free(connections);
}
