/* influx_report.h - interval records as lines for InfluxDB and its like.
 *
 * A line is a series: its metric after "tengine.", its tags, and what came of
 * it in the interval that ends at the time behind it:
 *
 *   counter  value, what was added, unless that is 0
 *   gauge    value, the level now, in every interval
 *   rate     passed, failed
 *   trend    count, sum, mean, min, max, p50, p90, p95, p99; durations in
 *            seconds
 *
 * What was counted in an interval of the warm-up has the tag warm_up=true
 * (marked.h); levels are the same there.
 *
 *     tengine.http.requests,name=GET\ symbol,status=200 value=12 1700000000...
 *
 * Source: the line protocol of docs.influxdata.com, as versions 1 to 3 and
 * others (Telegraf, VictoriaMetrics, QuestDB) read it. */
#ifndef TE_INFLUX_REPORT_H
#define TE_INFLUX_REPORT_H

#include "buf.h"
#include "interval.h"

/* Appends the record's lines. False without memory; then the last of them may
 * be cut short. */
bool te_influx_report(te_buf *out, const te_interval *interval,
                      const te_totals *totals, uint64_t unix_ns);

/* Appends a text where a line has a tag's key or value ("=, "), or the
 * measurement (", "): `special` says what would end it there. It never ends in
 * a backslash, which would make what follows part of it. */
bool te_influx_text(te_buf *out, te_slice text, const char *special);

#endif
