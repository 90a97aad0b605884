/* route.h - what a request is called in the figures when nobody named it.
 *
 * "GET /users/17/x?y=z" becomes "GET /users/{id}/x": the method and the path,
 * where every part that looks like an identifier is folded into "{id}", so
 * that a million users make one row. An identifier is a part of digits only,
 * a UUID (8-4-4-4-12 hex digits), or 8 or more hex digits with at least one
 * of 0 to 9 among them. */
#ifndef TE_ROUTE_H
#define TE_ROUTE_H

#include "buf.h"
#include "slice.h"

enum { TE_ROUTE_MAX_BYTES = 120 };

/* Appends the name of a request for `target` (a path, perhaps with a query).
 * At most TE_ROUTE_MAX_BYTES; a longer name ends in "…", cut between
 * characters. Control characters become '?'. False without memory: then
 * `out` is as it was. */
bool te_route_name(te_slice method, te_slice target, te_buf *out);

#endif
