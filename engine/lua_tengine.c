/* lua_tengine.c - see lua_tengine.h. */
#include "lua_tengine.h"

#include "lua_check.h"
#include "lua_error.h"
#include "lua_events.h"
#include "lua_flow.h"
#include "lua_measure.h"
#include "lua_metric.h"
#include "lua_options.h"
#include "lua_profile.h"
#include "lua_session.h"
#include "lua_tags.h"
#include "lua_threshold.h"
#include "lua_vars.h"
#include "script.h"
#include "suggest.h"
#include "tengine_module.h"

#include <string.h>

/* ---- Scenarios ---- */

static void check_scenario_keys(lua_State *L, const char *what) {
    static const char *const known[] = {"weight", "delay", "tags", NULL};
    for (lua_pushnil(L); lua_next(L, 2) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "%s: options are named%s", what,
                       lua_isfunction(L, -1)
                           ? "; the function comes behind the table"
                           : "");
        const char *key = lua_tostring(L, -2);
        if (te_suggest_is_known(key, known)) continue;
        te_suggestion near = te_suggestion_among(key, known);
        te_raise_unknown_option(L, what, &near);
    }
}

static double field_number(lua_State *L, const char *what, const char *key,
                           double fallback) {
    double value = fallback;
    if (lua_getfield(L, 2, key) != LUA_TNIL) {
        int is_number;
        value = lua_tonumberx(L, -1, &is_number);
        if (!is_number || !(value >= 0) || value > 1e12)
            luaL_error(L, "%s: %s is not a number of 0 or more", what, key);
    }
    lua_pop(L, 1);
    return value;
}

/* The function is at 2, or at 3 behind the options. */
static void check_function(lua_State *L, const char *what) {
    int at = lua_istable(L, 2) ? 3 : 2;
    if (lua_type(L, 2) == LUA_TNUMBER)
        luaL_error(L,
                   "%s: options are named: "
                   "scenario(name, { weight = %s }, function)",
                   what, luaL_tolstring(L, 2, NULL));
    if (!lua_isfunction(L, at))
        luaL_error(L,
                   "%s: it needs a function: scenario(name, function) or "
                   "scenario(name, { weight = 1 }, function)",
                   what);
    if (!lua_isnoneornil(L, at + 1))
        luaL_error(L, "%s: the options come before the function", what);
}

/* Pushes "shop.lua:12", where the scenario is registered. */
static const char *push_place(lua_State *L) {
    te_push_where(L);
    size_t length;
    const char *where = lua_tolstring(L, -1, &length);
    if (length == 0) return lua_pushliteral(L, "a place unknown");
    return lua_pushlstring(L, where, length - 2); /* without ": " */
}

static void field_tags(lua_State *L, const char *what, char *tags) {
    if (lua_getfield(L, 2, "tags") != LUA_TNIL)
        te_lua_read_tags(L, -1, what, tags);
    lua_pop(L, 1);
}

/* scenario(name, fn) or scenario(name, { weight = 1, delay = 0, tags }, fn) */
static int scenario(lua_State *L) {
    char what[128], tags[TE_TAGS_OWN_BYTES] = "";
    te_error err = {0};
    double weight = 1, delay_s = 0;
    te_script_check_loading(L, "scenario");
    const char *name = luaL_checkstring(L, 1);
    snprintf(what, sizeof what, "scenario '%.80s'", name);
    if (lua_istable(L, 2)) {
        check_scenario_keys(L, what);
        weight = field_number(L, what, "weight", 1);
        delay_s = field_number(L, what, "delay", 0);
        field_tags(L, what, tags);
    }
    check_function(L, what);
    lua_settop(L, lua_istable(L, 2) ? 3 : 2);
    int ref = luaL_ref(L, LUA_REGISTRYINDEX);
    if (!te_script_add_scenario(te_script_of(L), name, push_place(L), weight,
                                te_ns_from_s(delay_s), tags, ref, &err))
        return luaL_error(L, "%s", err.message);
    return 0;
}

/* ---- Fixtures ---- */

