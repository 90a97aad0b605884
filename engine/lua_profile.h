/* lua_profile.h - tengine.profile(): the load that a file asks for. */
#ifndef TE_LUA_PROFILE_H
#define TE_LUA_PROFILE_H

#include <lua.h>

/* Lua function (profile). */
int te_lua_profile(lua_State *L);

#endif
