/* lua_request.c - see lua_request.h. */
#include "lua_request.h"

#include "lua_auth.h"
#include "lua_body.h"
#include "lua_buf.h"
#include "lua_error.h"
#include "lua_fields.h"
#include "lua_response.h"
#include "lua_sigv4.h"
#include "lua_tags.h"
#include "script.h"
#include "suggest.h"
#include "tengine_module.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* ---- Keys ---- */

typedef enum {
    KEY_HEADERS,
    KEY_TIMEOUT,
    KEY_CONNECT_TIMEOUT,
    KEY_REDIRECTS,
    KEY_EXPECT,
    KEY_BODY,
    KEY_MAX_BODY,
    KEY_TAGS,
    KEY_AUTH,
    KEY_AWS_SIGV4,
    KEY_COMPRESSED,
    KEY_REUSE,
    KEY_BASE_URL, /* sessions only: these */
    KEY_MAX_AGE,
    KEY_MAX_REQUESTS,
    KEY_HTTP_VERSION,
    KEY_CERT,
    KEY_KEY,
    KEY_KEY_PASSWORD,
    KEY_CA,
    KEY_NAME, /* the rest: requests only */
    KEY_QUERY,
    KEY_DATA, /* from here on: bodies */
    KEY_JSON,
    KEY_FORM,
    KEY_MULTIPART,
    KEY_FILE,
    KEY_COUNT,
} option_key;

static const char *const key_names[KEY_COUNT] = {
    [KEY_HEADERS] = "headers",
    [KEY_TIMEOUT] = "timeout",
    [KEY_CONNECT_TIMEOUT] = "connect_timeout",
    [KEY_REDIRECTS] = "redirects",
    [KEY_EXPECT] = "expect",
    [KEY_BODY] = "body",
    [KEY_MAX_BODY] = "max_body",
    [KEY_TAGS] = "tags",
    [KEY_AUTH] = "auth",
    [KEY_AWS_SIGV4] = "aws_sigv4",
    [KEY_COMPRESSED] = "compressed",
    [KEY_REUSE] = "reuse",
    [KEY_BASE_URL] = "base_url",
    [KEY_MAX_AGE] = "max_age",
    [KEY_MAX_REQUESTS] = "max_requests",
    [KEY_HTTP_VERSION] = "http_version",
    [KEY_CERT] = "cert",
    [KEY_KEY] = "key",
    [KEY_KEY_PASSWORD] = "key_password",
    [KEY_CA] = "ca",
    [KEY_NAME] = "name",
    [KEY_QUERY] = "query",
    [KEY_DATA] = "data",
    [KEY_JSON] = "json",
    [KEY_FORM] = "form",
    [KEY_MULTIPART] = "multipart",
    [KEY_FILE] = "file",
};

static bool belongs_to(option_key key, const char *what) {
    bool is_session = what[0] == 's';
    return key < KEY_BASE_URL || (key < KEY_NAME) == is_session;
}

/* The known ones are listed where none is near: other tools have other names.
 */
static int refuse_key(lua_State *L, const char *what, const char *key) {
    te_suggestion near = te_suggestion_for(key);
    lua_pushliteral(L, "");
    for (int i = 0; i < KEY_COUNT; i++) {
        if (!belongs_to((option_key)i, what)) continue;
        te_suggestion_offer(&near, key_names[i]);
        lua_pushfstring(L, "%s%s%s", lua_tostring(L, -1), i > 0 ? ", " : "",
                        key_names[i]);
        lua_replace(L, -2);
    }
    if (near.best != NULL) return te_raise_unknown_option(L, what, &near);
    return luaL_error(L, "%s: unknown option '%s' (known: %s)", what, key,
                      lua_tostring(L, -1));
}

/* Which key the string at the top is. */
static option_key key_at(lua_State *L, int index, const char *what) {
    if (lua_type(L, index) != LUA_TSTRING)
        luaL_error(L, "%s: options are named", what);
    const char *text = lua_tostring(L, index);
    for (int i = 0; i < KEY_COUNT; i++) {
        /* Most differ in their first letter: a call saved, for each request. */
        if (key_names[i][0] == text[0] && strcmp(text, key_names[i]) == 0 &&
            belongs_to((option_key)i, what))
            return (option_key)i;
    }
    return (option_key)refuse_key(L, what, text);
}

/* ---- Values: each reads the value on top of the stack ---- */

static uint64_t read_seconds(lua_State *L, const char *what, option_key key) {
    int is_number;
    double seconds = lua_tonumberx(L, -1, &is_number);
    if (!is_number || !(seconds > 0) || seconds > 1e7)
        luaL_error(L, "%s: %s is not a number of seconds above 0", what,
                   key_names[key]);
    return te_ns_from_s(seconds);
}

static void add_status(lua_State *L, const char *what, te_expect *expect) {
    int is_whole;
    lua_Integer status = lua_tointegerx(L, -1, &is_whole);
    if (!is_whole || status < 100 || status > 599)
        luaL_error(L,
                   "%s: expect is a status from 100 to 599 or a list of "
                   "them",
                   what);
    te_expect_add(expect, (int)status, (int)status);
}

