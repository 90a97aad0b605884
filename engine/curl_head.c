/* curl_head.c - see curl_head.h. */
#include "curl_head.h"

#include <string.h>

void te_curl_head_begin(te_curl_head *h, const te_exchange *x) {
    *h = (te_curl_head){.may_be_made_up = x->policy->version != TE_HTTP_1_1};
    te_h1_begin(&h->parser, strcmp(x->request.method, "HEAD") == 0);
}

/* ---- HTTP/2 ---- */

static bool is_version_2(const char *line, size_t length) {
    return length > 7 && memcmp(line, "HTTP/2 ", 7) == 0;
}

static bool is_interim(const te_buf *head) { return head->data[7] == '1'; }

static bool keep(te_curl_head *h, te_http_response *response, const char *line,
                 size_t length) {
    te_buf *head = &response->head;
    if (h->bytes > TE_H1_HEAD_MAX_BYTES)
        return te_response_fail(response, TE_HTTP_HEADER_FLOOD,
                                "the head is over 256 KB");
    if (h->is_final) return true; /* a trailer */
    if (h->is_ended) te_buf_reset(head);
    if (!te_buf_add(head, line, length))
        return te_response_fail(response, TE_HTTP_LOCAL,
                                "no memory for the head");
    h->is_ended = *line == '\r' || *line == '\n';
    h->is_final = h->is_ended && !is_interim(head);
    return true;
}

/* ---- HTTP/1 ---- */

static te_h1_event feed(te_curl_head *h, te_http_response *response,
                        const char *bytes, size_t length) {
    size_t used;
    te_slice data;
    return te_h1_next(&h->parser, &response->head, bytes, length, &used, &data);
}

/* libcurl reads the chunks by itself. What comes behind the final head are
 * trailers, before which the parser waits for the last chunk. */
static void begin_trailers(te_curl_head *h, te_http_response *response) {
    if (!h->has_trailers) feed(h, response, "0\r\n", 3);
    h->has_trailers = true;
}

static bool judge(te_curl_head *h, te_http_response *response, const char *line,
                  size_t length) {
    if (h->is_final) begin_trailers(h, response);
    switch (feed(h, response, line, length)) {
    case TE_H1_BAD:
        return te_response_fail(response, h->parser.error, h->parser.problem);
    case TE_H1_HEAD:
        h->is_final = true;
        h->is_kept = h->parser.keeps_open;
        return true;
    default:
        return true;
    }
}

bool te_curl_head_take(te_curl_head *h, te_http_response *response,
                       const char *line, size_t length) {
    if (h->bytes == 0)
        h->is_made_up = h->may_be_made_up && is_version_2(line, length);
    h->bytes += length;
    return h->is_made_up ? keep(h, response, line, length)
                         : judge(h, response, line, length);
}
