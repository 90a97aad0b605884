/* lua_response.c - see lua_response.h. */
#include "lua_response.h"

#include "lua_error.h"
#include "lua_json.h"
#include "lua_json_path.h"
#include "lua_links.h"

#include <lauxlib.h>
#include <string.h>

static const char RESPONSE[] = "tengine.response";
static const char HEADERS[] = "tengine.response_headers";
static const char HELD[] = "tengine.response_body"; /* a te_buf */

typedef struct response {
    int status;
    bool is_ok;
    te_http_phases phases;
    uint64_t queue_ns, elapsed_ns;
    uint64_t body_bytes; /* what came, kept or not */
    size_t url_length, head_length, body_length;
    const char *body; /* in `bytes`, or held by a userdata of its own */
    char bytes[];     /* url, head, and a body that is short */
} response;

/* User values of a response: its body as a string, and decoded, once one was
 * asked for; what holds the body, unless it is short. */
enum { BODY = 1, DECODED, HOLDER, USER_VALUES = HOLDER };

/* From here on the bytes that were received are taken over, not copied. */
enum { HELD_BYTES = 4096 };

/* ---- Making ---- */

static int free_held(lua_State *L) {
    te_buf_free(lua_touserdata(L, 1));
    return 0;
}

/* Has the response, which is on top, hold the exchange's body. Lua's collector
 * sees a few bytes only: it is told how many there are. */
static void hold_body(lua_State *L, response *r, te_buf *body) {
    te_buf *held = lua_newuserdatauv(L, sizeof *held, 0);
    *held = TE_BUF_INIT;
    luaL_setmetatable(L, HELD);
    *held = *body;
    *body = TE_BUF_INIT;
    r->body = held->data;
    lua_setiuservalue(L, -2, HOLDER);
    size_t kilobytes = held->capacity / 1024;
    lua_gc(L, LUA_GCSTEP, kilobytes < 1000000 ? (int)kilobytes : 1000000);
}

void te_response_push(lua_State *L, te_call *call) {
    te_exchange *x = call->exchange;
    te_http_response *from = &x->response;
    const te_buf *url = &x->request.url;
    bool is_held = from->body.length >= HELD_BYTES;
    size_t bytes =
        url->length + from->head.length + (is_held ? 0 : from->body.length);
    response *r = lua_newuserdatauv(L, sizeof *r + bytes, USER_VALUES);
    r->status = from->status;
    r->is_ok = te_call_is_expected(call);
    r->phases = from->phases;
    r->queue_ns = x->started_ns > x->request.intended_ns
                      ? x->started_ns - x->request.intended_ns
                      : 0;
    r->elapsed_ns = x->ended_ns - x->started_ns;
    r->body_bytes = from->body_bytes;
    r->url_length = url->length;
    r->head_length = from->head.length;
    r->body_length = from->body.length;
    char *at = r->bytes;
    memcpy(at, te_buf_str(url), url->length);
    at += url->length;
    memcpy(at, te_buf_str(&from->head), from->head.length);
    at += from->head.length;
    r->body = at;
    luaL_setmetatable(L, RESPONSE);
    if (is_held)
        hold_body(L, r, &from->body);
    else
        memcpy(at, te_buf_str(&from->body), from->body.length);
}

void te_response_push_failure(lua_State *L, te_call *call) {
    const te_exchange *x = call->exchange;
    te_push_where(L);
    lua_pushfstring(L, "%s%s: %s", lua_tostring(L, -1), te_buf_str(&call->name),
                    x->response.message);
    te_push_error(L, te_http_error_name(x->response.error),
                  lua_tostring(L, -1));
    lua_pushstring(L, te_buf_str(&x->request.url));
    lua_setfield(L, -2, "url");
    lua_pushstring(L, x->request.method);
    lua_setfield(L, -2, "method");
    lua_pushstring(L, te_buf_str(&call->name));
    lua_setfield(L, -2, "name");
}

/* ---- Fields ---- */

static response *check_response(lua_State *L) {
    return luaL_checkudata(L, 1, RESPONSE);
}

static const char *head_of(const response *r) {
    return r->bytes + r->url_length;
}

