/* request_record.c - see request_record.h. */
#include "request_record.h"

#include <string.h>

/* As much as has room, whole characters. */
static te_slice cut(const char *text, size_t room) {
    if (text == NULL) return te_slice_of("");
    return te_tags_cut((te_slice){text, strnlen(text, room + 1)}, room);
}

/* Copies it to where there is room, and a NUL; moves on behind that. */
static const char *put_text(char **room, te_slice text) {
    char *at = *room;
    memcpy(at, text.data, text.length);
    at[text.length] = '\0';
    *room += text.length + 1;
    return at;
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
}

void te_request_record_put(te_ring *ring, const te_exchange *x, bool expected) {
    te_slice name = cut(x->name, TE_TAGS_NAME_BYTES);
    te_slice doing = cut(x->doing, TE_RECORD_DOING_BYTES);
    te_slice tags = cut(x->tags, TE_RECORD_TAGS_BYTES);
    size_t texts_bytes = name.length + 1 + doing.length + 1 + tags.length + 1;
    te_request_record *r = te_ring_place(ring, sizeof *r + texts_bytes);
    if (r == NULL) return;
    fill(r, x, expected);
    char *room = (char *)(r + 1);
    r->name = put_text(&room, name);
    r->doing = put_text(&room, doing);
    r->tags = put_text(&room, tags);
    te_ring_put(ring);
}
