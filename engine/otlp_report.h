/* otlp_report.h - the totals of a run as an OTLP request for metrics, in JSON.
 *
 * A metric is named as here, after "tengine."; tags are attributes. All are
 * cumulative since the run's start, so that a record that gets lost takes
 * nothing with it:
 *
 *   counter  a sum, monotonic
 *   gauge    a gauge
 *   rate     two sums, NAME.passed and NAME.failed
 *   trend    a histogram, with bounds of 1, 2, 5 in every decade; durations
 *            in seconds from 100 us to 100 s, amounts from 1 to 1e9
 *
 * The warm-up has points of its own, with the attribute warm_up=true
 * (marked.h), from its first record to the run's end; those without it are the
 * part that is measured.
 *
 * Sources: opentelemetry-proto 1.x (metrics.proto), and its rules for JSON:
 * names in lowerCamelCase, 64-bit integers as texts, enumerations as numbers.
 */
#ifndef TE_OTLP_REPORT_H
#define TE_OTLP_REPORT_H

#include "buf.h"
#include "result.h"

/* Appends the request, as of `unix_ns`. False without memory; nothing is
 * appended then. */
bool te_otlp_report(te_buf *out, const te_result *result, uint64_t unix_ns);

#endif
