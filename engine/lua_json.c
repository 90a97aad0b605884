/* lua_json.c - see lua_json.h. */
#include "lua_json.h"

#include "lua_buf.h"
#include "lua_keys.h"
#include "tengine_module.h"

#include <lauxlib.h>
#include <lua-cjson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARRAY_TYPE "tengine.json.array"
#define OBJECT_TYPE "tengine.json.object"

/* Up to here every whole number has a double of its own. */
static const double EXACT_WHOLE = 0x1p53;

/* ---- Text that is being made ---- */

static void require_memory(lua_State *L, bool is_there) {
    te_lua_require_memory(L, "json", is_there);
}

static void add(lua_State *L, te_buf *out, const char *bytes, size_t length) {
    require_memory(L, te_buf_add(out, bytes, length));
}

static void add_char(lua_State *L, te_buf *out, char c) {
    require_memory(L, te_buf_addc(out, c));
}

/* ---- Decoding: empty arrays ---- */

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where the array that opens at `at` closes when it is empty, else NULL. */
static const char *end_of_empty(const char *at, const char *end) {
    do {
        at++;
    } while (at < end && is_blank(*at));
    return at < end && *at == ']' ? at : NULL;
}

/* A quick look, which also takes what is inside of strings. */
static bool may_have_empty_array(const char *text, size_t length) {
    const char *end = text + length;
    for (const char *at = text;
         (at = memchr(at, '[', (size_t)(end - at))) != NULL; at++) {
        if (end_of_empty(at, end) != NULL) return true;
    }
    return false;
}

static size_t longest_run_of_ff(const char *text, size_t length) {
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < length; i++) {
        run = (unsigned char)text[i] == 0xff ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    return longest;
}

/* Just after the string that opens at `at`. */
static const char *skip_string(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++) {
        if (*at == '\\') at++;
    }
    return at < end ? at + 1 : end;
}

/* Pushes the text with a marker of `marker` times 0xFF in each empty array. */
static void push_marked(lua_State *L, const char *text, size_t length,
                        size_t marker) {
    const char *end = text + length, *copied = text;
    te_buf *out = te_lua_push_buf(L);
    for (const char *at = text; at < end;) {
        const char *close = *at == '[' ? end_of_empty(at, end) : NULL;
        if (close != NULL) {
            add(L, out, copied, (size_t)(at + 1 - copied));
            add_char(L, out, '"');
            for (size_t i = 0; i < marker; i++)
                add_char(L, out, (char)0xff);
            add_char(L, out, '"');
            copied = close;
            at = close + 1;
        } else
            at = *at == '"' ? skip_string(at, end) : at + 1;
    }
    add(L, out, copied, (size_t)(end - copied));
    te_lua_push_string_of(L, out);
    lua_remove(L, -2);
}

/* ---- Decoding: the walk ---- */

/* Whether the array on top holds nothing but the marker. */
static bool is_marked_empty(lua_State *L, size_t marker) {
    size_t length = 0;
    lua_rawgeti(L, -1, 1);
    const char *text =
        lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &length) : "";
    bool is_it = length == marker && longest_run_of_ff(text, length) == marker;
    lua_pop(L, 1);
    return is_it;
}

static bool settle(lua_State *L, size_t marker);

static void settle_array(lua_State *L, lua_Integer count, size_t marker) {
    if (marker > 0 && count == 1 && is_marked_empty(L, marker)) {
        lua_pushnil(L);
        lua_rawseti(L, -2, 1);
        count = 0;
    }
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, i);
        if (settle(L, marker))
            lua_rawseti(L, -2, i);
        else
            lua_pop(L, 1);
    }
    luaL_setmetatable(L, ARRAY_TYPE);
}

static void settle_object(lua_State *L, size_t marker) {
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        if (settle(L, marker)) {
            lua_pushvalue(L, -2); /* table, key, value, key */
            lua_insert(L, -2);
            lua_rawset(L, -4);
        } else
            lua_pop(L, 1);
    }
}

