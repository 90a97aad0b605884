/* verdict_json.h - a verdict for programs to read: a part of the summary
 * (summary.schema.json), and of the journal of runs that were merged. */
#ifndef TE_VERDICT_JSON_H
#define TE_VERDICT_JSON_H

#include "error.h"
#include "verdict.h"
#include <jansson.h>

/* Without memory for a part of it *ok becomes false. */
json_t *te_verdict_json(const te_verdict *verdict, bool *ok);

/* Reads it back. False and err, which says what is wrong with it. */
bool te_verdict_read(const json_t *object, te_verdict *verdict, te_error *err);

#endif
