/* lua_tengine.h - the module `tengine`: what a scenario file registers and
 * the ways into everything else. */
#ifndef TE_LUA_TENGINE_H
#define TE_LUA_TENGINE_H

#include <lua.h>

int te_luaopen_tengine(lua_State *L);

/* Mends the globals that do not fit here: print() writes to the console,
 * os.exit() would lose the results, load() takes no bytecode. */
void te_open_globals(lua_State *L);

#endif