static te_slice body_of(const response *r) {
    return (te_slice){r->body, r->body_length};
}

static int push_body(lua_State *L, const response *r) {
    if (lua_getiuservalue(L, 1, BODY) == LUA_TSTRING) return 1;
    lua_pop(L, 1);
    lua_pushlstring(L, body_of(r).data, body_of(r).length);
    lua_pushvalue(L, -1);
    lua_setiuservalue(L, 1, BODY);
    return 1;
}

/* The words after the number in the status line. */
static int push_reason(lua_State *L, const response *r) {
    const char *head = head_of(r);
    const char *end = memchr(head, '\n', r->head_length);
    const char *stop = end != NULL ? end : head + r->head_length;
    const char *space = memchr(head, ' ', (size_t)(stop - head));
    if (space != NULL)
        space = memchr(space + 1, ' ', (size_t)(stop - space - 1));
    if (stop > head && stop[-1] == '\r') stop--;
    if (space == NULL || space + 1 > stop)
        lua_pushliteral(L, "");
    else
        lua_pushlstring(L, space + 1, (size_t)(stop - space - 1));
    return 1;
}

static void set_seconds(lua_State *L, const char *name, uint64_t ns) {
    lua_pushnumber(L, te_s_from_ns(ns));
    lua_setfield(L, -2, name);
}

static int push_timings(lua_State *L, const response *r) {
    lua_createtable(L, 0, 7);
    set_seconds(L, "dns", r->phases.dns_ns);
    set_seconds(L, "blocked", r->phases.blocked_ns);
    set_seconds(L, "connect", r->phases.connect_ns);
    set_seconds(L, "tls", r->phases.tls_ns);
    set_seconds(L, "wait", r->phases.wait_ns);
    set_seconds(L, "receive", r->phases.receive_ns);
    set_seconds(L, "queue", r->queue_ns);
    return 1;
}

static int push_headers(lua_State *L, const response *r) {
    (void)r;
    lua_newuserdatauv(L, 0, 1);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    luaL_setmetatable(L, HEADERS);
    return 1;
}

static int push_status(lua_State *L, const response *r) {
    lua_pushinteger(L, r->status);
    return 1;
}

static int push_ok(lua_State *L, const response *r) {
    lua_pushboolean(L, r->is_ok);
    return 1;
}

static int push_elapsed(lua_State *L, const response *r) {
    lua_pushnumber(L, te_s_from_ns(r->elapsed_ns));
    return 1;
}

static int push_size(lua_State *L, const response *r) {
    lua_pushinteger(L, (lua_Integer)r->body_bytes);
    return 1;
}

static int push_url(lua_State *L, const response *r) {
    lua_pushlstring(L, r->bytes, r->url_length);
    return 1;
}

/* Of the status line: "1.1", "2". */
static int push_http_version(lua_State *L, const response *r) {
    const char *head = head_of(r);
    const char *space = memchr(head, ' ', r->head_length);
    const char *slash = memchr(head, '/', r->head_length);
    if (slash != NULL && space != NULL && slash < space)
        lua_pushlstring(L, slash + 1, (size_t)(space - slash - 1));
    else
        lua_pushliteral(L, "");
    return 1;
}

static const struct field {
    const char *name;
    int (*push)(lua_State *L, const response *r);
} fields[] = {
    {"status", push_status},
    {"body", push_body},
    {"headers", push_headers},
    {"ok", push_ok},
    {"elapsed", push_elapsed},
    {"size", push_size},
    {"url", push_url},
    {"reason", push_reason},
    {"timings", push_timings},
    {"http_version", push_http_version},
    {NULL, NULL},
};

/* ---- What the body holds ---- */

/* json([path]): what is decoded is kept, and handed out again. */
static int response_json(lua_State *L) {
    const response *r = check_response(L);
    size_t length;
    const char *path = luaL_optlstring(L, 2, NULL, &length);
    lua_settop(L, 2);
    if (lua_getiuservalue(L, 1, DECODED) == LUA_TNIL) {
        lua_pop(L, 1);
        te_json_decode(L, body_of(r).data, body_of(r).length);
        lua_pushvalue(L, -1);
        lua_setiuservalue(L, 1, DECODED);
    }
    if (path != NULL) te_json_follow(L, path, length);
    return 1;
}

