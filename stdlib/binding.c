/* binding.c - see binding.h. */
#include "binding.h"

#include <inttypes.h>
#include <string.h>

/* Pushes "a, b, c". */
static const char *push_list(lua_State *L, const char *const *words) {
    luaL_Buffer list;
    luaL_buffinit(L, &list);
    for (size_t i = 0; words[i] != NULL; i++) {
        if (i > 0) luaL_addstring(&list, ", ");
        luaL_addstring(&list, words[i]);
    }
    luaL_pushresult(&list);
    return lua_tostring(L, -1);
}

/* Pushes "; did you mean NAME?", or "" where none is near. */
static const char *push_hint(lua_State *L, const char *word,
                             const char *const *names) {
    te_suggestion near = te_suggestion_among(word, names);
    if (near.best == NULL) return lua_pushliteral(L, "");
    return lua_pushfstring(L, "; did you mean '%s'?", near.best);
}

int te_options_unknown(lua_State *L, const char *what, const char *key,
                       const char *const *keys) {
    return te_raise_input(L, "%s: unknown option '%s'%s (known: %s)", what, key,
                          push_hint(L, key, keys), push_list(L, keys));
}

void te_options_check(lua_State *L, const char *what, const char *const *keys) {
    if (lua_type(L, 1) == LUA_TSTRING) {
        lua_createtable(L, 0, 1);
        lua_pushvalue(L, 1);
        lua_setfield(L, -2, keys[0]);
        lua_replace(L, 1);
    }
    te_table_thaw(L, 1);
    if (!lua_istable(L, 1))
        te_raise_input(L, "%s: wanted a %s or a table of options, got %s", what,
                       keys[0], luaL_typename(L, 1));
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        bool named = lua_type(L, -2) == LUA_TSTRING;
        if (named && te_suggest_is_known(lua_tostring(L, -2), keys)) continue;
        te_options_unknown(L, what, luaL_tolstring(L, -2, NULL), keys);
    }
}

const char *te_options_string(lua_State *L, const char *what, const char *key) {
    int type = lua_getfield(L, 1, key);
    const char *text = NULL;
    if (type == LUA_TSTRING)
        text = lua_tostring(L, -1);
    else if (type != LUA_TNIL)
        te_raise_input(L, "%s: %s must be a string, got %s", what, key,
                       luaL_typename(L, -1));
    lua_pop(L, 1);
    return text;
}

const char *te_options_required(lua_State *L, const char *what,
                                const char *key) {
    const char *text = te_options_string(L, what, key);
    if (text == NULL) te_raise_input(L, "%s: %s is missing", what, key);
    return text;
}

int te_options_choice(lua_State *L, const char *what, const char *key,
                      const char *const *words, int fallback) {
    const char *text = te_options_string(L, what, key);
    if (text == NULL) return fallback;
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], text) == 0) return i;
    return te_raise_input(L, "%s: %s is \"%s\", wanted one of %s%s", what, key,
                          text, push_list(L, words), push_hint(L, text, words));
}

bool te_options_flag(lua_State *L, const char *what, const char *key,
                     bool fallback) {
    int type = lua_getfield(L, 1, key);
    bool flag = type == LUA_TNIL ? fallback : (bool)lua_toboolean(L, -1);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        te_raise_input(L, "%s: %s must be true or false, got %s", what, key,
                       luaL_typename(L, -1));
    lua_pop(L, 1);
    return flag;
}

const char *te_check_field(lua_State *L, int arg) {
    return lua_type(L, arg) == LUA_TSTRING ? lua_tostring(L, arg) : "";
}

int te_push_method(lua_State *L, const luaL_Reg *methods, const char *name) {
    for (; methods->name != NULL; methods++)
        if (strcmp(methods->name, name) == 0) {
            lua_pushcfunction(L, methods->func);
            return 1;
        }
    return 0;
}

void te_push_slice(lua_State *L, te_slice text) {
    lua_pushlstring(L, text.data, text.length);
}

void *te_push_owned(lua_State *L, size_t bytes, const char *type,
                    lua_CFunction collect) {
    void *owned = lua_newuserdatauv(L, bytes, 0);
    memset(owned, 0, bytes);
    if (luaL_newmetatable(L, type)) {
        lua_pushcfunction(L, collect);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return owned;
}

void *te_call_memory(lua_State *L, void *own, size_t own_bytes, size_t bytes) {
    return bytes <= own_bytes ? own : lua_newuserdatauv(L, bytes, 0);
}

void te_log_skipped(lua_State *L, char *const *described, size_t named,
                    uint64_t skipped, const char *unit) {
    for (size_t i = 0; i < named && i < skipped; i++)
        te_log(L, "%s (%s left out)", described[i], unit);
    if (skipped > named)
        te_log(L, "... and %" PRIu64 " further %s%s left out", skipped - named,
               unit, skipped - named == 1 ? "" : "s");
}

int te_feed_used_up(lua_State *L, const te_feed *feed, const char *path) {
    if (feed->on_end == TE_ON_END_FAIL)
        return luaL_error(L, "%s: all %I are used up", path,
                          (LUAI_UACINT)te_feed_per_pass(feed));
    lua_pushnil(L);
    return 1;
}

uint64_t te_check_index(lua_State *L, int arg, uint64_t count) {
    lua_Integer i = luaL_checkinteger(L, arg);
    luaL_argcheck(L, i >= 1 && (uint64_t)i <= count, arg,
                  "no such place in the feed");
    return (uint64_t)i - 1;
}
