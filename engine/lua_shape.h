/* lua_shape.h - whether a value has the shape that a scenario wants.
 *
 * A shape is a text that names types ("integer", "boolean|null"), a list that
 * holds the shape of an array's elements, a table of an object's keys, or a
 * list of values that te_lua_one_of() has marked. stdlib/meta/tengine.lua is
 * its manual. */
#ifndef TE_LUA_SHAPE_H
#define TE_LUA_SHAPE_H

#include <lua.h>
#include <stdbool.h>

/* Whether the value at `value` has the shape at `shape` (both absolute). If
 * not, pushes where it differs and what was wanted: "a.b[0]: a string is
 * wanted, not 7". Raises where the shape itself is none. */
bool te_lua_fits(lua_State *L, int value, int shape);

/* one_of(list): marks it as a shape, and returns it. */
int te_lua_one_of(lua_State *L);

#endif
