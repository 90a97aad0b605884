/* summary_thresholds.h - what had to hold, and whether it did, for a person to
 * read. */
#ifndef TE_SUMMARY_THRESHOLDS_H
#define TE_SUMMARY_THRESHOLDS_H

#include "buf.h"
#include "threshold.h"
#include <stdio.h>

/* A section of the summary; nothing without thresholds. NULL is fine. */
void te_summary_thresholds(FILE *out, const te_thresholds *thresholds);

/* What became of one: "12.3 ms", "431 ms, broken since 12.3 s", "it never
 * appeared". */
void te_threshold_describe(te_buf *out, const te_threshold *threshold);

/* Appends a value in the unit of its bound. */
void te_threshold_add_value(te_buf *out, te_bound_unit unit, double value);

#endif
