/* lua_multipart.h - multipart forms (RFC 7578), quoted as browsers do.
 *
 *     { field = "text", upload = { path = "x.zip", name = "shown.zip" } }
 *     { { name = "upload", path = "x.zip" }, { name = "field", data = "x" } }
 *
 * The first goes out in the order of the names, the second in its own. */
#ifndef TE_LUA_MULTIPART_H
#define TE_LUA_MULTIPART_H

#include "body.h"

#include <lua.h>

enum { TE_BOUNDARY_BYTES = 48 };

/* Appends the parts of the table at `index` to the body, with a boundary drawn
 * from the worker's generator: the same seed sends the same bytes. What the
 * body borrows is kept alive at `keep`; see lua_pieces.h. */
void te_lua_add_multipart(lua_State *L, int index, te_body *body, int keep,
                          char boundary[TE_BOUNDARY_BYTES]);

#endif
