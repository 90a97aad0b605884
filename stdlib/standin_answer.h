/* standin_answer.h - a request and its answer as plain data: the stand-in's
 * logic knows nothing of sockets.
 *
 * The texts of a request are borrowed from the server, those of an answer are
 * its own. Building an answer never fails on the way: what found no memory
 * leaves `is_broken` set, and the server then closes the connection. */
#ifndef TE_STANDIN_ANSWER_H
#define TE_STANDIN_ANSWER_H

#include "tengine_module.h"
#include <stdint.h>

typedef struct te_standin_request {
    const char *method;
    const char *target;         /* path and query as sent, not decoded */
    const char *host;           /* header Host, NULL when it is missing, ... */
    const char *debug;          /* ... as are these: Debug, */
    const char *auth_token;     /* Auth-Token, */
    const char *content_type;   /* Content-Type, */
    const char *origin;         /* Origin, */
    const char *wanted_method;  /* Access-Control-Request-Method and */
    const char *wanted_headers; /* Access-Control-Request-Headers */
    const char *body; /* "" where it came in chunks: the services read none */
    size_t body_bytes;
    uint64_t arrived_ns; /* monotonic */
} te_standin_request;

typedef struct te_standin_answer {
    unsigned status;
    te_buf headers; /* name NUL value NUL, again and again */
    te_buf body;
    bool is_chunked; /* send the body without a Content-Length */
    bool is_broken;  /* memory ran out */
} te_standin_answer;

#define TE_STANDIN_ANSWER_INIT                                                 \
    ((te_standin_answer){.headers = TE_BUF_INIT, .body = TE_BUF_INIT})

void te_standin_answer_free(te_standin_answer *a);

/* Adds a header; values are not checked, names come from us alone. */
void te_standin_header(te_standin_answer *a, const char *name,
                       const char *value);
void te_standin_headerf(te_standin_answer *a, const char *name,
                        const char *format, ...) TE_PRINTF(3, 4);

/* The value of a header (its name in any case), or NULL. */
const char *te_standin_header_find(const te_standin_answer *a,
                                   const char *name);

/* Add to the body. */
void te_standin_add(te_standin_answer *a, const char *text);
void te_standin_addf(te_standin_answer *a, const char *format, ...)
    TE_PRINTF(2, 3);
void te_standin_add_json(te_standin_answer *a, const char *text,
                         size_t length); /* as a JSON string */

/* The download and upload service's {"error": ...} as a whole answer. */
void te_standin_error(te_standin_answer *a, unsigned status, const char *format,
                      ...) TE_PRINTF(3, 4);

/* The symbolication service's {"title": ...}. */
void te_standin_title(te_standin_answer *a, unsigned status, const char *format,
                      ...) TE_PRINTF(3, 4);

/* Seconds since the request arrived, now. */
double te_standin_elapsed_s(const te_standin_request *r);

/* How long the path of the target is: up to its query. */
size_t te_standin_path_length(const char *target);

/* Whether the query has a parameter of that name. */
bool te_standin_has_param(const char *target, const char *name);

#endif