static te_slice check_text(lua_State *L, int arg) {
    te_slice text;
    text.data = luaL_checklstring(L, arg, &text.length);
    luaL_argcheck(L, text.length > 0, arg, "a text that is not empty");
    return text;
}

/* Moves `in` behind the text; false where it is not there. What lay before it
 * goes to `before`. */
static bool take_up_to(te_slice *in, te_slice text, te_slice *before) {
    const char *at = in->length > 0
                         ? memmem(in->data, in->length, text.data, text.length)
                         : NULL;
    if (at == NULL) return false;
    *before = te_slice_to(*in, (size_t)(at - in->data));
    *in = te_slice_from(*in, before->length + text.length);
    return true;
}

/* text_between(left, right [, n]) */
static int response_text_between(lua_State *L) {
    te_slice rest = body_of(check_response(L)), between;
    te_slice left = check_text(L, 2), right = check_text(L, 3);
    lua_Integer n = luaL_optinteger(L, 4, 1);
    luaL_argcheck(L, n >= 1, 4, "a number from 1 on");
    for (; n > 0; n--) {
        if (take_up_to(&rest, left, &between) &&
            take_up_to(&rest, right, &between))
            continue;
        lua_pushnil(L);
        return 1;
    }
    lua_pushlstring(L, between.data, between.length);
    return 1;
}

/* match(pattern [, init]): string.match of the body. */
static int response_match(lua_State *L) {
    const response *r = check_response(L);
    luaL_checkstring(L, 2);
    lua_settop(L, 3);
    push_body(L, r);
    lua_insert(L, 2);
    lua_getfield(L, 2, "match"); /* as ("text").match */
    lua_insert(L, 2);
    lua_call(L, 3, LUA_MULTRET);
    return lua_gettop(L) - 1;
}

static int response_links(lua_State *L) {
    const response *r = check_response(L);
    te_slice url = {r->bytes, r->url_length};
    return te_links_push(L, body_of(r), url);
}

static const luaL_Reg methods[] = {
    {"json", response_json},
    {"text_between", response_text_between},
    {"match", response_match},
    {"links", response_links},
    {NULL, NULL},
};

static int refuse_field(lua_State *L, const char *key) {
    te_suggestion near = te_suggestion_for(key);
    for (const struct field *f = fields; f->name != NULL; f++)
        te_suggestion_offer(&near, f->name);
    for (const luaL_Reg *m = methods; m->name != NULL; m++)
        te_suggestion_offer(&near, m->name);
    if (near.best == NULL)
        return luaL_error(L, "a response has no field '%s'", key);
    return luaL_error(L, "a response has no field '%s'; did you mean '%s'?",
                      key, near.best);
}

static int response_index(lua_State *L) {
    const response *r = check_response(L);
    const char *key = luaL_checkstring(L, 2);
    for (const struct field *f = fields; f->name != NULL; f++) {
        if (strcmp(f->name, key) == 0) return f->push(L, r);
    }
    for (const luaL_Reg *m = methods; m->name != NULL; m++) {
        if (strcmp(m->name, key) != 0) continue;
        lua_pushcfunction(L, m->func);
        return 1;
    }
    return refuse_field(L, key);
}

static int response_tostring(lua_State *L) {
    const response *r = check_response(L);
    lua_pushfstring(L, "response %d", r->status);
    return 1;
}

/* ---- Header fields ---- */

/* The head as http.h walks it. */
static te_http_response head_view(const response *r) {
    union { /* only read from */
        const char *from;
        char *to;
    } head = {.from = head_of(r)};
    te_http_response view = {.status = r->status};
    view.head = (te_buf){head.to, r->head_length, r->head_length};
    return view;
}

static response *response_of_headers(lua_State *L) {
    luaL_checkudata(L, 1, HEADERS);
    lua_getiuservalue(L, 1, 1);
    response *r = lua_touserdata(L, -1);
    lua_pop(L, 1); /* the headers keep it alive */
    return r;
}

