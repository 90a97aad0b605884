/* lua_tags.c - see lua_tags.h. */
#include "lua_tags.h"

#include "lua_fields.h"
#include "tengine_module.h"

#include <string.h>

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool te_lua_is_name(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool is_further = (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (!is_letter(c) && (i == 0 || !is_further)) return false;
    }
    return length > 0;
}

/* Why a key is the engine's own, or NULL. */
static const char *reason_of(const char *key) {
    static const struct {
        const char *key, *reason;
    } reserved[] = {
        {"name", "the name of a request; give it as `name`"},
        {"method", "the method of a request"},
        {"status", "the status of an answer"},
        {"error", "why a request failed"},
        {"scenario", "the name of a scenario"},
        {"check", "the name of a check"},
        {"overflow", "what had no series of its own"},
        {"warm_up", "what is sent of a warm-up"},
    };
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (strcmp(key, reserved[i].key) == 0) return reserved[i].reason;
    return NULL;
}

/* The key of the pair on top of the stack. */
static const char *check_key(lua_State *L, const char *what) {
    if (lua_type(L, -2) != LUA_TSTRING)
        luaL_error(L, "%s: tags: a table of key = value is wanted", what);
    size_t length;
    const char *key = lua_tolstring(L, -2, &length);
    if (!te_lua_is_name(key, length))
        luaL_error(L,
                   "%s: tags: '%s' is no key: a letter or '_', then letters, "
                   "digits, '_', '.', '-'",
                   what, key);
    const char *reason = reason_of(key);
    if (reason != NULL)
        luaL_error(L, "%s: tags: '%s' is the engine's own: %s", what, key,
                   reason);
    return key;
}

/* The value of the pair on top of the stack. */
static const char *check_value(lua_State *L, const char *what,
                               const char *key) {
    size_t length;
    const char *value = te_lua_to_text(L, -1, &length);
    if (value == NULL)
        luaL_error(L, "%s: tags: %s is text, a number or a boolean, not a %s",
                   what, key, luaL_typename(L, -1));
    if (strlen(value) != length)
        luaL_error(L, "%s: tags: %s cannot hold NUL", what, key);
    return value;
}

/* One tag as it lies among others. */
static void merge(lua_State *L, const char *what, char *out, const char *key,
                  const char *value) {
    char tag[TE_TAGS_OWN_BYTES] = "";
    size_t others = out[0] != '\0' ? strlen(out) + 1 : 0;
    if (others + strlen(key) + 1 + strlen(value) + 1 > TE_TAGS_OWN_BYTES)
        luaL_error(L, "%s: tags: more than %d bytes of them", what,
                   TE_TAGS_OWN_BYTES - 1);
    te_tags_add(tag, sizeof tag, key, value);
    te_tags_merge(out, TE_TAGS_OWN_BYTES, tag);
}

void te_lua_read_tags(lua_State *L, int index, const char *what, char *out) {
    index = lua_absindex(L, index);
    te_table_thaw(L, index);
    if (!lua_istable(L, index))
        luaL_error(L, "%s: tags: a table of key = value is wanted", what);
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        const char *key = check_key(L, what);
        merge(L, what, out, key, check_value(L, what, key));
    }
}
