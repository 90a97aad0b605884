/* lua_vars.h - set_var and get_var: values that every Lua state reads. */
#ifndef TE_LUA_VARS_H
#define TE_LUA_VARS_H

#include <lua.h>

int te_lua_set_var(lua_State *L); /* set_var(name, value) */
/* get_var(name [, factory]) -> value or nil. Where there is none yet, the
 * factory makes it, once for all states; who asks meanwhile waits. */
int te_lua_get_var(lua_State *L);

#endif
