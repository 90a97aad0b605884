/* lua_require.h - how a scenario's `require` finds modules.
 *
 * Files are text only, as bytecode can do anything to the process. Those that
 * lie beside the scenario come first, and set no globals (lua_globals.h). A
 * name that nobody has is answered by the nearest one:
 *
 *   module 'tengine.symbls' not found; did you mean 'tengine.symbols'? */
#ifndef TE_LUA_REQUIRE_H
#define TE_LUA_REQUIRE_H

#include <lua.h>

/* Mends `require` in this state. */
void te_open_require(lua_State *L);

/* Modules in the folder of the scenario file at `path` can be required. */
void te_require_beside(lua_State *L, const char *path);

#endif
