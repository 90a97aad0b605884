/* lua_options.h - tengine.options{...}: what can be set after "--", and in
 * the environment. */
#ifndef TE_LUA_OPTIONS_H
#define TE_LUA_OPTIONS_H

#include <lua.h>

/* options { name = { default, "help", env = "NAME" } } -> args */
int te_lua_options(lua_State *L);

/* With --help after "--" it prints them, and raises an error of kind "help":
 * loading has ended, and well. */

#endif
