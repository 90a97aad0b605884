/* stacks.h - the Lua module tengine.stacks: bodies from a folder of files.
 *
 * stdlib/meta/stacks.lua is its manual. */
#ifndef TE_STACKS_H
#define TE_STACKS_H

#include <lua.h>

int luaopen_tengine_stacks(lua_State *L);

#endif
