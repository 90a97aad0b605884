/* compare_text.h - what two sides differ in, as people read it. */
#ifndef TE_COMPARE_TEXT_H
#define TE_COMPARE_TEXT_H

#include "buf.h"
#include "compare_bound.h"
#include <stdio.h>

/* What the load of the sides differs in, as a line; false where it does not
 * (by five percent or more) or without memory. */
bool te_compare_load_line(const te_compare *c, te_buf *out);

/* A settled comparison, and its bounds with what became of them. */
void te_compare_print(FILE *out, const te_compare *c,
                      const te_compare_bound *bounds,
                      const te_bound_verdict *verdicts, size_t bound_count);

#endif
