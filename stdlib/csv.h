/* csv.h - the Lua module tengine.csv: rows of a CSV file as tables.
 *
 * stdlib/meta/csv.lua is its manual. */
#ifndef TE_CSV_H
#define TE_CSV_H

#include <lua.h>

int luaopen_tengine_csv(lua_State *L);

#endif
