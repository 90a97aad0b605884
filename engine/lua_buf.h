/* lua_buf.h - a buffer that a raised error cannot leak: Lua's collector frees
 * it. */
#ifndef TE_LUA_BUF_H
#define TE_LUA_BUF_H

#include "buf.h"

#include <lua.h>

/* Pushes a userdata that holds an empty buffer, alive as long as that is. */
te_buf *te_lua_push_buf(lua_State *L);

/* Pushes its bytes as a string and gives its memory back at once. */
void te_lua_push_string_of(lua_State *L, te_buf *buf);

/* Raises "WHAT: no memory" unless the append has worked. */
void te_lua_require_memory(lua_State *L, const char *what, bool is_there);

#endif
