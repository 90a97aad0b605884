/* symbols.h - the Lua module tengine.symbols: requests for symbol files.
 *
 * stdlib/meta/symbols.lua is its manual. */
#ifndef TE_SYMBOLS_H
#define TE_SYMBOLS_H

#include <lua.h>

int luaopen_tengine_symbols(lua_State *L);

#endif
