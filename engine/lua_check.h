/* lua_check.h - `tengine.check`: whether something held, counted by name. */
#ifndef TE_LUA_CHECK_H
#define TE_LUA_CHECK_H

#include <lua.h>

/* Pushes a table with shape and one_of that can be called: check(name, ok). */
void te_push_check(lua_State *L);

#endif
