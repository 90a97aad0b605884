/* report_prom.h - a run's totals as text that Prometheus reads.
 *
 * "http.duration" is the family tengine_http_duration_seconds; counters end in
 * _total; a rate is two counters, of what passed and of all; a trend is a
 * summary with quantiles. Tags are labels. The warm-up has samples of its own,
 * with the label warm_up="true" (marked.h), from its first record on; those
 * without it are the part that is measured.
 * Sources: OpenMetrics 1.0.0 (openmetrics.io); Prometheus' "text-based
 * format" (prometheus.io/docs/instrumenting/exposition_formats). */
#ifndef TE_REPORT_PROM_H
#define TE_REPORT_PROM_H

#include "totals.h"
#include <stdbool.h>
#include <stdio.h>

/* The text of today, and the one before it (0.0.4), which has types by the
 * names of samples: "tengine_http_requests_total" is the counter. */
typedef enum { TE_PROM_OPENMETRICS, TE_PROM_TEXT } te_prom_format;

/* False without memory. */
bool te_report_prom(FILE *out, const te_totals *totals, te_prom_format format);

#endif