static void read_expect(lua_State *L, const char *what, te_expect *expect) {
    memset(expect, 0, sizeof *expect);
    te_table_thaw(L, -1);
    if (!lua_istable(L, -1)) {
        add_status(L, what, expect);
        return;
    }
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, i);
        add_status(L, what, expect);
        lua_pop(L, 1);
    }
}

static bool read_discard(lua_State *L, const char *what) {
    const char *text = lua_tostring(L, -1);
    if (text != NULL && strcmp(text, "discard") == 0) return true;
    if (text == NULL || strcmp(text, "keep") != 0)
        luaL_error(L,
                   "%s: body is \"keep\" or \"discard\", for the body of "
                   "the answer; what is sent is `data` or `json`",
                   what);
    return false;
}

static bool read_boolean(lua_State *L, const char *what, option_key key) {
    if (!lua_isboolean(L, -1))
        luaL_error(L, "%s: %s is true or false, not a %s", what, key_names[key],
                   luaL_typename(L, -1));
    return lua_toboolean(L, -1);
}

static size_t read_bytes(lua_State *L, const char *what) {
    int is_whole;
    lua_Integer bytes = lua_tointegerx(L, -1, &is_whole);
    if (!is_whole || bytes < 0)
        luaL_error(L, "%s: max_body is a number of bytes", what);
    return (size_t)bytes;
}

/* A request's come on top of its session's, which are there already. */
static void read_tags(lua_State *L, const char *what, te_buf *tags) {
    char text[TE_TAGS_OWN_BYTES];
    snprintf(text, sizeof text, "%s", te_buf_str(tags));
    te_lua_read_tags(L, -1, what, text);
    te_buf_reset(tags);
    te_lua_require_memory(L, what, te_buf_adds(tags, text));
}

static void read_common(lua_State *L, const char *what, option_key key,
                        te_session_options *options) {
    switch (key) {
    case KEY_TIMEOUT:
        options->timeout_ns = read_seconds(L, what, key);
        break;
    case KEY_CONNECT_TIMEOUT:
        options->connect_timeout_ns = read_seconds(L, what, key);
        break;
    case KEY_REDIRECTS:
        options->follow = lua_toboolean(L, -1);
        break;
    case KEY_EXPECT:
        read_expect(L, what, &options->expect);
        break;
    case KEY_BODY:
        options->discard_body = read_discard(L, what);
        break;
    case KEY_MAX_BODY:
        options->max_body_bytes = read_bytes(L, what);
        break;
    case KEY_TAGS:
        read_tags(L, what, &options->tags);
        break;
    case KEY_AUTH:
        te_lua_read_auth(L, what, options);
        break;
    case KEY_AWS_SIGV4:
        te_lua_read_sigv4(L, what, options);
        break;
    case KEY_COMPRESSED:
        options->compressed = read_boolean(L, what, key);
        break;
    case KEY_REUSE:
        options->no_reuse = !read_boolean(L, what, key);
        break;
    default:
        break; /* the caller's */
    }
}

/* Headers come last, whatever the order of the keys: they can change what
 * other keys bring. */
static void read_last_headers(lua_State *L, int index, te_headers *headers) {
    lua_pushstring(L, key_names[KEY_HEADERS]);
    if (lua_rawget(L, index) != LUA_TNIL)
        te_request_read_headers(L, lua_gettop(L), headers);
    lua_pop(L, 1);
}

void te_request_read_defaults(lua_State *L, int index,
                              te_session_options *options) {
    static const char what[] = "session";
    index = lua_absindex(L, index);
    te_table_thaw(L, index);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        read_common(L, what, key_at(L, -2, what), options);
    read_last_headers(L, index, &options->headers);
}

/* ---- Headers ---- */

enum { HEADERS_MAX = 100 };

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_field(lua_State *L, const char *name, te_headers *headers) {
    te_error err;
    size_t length;
    const char *value = lua_tolstring(L, -1, &length);
    if (value == NULL)
        luaL_error(L, "header %s: a value is text, not a %s", name,
                   luaL_typename(L, -1));
    if (!te_headers_add(headers, name, strlen(name), value, length, &err))
        luaL_error(L, "%s", err.message);
}

/* What the engine says of every request itself. */
static void refuse_own_fields(lua_State *L, const char *name) {
    if (strcasecmp(name, "Content-Length") == 0 ||
        strcasecmp(name, "Transfer-Encoding") == 0)
        luaL_error(L, "header %s: it follows from the data that is sent", name);
}

