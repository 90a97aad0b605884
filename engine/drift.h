/* drift.h - whether a figure climbs or falls over hours: a line through its
 * values, window by window, in memory that does not grow.
 *
 * The line is that of least squares; its slope is known better the more
 * windows there are and the less they scatter, and the error says how well.
 * Sums are kept about their means (Welford's way), which stay exact where
 * large values differ by little. */
#ifndef TE_DRIFT_H
#define TE_DRIFT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct te_drift {
    uint64_t count;
    double mean_h, mean; /* of the times, in hours, and of the values */
    double hh, hv, vv;   /* sums of products of what differs from those */
} te_drift;

/* Zeroed is empty. */
void te_drift_add(te_drift *d, double hours, double value);

/* The slope in percent of the mean per hour, and its standard error; false
 * with fewer than three values, or when they are 0. */
bool te_drift_percent(const te_drift *d, double *percent, double *error);

#endif
