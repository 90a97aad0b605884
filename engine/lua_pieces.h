/* lua_pieces.h - a long text as a list of its pieces, sent without being
 * joined. */
#ifndef TE_LUA_PIECES_H
#define TE_LUA_PIECES_H

#include "body.h"

#include <lua.h>

/* Appends the texts of the list at `index` to the body. Long ones are
 * borrowed: they are kept alive in a table at the stack's index `keep`, which
 * is made where nil is. Raises "WHAT: ..." for what is no text. */
void te_lua_add_pieces(lua_State *L, int index, const char *what, te_body *body,
                       int keep);

#endif
