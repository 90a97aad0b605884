/* lua_result.h - what a run came to, as progress(result) and summary(result)
 * see it.
 *
 * A table of facts, and methods that ask the merged metrics of all threads:
 * what they say is so at the moment they are called. Shapes and units are in
 * stdlib/meta/tengine.lua. */
#ifndef TE_LUA_RESULT_H
#define TE_LUA_RESULT_H

#include <lua.h>

/* Lua function (fixture: its number, text: a light userdata, a C string that
 * outlives the call): calls the fixture with the result, and returns what is
 * to be printed: the string that it returned, or the text where it returned
 * nothing. Anything else is an error. */
int te_result_tell(lua_State *L);

/* Pushes a list of the values that a tag of the metric has, the most frequent
 * first; an empty one before there is a result. */
void te_result_push_names(lua_State *L, const char *metric, const char *key);

/* Makes the metatable of results. */
void te_open_result(lua_State *L);

#endif