static bool settle_number(lua_State *L) {
    double value = lua_tonumber(L, -1);
    if (!isfinite(value)) luaL_error(L, "json: a number is out of range");
    if (value != floor(value) || fabs(value) > EXACT_WHOLE) return false;
    lua_pushinteger(L, (lua_Integer)value);
    lua_replace(L, -2);
    return true;
}

/* Brings the value on top into our form; true when it was replaced. Objects
 * have string keys only, so a length tells arrays. `marker` is 0 when there
 * is no empty array. */
static bool settle(lua_State *L, size_t marker) {
    if (lua_type(L, -1) == LUA_TNUMBER) return settle_number(L);
    if (lua_type(L, -1) != LUA_TTABLE) return false;
    luaL_checkstack(L, 6, "json: nested too deep");
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    if (count > 0)
        settle_array(L, count, marker);
    else
        settle_object(L, marker);
    return false;
}

/* ---- Decoding ---- */

static const char DECODER = 0; /* its address is the registry's key */

static void set_option(lua_State *L, const char *option, int value,
                       bool is_flag) {
    lua_getfield(L, -1, option);
    if (is_flag)
        lua_pushboolean(L, value);
    else
        lua_pushinteger(L, value);
    lua_call(L, 1, 0);
}

static void make_types(lua_State *L) {
    luaL_newmetatable(L, ARRAY_TYPE);
    luaL_newmetatable(L, OBJECT_TYPE);
    lua_pop(L, 2);
}

/* Pushes the decode function of a lua-cjson of our own: nobody else's
 * settings reach it. */
static void push_decoder(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &DECODER) == LUA_TFUNCTION) return;
    lua_pop(L, 1);
    make_types(L);
    lua_pushcfunction(L, luaopen_cjson);
    lua_call(L, 0, 1);
    lua_getfield(L, -1, "new");
    lua_call(L, 0, 1);
    set_option(L, "decode_invalid_numbers", false, true);
    set_option(L, "decode_max_depth", TE_JSON_MAX_DEPTH, false);
    lua_getfield(L, -1, "decode");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &DECODER);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

/* Replaces the text on top by what lua-cjson makes of it, or its message. */
static int call_decoder(lua_State *L) {
    push_decoder(L);
    lua_insert(L, -2);
    return lua_pcall(L, 1, 1, 0);
}

static void check_no_nul(lua_State *L, const char *text, size_t length) {
    const char *nul = memchr(text, '\0', length);
    if (nul == NULL) return;
    luaL_error(L, "json: a NUL byte at character %I",
               (LUAI_UACINT)(nul - text + 1));
}

/* Replaces the text on top by its value. */
static void decode_top(lua_State *L) {
    size_t length, marker = 0;
    const char *text = lua_tolstring(L, -1, &length);
    check_no_nul(L, text, length);
    lua_pushvalue(L, -1);
    if (may_have_empty_array(text, length)) {
        marker = longest_run_of_ff(text, length) + 1;
        lua_pop(L, 1);
        push_marked(L, text, length, marker);
    }
    int status = call_decoder(L);
    if (status == LUA_ERRRUN && marker > 0) {
        /* What is wrong there is wrong here, at the character to name. */
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        status = call_decoder(L);
    }
    if (status == LUA_ERRRUN)
        luaL_error(L, "json: %s", luaL_tolstring(L, -1, NULL));
    if (status != LUA_OK) lua_error(L);
    settle(L, marker);
    lua_replace(L, -2);
}

void te_json_decode(lua_State *L, const char *text, size_t length) {
    luaL_checkstack(L, 6, "json");
    lua_pushlstring(L, text, length);
    decode_top(L);
}

static int json_decode(lua_State *L) {
    luaL_checktype(L, 1, LUA_TSTRING);
    lua_settop(L, 1);
    decode_top(L);
    return 1;
}

/* ---- Encoding: where we are ---- */

/* One key on the way from the value to what is written now. */
typedef struct step {
    const struct step *up; /* NULL in the outermost table */
    const char *name;      /* NULL: an index */
    lua_Integer index;
    int depth; /* 1 in the outermost table */
} step;

