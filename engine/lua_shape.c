/* lua_shape.c - see lua_shape.h.
 *
 * Functions named fits_ have the value below the shape on top of the stack.
 * They leave it so, and where the value does not fit the message above. An
 * object's keys come in no order: of those that differ the first by name is
 * told, so that the same answer has the same message in every process. */
#include "lua_shape.h"

#include "lua_buf.h"
#include "lua_json.h"
#include "tengine_module.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

static const char ONE_OF[] = "tengine.check.one_of";

enum { DEPTH_MAX = 100, SHOWN_BYTES = 40 };

/* One key on the way from the value to what is looked at now. */
typedef struct step {
    const struct step *up; /* NULL: of the value itself */
    te_slice name;         /* of a key; no data: an index */
    lua_Integer index;
    int depth;
} step;

/* ---- What is said ---- */

static void require_memory(lua_State *L, bool is_there) {
    te_lua_require_memory(L, "check.shape", is_there);
}

/* As response:json() takes it: "results[0].stacks". */
static void add_path(lua_State *L, te_buf *out, const step *at) {
    if (at == NULL) return;
    add_path(L, out, at->up);
    if (at->name.data == NULL)
        require_memory(L, te_buf_addf(out, "[%lld]", (long long)at->index));
    else
        require_memory(L, te_buf_addf(out, "%s%.*s", at->up ? "." : "",
                                      at->name.length < SHOWN_BYTES
                                          ? (int)at->name.length
                                          : SHOWN_BYTES,
                                      at->name.data));
}

static bool is_null(lua_State *L, int index) {
    return lua_islightuserdata(L, index) && lua_touserdata(L, index) == NULL;
}

static bool is_marked_array(lua_State *L, int index) {
    lua_pushvalue(L, index);
    bool is_marked = te_json_is_array(L);
    lua_pop(L, 1);
    return is_marked;
}

/* As json.encode() has it: an empty table is one where it is marked so. */
static bool is_array(lua_State *L, int index) {
    return lua_istable(L, index) &&
           (lua_rawlen(L, index) > 0 || is_marked_array(L, index));
}

static bool is_object(lua_State *L, int index) {
    return lua_istable(L, index) && !is_array(L, index);
}

static void add_quoted(lua_State *L, te_buf *out, int index) {
    size_t length;
    const char *text = lua_tolstring(L, index, &length);
    bool is_long = length > SHOWN_BYTES;
    require_memory(L, te_buf_addf(out, "\"%.*s%s\"",
                                  is_long ? SHOWN_BYTES : (int)length, text,
                                  is_long ? "..." : ""));
}

/* The value at `index`, below the top, as far as it is short. */
static void add_value(lua_State *L, te_buf *out, int index) {
    if (lua_type(L, index) == LUA_TSTRING)
        add_quoted(L, out, index);
    else if (lua_istable(L, index))
        require_memory(L, te_buf_adds(out, is_object(L, index) ? "an object"
                                                               : "an array"));
    else if (is_null(L, index))
        require_memory(L, te_buf_adds(out, "null"));
    else {
        require_memory(L, te_buf_adds(out, luaL_tolstring(L, index, NULL)));
        lua_pop(L, 1);
    }
}

/* Pushes "PATH: WANTED is wanted, not VALUE"; `wanted` is text that the stack
 * holds. False, for the caller to return. */
static bool differ(lua_State *L, const step *at, const char *wanted,
                   int value) {
    te_buf *out = te_lua_push_buf(L);
    add_path(L, out, at);
    bool is_there = !lua_isnil(L, value - 1);
    require_memory(L, te_buf_addf(out, "%s%s is wanted%s", at ? ": " : "",
                                  wanted, is_there ? ", not " : ""));
    if (is_there)
        add_value(L, out, value - 1);
    else
        require_memory(L, te_buf_adds(out, ", and there is nothing"));
    te_lua_push_string_of(L, out);
    lua_remove(L, -2);
    return false;
}

