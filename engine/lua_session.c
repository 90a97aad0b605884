/* lua_session.c - see lua_session.h. */
#include "lua_session.h"

#include "lua_request.h"
#include "lua_response.h"
#include "script.h"
#include "tengine_module.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

static const char SESSION[] = "tengine.session";       /* of the table */
static const char HANDLE[] = "tengine.session_handle"; /* of its slot 1 */
static const char HEADERS[] = "tengine.session_headers";

typedef struct handle {
    te_session *session; /* NULL once closed */
} handle;

static handle *handle_at(lua_State *L, int index) {
    if (!lua_istable(L, index)) return NULL;
    lua_rawgeti(L, index, 1);
    handle *h = luaL_testudata(L, -1, HANDLE);
    lua_pop(L, 1); /* the table keeps it alive */
    return h;
}

te_session *te_session_check(lua_State *L, int arg) {
    handle *h = handle_at(L, arg);
    if (h == NULL)
        luaL_error(L, "a session is wanted; call it as session:get(...)");
    if (h->session == NULL) luaL_error(L, "the session is closed");
    return h->session;
}

static int close_handle(lua_State *L) {
    handle *h = lua_touserdata(L, 1);
    te_session_free(h->session);
    h->session = NULL;
    return 0;
}

void te_session_close(lua_State *L, int index) {
    handle *h = handle_at(L, index);
    if (h == NULL || h->session == NULL) return;
    te_session_end(h->session);
    h->session = NULL;
}

/* ---- Making ---- */

static void read_base(lua_State *L, int index, te_session *session) {
    te_error err;
    if (lua_getfield(L, index, "base_url") != LUA_TNIL) {
        const char *url = lua_tostring(L, -1);
        if (url == NULL) luaL_error(L, "session: base_url is a text");
        if (!te_session_set_base(session, url, &err))
            te_raise_input(L, "session: base_url: %s", err.message);
    }
    lua_pop(L, 1);
}

static void push_header_view(lua_State *L, handle *h) {
    handle **view = lua_newuserdatauv(L, sizeof *view, 1);
    *view = h;
    lua_pushvalue(L, -3); /* the handle stays alive with the view */
    lua_setiuservalue(L, -2, 1);
    luaL_setmetatable(L, HEADERS);
}

void te_session_push(lua_State *L, int index) {
    index = lua_absindex(L, index);
    te_script *script = te_script_of(L);
    handle *h = lua_newuserdatauv(L, sizeof *h, 0);
    h->session = NULL;
    luaL_setmetatable(L, HANDLE);
    h->session = te_session_new(script->http, te_common_trace(script->common));
    if (h->session == NULL) luaL_error(L, "session: no memory");
    if (lua_istable(L, index)) {
        te_request_read_options(L, index, "session",
                                te_session_options_of(h->session),
                                te_session_headers(h->session));
        read_base(L, index, h->session);
    }
    lua_createtable(L, 1, 6);
    push_header_view(L, h);
    lua_setfield(L, -2, "headers");
    lua_newtable(L);
    lua_setfield(L, -2, "context");
    lua_rawgeti(L, LUA_REGISTRYINDEX, script->args);
    lua_setfield(L, -2, "args");
    lua_pushstring(L, te_session_base(h->session));
    lua_setfield(L, -2, "base_url");
    lua_insert(L, -2);
    lua_rawseti(L, -2, 1);
    luaL_setmetatable(L, SESSION);
}

int te_lua_session(lua_State *L) {
    if (!lua_isnoneornil(L, 1)) luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    te_session_push(L, 1);
    return 1;
}

/* ---- session.headers ---- */

static te_headers *check_view(lua_State *L) {
    handle **view = luaL_checkudata(L, 1, HEADERS);
    if ((*view)->session == NULL) luaL_error(L, "the session is closed");
    return te_session_headers((*view)->session);
}

static int headers_index(lua_State *L) {
    size_t length;
    const char *value =
        te_headers_find(check_view(L), luaL_checkstring(L, 2), &length);
    if (value != NULL)
        lua_pushlstring(L, value, length);
    else
        lua_pushnil(L);
    return 1;
}

/* headers[name] = value, a list of values, or nil to take it away. */
static int headers_newindex(lua_State *L) {
    te_headers *headers = check_view(L);
    size_t length;
    const char *name = luaL_checklstring(L, 2, &length);
    if (lua_isnil(L, 3)) {
        te_headers_remove(headers, name, length);
        return 0;
    }
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 3);
    lua_rawset(L, -3);
    te_request_read_headers(L, lua_gettop(L), headers);
    return 0;
}

/* ---- Methods ---- */

static int session_get(lua_State *L) { return te_request_send(L, "GET"); }
static int session_head(lua_State *L) { return te_request_send(L, "HEAD"); }
static int session_put(lua_State *L) { return te_request_send(L, "PUT"); }
static int session_post(lua_State *L) { return te_request_send(L, "POST"); }
static int session_patch(lua_State *L) { return te_request_send(L, "PATCH"); }
static int session_delete(lua_State *L) { return te_request_send(L, "DELETE"); }
static int session_options(lua_State *L) {
    return te_request_send(L, "OPTIONS");
}

/* request(method, path, options) */
static int session_request(lua_State *L) {
    char method[32];
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    /* One that does not fit is none: "" is refused. */
    bool fits = length < sizeof method && strlen(text) == length;
    snprintf(method, sizeof method, "%s", fits ? text : "");
    lua_remove(L, 2);
    return te_request_send(L, method);
}

static int session_close(lua_State *L) {
    te_session_close(L, 1);
    return 0;
}

static const luaL_Reg session_methods[] = {
    {"get", session_get},         {"head", session_head},
    {"put", session_put},         {"post", session_post},
    {"patch", session_patch},     {"delete", session_delete},
    {"options", session_options}, {"request", session_request},
    {"close", session_close},     {NULL, NULL},
};

static const luaL_Reg headers_methods[] = {
    {"__index", headers_index},
    {"__newindex", headers_newindex},
    {NULL, NULL},
};

/* Written in Lua, on top of the others. */
static void add_batch(lua_State *L) {
    lua_getglobal(L, "require");
    lua_pushliteral(L, "tengine.batch");
    lua_call(L, 1, 1);
    lua_setfield(L, -2, "batch");
}

void te_open_session(lua_State *L) {
    luaL_newmetatable(L, HANDLE);
    lua_pushcfunction(L, close_handle);
    lua_setfield(L, -2, "__gc");
    luaL_newmetatable(L, HEADERS);
    luaL_setfuncs(L, headers_methods, 0);
    luaL_newmetatable(L, SESSION);
    luaL_newlib(L, session_methods);
    add_batch(L);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 3);
    te_open_response(L);
}
