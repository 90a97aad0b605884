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

typedef struct te_lane te_lane;

typedef struct te_lane_config {
    bool insecure;       /* do not verify TLS certificates */
    uint64_t dns_ttl_ns; /* 0: each exchange looks its host up */
} te_lane_config;

typedef struct te_lane_ops {
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
    void (*on_done)(te_exchange *exchange);
};

te_lane *te_lane_curl_new(te_loop *loop, const te_lane_config *config,
                          te_error *err);

#endif
