/* lua_open.h - what a scenario's Lua state begins with: the standard library,
 * mended where it does not fit here, and all modules, ready to be required. */
#ifndef TE_LUA_OPEN_H
#define TE_LUA_OPEN_H

#include <lua.h>

/* For te_script_new(). */
int te_lua_open(lua_State *L);

#endif
