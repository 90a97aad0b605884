/* lua_session.c - see lua_session.h. */
#include "lua_session.h"

#include "lua_events.h"
#include "lua_policy.h"
#include "lua_request.h"
#include "lua_response.h"
#include "lua_statsd.h"
#include "script.h"
#include "tengine_module.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char SESSION[] = "tengine.session";       /* of the table */
static const char HANDLE[] = "tengine.session_handle"; /* of its slot 1 */
/* Of what looks into a session: a userdata with a pointer to the handle. */
static const char HEADERS[] = "tengine.session_headers";
static const char COOKIES[] = "tengine.session_cookies";

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

/* A task can wait for a session's answer when nobody refers to the handle any
 * more: the scenario may take it out of the table. */
static int close_handle(lua_State *L) {
    handle *h = lua_touserdata(L, 1);
    if (h->session != NULL) te_session_end(h->session);
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

/* `at`: the handle's place on the stack. */
static void push_view(lua_State *L, int at, const char *metatable) {
    handle **view = lua_newuserdatauv(L, sizeof *view, 1);
    *view = lua_touserdata(L, at);
    lua_pushvalue(L, at); /* the handle stays alive with the view */
    lua_setiuservalue(L, -2, 1);
    luaL_setmetatable(L, metatable);
}

void te_session_push(lua_State *L, int index) {
    index = lua_absindex(L, index);
    te_script *script = te_script_of(L);
    handle *h = lua_newuserdatauv(L, sizeof *h, 0);
    int at = lua_gettop(L);
    h->session = NULL;
    luaL_setmetatable(L, HANDLE);
    h->session = te_session_new(script->http, te_common_trace(script->common));
    if (h->session == NULL) luaL_error(L, "session: no memory");
    if (lua_istable(L, index)) {
        te_request_read_defaults(L, index, te_session_options_of(h->session));
        te_lua_read_policy(L, index, te_session_policy(h->session));
        read_base(L, index, h->session);
    }
    lua_createtable(L, 1, 7);
    push_view(L, at, HEADERS);
    lua_setfield(L, -2, "headers");
    push_view(L, at, COOKIES);
    lua_setfield(L, -2, "cookies");
    lua_newtable(L);
    lua_setfield(L, -2, "context");
    lua_rawgeti(L, LUA_REGISTRYINDEX, script->args);
    lua_setfield(L, -2, "args");
    lua_pushstring(L, te_session_base(h->session));
    lua_setfield(L, -2, "base_url");
    luaL_setmetatable(L, SESSION);
    lua_insert(L, at);
    lua_rawseti(L, at, 1); /* the handle */
}

int te_lua_session(lua_State *L) {
    if (!lua_isnoneornil(L, 1)) luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    te_session_push(L, 1);
    return 1;
}

/* ---- session.headers ---- */

static te_session *check_view(lua_State *L, const char *metatable) {
    handle **view = luaL_checkudata(L, 1, metatable);
    if ((*view)->session == NULL) luaL_error(L, "the session is closed");
    return (*view)->session;
}

static te_headers *check_headers(lua_State *L) {
    return &te_session_options_of(check_view(L, HEADERS))->headers;
}

static int headers_index(lua_State *L) {
    size_t length;
    const char *value =
        te_headers_find(check_headers(L), luaL_checkstring(L, 2), &length);
    if (value != NULL)
        lua_pushlstring(L, value, length);
    else
        lua_pushnil(L);
    return 1;
}

/* headers[name] = value, a list of values, or nil to take it away. */
static int headers_newindex(lua_State *L) {
    te_headers *headers = check_headers(L);
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

/* ---- session.cookies: those for the host of base_url, or of a URL ---- */

static te_slice check_slice(lua_State *L, int arg) {
    size_t length;
    const char *text = luaL_checklstring(L, arg, &length);
    return (te_slice){text, length};
}

/* The host of the URL at `arg`; where there is none, of base_url. */
static te_slice check_host(lua_State *L, const te_session *session, int arg) {
    te_error err;
    te_url parts;
    const char *base = te_session_base(session);
    if (!lua_isnoneornil(L, arg)) {
        te_slice url = check_slice(L, arg);
        if (!te_url_parse(url.data, url.length, &parts, &err))
            luaL_error(L, "cookies: %s", err.message);
    } else if (!te_url_parse(base, strlen(base), &parts, NULL))
        luaL_error(L, "cookies: the session has no base_url");
    return parts.host;
}

static int push_cookie(lua_State *L, int url) {
    te_session *session = check_view(L, COOKIES);
    te_slice name = check_slice(L, 2), host = check_host(L, session, url);
    const te_cookie *cookie = te_cookies_get(te_session_cookies(session), host,
                                             name, (int64_t)time(NULL));
    if (cookie != NULL)
        lua_pushlstring(L, cookie->value.data, cookie->value.length);
    else
        lua_pushnil(L);
    return 1;
}

/* A value, or nil to take the cookie away. */
static int set_cookie(lua_State *L, int url) {
    te_session *session = check_view(L, COOKIES);
    te_slice name = check_slice(L, 2), host = check_host(L, session, url);
    te_cookies *jar = te_session_cookies(session);
    if (lua_isnil(L, 3))
        te_cookies_remove(jar, host, name);
    else if (!te_cookies_set(jar, host, name, check_slice(L, 3)))
        return luaL_error(L, "cookie %s: name or value cannot be sent",
                          name.data);
    return 0;
}

/* get(name [, url]), set(name, value [, url]) */
static int cookies_get(lua_State *L) { return push_cookie(L, 3); }

static int cookies_set(lua_State *L) {
    luaL_checkany(L, 3);
    return set_cookie(L, 4);
}

/* clear([url]): all of the jar, or those for a host. */
static int cookies_clear(lua_State *L) {
    te_session *session = check_view(L, COOKIES);
    te_cookies *jar = te_session_cookies(session);
    if (lua_isnoneornil(L, 2))
        te_cookies_clear(jar);
    else
        te_cookies_clear_host(jar, check_host(L, session, 2));
    return 0;
}

/* The methods, in the upvalue, hide cookies of their names. */
static int cookies_index(lua_State *L) {
    lua_settop(L, 2);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    lua_settop(L, 2);
    return push_cookie(L, 3);
}

/* cookies[name] = value */
static int cookies_newindex(lua_State *L) {
    lua_settop(L, 3);
    return set_cookie(L, 4);
}

/* ---- Methods ---- */

/* The method is the upvalue. */
static int send_unheard(lua_State *L) {
    const char *method = lua_tostring(L, lua_upvalueindex(1));
    return te_request_send(L, te_session_check(L, 1), method);
}

static int send_as(lua_State *L, const char *method) {
    te_session *session = te_session_check(L, 1);
    if (te_events_are_heard(te_script_of(L)))
        return te_events_around_request(L, method, send_unheard);
    return te_request_send(L, session, method);
}

static int session_get(lua_State *L) { return send_as(L, "GET"); }
static int session_head(lua_State *L) { return send_as(L, "HEAD"); }
static int session_put(lua_State *L) { return send_as(L, "PUT"); }
static int session_post(lua_State *L) { return send_as(L, "POST"); }
static int session_patch(lua_State *L) { return send_as(L, "PATCH"); }
static int session_delete(lua_State *L) { return send_as(L, "DELETE"); }
static int session_options(lua_State *L) { return send_as(L, "OPTIONS"); }

/* request(method, path, options) */
static int session_request(lua_State *L) {
    char method[32];
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    /* One that does not fit is none: "" is refused. */
    bool fits = length < sizeof method && strlen(text) == length;
    snprintf(method, sizeof method, "%s", fits ? text : "");
    lua_remove(L, 2);
    return send_as(L, method);
}

/* Lua runs finalizers wherever it needs memory, so in the midst of a request
 * that is being read into this session; lua_gc() tells that we are in one. */
static int session_close(lua_State *L) {
    if (lua_gc(L, LUA_GCISRUNNING) < 0)
        return luaL_error(L, "a finalizer cannot close a session; it is "
                             "closed when nobody refers to it any more");
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

static const luaL_Reg cookies_methods[] = {
    {"get", cookies_get},
    {"set", cookies_set},
    {"clear", cookies_clear},
    {NULL, NULL},
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
    luaL_newmetatable(L, COOKIES);
    luaL_newlib(L, cookies_methods);
    lua_pushcclosure(L, cookies_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, cookies_newindex);
    lua_setfield(L, -2, "__newindex");
    luaL_newmetatable(L, SESSION);
    luaL_newlib(L, session_methods);
    add_batch(L);
    te_push_statsd(L);
    lua_setfield(L, -2, "statsd");
    lua_setfield(L, -2, "__index");
    lua_pop(L, 4);
    te_open_response(L);
}
