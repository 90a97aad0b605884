/* lua_open.c - see lua_open.h. */
#include "lua_open.h"

#include "lua_coroutine.h"
#include "lua_files.h"
#include "lua_flow.h"
#include "lua_globals.h"
#include "lua_guard.h"
#include "lua_json.h"
#include "lua_random.h"
#include "lua_require.h"
#include "lua_result.h"
#include "lua_session.h"
#include "lua_tengine.h"
#include "tengine_module.h"

#include <lualib.h>
#include <stdio.h>

static int require_embedded(lua_State *L) {
    const te_embedded *module = lua_touserdata(L, lua_upvalueindex(1));
    char name[64];
    lua_pushfstring(L, "=tengine.%s", module->name);
    snprintf(name, sizeof name, "%s", lua_tostring(L, -1));
    if (luaL_loadbufferx(L, module->lua, module->length, name, "t") != LUA_OK)
        return lua_error(L);
    lua_pushfstring(L, "tengine.%s", module->name);
    lua_call(L, 1, 1);
    return 1;
}

/* The upvalue opens the module; argument 1 is its name. */
static int open_guarded(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    if (lua_istable(L, -1)) te_guard_fields(L, name);
    return 1;
}

/* The function on top opens the module of that name; the table of what is
 * preloaded lies below. */
static void preload(lua_State *L, const char *name) {
    lua_pushcclosure(L, open_guarded, 1);
    lua_setfield(L, -2, name);
}

static void preload_c(lua_State *L, const char *name, lua_CFunction open) {
    lua_pushcfunction(L, open);
    preload(L, name);
}

/* What `require` finds before it looks at files. */
static void preload_modules(lua_State *L) {
    char name[64];
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    preload_c(L, "tengine", te_luaopen_tengine);
    preload_c(L, "tengine.files", te_luaopen_files);
    preload_c(L, "tengine.json", te_luaopen_json);
    preload_c(L, "tengine.random", te_luaopen_random);
    for (const te_builtin *b = te_builtins; b->name != NULL; b++) {
        snprintf(name, sizeof name, "tengine.%s", b->name);
        preload_c(L, name, b->open);
    }
    for (const te_embedded *e = te_embedded_lua; e->name != NULL; e++) {
        snprintf(name, sizeof name, "tengine.%s", e->name);
        lua_pushlightuserdata(L, (void *)(uintptr_t)e);
        lua_pushcclosure(L, require_embedded, 1);
        preload(L, name);
    }
    lua_pop(L, 1);
}

/* Functions of `tengine` that are written in Lua, on top of the others. */
static void add_requests(lua_State *L) {
    static const char *const names[] = {"request", "json_request"};
    lua_getglobal(L, "require");
    lua_pushliteral(L, "tengine.request");
    lua_call(L, 1, 1);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, "tengine");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        lua_getfield(L, -3, names[i]);
        lua_setfield(L, -2, names[i]);
    }
    lua_pop(L, 3);
}

int te_lua_open(lua_State *L) {
    luaL_openlibs(L);
    preload_modules(L);
    te_open_coroutine(L);
    te_open_random(L);
    te_open_globals(L);
    te_open_require(L);
    te_open_flow(L);
    te_open_session(L);
    te_open_result(L);
    add_requests(L);
    te_globals_close(L);
    return 0;
}