/* The value of the field is on top. */
static void set_field(lua_State *L, const char *name, te_headers *headers) {
    refuse_own_fields(L, name);
    te_headers_remove(headers, name, strlen(name));
    te_table_thaw(L, -1);
    if (lua_istable(L, -1)) {
        lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
        for (lua_Integer i = 1; i <= count; i++) {
            lua_rawgeti(L, -1, i);
            add_field(L, name, headers);
            lua_pop(L, 1);
        }
    } else if (lua_type(L, -1) != LUA_TBOOLEAN || lua_toboolean(L, -1))
        add_field(L, name, headers); /* false: the default is taken away */
}

void te_request_read_headers(lua_State *L, int index, te_headers *headers) {
    const char *names[HEADERS_MAX];
    size_t count = 0;
    te_table_thaw(L, index);
    if (!lua_istable(L, index))
        luaL_error(L, "headers: a table of name = value is wanted");
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "headers: names are text");
        if (count == HEADERS_MAX)
            luaL_error(L, "headers: more than %d of them", HEADERS_MAX);
        size_t length;
        names[count] = lua_tolstring(L, -2, &length);
        if (strlen(names[count++]) != length)
            luaL_error(L, "header: a name cannot hold NUL");
    }
    /* Never in the order of pairs(), which differs between processes. */
    if (count > 1) qsort(names, count, sizeof *names, by_text);
    for (size_t i = 0; i < count; i++) {
        lua_getfield(L, index, names[i]);
        set_field(L, names[i], headers);
        lua_pop(L, 1);
    }
}

/* ---- Sending ----
 *
 * A draft belongs to its session, so that an error raised while it is filled
 * in loses nothing. */

static void set_name(lua_State *L, te_call *call) {
    size_t length;
    const char *name = lua_tolstring(L, -1, &length);
    if (name == NULL || length == 0) luaL_error(L, "request: name is a text");
    te_buf_reset(&call->name);
    if (!te_buf_add(&call->name, name, length))
        luaL_error(L, "request: no memory");
}

/* Puts the query, which is on top, behind the path at index 2. */
static void set_query(lua_State *L) {
    te_lua_push_with_query(L, 2, lua_gettop(L));
    lua_replace(L, 2);
}

static void read_request(lua_State *L, te_call *call) {
    static const char what[] = "request";
    bool has_body = false;
    for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1)) {
        option_key key = key_at(L, -2, what);
        if (key == KEY_NAME)
            set_name(L, call);
        else if (key == KEY_QUERY)
            set_query(L);
        else if (key >= KEY_DATA)
            has_body = true;
        else
            read_common(L, what, key, &call->options);
    }
    if (has_body) te_lua_read_body(L, call);
    read_last_headers(L, 3, &call->options.headers);
}

static void cancel_call(void *ctx) { te_call_give_back(ctx); }

static void on_call_done(te_call *call) { te_task_wake(call->arg); }

/* The answer, or an error that says what became of it. */
static int call_done(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    te_call *call = (te_call *)ctx;
    te_task *task = call->arg;
    te_task_set_due(task, call->exchange->ended_ns);
    bool ok = call->exchange->response.error == TE_HTTP_OK;
    if (ok)
        te_response_push(L, call);
    else
        te_response_push_failure(L, call);
    te_task_unwait(task);
    te_call_give_back(call);
    return ok ? 1 : lua_error(L);
}

static void check_method(lua_State *L, const char *method) {
    size_t length = 0;
    while ((method[length] >= 'A' && method[length] <= 'Z') ||
           method[length] == '-' || method[length] == '_')
        length++;
    if (length == 0 || length > 20 || method[length] != '\0')
        luaL_error(L, "request: '%s' is not a method such as GET", method);
    if (strcmp(method, "CONNECT") == 0)
        luaL_error(L, "request: CONNECT is for proxies");
}

int te_request_send(lua_State *L, te_session *session, const char *method) {
    luaL_checkstring(L, 2);
    if (!lua_isnoneornil(L, 3)) luaL_checktype(L, 3, LUA_TTABLE);
    te_table_thaw(L, 3);
    te_task *task = te_task_current(L);
    check_method(L, method);
    lua_settop(L, 4);
    te_call *call = te_call_draft(session);
    if (call == NULL) return luaL_error(L, "request: no memory");
    if (lua_istable(L, 3)) read_request(L, call);
    if (call->body.count > 0 && strcmp(method, "HEAD") == 0)
        return luaL_error(L, "request: HEAD has no data");
    if (call->options.login.length > 0)
        call->cnonce = te_rng_next(te_script_rng(L));
    const te_actor *actor = te_script_actor(L);
    call->worker = actor->worker;
    call->doing = actor->doing;
    call->under_tags = actor->tags;
    call->on_done = on_call_done;
    call->arg = task;
    te_error err;
    te_slice path;
    path.data = lua_tolstring(L, 2, &path.length);
    /* Nothing that holds a descriptor is left to Lua, which may raise. */
    if (!te_body_open(&call->body, &err)) te_raise(L, &err);
    if (!te_call_start(call, method, path, te_task_due_ns(task), &err))
        return luaL_error(L, "%s", err.message);
    return te_task_park(L, task, (te_wait){cancel_call, call}, call_done);
}
