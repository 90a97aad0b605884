/* lua_extension.h - files that are loaded before the scenario, to register
 * fixtures and scenarios or to be required by it: --use-extension.
 *
 * A file NAME.so is a C module whose luaopen_NAME is called, any other a Lua
 * file. What comes of it is what `require "NAME"` finds, NAME being the file's
 * name without folder and ending. */
#ifndef TE_LUA_EXTENSION_H
#define TE_LUA_EXTENSION_H

#include <lua.h>

/* Pushes NAME and the function that opens the file. Raises what is wrong with
 * it, and when a module of that name is there already. */
void te_extension_find(lua_State *L, const char *path);

/* Calls the function on top and keeps the result under the name below it. */
void te_extension_open(lua_State *L, const char *path);

#endif
