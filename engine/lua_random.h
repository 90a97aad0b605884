/* lua_random.h - `tengine.random`: draws that the run's seed repeats.
 *
 * Every draw comes from the generator of the worker that runs (of the state,
 * where none does), so what a worker draws depends on the seed and its number
 * alone. Not for secrets: uuid() too can be foretold.
 *
 *   random() random(m) random(m, n)   as math.random, random(0) included
 *   random.uniform(a, b)              a float in [a, b)
 *   random.exponential(mean)          gaps between independent arrivals
 *   random.normal(mean, sd)
 *   random.choice(list)               one of its values
 *   random.weighted{ {value, weight}, ... }, or { name = weight, ... }
 *   random.string(n [, alphabet])     n bytes; letters and digits
 *   random.uuid()                     a version 4 UUID
 *
 * Weights are 0 or more, not all 0. Names are taken in bytewise order, so that
 * the same seed picks the same ones in every process. */
#ifndef TE_LUA_RANDOM_H
#define TE_LUA_RANDOM_H

#include <lua.h>

/* Pushes the module, a table that can be called. */
int te_luaopen_random(lua_State *L);

/* Makes math.random draw from the same generator, and math.randomseed an
 * error that says who decides. */
void te_open_random(lua_State *L);

#endif
