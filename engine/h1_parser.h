/* h1_parser.h - an HTTP/1.1 answer out of bytes, as they come.
 *
 * Complete for a client (RFC 9112, by sections below): interim answers, bodies
 * by length, in chunks or until the end; no body after HEAD, 204 and 304.
 * Lines are read as they come, so that what is no HTTP is told at once.
 *
 * Strict where smuggling lives, each with an error of its own: lengths that
 * contradict or are none, also beside Transfer-Encoding (6.3); chunks that are
 * none (7.1); a CR without LF, a NUL; more head than is allowed. Bytes behind
 * the answer are left alone, and are the caller's to judge. LF alone ends a
 * line of a head (2.2) or a trailer, never one of a chunk. Folds (5.2) stay as
 * they are. One that goes on with a Content-Length or a Transfer-Encoding is
 * refused as these are when malformed; with a Connection, it is read. */
#ifndef TE_H1_PARSER_H
#define TE_H1_PARSER_H

#include "buf.h"
#include "http_error.h"
#include "slice.h"
#include <stdint.h>

enum {
    TE_H1_HEAD_MAX_BYTES = 256 * 1024, /* interim heads and trailers included */
    TE_H1_LINE_MAX_BYTES = 100 * 1024,
};

typedef struct te_h1_parser {
    /* To be read. */
    int status;             /* 0 until there is a status line */
    bool has_begun;         /* some byte came */
    bool keeps_open;        /* the connection can take another request; from
                               TE_H1_HEAD on */
    te_http_error error;    /* after TE_H1_BAD, or te_h1_close() */
    const char *problem;    /* in one line; static */
    int64_t content_length; /* -1: not said */

    /* The parser's own. */
    unsigned char state, field; /* the last field of the head so far */
    bool is_head_request, is_old, has_chunks, says_close, says_keep;
    bool had_cr, has_mark; /* in a trailer (a colon), a chunk's line (a
                              semicolon) */
    unsigned digits;       /* of a chunk's size */
    uint64_t left;         /* of the body, or the chunk */
    size_t line_start;     /* in the head: of the line under way */
    size_t line_bytes;     /* of a line of a chunk or trailer */
    size_t head_bytes;     /* of all lines of heads and trailers */
} te_h1_parser;

/* For the next answer. */
void te_h1_begin(te_h1_parser *p, bool is_head_request);

typedef enum {
    TE_H1_MORE, /* all is taken, and more is needed */
    TE_H1_HEAD, /* the final head is whole */
    TE_H1_BODY, /* a stretch of the body */
    TE_H1_END,  /* the answer is whole */
    TE_H1_BAD,
} te_h1_event;

/* Goes on with the bytes; *used says how many were taken. `head`, empty at
 * first, takes the status line and fields of the last head as they came, the
 * empty line included. At TE_H1_BODY, *data is a stretch of `bytes`. */
te_h1_event te_h1_next(te_h1_parser *p, te_buf *head, const char *bytes,
                       size_t length, size_t *used, te_slice *data);

/* The connection ended here. True when that is how the answer ends; else it
 * is TE_HTTP_CLOSED, where nothing came, or TE_HTTP_TRUNCATED. */
bool te_h1_close(te_h1_parser *p);

#endif