/* The name's length and the value of a field line. */
static const char *split_field(const char *line, size_t length, size_t *name,
                               size_t *value_length) {
    const char *colon = memchr(line, ':', length);
    if (colon == NULL) return NULL;
    const char *value = colon + 1, *end = line + length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *name = (size_t)(colon - line);
    *value_length = (size_t)(end - value);
    return value;
}

/* Moves *line to the next field of that name; false where there is none. */
static bool next_value(const te_http_response *view, te_slice wanted,
                       const char **line, te_slice *found) {
    size_t length, name, value_length;
    while ((*line = te_response_next_field(view, *line, &length)) != NULL) {
        const char *value = split_field(*line, length, &name, &value_length);
        if (value == NULL || !te_slice_alike((te_slice){*line, name}, wanted))
            continue;
        *found = (te_slice){value, value_length};
        return true;
    }
    return false;
}

/* headers:all(name): a list of the values. */
static int headers_all(lua_State *L) {
    te_http_response view = head_view(response_of_headers(L));
    te_slice wanted, value;
    const char *line = NULL;
    wanted.data = luaL_checklstring(L, 2, &wanted.length);
    lua_newtable(L);
    for (lua_Integer i = 1; next_value(&view, wanted, &line, &value); i++) {
        lua_pushlstring(L, value.data, value.length);
        lua_rawseti(L, -2, i);
    }
    return 1;
}

/* headers[name]: the value; several fields of one name joined by ", ". */
static int headers_index(lua_State *L) {
    te_http_response view = head_view(response_of_headers(L));
    te_slice wanted, value;
    const char *line = NULL;
    luaL_Buffer joined;
    bool is_there = false;
    wanted.data = luaL_checklstring(L, 2, &wanted.length);
    if (te_slice_equal(wanted, te_slice_of("all"))) {
        lua_pushcfunction(L, headers_all);
        return 1;
    }
    luaL_buffinit(L, &joined);
    while (next_value(&view, wanted, &line, &value)) {
        if (is_there) luaL_addlstring(&joined, ", ", 2);
        luaL_addlstring(&joined, value.data, value.length);
        is_there = true;
    }
    luaL_pushresult(&joined);
    if (!is_there) lua_pushnil(L);
    return 1;
}

/* Every field as it came: for name, value in pairs(headers). The upvalues are
 * the place reached and the headers, whatever it is called with. */
static int headers_next(lua_State *L) {
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(2));
    te_http_response view = head_view(response_of_headers(L));
    size_t length, name, value_length;
    lua_Integer offset = lua_tointeger(L, lua_upvalueindex(1));
    const char *line = offset > 0 ? view.head.data + offset : NULL;
    line = te_response_next_field(&view, line, &length);
    if (line == NULL) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, line - view.head.data);
    lua_replace(L, lua_upvalueindex(1));
    const char *value = split_field(line, length, &name, &value_length);
    if (value == NULL) {
        lua_pushlstring(L, line, length);
        lua_pushliteral(L, "");
        return 2;
    }
    lua_pushlstring(L, line, name);
    lua_pushlstring(L, value, value_length);
    return 2;
}

static int headers_pairs(lua_State *L) {
    luaL_checkudata(L, 1, HEADERS);
    lua_pushinteger(L, 0);
    lua_pushvalue(L, 1);
    lua_pushcclosure(L, headers_next, 2);
    return 1;
}

static const luaL_Reg response_metamethods[] = {
    {"__index", response_index},
    {"__tostring", response_tostring},
    {NULL, NULL},
};

static const luaL_Reg headers_metamethods[] = {
    {"__index", headers_index},
    {"__pairs", headers_pairs},
    {NULL, NULL},
};

void te_open_response(lua_State *L) {
    luaL_newmetatable(L, RESPONSE);
    luaL_setfuncs(L, response_metamethods, 0);
    luaL_newmetatable(L, HELD);
    lua_pushcfunction(L, free_held);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
    luaL_newmetatable(L, HEADERS);
    luaL_setfuncs(L, headers_metamethods, 0);
    lua_pop(L, 2);
}
