/* weights.h - rows that come as often as a column of theirs says. */
#ifndef TE_WEIGHTS_H
#define TE_WEIGHTS_H

#include "rows.h"

/* The largest weight of a row: their sum then fits into 64 bits. */
#define TE_WEIGHT_MAX UINT32_MAX

/* Fills ends[i] with the sum of the weights of rows 0 to i (see feed.h), out
 * of the column at this place. A row whose weight is no whole number up to
 * TE_WEIGHT_MAX is left out: it weighs nothing, is counted and named. */
bool te_weights_read(te_rows *rows, size_t column, te_steps *ends,
                     te_error *err);

/* Leaves out a row for the weight that it has in that column. False without
 * memory, or when the file cannot be read. */
bool te_weights_leave_out(te_rows *rows, uint64_t row, size_t column,
                          te_slice weight, te_error *err);

#endif
