/* lua_sigv4.c - see lua_sigv4.h. */
#include "lua_sigv4.h"

#include "lua_buf.h"
#include "lua_secrets.h"
#include "tengine_module.h"

#include <string.h>

static const char TOKEN_FIELD[] = "X-Amz-Security-Token";
enum { TOKEN_FIELD_BYTES = sizeof TOKEN_FIELD - 1 };

/* The strings are the table's. */
typedef struct signing {
    te_slice access_key, secret_key, token, region, service;
} signing;

static signing read_table(lua_State *L, const char *what) {
    signing s = {.service = te_slice_of("s3")};
    const te_lua_secret secrets[] = {
        {"access_key", &s.access_key}, {"secret_key", &s.secret_key},
        {"token", &s.token},           {"region", &s.region},
        {"service", &s.service},       {NULL, NULL}};
    te_lua_read_secrets(L, what,
                        "{ access_key = ..., secret_key = ..., region = ... } "
                        "or false",
                        secrets);
    for (size_t i = 0; secrets[i].name != NULL; i++) {
        if (secrets[i].place->length == 0 && secrets[i].place != &s.token)
            luaL_error(L, "%s: %s is missing", what, secrets[i].name);
    }
    return s;
}

/* Both are words of what libcurl is told, with ':' between them. */
static void check_word(lua_State *L, const char *what, const char *name,
                       te_slice word) {
    if (memchr(word.data, ':', word.length) != NULL)
        luaL_error(L, "%s: %s holds a ':'", what, name);
}

/* As te_http_request has it. */
static bool pack(const signing *s, te_buf *out) {
    return te_buf_addf(out, "aws:amz:%.*s:%.*s%c", TE_SLICE_ARGS(s->region),
                       TE_SLICE_ARGS(s->service), '\0') &&
           te_buf_add(out, s->access_key.data, s->access_key.length) &&
           te_buf_addc(out, '\0') &&
           te_buf_add(out, s->secret_key.data, s->secret_key.length) &&
           te_buf_addc(out, '\0');
}

static void keep(lua_State *L, const char *what, const signing *s,
                 te_session_options *options) {
    te_error err;
    te_lua_require_memory(L, what, pack(s, &options->signing));
    if (s->token.length > 0 &&
        !te_headers_add(&options->headers, TOKEN_FIELD, TOKEN_FIELD_BYTES,
                        s->token.data, s->token.length, &err))
        luaL_error(L, "%s: %s", what, err.message);
}

void te_lua_read_sigv4(lua_State *L, const char *what,
                       te_session_options *options) {
    bool is_off = lua_isboolean(L, -1) && !lua_toboolean(L, -1);
    const char *name = lua_pushfstring(L, "%s: aws_sigv4", what);
    lua_insert(L, -2);
    te_buf_reset(&options->signing);
    te_headers_remove(&options->headers, TOKEN_FIELD, TOKEN_FIELD_BYTES);
    if (!is_off) {
        signing s = read_table(L, name);
        check_word(L, name, "region", s.region);
        check_word(L, name, "service", s.service);
        keep(L, name, &s, options);
    }
    lua_remove(L, -2);
}
