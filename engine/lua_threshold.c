/* lua_threshold.c - see lua_threshold.h.
 *
 * The script keeps the texts, each with its NUL: what becomes of them is
 * known to the main thread, which parses them once more. */
#include "lua_threshold.h"

#include <lauxlib.h>
#include <string.h>

/* The text at the top of the stack. */
static void add(lua_State *L) {
    te_script *script = te_script_of(L);
    te_threshold_spec spec;
    te_error err;
    size_t length;
    const char *text = lua_tolstring(L, -1, &length);
    if (strlen(text) != length)
        luaL_error(L, "threshold '%s': there is a NUL in it", text);
    if (!te_threshold_parse(text, &spec, &err))
        luaL_error(L, "%s", err.message);
    if (!te_buf_add(&script->thresholds, text, length + 1))
        luaL_error(L, "threshold: no memory");
}

int te_lua_threshold(lua_State *L) {
    te_script_check_loading(L, "threshold");
    if (lua_type(L, 1) != LUA_TSTRING)
        return luaL_error(L,
                          "threshold: a text is wanted, such as "
                          "'http.duration p95 < 300ms'; not a %s",
                          luaL_typename(L, 1));
    if (!lua_isnoneornil(L, 2)) {
        luaL_checkstring(L, 2);
        lua_pushvalue(L, 1);
        lua_pushliteral(L, " ");
        lua_pushvalue(L, 2);
        lua_concat(L, 3);
    } else {
        lua_settop(L, 1);
    }
    add(L);
    return 0;
}

int te_lua_thresholds(lua_State *L) {
    te_script_check_loading(L, "thresholds");
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer count = (lua_Integer)lua_rawlen(L, 1), found = 0;
    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1))
        found++;
    if (found != count)
        return luaL_error(L, "thresholds: a list of texts is wanted: "
                             "{ 'http.duration p95 < 300ms', ... }");
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_rawgeti(L, 1, i) != LUA_TSTRING)
            return luaL_error(L, "thresholds: number %I is a %s, not a text",
                              (LUAI_UACINT)i, luaL_typename(L, -1));
        add(L);
        lua_pop(L, 1);
    }
    return 0;
}

bool te_script_thresholds(const te_script *script, te_thresholds *into,
                          te_error *err) {
    const char *at = te_buf_str(&script->thresholds);
    const char *end = at + script->thresholds.length;
    for (; at < end; at += strlen(at) + 1)
        if (!te_thresholds_add(into, at, err)) return false;
    return true;
}
