/* exchange.h - one HTTP exchange as plain data: a request, its response and how
 * it went. Nothing here knows Lua, or which library speaks to the network. */
#ifndef TE_EXCHANGE_H
#define TE_EXCHANGE_H

#include "body.h"
#include "buf.h"
#include "connection_policy.h"
#include "headers.h"
#include "http_error.h"
#include "url.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct te_exchange te_exchange;
typedef struct te_connections te_connections;
typedef struct te_intake te_intake;

/* How long each part took, ns. The first four are 0 on a reused connection.
 * blocked: until it was its turn to open a connection (see pacing.h); wait:
 * from the request being sent to the first byte of the answer. */
typedef struct te_http_phases {
    uint64_t dns_ns, blocked_ns, connect_ns, tls_ns, wait_ns, receive_ns;
} te_http_phases;

typedef struct te_http_request {
    char method[24]; /* a token, such as "GET" */
    te_buf url;      /* absolute; its parts are in `parts` */
    te_url parts;
    te_headers headers;
    te_body *body;               /* borrowed until on_done; NULL: none */
    uint64_t timeout_ns;         /* for all of it; 0: none */
    uint64_t connect_timeout_ns; /* 0: timeout_ns only */
    size_t max_body_bytes;       /* more is TE_HTTP_TOO_LARGE */
    bool closes;                 /* on a connection of its own, once */
    bool discard_body;           /* count it, keep none of it */
    bool decode;                 /* gzip and deflate: see intake.h */
    /* How it is signed, for libcurl to do: "aws:amz:REGION:SERVICE", the access
     * key and the secret, each ended by a NUL; borrowed until on_done. NULL: it
     * is not. */
    const char *signing;
    uint64_t intended_ns; /* when it was meant to start */
} te_http_request;

typedef struct te_http_response {
    te_http_error error;
    int status;          /* 0 when there was no answer */
    te_buf head;         /* the last status line and its fields, as received */
    te_buf body;         /* what was kept */
    uint64_t body_bytes; /* what came, decoded */
    uint64_t sent_bytes, received_bytes; /* heads and bodies */
    bool is_reused;   /* on a connection that was open already */
    unsigned retries; /* sent again on a fresh connection, after a reused one
                         turned out closed */
    te_http_phases phases;
    te_intake *decoding; /* while the body of an encoded answer comes */
    char message[256];   /* why, when there is an error; one line. The last
                            member: most exchanges never touch it */
} te_http_response;

struct te_exchange {
    te_http_request request;
    te_http_response response;
    const char *name; /* what it is counted under, and with which tags of */
    const char *tags; /* the author's (NULL: none); borrowed until on_done */
    /* For who tells of it: whose it is, and the name of what made it (borrowed
     * until on_done, or NULL): a scenario or a fixture. */
    uint32_t worker;
    const char *doing;
    uint64_t started_ns; /* when a lane got it */
    uint64_t ended_ns;

    te_connections *connections; /* whose they are: see http.h */
    void (*on_done)(te_exchange *exchange);
    void *owner;

    /* The lane's and the pool's own. */
    const te_connection_policy *policy; /* of `connections` */
    struct te_lane *lane;
    void *lane_connections; /* what the lane opened for `connections` */
    void *lane_data;
    te_exchange *next;
};

/* ---- Reading a response ---- */

/* Walks the fields of the last head: `line` is NULL to start; returns the
 * next field's line (not ended by NUL; *length without CR LF) or NULL. */
const char *te_response_next_field(const te_http_response *response,
                                   const char *line, size_t *length);
/* The value of the first field of this name, whatever its case; not ended by
 * NUL; NULL when there is none. */
const char *te_response_field(const te_http_response *response,
                              const char *name, size_t *length);

/* ---- Failing ---- */

/* Notes that the exchange failed, and why; returns false. */
bool te_response_fail(te_http_response *response, te_http_error error,
                      const char *why);

#endif
