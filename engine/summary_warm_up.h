/* summary_warm_up.h - the line of the summary about what was measured apart. */
#ifndef TE_SUMMARY_WARM_UP_H
#define TE_SUMMARY_WARM_UP_H

#include "hist.h"
#include "totals.h"
#include <stdio.h>

/* Nothing where there was no warm-up. `scratch` is a histogram of durations,
 * whose content is lost, or NULL. */
void te_summary_warm_up(FILE *out, const te_totals *totals, te_hist *scratch);

#endif
