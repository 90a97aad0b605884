/* standin_routes.h - which of the two services answers a request, and what
 * both have in common: the whole stand-in, but for the network. */
#ifndef TE_STANDIN_ROUTES_H
#define TE_STANDIN_ROUTES_H

#include "standin_answer.h"
#include "standin_symbols.h"
#include <stdatomic.h>

typedef struct te_standin_service {
    te_standin_symbols *symbols;
    const char *bound_host; /* the address served, "127.0.0.1" */
    bool is_any_host;       /* served on all addresses: any Host is right */
    bool is_strict;
    const char *authority; /* "127.0.0.1:8000", for requests without a Host */
    atomic_uint_least64_t uploads; /* counted */
} te_standin_service;

/* The answer to any request. */
void te_standin_route(te_standin_service *s, const te_standin_request *r,
                      te_standin_answer *a);

/* The 500 of the service that the request is for. */
void te_standin_fail(const te_standin_request *r, te_standin_answer *a);

/* Whether the request is one for the operators: it is never delayed and never
 * fails on purpose. */
bool te_standin_is_heartbeat(const char *target);

#endif
