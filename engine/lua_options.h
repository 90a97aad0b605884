/* lua_options.h - tengine.options{...}: what can be set after "--", and in
 * the environment.
 *
 * The command line beats the environment variable that `env` names (the first
 * that is set, when it names several), which beats the default. In a name "-"
 * and "_" are the same. What was declared stays in the script (`options`, a
 * table of declarations by name), for who describes a scenario. */
#ifndef TE_LUA_OPTIONS_H
#define TE_LUA_OPTIONS_H

#include <lua.h>

/* options { name = declaration } -> args; lua_option.h has declarations. With
 * --help after "--" it prints them, and raises an error of kind "help":
 * loading has ended, and well. */
int te_lua_options(lua_State *L);

#endif
