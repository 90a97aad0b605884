/* load_text.h - a load as people read it. */
#ifndef TE_LOAD_TEXT_H
#define TE_LOAD_TEXT_H

#include "buf.h"
#include "plan.h"

/* One line, such as
 *   closed: 50 workers, ramp-up 30s, for 5m
 *   closed: workers 30s:50, 5m:50, 30s:0
 *   open: 500/s, poisson, at most 1,000 workers, 10,000 may wait, for 5m,
 *   from 10s on, of buy, tags load:first */
void te_load_text(te_buf *out, const te_load *load);

/* A line for each load of a plan, `count` of them. NULL without memory;
 * release with free(). */
const char **te_load_texts(const te_plan *plan, size_t *count);

#endif
