/* statsd_report.h - interval records as statsd lines.
 *
 * Names are those of the metrics, after "tengine."; tags are theirs:
 *
 *   counter  NAME:n|c, what was added in the interval, unless that is 0
 *   gauge    NAME:level|g, the level now, in every interval
 *   rate     NAME.passed:n|c and NAME.failed:n|c
 *   trend    NAME:ms|ms|@rate, durations of the interval in milliseconds: at
 *            most TE_STATSD_TIMINGS lines per series, each of which stands
 *            for 1 / rate durations nearby. Together they stand for all
 *
 * What was counted in an interval of the warm-up has the tag warm_up:true
 * (marked.h); levels are the same there. */
#ifndef TE_STATSD_REPORT_H
#define TE_STATSD_REPORT_H

#include "interval.h"
#include "statsd.h"

#define TE_STATSD_TIMINGS 50

/* Sends the record's lines, in whole datagrams. */
void te_statsd_report(te_statsd *s, const te_interval *interval,
                      const te_totals *totals);

#endif
