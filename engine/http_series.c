/* http_series.c - see http_series.h. */
#include "http_series.h"

#include "hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Past this many names (one with other tags is another) the rest is counted
 * as "(other names)": a scenario that puts an id into every name cannot fill
 * the memory. */
enum { NAMES_MAX = 2000, BUCKETS = 512 };

typedef struct status_count {
    char method[24];
    int status;
    te_series *series;
} status_count;

/* The series of one name and the author's tags. */
typedef struct named {
    char *name;
    char *tags;
    struct named *next;
    te_series *duration, *service;
    te_series *failed[TE_HTTP_CANCELLED + 1]; /* [TE_HTTP_OK]: the status */
    status_count *statuses; /* few; the last one found is first */
    size_t status_room, statuses_used;
} named;

struct te_http_series {
    te_metrics *metrics;
    named *buckets[BUCKETS];
    size_t names;
    te_series *dns, *blocked, *connect, *tls, *wait, *receive;
    te_series *reused, *retried, *sent, *received;
    te_series *asked, *had, *refused; /* connections */
};

te_http_series *te_http_series_new(te_metrics *m) {
    te_http_series *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    s->metrics = m;
    s->dns = te_metrics_series(m, TE_TREND, "http.dns", "");
    s->blocked = te_metrics_series(m, TE_TREND, "http.blocked", "");
    s->connect = te_metrics_series(m, TE_TREND, "http.connect", "");
    s->tls = te_metrics_series(m, TE_TREND, "http.tls", "");
    s->wait = te_metrics_series(m, TE_TREND, "http.wait", "");
    s->receive = te_metrics_series(m, TE_TREND, "http.receive", "");
    s->reused = te_metrics_series(m, TE_COUNTER, "http.reused", "");
    s->retried =
        te_metrics_series(m, TE_COUNTER, "http.retried_connection", "");
    s->sent = te_metrics_series(m, TE_COUNTER, "data.sent", "");
    s->received = te_metrics_series(m, TE_COUNTER, "data.received", "");
    s->asked = te_metrics_series(m, TE_COUNTER, "health.connections_asked", "");
    s->had = te_metrics_series(m, TE_COUNTER, "health.connections_had", "");
    s->refused =
        te_metrics_series(m, TE_COUNTER, "health.connections_refused", "");
    return s;
}

static void free_name(named *n) {
    free(n->statuses);
    free(n->name);
    free(n->tags);
    free(n);
}

void te_http_series_free(te_http_series *s) {
    if (s == NULL) return;
    for (size_t i = 0; i < BUCKETS; i++) {
        named *n;
        while ((n = s->buckets[i]) != NULL) {
            s->buckets[i] = n->next;
            free_name(n);
        }
    }
    free(s);
}

/* ---- Names ---- */

static size_t bucket_of(const char *name, const char *tags) {
    return te_hash_text(te_hash_text(TE_HASH_START, name), tags) % BUCKETS;
}

/* The tags that all series of a name have; `tags` has TE_TAGS_BYTES. */
static void begin_tags(const named *n, char *tags) {
    snprintf(tags, TE_TAGS_BYTES, "%s", n->tags);
    te_tags_add_name(tags, "name", n->name);
}

static te_series *trend_of(te_http_series *s, const named *n,
                           const char *metric) {
    char tags[TE_TAGS_BYTES];
    begin_tags(n, tags);
    return te_metrics_series(s->metrics, TE_TREND, metric, tags);
}

static named *add_name(te_http_series *s, const char *name, const char *tags) {
    named *n = calloc(1, sizeof *n);
    if (n == NULL) return NULL;
    n->name = strdup(name);
    n->tags = strdup(tags);
    if (n->name == NULL || n->tags == NULL) {
        free_name(n);
        return NULL;
    }
    n->duration = trend_of(s, n, "http.duration");
    n->service = trend_of(s, n, "http.service");
    size_t bucket = bucket_of(name, tags);
    n->next = s->buckets[bucket];
    s->buckets[bucket] = n;
    s->names++;
    return n;
}

static named *find_name(te_http_series *s, const char *name, const char *tags) {
    named *n = s->buckets[bucket_of(name, tags)];
    while (n != NULL &&
           (strcmp(n->name, name) != 0 || strcmp(n->tags, tags) != 0))
        n = n->next;
    return n;
}

