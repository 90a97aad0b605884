/* http_series.h - how an exchange that has ended is counted.
 *
 * Under its name: http.requests {method,name,status}, http.failed
 * {error,name}, http.duration and http.service {name}, each with the author's
 * tags; for all together the phases, http.reused, http.retried_connection,
 * data.sent, data.received, and what became of connections:
 * health.connections_asked, health.connections_had, and
 * health.connections_refused by the other side. The series of a name are looked
 * up once. */
#ifndef TE_HTTP_SERIES_H
#define TE_HTTP_SERIES_H

#include "exchange.h"
#include "metrics.h"

typedef struct te_http_series te_http_series;

/* NULL without memory. */
te_http_series *te_http_series_new(te_metrics *metrics);
void te_http_series_free(te_http_series *series);

/* `expected`: whether the status that came is one that was wanted. */
void te_http_series_count(te_http_series *series, const te_exchange *exchange,
                          bool expected);

#endif