/* The shape is none: its author is told, not the server's. */
static void refuse(lua_State *L, const step *at, const char *what) {
    te_buf *path = te_lua_push_buf(L);
    add_path(L, path, at);
    te_lua_push_string_of(L, path);
    const char *shown = lua_tostring(L, -1);
    luaL_error(L, "check.shape: %s%s%s", what, at != NULL ? " at " : "", shown);
}

/* ---- Types ---- */

static bool is_any(lua_State *L, int index) { return !lua_isnil(L, index); }

static bool is_string(lua_State *L, int index) {
    return lua_type(L, index) == LUA_TSTRING;
}

static bool is_number(lua_State *L, int index) {
    return lua_type(L, index) == LUA_TNUMBER;
}

/* Past 2^53 the decoder leaves whole numbers floats. */
static bool is_whole(lua_State *L, int index) {
    if (!is_number(L, index)) return false;
    double value = lua_tonumber(L, index);
    return lua_isinteger(L, index) || value == floor(value);
}

static bool is_boolean(lua_State *L, int index) {
    return lua_isboolean(L, index);
}

static const struct type {
    const char *name;
    const char *wanted;
    bool (*holds)(lua_State *L, int index);
} types[] = {
    {"string", "a string", is_string},
    {"number", "a number", is_number},
    {"integer", "a whole number", is_whole},
    {"boolean", "true or false", is_boolean},
    {"null", "null", is_null},
    {"array", "an array", is_array},
    {"object", "an object", is_object},
    {"any", "anything", is_any},
};
enum { TYPES = sizeof types / sizeof *types };

static const struct type *type_named(lua_State *L, const step *at,
                                     te_slice name) {
    char word[TE_SUGGEST_MAX];
    for (size_t i = 0; i < TYPES; i++)
        if (te_slice_equal(name, te_slice_of(types[i].name))) return &types[i];
    snprintf(word, sizeof word, "%.*s", TE_SLICE_ARGS(name));
    te_suggestion near = te_suggestion_for(word);
    for (size_t i = 0; i < TYPES; i++)
        te_suggestion_offer(&near, types[i].name);
    refuse(L, at,
           near.best != NULL
               ? lua_pushfstring(L, "'%s' is no type; did you mean '%s'?", word,
                                 near.best)
               : lua_pushfstring(L,
                                 "'%s' is no type: string, number, integer, "
                                 "boolean, null, array, object or any",
                                 word));
    return NULL;
}

/* The next of "boolean|null". */
static te_slice take_name(te_slice *names) {
    size_t length = te_slice_find(*names, '|');
    te_slice name = te_slice_to(*names, length);
    bool is_last = length == names->length;
    *names = te_slice_from(*names, is_last ? length : length + 1);
    return name;
}

static bool fits_type(lua_State *L, const step *at) {
    te_slice names, all;
    names.data = lua_tolstring(L, -1, &names.length);
    all = names;
    do {
        if (type_named(L, at, take_name(&names))->holds(L, -2)) return true;
    } while (names.length > 0);
    te_buf *wanted = te_lua_push_buf(L);
    for (names = all; names.length > 0;) {
        const char *before = names.length < all.length ? " or " : "";
        const struct type *type = type_named(L, at, take_name(&names));
        require_memory(L, te_buf_addf(wanted, "%s%s", before, type->wanted));
    }
    te_lua_push_string_of(L, wanted);
    lua_remove(L, -2);
    differ(L, at, lua_tostring(L, -1), -3);
    lua_remove(L, -2);
    return false;
}

/* ---- One of several values ---- */

