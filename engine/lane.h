/* lane.h - what carries an exchange: a small table of functions.
 *
 * A lane belongs to one thread's te_http. It owns sockets and whatever
 * library drives them; it fills in the response and says that it is done.
 * Callbacks only record: on_done wakes a task, Lua runs later. */
#ifndef TE_LANE_H
#define TE_LANE_H

#include "error.h"
#include "exchange.h"
#include "loop.h"
#include "network.h"
#include "resolver.h"

typedef struct te_lane te_lane;

typedef struct te_lane_config {
    bool insecure;             /* do not verify TLS certificates */
    uint64_t dns_ttl_ns;       /* 0: each exchange looks its host up */
    bool curl_only;            /* every exchange by libcurl */
    bool no_reuse;             /* a new connection for each */
    te_texts sources, pins;    /* see network.h; borrowed while it is made */
    const te_network *network; /* what they say: http.c fills that in */
} te_lane_config;

typedef struct te_lane_ops {
    /* Whether it can carry this exchange. */
    bool (*carries)(const te_lane *lane, const te_exchange *exchange);
    /* Starts the exchange. Ends it with lane->on_done, in a later turn, never
     * from within. */
    void (*start)(te_lane *lane, te_exchange *exchange);
    /* Ends it without on_done, at once. */
    void (*cancel)(te_lane *lane, te_exchange *exchange);
    /* Once per turn, after the tasks have run. */
    void (*turn)(te_lane *lane);
    /* The connections of one session: opened lazily, closed here. */
    void *(*open_connections)(te_lane *lane);
    void (*close_connections)(te_lane *lane, void *connections);
    void (*free)(te_lane *lane);
} te_lane_ops;

struct te_lane {
    const te_lane_ops *ops;
    te_loop *loop;
    te_exchange *failed; /* ended before it began; nobody was told yet */
    void (*on_done)(te_exchange *exchange);
};

/* The lane that can do all that libcurl can, and the one that speaks HTTP/1.1
 * itself. The resolver is borrowed. */
te_lane *te_lane_curl_new(te_loop *loop, te_resolver *resolver,
                          const te_lane_config *config, te_error *err);
te_lane *te_lane_h1_new(te_loop *loop, te_resolver *resolver,
                        const te_lane_config *config, te_error *err);

/* ---- For lanes: an exchange that ends while it is being started ---- */

/* Has it end at the end of this turn; its response says why. */
void te_lane_end_later(te_lane *lane, te_exchange *exchange);
/* The same, with this error. */
void te_lane_fail_later(te_lane *lane, te_exchange *exchange,
                        te_http_error error, const char *message);
/* Tells of those; false when there were none. */
bool te_lane_tell_failed(te_lane *lane);
/* Nobody is to be told of this one. */
void te_lane_forget_failed(te_lane *lane, te_exchange *exchange);

#endif