/* The fixture's number is the upvalue. */
static int set_fixture(lua_State *L) {
    te_script *script = te_script_of(L);
    int fixture = (int)lua_tointeger(L, lua_upvalueindex(1));
    const char *name = te_fixture_name((te_fixture)fixture);
    te_script_check_loading(L, name);
    luaL_checktype(L, 1, LUA_TFUNCTION);
    if (script->fixtures[fixture] != LUA_NOREF)
        return luaL_error(L, "%s: there is one already", name);
    lua_settop(L, 1);
    script->fixtures[fixture] = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

static void add_fixtures(lua_State *L) {
    for (int i = 0; i < TE_FIXTURE_COUNT; i++) {
        lua_pushinteger(L, i);
        lua_pushcclosure(L, set_fixture, 1);
        lua_setfield(L, -2, te_fixture_name((te_fixture)i));
    }
}

/* ---- Words ---- */

static int note(lua_State *L) {
    te_note(L, "%s", luaL_checkstring(L, 1));
    return 0;
}

static int take_output(lua_State *L) {
    te_script_check_loading(L, "take_output");
    te_common_divert(te_script_of(L)->common);
    return 0;
}

/* Joins its arguments as print does. */
static int print(lua_State *L) {
    int n = lua_gettop(L);
    luaL_Buffer line;
    luaL_buffinit(L, &line);
    for (int i = 1; i <= n; i++) {
        if (i > 1) luaL_addchar(&line, '\t');
        luaL_tolstring(L, i, NULL);
        luaL_addvalue(&line);
    }
    luaL_pushresult(&line);
    const te_script *script = te_script_of(L);
    size_t length;
    const char *text = lua_tolstring(L, -1, &length);
    if (!te_script_is_silent(script))
        te_common_log(script->common, text, length);
    return 0;
}

/* ---- Globals ---- */

static int refuse_exit(lua_State *L) {
    return luaL_error(L, "os.exit would lose the results; "
                         "use tengine.stop(reason)");
}

/* The hook is how a task that never waits is ended. */
static int refuse_hook(lua_State *L) {
    return luaL_error(L, "debug.sethook: the hook is the engine's");
}

/* load(chunk [, name [, mode [, env]]]) and loadfile(path [, mode [, env]])
 * with the mode always "t"; the second upvalue is its place. */
static int load_text(lua_State *L) {
    int mode = (int)lua_tointeger(L, lua_upvalueindex(2));
    if (lua_gettop(L) < mode) lua_settop(L, mode);
    lua_pushliteral(L, "t");
    lua_replace(L, mode);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

static void wrap_load(lua_State *L, const char *name, int mode) {
    lua_getglobal(L, name);
    lua_pushinteger(L, mode);
    lua_pushcclosure(L, load_text, 2);
    lua_setglobal(L, name);
}

static int return_all(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    (void)ctx;
    return lua_gettop(L) - 1;
}

static int do_text_file(lua_State *L) {
    const char *path = luaL_optstring(L, 1, NULL);
    lua_settop(L, 1);
    if (luaL_loadfilex(L, path, "t") != LUA_OK) return lua_error(L);
    lua_callk(L, 0, LUA_MULTRET, 0, return_all);
    return return_all(L, LUA_OK, 0);
}

void te_open_globals(lua_State *L) {
    lua_pushcfunction(L, print);
    lua_setglobal(L, "print");
    lua_getglobal(L, "os");
    lua_pushcfunction(L, refuse_exit);
    lua_setfield(L, -2, "exit");
    lua_pop(L, 1);
    lua_getglobal(L, "debug");
    lua_pushcfunction(L, refuse_hook);
    lua_setfield(L, -2, "sethook");
    lua_pop(L, 1);
    wrap_load(L, "load", 3);
    wrap_load(L, "loadfile", 2);
    lua_pushcfunction(L, do_text_file);
    lua_setglobal(L, "dofile");
}

/* ---- The module ---- */

static const luaL_Reg functions[] = {
    {"scenario", scenario},
    {"profile", te_lua_profile},
    {"options", te_lua_options},
    {"threshold", te_lua_threshold},
    {"thresholds", te_lua_thresholds},
    {"events", te_lua_events},
    {"set_var", te_lua_set_var},
    {"get_var", te_lua_get_var},
    {"session", te_lua_session},
    {"note", note},
    {"take_output", take_output},
    {"counter", te_lua_counter},
    {"sleep", te_lua_sleep},
    {"think", te_lua_think},
    {"all", te_lua_all},
    {"spawn", te_lua_spawn},
    {"stop", te_lua_stop},
    {"fail", te_lua_fail},
    {"now", te_lua_now},
    {NULL, NULL},
};

static void add_module(lua_State *L, const char *name) {
    lua_getglobal(L, "require");
    lua_pushfstring(L, "tengine.%s", name);
    lua_call(L, 1, 1);
    lua_setfield(L, -2, name);
}

int te_luaopen_tengine(lua_State *L) {
    luaL_newlib(L, functions);
    add_fixtures(L);
    te_push_check(L);
    lua_setfield(L, -2, "check");
    add_module(L, "json");
    add_module(L, "random");
    te_luaopen_metric(L);
    lua_setfield(L, -2, "metric");
    lua_pushliteral(L, TE_VERSION);
    lua_setfield(L, -2, "version");
    return 1;
}
