/* lua_places.h - options that are words: which one a scenario's declarations
 * have at a place.
 *
 * Places are 1, 2, ... without a gap; the last may be an option that takes
 * several words. "URL GROUPS [MISSING]" is what the help makes of them. */
#ifndef TE_LUA_PLACES_H
#define TE_LUA_PLACES_H

#include "buf.h"

#include <lua.h>

/* Raises what is wrong with the places in the table of declarations at
 * `index`. */
void te_lua_places_check(lua_State *L, int index);

/* Pushes the name of the option that the word at this place (from 1 on) means;
 * NULL, and nothing pushed, where there is none. */
const char *te_lua_places_push(lua_State *L, int index, int place);

/* Appends " URL GROUPS [MISSING]", or nothing. May raise (no memory). */
void te_lua_places_describe(lua_State *L, int index, te_buf *out);

#endif
