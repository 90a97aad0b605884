/* summary_capacity.h - what load the target bears, for a person to read. */
#ifndef TE_SUMMARY_CAPACITY_H
#define TE_SUMMARY_CAPACITY_H

#include "buf.h"
#include "capacity.h"
#include <stdio.h>

/* The answer with its evidence, and all levels. */
void te_summary_capacity(FILE *out, const te_capacity *capacity);

/* What the search is at: "rate 200/s, 3 s of 10 s: http.duration p99 12.3 ms".
 */
void te_capacity_describe(te_buf *out, const te_capacity *capacity);

#endif
