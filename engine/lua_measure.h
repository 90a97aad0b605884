/* lua_measure.h - counters that all threads share, for scenarios to agree
 * by. */
#ifndef TE_LUA_MEASURE_H
#define TE_LUA_MEASURE_H

#include <lua.h>

int te_lua_counter(lua_State *L); /* counter(name) -> counter */

#endif
