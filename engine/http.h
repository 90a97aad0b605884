/* http.h - a thread's HTTP: a pool of exchanges, and which lane carries them.
 *
 * Whoever wants an exchange takes one, fills in the request, starts it, is
 * told once by on_done, reads the response and gives it back. What has ended
 * is counted in the thread's metrics. */
#ifndef TE_HTTP_H
#define TE_HTTP_H

#include "exchange.h"
#include "lane.h"
#include "loop.h"
#include "metrics.h"
#include "tengine.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct te_http te_http;

/* ---- A thread's HTTP ---- */

/* How lanes are to be for this configuration, which stays as it is. */
te_lane_config te_http_lanes(const te_config *config);

te_http *te_http_new(te_loop *loop, te_metrics *metrics,
                     const te_lane_config *config, te_error *err);
/* Every exchange must have ended and all connections be closed. */
void te_http_free(te_http *http);

/* An empty exchange from the pool; NULL without memory. Buffers keep the room
 * that earlier users needed, up to a bound. */
te_exchange *te_http_take(te_http *http);
void te_http_give_back(te_http *http, te_exchange *exchange);
/* Exchanges that were taken and not given back. */
size_t te_http_taken(const te_http *http);

/* Starts it on these connections. on_done comes later, from the loop, never
 * from within this call. */
void te_http_start(te_http *http, te_exchange *exchange);
/* Ends it without on_done; it can be given back afterwards. Counted as an
 * exchange that failed with "cancelled". */
void te_http_cancel(te_http *http, te_exchange *exchange);

/* Counts one that has ended; `expected` says whether its status was. */
void te_http_count(te_http *http, const te_exchange *exchange, bool expected);

/* Once per turn of the loop, after the tasks have run. */
void te_http_turn(te_http *http);

/* ---- Connections of one session ---- */

/* Connections that this session's exchanges use and nobody else's. */
te_connections *te_connections_new(te_http *http); /* NULL without memory */
/* To be set before their first exchange. */
te_connection_policy *te_connections_policy(te_connections *connections);
void te_connections_free(te_connections *connections);

#endif
