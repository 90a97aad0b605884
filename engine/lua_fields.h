/* lua_fields.h - tables of names and values that are sent: forms and queries.
 *
 *     { a = 1, b = { "x", "y" } }             in the order of the names
 *     { { "b", "x" }, { "a", 1 } }            in the order of the list
 *
 * A value is text, a number or a boolean; a list of them is a field each. */
#ifndef TE_LUA_FIELDS_H
#define TE_LUA_FIELDS_H

#include "buf.h"
#include "slice.h"

#include <lua.h>

/* Called with the value on top of the stack: never nil, and no list. */
typedef void (*te_lua_field_fn)(lua_State *L, te_slice name, void *arg);

/* Calls `each` for every field of the table at `index` whose names are its
 * keys, in the order of these. `what` ("form") begins the error of what is no
 * such table. */
void te_lua_each_named(lua_State *L, int index, const char *what,
                       te_lua_field_fn each, void *arg);

/* Whether the table at `index` is a list. */
bool te_lua_is_list(lua_State *L, int index);

/* The text, number or boolean at `index` as text, which is put in its place;
 * NULL for anything else. No Lua is called, unlike by luaL_tolstring(): what a
 * scenario has made of its strings cannot meddle with what is being read. */
const char *te_lua_to_text(lua_State *L, int index, size_t *length);

/* The same; raises "WHAT: NAME is ..." for anything else. */
te_slice te_lua_field_text(lua_State *L, int index, const char *what,
                           te_slice name);

/* Appends the fields of the table at `index`, "a=1&b=x&b=y", each name and
 * value as `escape` writes it. */
void te_lua_add_fields(lua_State *L, int index, const char *what,
                       bool (*escape)(te_slice text, te_buf *out), te_buf *out);

/* Pushes the path at index `path`, a text, with the fields of the table at
 * index `query` behind it, and then without a fragment, which is not sent.
 * Both indices are absolute. */
void te_lua_push_with_query(lua_State *L, int path, int query);

#endif
