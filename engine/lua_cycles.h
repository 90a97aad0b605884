/* lua_cycles.h - how often Lua's collector has gone round.
 *
 * It works in steps, inside whatever allocates, so that how long it takes is
 * not to be told from what a scenario does; it is part of the turns of the
 * loop. That it went round is: a small object without an owner is collected
 * each time. */
#ifndef TE_LUA_CYCLES_H
#define TE_LUA_CYCLES_H

#include <lua.h>
#include <stdint.h>

/* Counts in *cycles from now on, as long as the state is open. Protected: may
 * raise without memory. */
void te_lua_cycles_watch(lua_State *L, uint64_t *cycles);

#endif
