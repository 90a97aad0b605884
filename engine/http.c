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

struct te_http {
    te_loop *loop;
    te_lane *lane;
    te_http_series *series;
    te_exchange *pool;
    size_t pool_count;
    size_t taken;
};

struct te_connections {
    te_http *http;
    void *opened; /* the lane's */
};

/* ---- The thread's HTTP ---- */

static void on_lane_done(te_exchange *x) {
    te_intake_stop(x);
    x->on_done(x);
}

te_http *te_http_new(te_loop *loop, te_metrics *metrics,
                     const te_lane_config *config, te_error *err) {
    te_http *http = calloc(1, sizeof *http);
    if (http == NULL) goto fail;
    http->loop = loop;
    http->series = te_http_series_new(metrics);
    if (http->series == NULL) goto fail;
    http->lane = te_lane_curl_new(loop, config, err);
    if (http->lane == NULL) goto free;
    http->lane->on_done = on_lane_done;
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
    if (http->lane != NULL) http->lane->ops->free(http->lane);
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

void te_http_start(te_http *http, te_exchange *x) {
    clear_response(&x->response);
    x->lane_connections = x->connections->opened;
    x->started_ns = te_loop_clock_ns(http->loop);
    http->lane->ops->start(http->lane, x);
}

void te_http_cancel(te_http *http, te_exchange *x) {
    http->lane->ops->cancel(http->lane, x);
    te_intake_stop(x);
    x->response.error = TE_HTTP_CANCELLED;
    x->ended_ns = te_loop_clock_ns(http->loop);
}

void te_http_count(te_http *http, const te_exchange *x, bool expected) {
    te_http_series_count(http->series, x, expected);
}

void te_http_turn(te_http *http) { http->lane->ops->turn(http->lane); }

/* ---- Connections ---- */

te_connections *te_connections_new(te_http *http) {
    te_connections *connections = calloc(1, sizeof *connections);
    if (connections == NULL) return NULL;
    connections->http = http;
    connections->opened = http->lane->ops->open_connections(http->lane);
    if (connections->opened == NULL) {
        free(connections);
        return NULL;
    }
    return connections;
}

void te_connections_free(te_connections *connections) {
    if (connections == NULL) return;
    te_lane *lane = connections->http->lane;
    lane->ops->close_connections(lane, connections->opened);
    free(connections);
}
