/* lua_events.c - see lua_events.h. */
#include "lua_events.h"

#include "lua_buf.h"
#include "lua_fields.h"
#include "lua_flow.h"
#include "tengine_module.h"
#include "url.h"

#include <lauxlib.h>

/* ---- Listening ---- */

int te_lua_events(lua_State *L) {
    te_script *script = te_script_of(L);
    luaL_checktype(L, 1, LUA_TFUNCTION);
    if (!script->is_loading)
        return luaL_error(L, "events: call it at the top of the file");
    lua_settop(L, 1);
    if (!te_events_are_heard(script)) {
        lua_newtable(L);
        script->listeners = luaL_ref(L, LUA_REGISTRYINDEX);
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, script->listeners);
    lua_insert(L, 1);
    lua_rawseti(L, 1, (lua_Integer)lua_rawlen(L, 1) + 1);
    return 0;
}

/* ---- Telling ---- */

enum { NAME = 1, DATA, LISTENERS, HANDLER }; /* on the stack */

static int on_listener_error(lua_State *L) {
    te_script_report_here(L, "events");
    return 0;
}

/* Goes on behind listener number ctx, however that ended. */
static int tell_next(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    for (lua_Integer i = ctx + 1;; i++) {
        lua_settop(L, HANDLER);
        if (lua_rawgeti(L, LISTENERS, i) == LUA_TNIL) break;
        lua_pushvalue(L, NAME);
        lua_pushvalue(L, DATA);
        lua_pcallk(L, 2, 0, HANDLER, i, tell_next);
    }
    te_task_set_quiet(te_sched_current(te_script_of(L)->sched), false);
    return 0;
}

/* Lua function (name, data): all listeners, one after the other. */
static int tell_all(lua_State *L) {
    const te_script *script = te_script_of(L);
    te_task *task = te_sched_current(script->sched);
    if (task == NULL || te_task_is_quiet(task)) return 0;
    te_task_set_quiet(task, true);
    lua_settop(L, DATA);
    lua_rawgeti(L, LUA_REGISTRYINDEX, script->listeners);
    lua_pushcfunction(L, on_listener_error);
    return tell_next(L, LUA_OK, 0);
}

/* Tells of what lies at `data`, then goes on with `next`, which is called. */
static int tell(lua_State *L, const char *name, int data, lua_KFunction next) {
    lua_pushcfunction(L, tell_all);
    lua_pushstring(L, name);
    lua_pushvalue(L, data);
    lua_callk(L, 2, 0, 0, next);
    return next(L, LUA_OK, 0);
}

static void set_integer(lua_State *L, const char *key, uint64_t value) {
    lua_pushinteger(L, (lua_Integer)value);
    lua_setfield(L, -2, key);
}

/* ---- Requests ---- */

enum { SESSION = 1, URL, OPTIONS, EVENT, SEND, RESPONSE };

/* Pushes a copy of the table at the index, {} where there is none: what a
 * listener changes is for this request alone. */
static void push_copy(lua_State *L, int index) {
    index = lua_absindex(L, index);
    te_table_thaw(L, index);
    lua_newtable(L);
    if (!lua_istable(L, index)) return;
    for (lua_pushnil(L); lua_next(L, index) != 0;) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, -4);
    }
}

static void copy_options(lua_State *L) {
    push_copy(L, OPTIONS);
    lua_replace(L, OPTIONS);
    int type = lua_getfield(L, OPTIONS, "headers");
    if (type == LUA_TNIL || type == LUA_TTABLE) { /* else it is refused */
        push_copy(L, -1);
        lua_setfield(L, OPTIONS, "headers");
    }
    lua_pop(L, 1);
}

/* Pushes the path, and the query of the options behind it. */
static void push_path(lua_State *L) {
    if (lua_getfield(L, OPTIONS, "query") == LUA_TNIL)
        lua_pushvalue(L, URL);
    else
        te_lua_push_with_query(L, URL, lua_gettop(L));
    lua_remove(L, -2);
}