static void add_path(lua_State *L, te_buf *out, const step *at) {
    if (at == NULL) return;
    add_path(L, out, at->up);
    bool is_added =
        at->name == NULL
            ? te_buf_addf(out, "[%lld]", (long long)at->index)
            : te_buf_addf(out, at->up == NULL ? "%.60s" : ".%.60s", at->name);
    require_memory(L, is_added);
}

static int refuse(lua_State *L, const step *at, const char *what) {
    te_buf *path = te_lua_push_buf(L);
    add_path(L, path, at);
    te_lua_push_string_of(L, path);
    const char *shown = lua_tostring(L, -1);
    if (at == NULL) return luaL_error(L, "json: cannot encode %s", what);
    return luaL_error(L, "json: cannot encode %s at %s", what, shown);
}

/* ---- Encoding: scalars ---- */

static void encode_string(lua_State *L, te_buf *out, const char *text,
                          size_t length) {
    static const char SHORT[] = "btn?fr"; /* 8 to 13; 11 has none */
    size_t copied = 0;
    add_char(L, out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= ' ' && c != '"' && c != '\\') continue;
        add(L, out, text + copied, i - copied);
        copied = i + 1;
        char escape[8];
        if (c >= ' ')
            snprintf(escape, sizeof escape, "\\%c", c);
        else if (c >= 8 && c <= 13 && c != 11)
            snprintf(escape, sizeof escape, "\\%c", SHORT[c - 8]);
        else
            snprintf(escape, sizeof escape, "\\u%04x", c);
        require_memory(L, te_buf_adds(out, escape));
    }
    add(L, out, text + copied, length - copied);
    add_char(L, out, '"');
}

static void encode_float(lua_State *L, te_buf *out, double value,
                         const step *at) {
    char text[40];
    if (isnan(value)) refuse(L, at, "NaN");
    if (isinf(value)) refuse(L, at, "an infinite number");
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value) break;
    }
    require_memory(L, te_buf_adds(out, text));
    if (strpbrk(text, ".e") == NULL) add(L, out, ".0", 2);
}

static void encode_number(lua_State *L, te_buf *out, const step *at) {
    if (lua_isinteger(L, -1))
        require_memory(
            L, te_buf_addf(out, "%lld", (long long)lua_tointeger(L, -1)));
    else
        encode_float(L, out, lua_tonumber(L, -1), at);
}

/* ---- Encoding: tables ---- */

static void encode_top(lua_State *L, te_buf *out, const step *at);

typedef enum { UNMARKED, MARKED_ARRAY, MARKED_OBJECT } mark;

static mark mark_of(lua_State *L) {
    if (!lua_getmetatable(L, -1)) return UNMARKED;
    luaL_getmetatable(L, ARRAY_TYPE);
    luaL_getmetatable(L, OBJECT_TYPE);
    mark found = lua_rawequal(L, -3, -2)   ? MARKED_ARRAY
                 : lua_rawequal(L, -3, -1) ? MARKED_OBJECT
                                           : UNMARKED;
    lua_pop(L, 3);
    return found;
}

bool te_json_is_array(lua_State *L) {
    return lua_istable(L, -1) && mark_of(L) == MARKED_ARRAY;
}

/* The array on top has the keys 1 to count and no others. */
static void check_array(lua_State *L, lua_Integer count, const step *at) {
    lua_Integer seen = 0;
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) == LUA_TSTRING)
            refuse(L, at, "an array with named keys");
        if (!lua_isinteger(L, -1)) refuse(L, at, "an array with odd keys");
        lua_Integer i = lua_tointeger(L, -1);
        if (i < 1 || i > count) refuse(L, at, "an array with holes");
        seen++;
    }
    if (seen != count) refuse(L, at, "an array with holes");
}

static void check_object(lua_State *L, const step *at) {
    lua_pushnil(L);
    while (lua_next(L, -2)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING)
            refuse(L, at, "an object with keys that are no strings");
    }
}

static void encode_array(lua_State *L, te_buf *out, const step *at,
                         lua_Integer count, int depth) {
    check_array(L, count, at);
    add_char(L, out, '[');
    for (lua_Integer i = 1; i <= count; i++) {
        step here = {at, NULL, i, depth};
        if (i > 1) add_char(L, out, ',');
        lua_rawgeti(L, -1, i);
        encode_top(L, out, &here);
        lua_pop(L, 1);
    }
    add_char(L, out, ']');
}

