/* standin.h - the Lua module tengine.standin: start the stand-in symbol
 * server in this process, or write its sample data. Documented for scenarios
 * in meta/standin.lua. */
#ifndef TE_STANDIN_H
#define TE_STANDIN_H

#include <lua.h>

int luaopen_tengine_standin(lua_State *L);

#endif
