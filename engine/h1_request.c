/* h1_request.c - see h1_request.h. */
#include "h1_request.h"

#include <string.h>
#include <strings.h>

/* A writer that goes on from one piece to the next; the room is there. */
static char *put(char *at, const char *text, size_t length) {
    memcpy(at, text, length);
    return at + length;
}

/* The authority, without a port that is the scheme's own. */
static te_slice host_of(const te_url *url) {
    te_slice host = url->authority;
    size_t brackets = url->is_ipv6 ? 2 : 0;
    bool is_usual = url->port == (url->is_https ? 443 : 80);
    if (is_usual) host.length = url->host.length + brackets;
    return host;
}

static bool has_body(const te_http_request *request) {
    const char *method = request->method;
    return request->body != NULL || strcmp(method, "POST") == 0 ||
           strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0;
}

static char *put_length(char *at, uint64_t bytes) {
    static const char name[] = "Content-Length: ";
    char digits[20];
    size_t count = 0;
    do
        digits[count++] = (char)('0' + bytes % 10);
    while ((bytes /= 10) > 0);
    at = put(at, name, sizeof name - 1);
    while (count > 0)
        *at++ = digits[--count];
    return put(at, "\r\n", 2);
}

/* The fields as they stand, "Name: value" NUL, each with CR LF instead. */
static char *put_fields(char *at, const te_headers *headers) {
    const char *field = headers->text.data;
    const char *end = field + headers->text.length;
    while (field < end) {
        size_t length = strlen(field);
        at = put(at, field, length);
        if (at[-1] == ' ' && at[-2] == ':') at--; /* without a value */
        at = put(at, "\r\n", 2);
        field += length + 1;
    }
    return at;
}

bool te_h1_request_write(const te_http_request *request, te_buf *out) {
    static const char version[] = " HTTP/1.1\r\n", host_name[] = "Host: ";
    static const char closing[] = "Connection: close\r\n";
    enum { FIXED = 120 }; /* the method, what is written here, the length */
    te_slice target = request->parts.target, host = host_of(&request->parts);
    const te_headers *headers = &request->headers;
    size_t room = FIXED + target.length + host.length + headers->text.length +
                  headers->count;
    if (!te_buf_reserve(out, room)) return false;
    char *start = out->data + out->length, *at = start;
    at = put(at, request->method, strlen(request->method));
    *at++ = ' ';
    at = put(at, target.data, target.length);
    at = put(at, version, sizeof version - 1);
    if (te_headers_find(headers, "Host", NULL) == NULL) {
        at = put(at, host_name, sizeof host_name - 1);
        at = put(at, host.data, host.length);
        at = put(at, "\r\n", 2);
    }
    if (headers->count > 0) at = put_fields(at, headers);
    if (request->closes) at = put(at, closing, sizeof closing - 1);
    if (has_body(request))
        at = put_length(at, request->body != NULL ? request->body->bytes : 0);
    at = put(at, "\r\n", 2);
    out->length += (size_t)(at - start);
    out->data[out->length] = '\0';
    return true;
}

bool te_h1_request_is_plain(const te_http_request *request) {
    return request->signing == NULL &&
           (request->body == NULL || te_body_is_in_memory(request->body)) &&
           te_headers_find(&request->headers, "Expect", NULL) == NULL;
}

bool te_h1_request_closes(const te_http_request *request) {
    if (request->closes) return true;
    const char *value = te_headers_find(&request->headers, "Connection", NULL);
    return value != NULL && strcasestr(value, "close") != NULL;
}

bool te_h1_request_is_idempotent(const te_http_request *request) {
    return strcmp(request->method, "POST") != 0 &&
           strcmp(request->method, "PATCH") != 0;
}
