/* http_error.h - how an exchange can end, whichever lane carried it. */
#ifndef TE_HTTP_ERROR_H
#define TE_HTTP_ERROR_H

/* Each has a name that scenarios compare. Those from BAD_LENGTH to PROTOCOL say
 * that what came is not HTTP as it should be: the connection is closed. */
typedef enum {
    TE_HTTP_OK,           /* an answer came, whatever its status */
    TE_HTTP_DNS,          /* "dns": the host has no address */
    TE_HTTP_CONNECT,      /* "connect": refused, unreachable */
    TE_HTTP_TLS,          /* "tls": handshake or certificate */
    TE_HTTP_TIMEOUT,      /* "timeout" */
    TE_HTTP_CLOSED,       /* "closed": the connection ended before an answer */
    TE_HTTP_TRUNCATED,    /* "truncated": it ended within the answer */
    TE_HTTP_BAD_LENGTH,   /* "bad_length": contradicting or malformed lengths */
    TE_HTTP_BAD_CHUNK,    /* "bad_chunk": a chunk that is none */
    TE_HTTP_BARE_CR,      /* "bare_cr": a CR without LF in the head */
    TE_HTTP_NUL,          /* "nul": a NUL in the head */
    TE_HTTP_EXTRA_BYTES,  /* "extra_bytes": more came than the answer */
    TE_HTTP_HEADER_FLOOD, /* "header_flood": the head is past its limits */
    TE_HTTP_BAD_ENCODING, /* "bad_encoding": gzip or deflate that is none */
    TE_HTTP_PROTOCOL,     /* "protocol": not HTTP in some other way */
    TE_HTTP_TOO_LARGE,    /* "too_large": the body is past its limit */
    TE_HTTP_REDIRECT,     /* "redirect": too many, or to a place not allowed */
    TE_HTTP_LOCAL,        /* "local": no descriptors, ports or memory here */
    TE_HTTP_CANCELLED,    /* "cancelled": the run ended first */
} te_http_error;

const char *te_http_error_name(te_http_error error);

/* What is said of one that needs no details, in one line and the same on every
 * lane, as errors are counted by message; NULL for those that do. */
const char *te_http_error_text(te_http_error error);

#endif
