/* summary_queue.h - what the summary says where workers were too few for the
 * runs that arrived. */
#ifndef TE_SUMMARY_QUEUE_H
#define TE_SUMMARY_QUEUE_H

#include "hist.h"
#include "totals.h"
#include <stdio.h>

/* Which began late, and which never. Nothing where all began in time.
 * `scratch` is a histogram of durations, whose content is lost, or NULL. */
void te_summary_queue(FILE *out, const te_totals *totals, te_hist *scratch);

#endif
