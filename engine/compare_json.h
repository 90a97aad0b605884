/* compare_json.h - what two sides differ in, for programs:
 * compare.schema.json. */
#ifndef TE_COMPARE_JSON_H
#define TE_COMPARE_JSON_H

#include "compare_bound.h"
#include <stdio.h>

/* A settled comparison; False and err without memory, or when `out` takes it
 * not. */
bool te_compare_json_write(FILE *out, const te_compare *c,
                           const te_compare_bound *bounds,
                           const te_bound_verdict *verdicts, size_t bound_count,
                           te_error *err);

#endif
