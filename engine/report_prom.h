/* report_prom.h - a run's totals as OpenMetrics text, as Prometheus reads it.
 *
 * "http.duration" is the family tengine_http_duration_seconds; counters end in
 * _total; a rate is two counters, of what passed and of all; a trend is a
 * summary with quantiles. Tags are labels.
 * Source: OpenMetrics 1.0.0 (openmetrics.io). */
#ifndef TE_REPORT_PROM_H
#define TE_REPORT_PROM_H

#include "metrics.h"
#include <stdbool.h>
#include <stdio.h>

/* False without memory. */
bool te_report_prom(FILE *out, const te_metrics *metrics);

#endif
