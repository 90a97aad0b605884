/* capacity_json.h - what load the target bears, for a program to read: a part
 * of the summary (summary.schema.json). */
#ifndef TE_CAPACITY_JSON_H
#define TE_CAPACITY_JSON_H

#include "capacity.h"
#include <jansson.h>

/* null for NULL. Without memory for a part of it *ok becomes false. */
json_t *te_capacity_json(const te_capacity *capacity, bool *ok);

#endif
