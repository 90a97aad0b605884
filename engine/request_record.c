/* request_record.c - see request_record.h. */
#include "request_record.h"

#include <string.h>

/* As much as fits, whole characters, and a NUL. */
static void copy_text(char *to, size_t size, const char *text) {
    te_slice cut = te_tags_cut((te_slice){text, strnlen(text, size)}, size - 1);
    memcpy(to, cut.data, cut.length);
    to[cut.length] = '\0';
}

/* Of the status line: "HTTP/1.1 200 OK", "HTTP/2 200". */
static void copy_version(char *to, size_t size, const te_buf *head) {
    static const char start[] = "HTTP/";
    te_slice line = {head->data, head->length};
    to[0] = '\0';
    if (!te_slice_starts(line, start)) return;
    line = te_slice_from(line, sizeof start - 1);
    te_slice version = te_slice_to(line, te_slice_find(line, ' '));
    if (version.length >= size) return;
    memcpy(to, version.data, version.length);
    to[version.length] = '\0';
}

static void fill(te_request_record *r, const te_exchange *x, bool expected) {
    const te_http_response *response = &x->response;
    r->intended_ns = x->request.intended_ns;
    r->started_ns = x->started_ns;
    r->ended_ns = x->ended_ns;
    r->phases = response->phases;
    r->sent_bytes = response->sent_bytes;
    r->received_bytes = response->received_bytes;
    r->body_bytes = response->body_bytes;
    r->error = response->error;
    r->status = response->status;
    r->retries = response->retries;
    r->worker = x->worker;
    r->is_expected = expected;
    r->is_reused = response->is_reused;
    copy_version(r->version, sizeof r->version, &response->head);
    memcpy(r->method, x->request.method, sizeof r->method);
    copy_text(r->name, sizeof r->name, x->name);
    copy_text(r->doing, sizeof r->doing, x->doing != NULL ? x->doing : "");
    copy_text(r->tags, sizeof r->tags, x->tags != NULL ? x->tags : "");
}

void te_request_record_put(te_ring *ring, const te_exchange *exchange,
                           bool expected) {
    te_request_record *place = te_ring_place(ring);
    if (place == NULL) return;
    fill(place, exchange, expected);
    te_ring_put(ring);
}
