/* lua_auth.c - see lua_auth.h. */
#include "lua_auth.h"

#include "base64.h"
#include "lua_buf.h"
#include "lua_secrets.h"
#include "tengine_module.h"

#include <string.h>

static const char FIELD[] = "Authorization";
enum { FIELD_BYTES = sizeof FIELD - 1 };

/* The strings are the table's. */
typedef struct auth {
    te_slice user, password, bearer, type; /* data is NULL: not there */
} auth;

/* ---- Reading ---- */

static auth read_table(lua_State *L, const char *what) {
    auth a = {.type = {NULL, 0}};
    const te_lua_secret secrets[] = {{"user", &a.user},
                                     {"password", &a.password},
                                     {"bearer", &a.bearer},
                                     {"type", &a.type},
                                     {NULL, NULL}};
    const char *name = lua_pushfstring(L, "%s: auth", what);
    lua_insert(L, -2);
    te_lua_read_secrets(L, name,
                        "{ user = ..., password = ... }, { bearer = ... } or "
                        "false",
                        secrets);
    lua_remove(L, -2);
    return a;
}

static bool is_digest(lua_State *L, const char *what, const auth *a) {
    if (a->type.data == NULL || strcmp(a->type.data, "basic") == 0)
        return false;
    if (strcmp(a->type.data, "digest") != 0)
        luaL_error(L, "%s: auth: type is \"basic\" or \"digest\", not \"%s\"",
                   what, a->type.data);
    return true;
}

static void check(lua_State *L, const char *what, const auth *a) {
    bool has_user = a->user.data != NULL || a->password.data != NULL ||
                    a->type.data != NULL;
    if (has_user == (a->bearer.data != NULL))
        luaL_error(L, "%s: auth: either user and password or bearer", what);
    if (has_user && (a->user.data == NULL || a->password.data == NULL))
        luaL_error(L, "%s: auth: %s is missing", what,
                   a->user.data == NULL ? "user" : "password");
}

/* ---- Keeping ---- */

/* The credentials are on top of the stack, and go. */
static void set_header(lua_State *L, const char *what, te_headers *headers,
                       const char *scheme) {
    size_t length;
    lua_pushstring(L, scheme);
    lua_insert(L, -2);
    lua_concat(L, 2);
    const char *value = lua_tolstring(L, -1, &length);
    te_error err;
    if (!te_headers_add(headers, FIELD, FIELD_BYTES, value, length, &err))
        luaL_error(L, "%s: auth: %s", what, err.message);
    lua_pop(L, 1);
}

static void set_bearer(lua_State *L, const char *what, const auth *a,
                       te_session_options *options) {
    lua_pushlstring(L, a->bearer.data, a->bearer.length);
    set_header(L, what, &options->headers, "Bearer ");
}

static void set_basic(lua_State *L, const char *what, const auth *a,
                      te_session_options *options) {
    luaL_Buffer letters;
    size_t length;
    if (memchr(a->user.data, ':', a->user.length) != NULL)
        luaL_error(L, "%s: auth: the name of a user cannot hold ':'", what);
    lua_pushfstring(L, "%s:%s", a->user.data, a->password.data);
    const char *pair = lua_tolstring(L, -1, &length);
    te_base64(pair, length,
              luaL_buffinitsize(L, &letters, TE_BASE64_LENGTH(length)));
    luaL_pushresultsize(&letters, TE_BASE64_LENGTH(length));
    set_header(L, what, &options->headers, "Basic ");
    lua_pop(L, 1);
}

static void set_digest(lua_State *L, const char *what, const auth *a,
                       te_session_options *options) {
    te_buf *login = &options->login;
    te_lua_require_memory(L, what,
                          te_buf_add(login, a->user.data, a->user.length + 1) &&
                              te_buf_adds(login, a->password.data));
}

void te_lua_read_auth(lua_State *L, const char *what,
                      te_session_options *options) {
    bool is_off = lua_isboolean(L, -1) && !lua_toboolean(L, -1);
    auth a = {.type = {NULL, 0}};
    if (!is_off) {
        a = read_table(L, what);
        check(L, what, &a);
    }
    te_headers_remove(&options->headers, FIELD, FIELD_BYTES);
    te_buf_reset(&options->login);
    if (is_off) return;
    if (a.bearer.data != NULL)
        set_bearer(L, what, &a, options);
    else if (is_digest(L, what, &a))
        set_digest(L, what, &a, options);
    else
        set_basic(L, what, &a, options);
}
