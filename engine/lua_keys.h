/* lua_keys.h - the string keys of a Lua table in an order that never changes.
 *
 * lua_next's order differs from process to process; what is sent, drawn or
 * written goes by this one instead. */
#ifndef TE_LUA_KEYS_H
#define TE_LUA_KEYS_H

#include <lua.h>

/* Pushes the string keys of the table at `index`, in bytewise order, and
 * returns how many. Keys of other types are left out. Metamethods are not
 * called. Raises when the Lua stack cannot hold them all (about a million). */
int te_lua_push_sorted_keys(lua_State *L, int index);

#endif