static named *name_of(te_http_series *s, const char *name, const char *tags) {
    named *n = find_name(s, name, tags);
    if (n != NULL) return n;
    if (s->names >= NAMES_MAX) {
        name = "(other names)";
        tags = "";
        n = find_name(s, name, tags);
    }
    return n != NULL ? n : add_name(s, name, tags);
}

/* ---- Counting ---- */

static te_series *requests_of(te_http_series *s, named *n, const char *method,
                              int status) {
    for (size_t i = 0; i < n->statuses_used; i++) {
        if (n->statuses[i].status == status &&
            strcmp(n->statuses[i].method, method) == 0)
            return n->statuses[i].series;
    }
    if (n->statuses_used == n->status_room) {
        size_t room = n->status_room == 0 ? 4 : n->status_room * 2;
        status_count *more = realloc(n->statuses, room * sizeof *more);
        if (more == NULL) return NULL;
        n->statuses = more;
        n->status_room = room;
    }
    status_count *added = &n->statuses[n->statuses_used++];
    char tags[TE_TAGS_BYTES], number[16];
    snprintf(number, sizeof number, "%d", status);
    snprintf(added->method, sizeof added->method, "%s", method);
    added->status = status;
    begin_tags(n, tags);
    te_tags_add(tags, sizeof tags, "method", method);
    te_tags_add(tags, sizeof tags, "status", number);
    added->series =
        te_metrics_series(s->metrics, TE_COUNTER, "http.requests", tags);
    return added->series;
}

static te_series *failed_of(te_http_series *s, named *n, te_http_error error) {
    if (n->failed[error] != NULL) return n->failed[error];
    char tags[TE_TAGS_BYTES];
    const char *kind =
        error == TE_HTTP_OK ? "status" : te_http_error_name(error);
    begin_tags(n, tags);
    te_tags_add(tags, sizeof tags, "error", kind);
    n->failed[error] =
        te_metrics_series(s->metrics, TE_COUNTER, "http.failed", tags);
    return n->failed[error];
}

static void record_if_any(te_series *series, uint64_t duration_ns) {
    if (duration_ns > 0) te_series_record(series, duration_ns);
}

static void count_phases(te_http_series *s, const te_http_response *response) {
    const te_http_phases *phases = &response->phases;
    record_if_any(s->dns, phases->dns_ns);
    record_if_any(s->blocked, phases->blocked_ns);
    record_if_any(s->connect, phases->connect_ns);
    record_if_any(s->tls, phases->tls_ns);
    if (response->status == 0) return;
    te_series_record(s->wait, phases->wait_ns);
    te_series_record(s->receive, phases->receive_ns);
}

/* An exchange that found no connection asked for one, unless it ended before
 * it came to that. */
static void count_connection(te_http_series *s,
                             const te_http_response *response) {
    te_http_error error = response->error;
    bool is_refused = error == TE_HTTP_CONNECT || error == TE_HTTP_TLS;
    bool is_had = response->phases.connect_ns > 0 && error != TE_HTTP_TLS;
    if (!is_had && !is_refused && error != TE_HTTP_TIMEOUT &&
        error != TE_HTTP_LOCAL)
        return;
    te_series_add(s->asked, 1);
    if (is_had) te_series_add(s->had, 1);
    if (is_refused) te_series_add(s->refused, 1);
}

static uint64_t from_to(uint64_t start_ns, uint64_t end_ns) {
    return end_ns > start_ns ? end_ns - start_ns : 0;
}

void te_http_series_count(te_http_series *s, const te_exchange *x,
                          bool expected) {
    const te_http_response *response = &x->response;
    named *n = name_of(s, x->name, x->tags != NULL ? x->tags : "");
    if (n == NULL) return;
    te_series_add(requests_of(s, n, x->request.method, response->status), 1);
    if (response->error != TE_HTTP_OK || !expected)
        te_series_add(failed_of(s, n, response->error), 1);
    te_series_record(n->duration, from_to(x->request.intended_ns, x->ended_ns));
    te_series_record(n->service, from_to(x->started_ns, x->ended_ns));
    count_phases(s, response);
    if (response->is_reused)
        te_series_add(s->reused, 1);
    else
        count_connection(s, response);
    if (response->retries > 0) te_series_add(s->retried, response->retries);
    te_series_add(s->sent, (double)response->sent_bytes);
    te_series_add(s->received, (double)response->received_bytes);
}