static bool fits_one_of(lua_State *L, const step *at) {
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, i);
        bool is_it = lua_rawequal(L, -1, -3);
        lua_pop(L, 1);
        if (is_it) return true;
    }
    te_buf *wanted = te_lua_push_buf(L);
    for (lua_Integer i = 1; i <= count; i++) {
        const char *before = i == 1 ? "" : i == count ? " or " : ", ";
        require_memory(L, te_buf_adds(wanted, before));
        lua_rawgeti(L, -2, i);
        add_value(L, wanted, -1);
        lua_pop(L, 1);
    }
    te_lua_push_string_of(L, wanted);
    lua_remove(L, -2);
    differ(L, at, lua_tostring(L, -1), -3);
    lua_remove(L, -2);
    return false;
}

int te_lua_one_of(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argcheck(L, lua_rawlen(L, 1) > 0, 1, "a list of values is wanted");
    lua_settop(L, 1);
    luaL_newmetatable(L, ONE_OF);
    lua_setmetatable(L, 1);
    return 1;
}

static bool is_one_of(lua_State *L) {
    if (!lua_getmetatable(L, -1)) return false;
    luaL_getmetatable(L, ONE_OF);
    bool is_it = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return is_it;
}

/* ---- Arrays ---- */

static bool fits(lua_State *L, const step *at);

/* How many elements the shape on top asks for; -1: any number. */
static lua_Integer length_wanted(lua_State *L, const step *at) {
    lua_Integer shapes = (lua_Integer)lua_rawlen(L, -1);
    lua_pushliteral(L, "n");
    int type = lua_rawget(L, -2);
    int is_number = false;
    lua_Integer n = lua_tointegerx(L, -1, &is_number);
    lua_pop(L, 1);
    if (type == LUA_TNIL) return shapes > 1 ? shapes : -1;
    if (!is_number || n < 0) refuse(L, at, "n is no length");
    if (shapes > 1) refuse(L, at, "n stands beside more than one shape");
    return n;
}

static bool fits_elements(lua_State *L, const step *at, lua_Integer length) {
    bool is_list = lua_rawlen(L, -1) > 1;
    step here = {at, {NULL, 0}, 0, at != NULL ? at->depth + 1 : 1};
    for (; here.index < length; here.index++) {
        lua_rawgeti(L, -2, here.index + 1);
        lua_rawgeti(L, -2, is_list ? here.index + 1 : 1);
        bool ok = fits(L, &here);
        if (!ok) {
            lua_replace(L, -3);
            lua_pop(L, 1);
            return false;
        }
        lua_pop(L, 2);
    }
    return true;
}

static bool fits_array(lua_State *L, const step *at) {
    if (!is_array(L, -2)) return differ(L, at, "an array", -2);
    lua_Integer length = (lua_Integer)lua_rawlen(L, -2);
    lua_Integer wanted = length_wanted(L, at);
    if (wanted < 0 || wanted == length) return fits_elements(L, at, length);
    te_buf *out = te_lua_push_buf(L);
    add_path(L, out, at);
    require_memory(L,
                   te_buf_addf(out, "%san array of %lld is wanted, not of %lld",
                               at != NULL ? ": " : "", (long long)wanted,
                               (long long)length));
    te_lua_push_string_of(L, out);
    lua_remove(L, -2);
    return false;
}

/* ---- Objects ---- */

/* Of the keys that differ so far, the first by name; its message has a place
 * of its own on the stack. */
typedef struct first {
    const char *key; /* NULL: none differs */
    int message;
} first;

static bool is_earlier(const first *f, const char *key) {
    return f->key == NULL || strcmp(key, f->key) < 0;
}

/* The value and the shape of the key are on top; takes them off. */
static void look_at(lua_State *L, const step *here, const char *key, first *f) {
    if (!fits(L, here)) {
        lua_replace(L, f->message);
        f->key = key;
    }
    lua_pop(L, 2);
}

/* "line?" may be missing. */
static bool take_optional(te_slice *name) {
    bool is_optional = name->length > 1 && name->data[name->length - 1] == '?';
    if (is_optional) name->length--;
    return is_optional;
}

static bool is_rest(const char *key) { return strcmp(key, "*") == 0; }

