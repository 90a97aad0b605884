/* lua_json.h - `tengine.json`: lua-cjson reads, an encoder of ours writes.
 *
 * Reading. lua-cjson makes every number a float and cannot tell [] from {}.
 * What it returns is therefore walked once: whole numbers up to 2^53 become
 * integers, arrays get the metatable that json.array sets. NaN, Infinity, hex,
 * numbers beyond a double, NUL bytes and texts nested more than 100 deep are
 * errors, which say at which character where that is known. Otherwise it is as
 * lenient as lua-cjson (`[1.]`, raw line ends in strings). null is json.null,
 * so arrays have no holes.
 *
 * Empty arrays. Where the text holds one, lua-cjson is given a text in which
 * each empty array holds a marker, a string of 0xFF bytes: one more than follow
 * each other anywhere in the text, and no escape can make such a byte, so
 * nothing else decodes to it. The walk takes the marker out again.
 *
 * Writing. The same value is always the same bytes: object keys are sorted
 * bytewise. Integers are written as such, floats with the fewest digits that
 * read back as the same number and always with a point or an exponent (1.0).
 * A table is an array when it is marked by json.array or has a [1], an object
 * otherwise. What JSON cannot hold is refused by the path of its key: NaN,
 * infinities, functions, userdata, holes, tables with both kinds of keys,
 * nesting over 100 (a cycle). Bytes of strings pass unchanged but for `"`, `\`
 * and control characters: invalid UTF-8 stays so, as a load test may want it.
 * Metamethods are not called. */
#ifndef TE_LUA_JSON_H
#define TE_LUA_JSON_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

/* How deep texts and values may be nested. */
#define TE_JSON_MAX_DEPTH 100

/* Pushes the module: decode(text), encode(value), null, array(t), object(t). */
int te_luaopen_json(lua_State *L);

/* Pushes what the text says, or raises "json: ... at character N". */
void te_json_decode(lua_State *L, const char *text, size_t length);

/* Whether the value on top is an array: one that was decoded or marked. */
bool te_json_is_array(lua_State *L);

/* Pushes the text of the value at `index`, or raises. */
void te_json_encode(lua_State *L, int index);

#endif
