/* request.c - see request.h. */
#include "request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Keeps the memory of an ordinary request, not of a huge one. */
static te_buf emptied(te_buf b) {
    if (b.capacity > 64 << 10) te_buf_free(&b);
    te_buf_reset(&b);
    return b;
}

void request_reset(request *r) {
    te_buf head = emptied(r->head), body = emptied(r->body);
    header *headers = r->headers;
    size_t capacity = r->header_capacity;
    *r = (request){.head = head,
                   .body = body,
                   .headers = headers,
                   .header_capacity = capacity};
}

void request_free(request *r) {
    te_buf_free(&r->head);
    te_buf_free(&r->body);
    free(r->headers);
    *r = (request){0};
}

const header *request_header(const request *r, const char *name) {
    for (size_t i = 0; i < r->header_count; i++)
        if (slice_is_nocase(r->headers[i].name, name)) return &r->headers[i];
    return NULL;
}

static void refuse(request *r, int status, const char *problem) {
    r->state = REQUEST_BAD;
    r->problem_status = status;
    r->problem = problem;
    r->query = slice_of(""); /* has no say any more */
}

/* ---- The head ---- */

static bool is_token(slice s) {
    for (size_t i = 0; i < s.length; i++) {
        char c = s.data[i];
        bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                     (c >= 'A' && c <= 'Z');
        if (!alnum && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return s.length > 0;
}

static bool has_control(slice s, const char *allowed) {
    for (size_t i = 0; i < s.length; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c == 0 || c == 0x7f) return true;
        if (c < 0x20 && strchr(allowed, c) == NULL) return true;
    }
    return false;
}

/* `http://host/path?query`, as a proxy gets it, or `/path?query`. */
static void split_target(request *r) {
    slice rest = r->target;
    if (rest.length > 7 && strncasecmp(rest.data, "http://", 7) == 0) {
        rest = slice_after(rest, 7);
        slice_take(&rest, '/');
        bool slash = rest.data[-1] == '/';
        if (slash) rest = (slice){rest.data - 1, rest.length + 1};
    }
    r->path = slice_take(&rest, '?');
    r->query = rest;
    if (r->path.length == 0) r->path = slice_of("/");
}

static bool parse_request_line(request *r, slice line, int *minor) {
    r->method = slice_take(&line, ' ');
    r->target = slice_take(&line, ' ');
    if (!is_token(r->method))
        refuse(r, 400, "bad method");
    else if (r->target.length == 0 || has_control(r->target, ""))
        refuse(r, 400, "bad target");
    else if (slice_is(line, "HTTP/1.1"))
        *minor = 1;
    else if (slice_is(line, "HTTP/1.0"))
        *minor = 0;
    else
        refuse(r, 400, "bad request line");
    if (r->state == REQUEST_BAD) return false;
    split_target(r);
    return true;
}

static slice trim(slice s) {
    while (s.length > 0 && (s.data[0] == ' ' || s.data[0] == '\t'))
        s = slice_after(s, 1);
    while (s.length > 0 &&
           (s.data[s.length - 1] == ' ' || s.data[s.length - 1] == '\t'))
        s.length--;
    return s;
}

static bool parse_header(request *r, slice line) {
    header h = {.value = line};
    h.name = slice_take(&h.value, ':');
    if (h.name.length == line.length || !is_token(h.name)) {
        refuse(r, 400, "bad header name");
        return false;
    }
    h.value = trim(h.value);
    if (has_control(h.value, "\t")) {
        refuse(r, 400, "control character in a header value");
        return false;
    }
    if (r->header_count == r->header_capacity) {
        r->header_capacity = r->header_capacity ? r->header_capacity * 2 : 16;
        r->headers = realloc(r->headers, r->header_capacity * sizeof h);
        if (r->headers == NULL) abort();
    }
    r->headers[r->header_count++] = h;
    return true;
}

static bool lists(slice value, const char *word) {
    while (value.length > 0)
        if (slice_is_nocase(trim(slice_take(&value, ',')), word)) return true;
    return false;
}

/* What the headers together say about body and connection. */
static void understand(request *r, int minor) {
    size_t hosts = 0, lengths = 0, codings = 0;
    bool close = false, keep = false;
    for (size_t i = 0; i < r->header_count; i++) {
        header h = r->headers[i];
        if (slice_is_nocase(h.name, "Host")) hosts++;
        if (slice_is_nocase(h.name, "Connection")) {
            close = close || lists(h.value, "close");
            keep = keep || lists(h.value, "keep-alive");
        }
        if (slice_is_nocase(h.name, "Expect"))
            r->wants_continue = slice_is_nocase(h.value, "100-continue");
        if (slice_is_nocase(h.name, "Content-Length")) {
            lengths++;
            if (!slice_number(h.value, &r->left))
                refuse(r, 400, "bad Content-Length");
        }
        if (slice_is_nocase(h.name, "Transfer-Encoding")) {
            codings++;
            r->chunked = slice_is_nocase(h.value, "chunked");
        }
    }
    r->keep_alive = !close && (minor == 1 || keep);
    if (r->state == REQUEST_BAD) return;
    if (minor == 1 && hosts == 0)
        refuse(r, 400, "no Host");
    else if (hosts > 1)
        refuse(r, 400, "more than one Host");
    else if (lengths > 1)
        refuse(r, 400, "more than one Content-Length");
    else if (codings > 1 || (codings == 1 && !r->chunked))
        refuse(r, 501, "unknown Transfer-Encoding");
    else if (codings == 1 && lengths == 1)
        refuse(r, 400, "both Content-Length and Transfer-Encoding");
    else
        r->state = r->chunked || r->left > 0 ? REQUEST_BODY : REQUEST_WHOLE;
}

static void parse_head(request *r) {
    slice rest = {r->head.data, r->head.length - 2}; /* the empty line */
    int minor = 1;
    bool first = true;
    while (rest.length > 0) {
        slice line = slice_take(&rest, '\n');
        line.length--; /* its CR: feed_head saw to it */
        if (!(first ? parse_request_line(r, line, &minor)
                    : parse_header(r, line)))
            return;
        first = false;
    }
    understand(r, minor);
}

/* Takes bytes line by line until the empty one. */
static size_t feed_head(request *r, const char *bytes, size_t length) {
    size_t used = 0;
    while (used < length && r->state == REQUEST_HEAD) {
        const char *end = memchr(bytes + used, '\n', length - used);
        size_t take = end ? (size_t)(end - bytes) + 1 - used : length - used;
        text_add(&r->head, bytes + used, take);
        used += take;
        if (r->head.length > REQUEST_MAX_HEAD) {
            refuse(r, 431, "head too large");
        } else if (end != NULL) {
            size_t line_length = r->head.length - r->line;
            if (line_length < 2 || r->head.data[r->head.length - 2] != '\r')
                refuse(r, 400, "line without CR");
            else if (line_length == 2 && r->line == 0)
                refuse(r, 400, "empty request line");
            else if (line_length == 2)
                parse_head(r);
            r->line = r->head.length;
        }
    }
    return used;
}

/* ---- The body ---- */

static size_t keep_body(request *r, const char *bytes, size_t length) {
    size_t take = length < r->left ? length : (size_t)r->left;
    size_t room = REQUEST_MAX_BODY - r->body.length;
    text_add(&r->body, bytes, take < room ? take : room);
    r->left -= take;
    r->body_bytes += take;
    return take;
}

static void feed_chunk_size(request *r, char c) {
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
    if (digit >= 0 && r->part_bytes < 15) {
        r->left = r->left * 16 + (unsigned)digit;
        r->part_bytes++;
    } else if (digit < 0 && r->part_bytes > 0 && c == '\r') {
        r->part = CHUNK_SIZE_LF;
    } else if (digit < 0 && r->part_bytes > 0 && (c == ';' || c == ' ')) {
        r->part = CHUNK_EXTENSION;
        r->part_bytes = 0;
    } else {
        refuse(r, 400, "bad chunk size");
    }
}

static void feed_trailer(request *r, char c) {
    if (++r->part_bytes > REQUEST_MAX_HEAD) {
        refuse(r, 431, "trailer too large");
    } else if (c == '\n') {
        if (r->trailer_line == 0) r->state = REQUEST_WHOLE;
        r->trailer_line = 0;
    } else if (c != '\r') {
        r->trailer_line++;
    }
}

static void feed_chunk_byte(request *r, char c) {
    switch (r->part) {
    case CHUNK_SIZE:
        feed_chunk_size(r, c);
        break;
    case CHUNK_EXTENSION:
        if (c == '\r')
            r->part = CHUNK_SIZE_LF;
        else if (c == '\n' || ++r->part_bytes > 4096)
            refuse(r, 400, "bad chunk extension");
        break;
    case CHUNK_SIZE_LF:
        if (c != '\n') refuse(r, 400, "chunk size without LF");
        r->part = r->left > 0 ? CHUNK_DATA : CHUNK_TRAILER;
        r->part_bytes = 0;
        break;
    case CHUNK_DATA:
        break; /* not here: in bulk */
    case CHUNK_DATA_CR:
        if (c != '\r') refuse(r, 400, "chunk longer than its size");
        r->part = CHUNK_DATA_LF;
        break;
    case CHUNK_DATA_LF:
        if (c != '\n') refuse(r, 400, "chunk without LF");
        r->part = CHUNK_SIZE;
        break;
    case CHUNK_TRAILER:
        feed_trailer(r, c);
        break;
    }
}

static size_t feed_chunks(request *r, const char *bytes, size_t length) {
    size_t used = 0;
    while (used < length && r->state == REQUEST_BODY) {
        if (r->part == CHUNK_DATA) {
            used += keep_body(r, bytes + used, length - used);
            if (r->left == 0) r->part = CHUNK_DATA_CR;
        } else {
            feed_chunk_byte(r, bytes[used++]);
        }
    }
    return used;
}

size_t request_feed(request *r, const char *bytes, size_t length) {
    size_t used = 0;
    if (r->state == REQUEST_HEAD) {
        used = feed_head(r, bytes, length);
    } else if (r->state == REQUEST_BODY && r->chunked) {
        used = feed_chunks(r, bytes, length);
    } else if (r->state == REQUEST_BODY) {
        used = keep_body(r, bytes, length);
        if (r->left == 0) r->state = REQUEST_WHOLE;
    }
    r->bytes += used;
    return used;
}
