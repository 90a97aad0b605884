/* behaviour.h - what a path does: a function that turns a request into a plan.
 *
 * The table of all of them is in behaviour.c, the functions are in polite.c,
 * auth.c, shop.c, s3.c, crash.c and fault.c. */
#ifndef ORIGIN_BEHAVIOUR_H
#define ORIGIN_BEHAVIOUR_H

#include "plan.h"
#include "query.h"
#include "request.h"
#include "stats.h"

/* A request that wants a plan, and what a behaviour may know of it. */
typedef struct visit {
    const request *request;
    slice rest; /* of the path, after the behaviour's: "/bytes/9" leaves "9" */
    plan *plan;
    stats *stats;
    uint64_t connection, number; /* the connection's; the request's on it */
    bool closing;      /* the answer says and does Connection: close */
    bool die_on_reuse; /* set by a behaviour: the next request gets nothing */
    te_buf headers;    /* further header lines for the answer */
} visit;

typedef void behaviour_fn(visit *v);

enum {
    AT_HEAD = 1,    /* acts once the head is read, without waiting for a body */
    DRAWN = 2,      /* may be drawn by /random */
    DRAWN_ALL = 4,  /* may be drawn by /random?all=1 */
    UNRECORDED = 8, /* leaves no trace in the statistics */
};

typedef struct behaviour {
    const char *path; /* itself, or with "/" and anything after it */
    behaviour_fn *plan;
    unsigned flags;
} behaviour;

/* Who answers this path; there is always somebody. */
const behaviour *behaviour_of(slice path);

/* Fills the visit's empty plan, with what any path's query may ask for. */
void behave(const behaviour *b, visit *v);

/* The plan for a request that was refused. */
void behave_refusing(visit *v);

/* The n-th behaviour of /random (all: of /random?all=1), NULL past them. */
const behaviour *behaviour_drawn(size_t n, bool all);

/* polite.c: answers as they should be */
behaviour_fn polite_root, polite_missing, polite_bytes, polite_status,
    polite_echo, polite_delay, polite_queue, polite_header, polite_cookie,
    polite_set_cookie, polite_redirect, polite_redirect_to, polite_json,
    polite_gzip, polite_deflate, polite_stats, polite_stats_reset;

/* shop.c: a small shop */
behaviour_fn shop_page, shop_file, shop_login, shop_account, shop_search,
    shop_item, shop_cart;

/* auth.c: for those who may come in */
behaviour_fn auth_basic, auth_bearer, auth_digest;

/* s3.c: a bucket of S3 */
behaviour_fn s3_front, s3_reset;

/* crash.c: processed crashes */
behaviour_fn crash_stats;

/* fault.c: as they should not be */
behaviour_fn fault_reset, fault_close, fault_close_after_headers,
    fault_truncate, fault_chunked_truncate, fault_chunked_bad,
    fault_endless_body, fault_slow_body, fault_slow_headers,
    fault_endless_headers, fault_big_header, fault_many_headers,
    fault_two_lengths, fault_bad_length, fault_garbage, fault_extra_after_body,
    fault_early_response, fault_hang, fault_close_idle, fault_die_on_reuse,
    fault_1xx, fault_close_delimited, fault_nul_header, fault_bare_cr,
    fault_gzip_cut, fault_random, fault_raw;

#endif
