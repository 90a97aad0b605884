/* lua_json_path.h - one value out of a decoded JSON text: "data.0.id".
 *
 *   path = step {"." name | "[" ... "]"}     step = name | "[" ... "]"
 *
 *   name       a key of an object; of digits alone also a place in an array,
 *              counted from 0. Any characters but . [ and ]
 *   [3]        a place in an array
 *   ["a.b"]    a key, whatever it holds; \" and \\ stand for " and \
 */
#ifndef TE_LUA_JSON_PATH_H
#define TE_LUA_JSON_PATH_H

#include <lua.h>
#include <stddef.h>

/* Replaces the value on top by the one that the path leads to in it, or by nil
 * where it leads nowhere. null is json.null, as in the text, and leads nowhere
 * itself. Raises where the path is malformed, and says at which character. */
void te_json_follow(lua_State *L, const char *path, size_t length);

#endif
