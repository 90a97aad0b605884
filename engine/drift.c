/* drift.c - see drift.h. */
#include "drift.h"

#include <math.h>

void te_drift_add(te_drift *d, double hours, double value) {
    d->count++;
    double from_h = hours - d->mean_h, from = value - d->mean;
    d->mean_h += from_h / (double)d->count;
    d->mean += from / (double)d->count;
    d->hh += from_h * (hours - d->mean_h);
    d->hv += from_h * (value - d->mean);
    d->vv += from * (value - d->mean);
}

bool te_drift_percent(const te_drift *d, double *percent, double *error) {
    if (d->count < 3 || !(d->hh > 0) || d->mean == 0) return false;
    double slope = d->hv / d->hh;
    double left = d->vv - slope * d->hv; /* that the line does not explain */
    double variance = left > 0 ? left / (double)(d->count - 2) / d->hh : 0;
    *percent = 100 * slope / d->mean;
    *error = 100 * sqrt(variance) / fabs(d->mean);
    return true;
}