/* Those that the shape at `shape` names. */
static void look_at_named(lua_State *L, int shape, const step *at, first *f) {
    for (lua_pushnil(L); lua_next(L, shape) != 0;) {
        step here = {at, {NULL, 0}, 0, at != NULL ? at->depth + 1 : 1};
        if (lua_type(L, -2) != LUA_TSTRING)
            refuse(L, at, "an object's keys are texts");
        const char *key = here.name.data =
            lua_tolstring(L, -2, &here.name.length);
        bool is_optional = take_optional(&here.name);
        if (is_rest(key) || !is_earlier(f, key)) {
            lua_pop(L, 1);
            continue;
        }
        lua_pushlstring(L, here.name.data, here.name.length);
        if (lua_rawget(L, shape - 1) == LUA_TNIL && is_optional) {
            lua_pop(L, 2);
            continue;
        }
        lua_insert(L, -2);
        look_at(L, &here, key, f);
    }
}

/* Whether the shape at `shape` names the key on top, as it is or optional. */
static bool is_named(lua_State *L, int shape) {
    lua_pushvalue(L, -1);
    bool is_it = lua_rawget(L, shape) != LUA_TNIL;
    lua_pop(L, 1);
    if (is_it) return true;
    lua_pushfstring(L, "%s?", lua_tostring(L, -1));
    is_it = lua_rawget(L, shape) != LUA_TNIL;
    lua_pop(L, 1);
    return is_it;
}

/* All others, where the shape has "*" for them. */
static void look_at_others(lua_State *L, int shape, const step *at, first *f) {
    lua_pushliteral(L, "*");
    if (lua_rawget(L, shape) == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    int of_others = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, shape - 1) != 0;) {
        step here = {at, {NULL, 0}, 0, at != NULL ? at->depth + 1 : 1};
        bool is_text = lua_type(L, -2) == LUA_TSTRING;
        lua_pushvalue(L, -2);
        if (!is_text || is_named(L, shape) ||
            !is_earlier(f, lua_tostring(L, -1))) {
            lua_pop(L, 2);
            continue;
        }
        here.name.data = lua_tolstring(L, -1, &here.name.length);
        lua_pop(L, 1);
        lua_pushvalue(L, of_others);
        look_at(L, &here, here.name.data, f);
    }
    lua_pop(L, 1);
}

static bool fits_object(lua_State *L, const step *at) {
    if (!is_object(L, -2)) return differ(L, at, "an object", -2);
    int shape = lua_gettop(L);
    lua_pushnil(L);
    first f = {NULL, shape + 1};
    look_at_named(L, shape, at, &f);
    look_at_others(L, shape, at, &f);
    if (f.key == NULL) lua_pop(L, 1);
    return f.key == NULL;
}

/* ---- All of it ---- */

static bool fits(lua_State *L, const step *at) {
    luaL_checkstack(L, 16, "check.shape");
    if (at != NULL && at->depth > DEPTH_MAX)
        refuse(L, NULL, "the shape is nested more than 100 deep");
    if (lua_type(L, -1) == LUA_TSTRING) return fits_type(L, at);
    te_table_thaw(L, -1);
    if (!lua_istable(L, -1))
        refuse(L, at,
               lua_pushfstring(L, "a shape is a text or a table, not a %s",
                               luaL_typename(L, -1)));
    if (is_one_of(L)) return fits_one_of(L, at);
    return lua_rawlen(L, -1) > 0 ? fits_array(L, at) : fits_object(L, at);
}

bool te_lua_fits(lua_State *L, int value, int shape) {
    luaL_checkstack(L, 16, "check.shape");
    lua_pushvalue(L, value);
    te_table_thaw(L, -1);
    lua_pushvalue(L, shape);
    bool ok = fits(L, NULL);
    if (ok) {
        lua_pop(L, 2);
        return true;
    }
    lua_replace(L, -3);
    lua_pop(L, 1);
    return false;
}
