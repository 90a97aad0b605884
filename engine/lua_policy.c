/* lua_policy.c - see lua_policy.h. */
#include "lua_policy.h"

#include "clock.h"
#include "lua_buf.h"
#include "lua_error.h"
#include "tengine_module.h"

#include <errno.h>
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

/* Each reads the value on top of the stack. */

static void read_max_age(lua_State *L, te_connection_policy *policy) {
    int is_number;
    double seconds = lua_tonumberx(L, -1, &is_number);
    if (!is_number || !(seconds > 0) || seconds > 1e7)
        luaL_error(L, "session: max_age is not a number of seconds above 0");
    policy->max_age_ns = te_ns_from_s(seconds);
}

static void read_max_requests(lua_State *L, te_connection_policy *policy) {
    int is_whole;
    lua_Integer count = lua_tointegerx(L, -1, &is_whole);
    if (!is_whole || count < 1 || count > UINT32_MAX)
        luaL_error(L, "session: max_requests is a whole number from 1 on");
    policy->max_requests = (uint32_t)count;
}

static void read_version(lua_State *L, te_connection_policy *policy) {
    static const char *const names[] = {
        [TE_HTTP_1_1] = "1.1",
        [TE_HTTP_2] = "2",
        [TE_HTTP_2_PRIOR_KNOWLEDGE] = "2-prior-knowledge",
    };
    bool is_text = lua_type(L, -1) == LUA_TSTRING;
    for (int i = 0; is_text && i <= TE_HTTP_2_PRIOR_KNOWLEDGE; i++) {
        if (strcmp(lua_tostring(L, -1), names[i]) != 0) continue;
        policy->version = (te_http_version)i;
        return;
    }
    luaL_error(L, "session: http_version is \"1.1\", \"2\" or "
                  "\"2-prior-knowledge\"");
}

static void read_text(lua_State *L, const char *key, char **text) {
    size_t length;
    const char *value = lua_tolstring(L, -1, &length);
    if (value == NULL || strlen(value) != length)
        luaL_error(L, "session: %s is a text, not a %s", key,
                   luaL_typename(L, -1));
    *text = strdup(value);
    te_lua_require_memory(L, "session", *text != NULL);
}

/* One that cannot be read is said now, not with every request. */
static void read_file(lua_State *L, const char *key, char **path) {
    read_text(L, key, path);
    FILE *file = fopen(*path, "re");
    if (file == NULL)
        te_raise_input(L, "session: %s: cannot open %s: %s", key, *path,
                       strerror(errno));
    fclose(file);
}

static void read_password(lua_State *L, te_connection_policy *policy) {
    read_text(L, "key_password", &policy->key_password);
}

static void read_cert(lua_State *L, te_connection_policy *policy) {
    read_file(L, "cert", &policy->cert);
}

static void read_key(lua_State *L, te_connection_policy *policy) {
    read_file(L, "key", &policy->key);
}

static void read_ca(lua_State *L, te_connection_policy *policy) {
    read_file(L, "ca", &policy->ca);
}

/* A key can be in the file of its certificate. */
static void check_identity(lua_State *L, te_connection_policy *policy) {
    const char *alone = policy->key != NULL            ? "key"
                        : policy->key_password != NULL ? "key_password"
                                                       : NULL;
    if (policy->cert == NULL && alone != NULL)
        luaL_error(L, "session: %s belongs to a cert, and there is none",
                   alone);
}

void te_lua_read_policy(lua_State *L, int index, te_connection_policy *policy) {
    static const struct {
        const char *name;
        void (*read)(lua_State *L, te_connection_policy *policy);
    } keys[] = {
        {"max_age", read_max_age},
        {"max_requests", read_max_requests},
        {"http_version", read_version},
        {"cert", read_cert},
        {"key", read_key},
        {"key_password", read_password},
        {"ca", read_ca},
    };
    index = lua_absindex(L, index);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (lua_getfield(L, index, keys[i].name) != LUA_TNIL)
            keys[i].read(L, policy);
        lua_pop(L, 1);
    }
    check_identity(L, policy);
}
