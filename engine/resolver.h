/* resolver.h - looks a host name up once, for everybody on this thread.
 *
 * libcurl would start a thread for every lookup in flight: five thousand
 * workers that start together, five thousand threads. Here the first who asks
 * starts one lookup, the others wait for it, and the answer is kept for its
 * time to live; a stale one is still used while a new lookup is under way.
 *
 * getaddrinfo(3) blocks, so it runs in a thread of its own; answers arrive
 * through the loop. */
#ifndef TE_RESOLVER_H
#define TE_RESOLVER_H

#include "error.h"
#include "loop.h"

typedef struct te_resolver te_resolver;

/* What is known of a host. Valid until the loop's next turn. */
typedef struct te_addresses {
    const char *list;    /* "127.0.0.1,[::1]", or NULL: not found */
    const char *message; /* why not */
    uint64_t generation; /* changes with every new answer */
} te_addresses;

/* Somebody who waits. Zero it; one wait at a time. */
typedef struct te_resolve_wait {
    void (*on_resolved)(void *arg, const te_addresses *addresses);
    void *arg;
    struct te_resolve_wait *previous, *next;
    struct te_host *host; /* NULL: not waiting */
} te_resolve_wait;

/* With a ttl_ns of 0 no answer is kept: everybody waits for a lookup, for the
 * one that is under way if there is one. */
te_resolver *te_resolver_new(te_loop *loop, uint64_t ttl_ns, te_error *err);
/* Nobody may wait any more. A lookup under way is left to end by itself. */
void te_resolver_free(te_resolver *resolver);

/* True and the addresses, when they are known (found or not); false when the
 * wait was queued and will be told. A name that was not found is looked up
 * again after a second. */
bool te_resolver_find(te_resolver *resolver, const char *host,
                      te_resolve_wait *wait, te_addresses *addresses);
void te_resolver_cancel(te_resolve_wait *wait); /* fine when not waiting */

#endif
