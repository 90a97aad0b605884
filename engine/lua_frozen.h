/* lua_frozen.h - tables that every worker of a state reads and none may
 * change.
 *
 * What scenarios see is a face: an empty table whose metatable leads to the
 * real one for reading, #, pairs and ipairs, and refuses to be written. C code
 * that walks a table with lua_next() would find the face empty: it asks for
 * the real one first, with te_table_thaw() of tengine_module.h. */
#ifndef TE_LUA_FROZEN_H
#define TE_LUA_FROZEN_H

#include <lua.h>

/* Puts a face in the place of the table on top of the stack. */
void te_frozen_push_face(lua_State *L);

#endif
