/* lua_measure.h - what a scenario counts: checks, and counters that all
 * threads share. */
#ifndef TE_LUA_MEASURE_H
#define TE_LUA_MEASURE_H

#include <lua.h>

void te_push_check(lua_State *L); /* check(name, ok) -> ok */
int te_lua_counter(lua_State *L); /* counter(name) -> counter */

#endif
