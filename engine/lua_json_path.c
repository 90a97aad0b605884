/* lua_json_path.c - see lua_json_path.h. */
#include "lua_json_path.h"

#include "lua_json.h"
#include "slice.h"

#include <lauxlib.h>
#include <stdbool.h>

typedef struct walk {
    lua_State *L;
    te_slice path;
    size_t at;
} walk;

static int refuse(const walk *w, const char *what) {
    const char *path = lua_pushlstring(w->L, w->path.data, w->path.length);
    return luaL_error(w->L, "json: path '%s': %s at character %I", path, what,
                      (LUAI_UACINT)w->at + 1);
}

static bool is_at(const walk *w, char c) {
    return w->at < w->path.length && w->path.data[w->at] == c;
}

/* The number that digits alone make; -1 where the text is another, or no array
 * is so long. */
static lua_Integer place_of(te_slice text) {
    lua_Integer place = 0;
    if (text.length == 0 || text.length > 15) return -1;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return -1;
        place = place * 10 + (text.data[i] - '0');
    }
    return place;
}

/* ---- Steps: each replaces the value on top ---- */

static void go_nowhere(lua_State *L) {
    lua_pop(L, 1);
    lua_pushnil(L);
}

static void go_to_place(lua_State *L, lua_Integer place) {
    if (place < 0 || !te_json_is_array(L)) {
        go_nowhere(L);
        return;
    }
    lua_rawgeti(L, -1, place + 1);
    lua_remove(L, -2);
}

/* The key is above the value. */
static void go_to_key(lua_State *L) {
    lua_pushvalue(L, -2);
    bool is_object = lua_istable(L, -1) && !te_json_is_array(L);
    lua_pop(L, 1);
    if (is_object)
        lua_rawget(L, -2);
    else
        go_nowhere(L);
    lua_remove(L, -2);
}

/* ---- The path ---- */

static bool ends_name(char c) { return c == '.' || c == '[' || c == ']'; }

static void take_name(walk *w) {
    size_t from = w->at;
    while (w->at < w->path.length && !ends_name(w->path.data[w->at]))
        w->at++;
    if (w->at == from) refuse(w, "a name is missing");
    te_slice name = te_slice_from(te_slice_to(w->path, w->at), from);
    if (te_json_is_array(w->L)) {
        go_to_place(w->L, place_of(name));
        return;
    }
    lua_pushlstring(w->L, name.data, name.length);
    go_to_key(w->L);
}

/* At the '"'. Pushes the key. */
static void take_quoted(walk *w) {
    luaL_Buffer key;
    luaL_buffinit(w->L, &key);
    for (w->at++; !is_at(w, '"'); w->at++) {
        if (is_at(w, '\\')) w->at++;
        if (w->at >= w->path.length) refuse(w, "a quote is missing");
        luaL_addchar(&key, w->path.data[w->at]);
    }
    w->at++;
    luaL_pushresult(&key);
}

/* At the '['. */
static void take_bracket(walk *w) {
    w->at++;
    if (is_at(w, '"')) {
        take_quoted(w);
        go_to_key(w->L);
    } else {
        te_slice rest = te_slice_from(w->path, w->at);
        te_slice text = te_slice_to(rest, te_slice_find(rest, ']'));
        lua_Integer place = place_of(text);
        if (place < 0) refuse(w, "a number or a quoted key is missing");
        w->at += text.length;
        go_to_place(w->L, place);
    }
    if (!is_at(w, ']')) refuse(w, "a ']' is missing");
    w->at++;
}

void te_json_follow(lua_State *L, const char *path, size_t length) {
    walk w = {L, {path, length}, 0};
    luaL_checkstack(L, 8, "json");
    do {
        if (w.at > 0 && is_at(&w, '.')) {
            w.at++;
            take_name(&w);
        } else if (is_at(&w, '['))
            take_bracket(&w);
        else if (w.at == 0)
            take_name(&w);
        else
            refuse(&w, "a '.' or '[' is missing");
    } while (w.at < length);
}