static void encode_object(lua_State *L, te_buf *out, const step *at,
                          int depth) {
    check_object(L, at);
    int table = lua_gettop(L);
    int count = te_lua_push_sorted_keys(L, table);
    add_char(L, out, '{');
    for (int i = 1; i <= count; i++) {
        size_t length;
        const char *key = lua_tolstring(L, table + i, &length);
        step here = {at, key, 0, depth};
        if (i > 1) add_char(L, out, ',');
        encode_string(L, out, key, length);
        add_char(L, out, ':');
        lua_pushvalue(L, table + i);
        lua_rawget(L, table);
        encode_top(L, out, &here);
        lua_pop(L, 1);
    }
    add_char(L, out, '}');
    lua_settop(L, table);
}

static void encode_table(lua_State *L, te_buf *out, const step *at) {
    int depth = at != NULL ? at->depth + 1 : 1;
    if (depth > TE_JSON_MAX_DEPTH)
        luaL_error(L,
                   "json: cannot encode what is nested more than %d deep "
                   "(does a table hold itself?)",
                   TE_JSON_MAX_DEPTH);
    luaL_checkstack(L, 8, "json: nested too deep");
    mark marked = mark_of(L);
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    if (marked == MARKED_ARRAY || (marked == UNMARKED && count > 0))
        encode_array(L, out, at, count, depth);
    else
        encode_object(L, out, at, depth);
}

/* Writes the value on top, which stays there. */
static void encode_top(lua_State *L, te_buf *out, const step *at) {
    size_t length;
    const char *text;
    switch (lua_type(L, -1)) {
    case LUA_TNIL:
        add(L, out, "null", 4);
        return;
    case LUA_TBOOLEAN:
        require_memory(
            L, te_buf_adds(out, lua_toboolean(L, -1) ? "true" : "false"));
        return;
    case LUA_TNUMBER:
        encode_number(L, out, at);
        return;
    case LUA_TSTRING:
        text = lua_tolstring(L, -1, &length);
        encode_string(L, out, text, length);
        return;
    case LUA_TTABLE:
        te_table_thaw(L, -1);
        encode_table(L, out, at);
        return;
    default:
        if (lua_islightuserdata(L, -1) && lua_touserdata(L, -1) == NULL)
            add(L, out, "null", 4);
        else
            refuse(L, at, lua_pushfstring(L, "a %s", luaL_typename(L, -1)));
    }
}

void te_json_encode(lua_State *L, int index) {
    luaL_checkstack(L, 8, "json");
    lua_pushvalue(L, index);
    te_buf *out = te_lua_push_buf(L);
    lua_insert(L, -2);
    encode_top(L, out, NULL);
    te_lua_push_string_of(L, out);
    lua_replace(L, -3);
    lua_pop(L, 1);
}

static int json_encode(lua_State *L) {
    luaL_checkany(L, 1);
    te_json_encode(L, 1);
    return 1;
}

/* ---- The module ---- */

static int mark_as(lua_State *L, const char *type) {
    lua_settop(L, 1);
    if (lua_isnil(L, 1)) {
        lua_newtable(L);
        lua_replace(L, 1);
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    if (mark_of(L) == UNMARKED && lua_getmetatable(L, 1))
        return luaL_argerror(L, 1, "the table has a metatable of its own");
    luaL_setmetatable(L, type);
    return 1;
}

static int json_array(lua_State *L) { return mark_as(L, ARRAY_TYPE); }

static int json_object(lua_State *L) { return mark_as(L, OBJECT_TYPE); }

static const luaL_Reg functions[] = {
    {"decode", json_decode},
    {"encode", json_encode},
    {"array", json_array},
    {"object", json_object},
    {NULL, NULL},
};

int te_luaopen_json(lua_State *L) {
    make_types(L);
    luaL_newlib(L, functions);
    lua_pushlightuserdata(L, NULL);
    lua_setfield(L, -2, "null");
    return 1;
}
