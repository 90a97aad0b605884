/* request.h - one HTTP/1.x request, read as its bytes come in.
 *
 * A strict judge, for the client under test is ours: what RFC 9112 calls
 * malformed is refused with the reason, so that a request smuggled in through
 * a header value is seen as what it is. */
#ifndef ORIGIN_REQUEST_H
#define ORIGIN_REQUEST_H

#include "text.h"

enum {
    REQUEST_MAX_HEAD = 1 << 20, /* more is answered by 431 */
    REQUEST_MAX_BODY = 1 << 20, /* more is counted, and not kept */
};

typedef enum request_state {
    REQUEST_HEAD,  /* reading request line and headers */
    REQUEST_BODY,  /* head is whole, body is not */
    REQUEST_WHOLE, /* all of it was read */
    REQUEST_BAD,   /* `problem` says why */
} request_state;

typedef enum chunk_part {
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_SIZE_LF,
    CHUNK_DATA,
    CHUNK_DATA_CR,
    CHUNK_DATA_LF,
    CHUNK_TRAILER,
} chunk_part;

typedef struct header {
    slice name, value;
} header;

typedef struct request {
    request_state state;
    int problem_status;  /* what to answer a bad one */
    const char *problem; /* static text */

    te_buf head; /* as read; the slices point into it */
    size_t line; /* where its last line starts */
    slice method, target;
    slice path, query; /* of the target, both raw */
    header *headers;   /* in the order they came */
    size_t header_count, header_capacity;

    te_buf body;         /* its first REQUEST_MAX_BODY bytes, decoded */
    uint64_t body_bytes; /* all of it */
    uint64_t bytes;      /* on the wire so far, head and framing too */
    uint64_t left;       /* of the body, or of the chunk */

    bool chunked;
    chunk_part part;
    size_t part_bytes; /* digits of a size; bytes of an extension or trailer */
    size_t trailer_line;

    bool keep_alive; /* the client would like to go on */
    bool wants_continue;
} request;

/* Ready for the next request; a zeroed one is ready too. */
void request_reset(request *r);
void request_free(request *r);

/* Reads up to `length` bytes and returns how many were taken: up to the end
 * of the head, at most, and when called again, of the body. */
size_t request_feed(request *r, const char *bytes, size_t length);

/* The first header of that name (any case), or NULL. */
const header *request_header(const request *r, const char *name);

#endif
