/* module.c - tengine_module.h, as far as it needs the script: what a C module
 * may ask of the engine. Waiting is in task.c, reference counts in shared.c,
 * paths in lua_path.c. */
#include "tengine_module.h"

#include "lua_error.h"
#include "script.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Errors ---- */

int te_raise(lua_State *L, const te_error *err) {
    te_push_where(L);
    lua_pushfstring(L, "%s%s", lua_tostring(L, -1), err->message);
    te_push_error(L, te_error_kind_name(err->kind), lua_tostring(L, -1));
    return lua_error(L);
}

int te_raise_input(lua_State *L, const char *format, ...) {
    te_error err;
    va_list args;
    va_start(args, format);
    vsnprintf(err.message, sizeof err.message, format, args);
    va_end(args);
    err.kind = TE_ERROR_INPUT;
    return te_raise(L, &err);
}

/* ---- Objects that all Lua states share ---- */

/* Set in every metatable of a shared type: lua_vars.c knows them by it. */
static const char MARK[] = "__te_shared";

static te_shared **box_of(lua_State *L, int index) {
    te_shared **box = lua_touserdata(L, index);
    if (box == NULL || !luaL_getmetafield(L, index, MARK)) return NULL;
    lua_pop(L, 1);
    return box;
}

static int release_box(lua_State *L) {
    te_shared **box = lua_touserdata(L, 1);
    if (box != NULL) {
        te_shared_release(*box);
        *box = NULL;
    }
    return 0;
}

void te_shared_register(lua_State *L, const te_shared_type *type,
                        const luaL_Reg *methods) {
    luaL_newmetatable(L, type->name);
    luaL_setfuncs(L, methods, 0);
    if (lua_getfield(L, -1, "__index") == LUA_TNIL) {
        lua_pushvalue(L, -2);
        lua_setfield(L, -3, "__index");
    }
    lua_pop(L, 1);
    lua_pushcfunction(L, release_box);
    lua_setfield(L, -2, "__gc");
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, MARK);
    lua_pop(L, 1);
}

void te_shared_push(lua_State *L, te_shared *object) {
    te_shared **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    luaL_setmetatable(L, object->type->name);
    *box = te_shared_retain(object);
}

te_shared *te_shared_check(lua_State *L, int arg, const te_shared_type *type) {
    te_shared **box = luaL_checkudata(L, arg, type->name);
    luaL_argcheck(L, *box != NULL, arg, "it is closed");
    return *box;
}

te_shared *te_shared_at(lua_State *L, int index) {
    te_shared **box = box_of(L, index);
    return box != NULL ? *box : NULL;
}

int te_shared_open(lua_State *L, const char *key, te_shared_open_fn open,
                   void *ctx) {
    te_error err = {.kind = TE_ERROR_INPUT};
    te_shared **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    te_shared *object =
        te_common_open(te_script_of(L)->common, key, open, ctx, &err);
    if (object == NULL) return te_raise(L, &err);
    *box = object;
    luaL_setmetatable(L, object->type->name);
    return 1;
}

/* ---- The run ---- */

uint64_t te_run_seed(lua_State *L) {
    return te_common_seed(te_script_of(L)->common);
}

bool te_run_is_resumed(lua_State *L) {
    return te_common_is_resumed(te_script_of(L)->common);
}

int64_t te_worker_id(lua_State *L) {
    uint32_t worker = te_script_actor(L)->worker;
    return worker == TE_FAILURE_NO_WORKER ? -1 : (int64_t)worker;
}

void te_log(lua_State *L, const char *format, ...) {
    const te_script *script = te_script_of(L);
    char line[2048];
    if (te_script_is_silent(script)) return;
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    te_common_log(script->common, line, strlen(line));
}

void te_note(lua_State *L, const char *format, ...) {
    char line[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    te_common_note(te_script_of(L)->common, line);
}

/* ---- Measuring ---- */

void te_count(lua_State *L, const char *name, const char *tags, double amount) {
    te_metrics *metrics = te_script_of(L)->metrics;
    te_series_add(te_metrics_series(metrics, TE_COUNTER, name, tags), amount);
}

void te_measure(lua_State *L, const char *name, const char *tags,
                uint64_t duration_ns) {
    te_metrics *metrics = te_script_of(L)->metrics;
    te_series_record(te_metrics_series(metrics, TE_TREND, name, tags),
                     duration_ns);
}
