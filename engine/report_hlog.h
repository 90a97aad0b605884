/* report_hlog.h - a recorded run as a log of HdrHistogram's tools.
 *
 * One line for every interval and trend; the trend's name and tags are the
 * line's tag, with '_' where the format has no room for a character and "\xff"
 * for a byte that is not UTF-8: Java's reader takes one for the end of the log
 * (Java before 18 goes by the locale: -Dfile.encoding=UTF-8). Durations are in
 * microseconds (HistogramLogProcessor: -outputValueUnitRatio 1000 gives
 * milliseconds), amounts as they are; the column of maxima has milliseconds.
 * Source: HistogramLogWriter of the Java version, format 1.3. */
#ifndef TE_REPORT_HLOG_H
#define TE_REPORT_HLOG_H

#include "interval.h"
#include "result.h"
#include <stdbool.h>
#include <stdio.h>

void te_report_hlog_head(FILE *out, const te_result *result);

/* The lines of an interval, of a warm-up none; false without memory. */
bool te_report_hlog_interval(FILE *out, const te_interval *interval);

#endif
