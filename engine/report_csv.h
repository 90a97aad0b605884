/* report_csv.h - a recorded run as a table: a row for every interval. */
#ifndef TE_REPORT_CSV_H
#define TE_REPORT_CSV_H

#include "interval.h"
#include "result.h"
#include <stdio.h>

/* The names of the columns. `warm_up` is 1 or 0; times are seconds, sizes
 * bytes; those of an interval in which nothing was measured are empty.
 *
 * A row says what happened in its second: scenario.runs are those that began in
 * it. The summary counts a run in the part in which it ends (totals.h), so that
 * rows with a warm_up of 1 have more of them than its warm_up.runs.started: by
 * those that were under way when the warm-up ended. All rows together have as
 * many as both parts. */
void te_report_csv_head(FILE *out);

/* One row; `journal` is in its first column. `scratch` is a histogram of
 * durations, whose content is lost. */
void te_report_csv_row(FILE *out, const char *journal, const te_result *so_far,
                       const te_interval *interval, te_hist *scratch);

#endif