/* Pushes the URL as it will be sent, if no listener changes the query. */
static void push_url(lua_State *L) {
    int top = lua_gettop(L);
    te_slice path, base = te_slice_of("");
    te_buf *url = te_lua_push_buf(L);
    push_path(L);
    path.data = lua_tolstring(L, -1, &path.length);
    if (lua_getfield(L, SESSION, "base_url") == LUA_TSTRING)
        base.data = lua_tolstring(L, -1, &base.length);
    te_lua_require_memory(L, "request", te_url_join(base, path, url));
    te_lua_push_string_of(L, url);
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
}

static void push_request(lua_State *L, const char *method) {
    lua_createtable(L, 0, 4);
    lua_pushstring(L, method);
    lua_setfield(L, -2, "method");
    push_url(L);
    lua_setfield(L, -2, "url");
    lua_pushvalue(L, OPTIONS);
    lua_setfield(L, -2, "options");
    lua_getfield(L, OPTIONS, "headers");
    lua_setfield(L, -2, "headers");
}

static void push_event(lua_State *L, const char *method) {
    const te_actor *actor = te_script_actor(L);
    lua_createtable(L, 0, 4);
    lua_pushvalue(L, SESSION);
    lua_setfield(L, -2, "session");
    if (actor != &te_script_of(L)->actor) set_integer(L, "wid", actor->worker);
    push_request(L, method);
    lua_setfield(L, -2, "request");
}

static int received_told(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    (void)ctx;
    lua_settop(L, RESPONSE);
    return 1;
}

static int answered(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    (void)ctx;
    lua_pushvalue(L, RESPONSE);
    lua_setfield(L, EVENT, "response");
    return tell(L, "response_received", EVENT, received_told);
}

static int sending_told(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    (void)ctx;
    lua_settop(L, SEND);
    lua_pushvalue(L, SEND);
    lua_pushvalue(L, SESSION);
    lua_pushvalue(L, URL);
    lua_pushvalue(L, OPTIONS);
    lua_callk(L, 3, 1, 0, answered);
    return answered(L, LUA_OK, 0);
}

int te_events_around_request(lua_State *L, const char *method,
                             lua_CFunction send) {
    luaL_checkstring(L, URL);
    if (!lua_isnoneornil(L, OPTIONS)) luaL_checktype(L, OPTIONS, LUA_TTABLE);
    lua_settop(L, OPTIONS);
    copy_options(L);
    push_event(L, method);
    lua_pushstring(L, method);
    lua_pushcclosure(L, send, 1);
    return tell(L, "sending_request", EVENT, sending_told);
}

/* ---- Runs ---- */

/* Pushes what events of a run carry; its session is at the index. */
static void push_run(lua_State *L, int session) {
    const te_actor *actor = te_script_actor(L);
    session = lua_absindex(L, session);
    lua_createtable(L, 0, 5);
    lua_pushstring(L, actor->doing);
    lua_setfield(L, -2, "scenario");
    lua_pushvalue(L, session);
    lua_setfield(L, -2, "session");
    set_integer(L, "wid", actor->worker);
    set_integer(L, "step", actor->step);
}

/* The scenario and its session are at 1 and 2. */
static int start_told(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    (void)ctx;
    lua_settop(L, 2);
    lua_callk(L, 1, 0, 0, te_flow_nothing);
    return 0;
}

int te_events_run(lua_State *L) {
    push_run(L, 2);
    return tell(L, "scenario_start", 3, start_told);
}

int te_events_tell_end(lua_State *L) {
    bool ok = lua_toboolean(L, 2);
    push_run(L, 1);
    lua_pushvalue(L, 3);
    lua_setfield(L, -2, "exception");
    return tell(L, ok ? "scenario_success" : "scenario_failure", 4,
                te_flow_nothing);
}

/* ---- The run as a whole ---- */

int te_events_tell_workers(lua_State *L) {
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, 1);
    lua_setfield(L, -2, "workers");
    return tell(L, "current_workers", 2, te_flow_nothing);
}
