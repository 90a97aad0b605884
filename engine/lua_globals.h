/* lua_globals.h - a scenario sets no globals.
 *
 * One that is set by mistake, a `local` that was forgotten, is shared by all
 * workers of a thread and by none of another: results that nobody can explain.
 * So it is an error with its line:
 *
 *   shop.lua:12: stray global 'count'; write: local count
 *
 * Twice: a file is searched when it is loaded, functions that have not run
 * included (lua_bytecode.h), and while it runs _G refuses new names, which
 * covers _G.count = 1 and what load() made. rawset(_G, name, value) remains
 * for who means it, and C modules such as lfs may still set theirs. */
#ifndef TE_LUA_GLOBALS_H
#define TE_LUA_GLOBALS_H

#include <lua.h>

/* Raises when the file whose function is on top of the stack assigns a
 * global. */
void te_globals_check(lua_State *L);

/* From now on _G takes no new names from Lua. */
void te_globals_close(lua_State *L);

#endif
