/* lua_fields.c - see lua_fields.h. */
#include "lua_fields.h"

#include "lua_buf.h"
#include "lua_keys.h"
#include "tengine_module.h"
#include "url.h"

/* ---- Walking ---- */

bool te_lua_is_list(lua_State *L, int index) {
    return lua_istable(L, index) && lua_rawlen(L, index) > 0;
}

/* The value of the field, or a list of values, is on top. */
static void each_value(lua_State *L, te_slice name, te_lua_field_fn each,
                       void *arg) {
    te_table_thaw(L, -1);
    if (!te_lua_is_list(L, -1)) {
        each(L, name, arg);
        return;
    }
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, i);
        te_table_thaw(L, -1);
        each(L, name, arg);
        lua_pop(L, 1);
    }
}

static lua_Integer count_keys(lua_State *L, int index) {
    lua_Integer count = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        count++;
    return count;
}

void te_lua_each_named(lua_State *L, int index, const char *what,
                       te_lua_field_fn each, void *arg) {
    index = lua_absindex(L, index);
    int first = lua_gettop(L) + 1;
    int count = te_lua_push_sorted_keys(L, index);
    if (count_keys(L, index) != count)
        luaL_error(L, "%s: names are text, or it is a list", what);
    luaL_checkstack(L, LUA_MINSTACK, what);
    for (int i = 0; i < count; i++) {
        te_slice name;
        name.data = lua_tolstring(L, first + i, &name.length);
        lua_pushvalue(L, first + i);
        lua_rawget(L, index);
        each_value(L, name, each, arg);
        lua_pop(L, 1);
    }
    lua_settop(L, first - 1);
}

/* A list of { name, value }; `index` is absolute. */
static void each_listed(lua_State *L, int index, const char *what,
                        te_lua_field_fn each, void *arg) {
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    if (count_keys(L, index) != count)
        luaL_error(L, "%s: either names or a list", what);
    for (lua_Integer i = 1; i <= count; i++) {
        te_slice name;
        lua_rawgeti(L, index, i);
        te_table_thaw(L, -1);
        if (!lua_istable(L, -1) || lua_rawlen(L, -1) != 2)
            luaL_error(L, "%s: number %I of the list is no { name, value }",
                       what, (LUAI_UACINT)i);
        lua_rawgeti(L, -1, 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "%s: the name of number %I is no text", what,
                       (LUAI_UACINT)i);
        name.data = lua_tolstring(L, -1, &name.length);
        lua_rawgeti(L, -2, 2);
        each_value(L, name, each, arg);
        lua_pop(L, 3);
    }
}

/* ---- Writing ---- */

const char *te_lua_to_text(lua_State *L, int index, size_t *length) {
    index = lua_absindex(L, index);
    if (lua_isboolean(L, index)) {
        lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
        lua_replace(L, index);
    }
    return lua_tolstring(L, index, length);
}

te_slice te_lua_field_text(lua_State *L, int index, const char *what,
                           te_slice name) {
    te_slice text;
    text.data = te_lua_to_text(L, index, &text.length);
    if (text.data == NULL)
        luaL_error(L,
                   "%s: %s is text, a number, a boolean or a list of them, "
                   "not a %s",
                   what, name.data, luaL_typename(L, index));
    return text;
}

typedef struct writing {
    const char *what;
    bool (*escape)(te_slice text, te_buf *out);
    te_buf *out;
    size_t from;
} writing;

static void write_field(lua_State *L, te_slice name, void *arg) {
    writing *w = arg;
    te_slice value = te_lua_field_text(L, -1, w->what, name);
    bool ok = (w->out->length == w->from || te_buf_addc(w->out, '&')) &&
              w->escape(name, w->out) && te_buf_addc(w->out, '=') &&
              w->escape(value, w->out);
    te_lua_require_memory(L, w->what, ok);
}

void te_lua_add_fields(lua_State *L, int index, const char *what,
                       bool (*escape)(te_slice text, te_buf *out),
                       te_buf *out) {
    writing w = {what, escape, out, out->length};
    index = lua_absindex(L, index);
    te_table_thaw(L, index);
    if (!lua_istable(L, index))
        luaL_error(L, "%s: a table of name = value is wanted, not a %s", what,
                   luaL_typename(L, index));
    if (te_lua_is_list(L, index))
        each_listed(L, index, what, write_field, &w);
    else
        te_lua_each_named(L, index, what, write_field, &w);
}

void te_lua_push_with_query(lua_State *L, int path, int query) {
    te_slice text;
    lua_pushvalue(L, path);
    text.data = lua_tolstring(L, -1, &text.length);
    size_t length = te_slice_find(text, '#');
    bool has_query = te_slice_find(text, '?') < length;
    te_buf *fields = te_lua_push_buf(L);
    te_lua_add_fields(L, query, "query", te_url_escape, fields);
    if (fields->length > 0) {
        lua_pushlstring(L, text.data, length);
        lua_pushstring(L, has_query ? "&" : "?");
        te_lua_push_string_of(L, fields);
        lua_concat(L, 3);
        lua_replace(L, -3);
    }
    lua_pop(L, 1);
}
