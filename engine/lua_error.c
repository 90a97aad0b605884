/* lua_error.c - see lua_error.h. */
#include "lua_error.h"

#include <lauxlib.h>
#include <string.h>

static const char METATABLE[] = "tengine.error";

static int error_tostring(lua_State *L) {
    lua_getfield(L, 1, "kind");
    lua_getfield(L, 1, "message");
    const char *kind = lua_tostring(L, -2);
    const char *message = lua_tostring(L, -1);
    if (kind != NULL && strcmp(kind, "input") != 0 &&
        strcmp(kind, "output") != 0)
        lua_pushfstring(L, "%s: %s", kind, message ? message : "");
    return 1;
}

void te_push_error(lua_State *L, const char *kind, const char *message) {
    lua_createtable(L, 0, 4);
    lua_pushstring(L, kind);
    lua_setfield(L, -2, "kind");
    lua_pushstring(L, message);
    lua_setfield(L, -2, "message");
    if (luaL_newmetatable(L, METATABLE)) {
        lua_pushcfunction(L, error_tostring);
        lua_setfield(L, -2, "__tostring");
    }
    lua_setmetatable(L, -2);
}

bool te_is_embedded(const char *source) {
    static const char prefix[] = "=tengine.";
    return strncmp(source, prefix, sizeof prefix - 1) == 0;
}

void te_push_where(lua_State *L) {
    lua_Debug record;
    for (int level = 1; lua_getstack(L, level, &record); level++) {
        lua_getinfo(L, "Sl", &record);
        if (record.currentline < 0 || te_is_embedded(record.source)) continue;
        luaL_where(L, level);
        return;
    }
    lua_pushliteral(L, "");
}

int te_raise_unknown_option(lua_State *L, const char *what,
                            const te_suggestion *near) {
    if (near->best != NULL)
        return luaL_error(L, "%s: unknown option '%s'; did you mean '%s'?",
                          what, near->word, near->best);
    return luaL_error(L, "%s: unknown option '%s'", what, near->word);
}

const char *te_error_kind_name(te_error_kind kind) {
    return kind == TE_ERROR_INPUT    ? "input"
           : kind == TE_ERROR_OUTPUT ? "output"
                                     : "system";
}

te_error_kind te_error_kind_of(lua_State *L, int index) {
    te_error_kind kind = TE_ERROR_SCRIPT;
    if (!lua_istable(L, index)) return kind;
    lua_pushstring(L, "kind");
    lua_rawget(L, index < 0 ? index - 1 : index);
    const char *text = lua_tostring(L, -1);
    if (text != NULL && strcmp(text, "input") == 0) kind = TE_ERROR_INPUT;
    if (text != NULL && strcmp(text, "output") == 0) kind = TE_ERROR_OUTPUT;
    if (text != NULL && strcmp(text, "help") == 0) kind = TE_ERROR_NONE;
    lua_pop(L, 1);
    return kind;
}

/* Of a table that cannot say what it is. */
static bool describe_table(lua_State *L, int index, te_buf *out) {
    if (!lua_istable(L, index) || luaL_getmetafield(L, index, "__tostring")) {
        if (lua_istable(L, index)) lua_pop(L, 1);
        return false;
    }
    lua_getfield(L, index, "message");
    const char *message = lua_tostring(L, -1);
    te_buf_adds(out, message != NULL ? message
                                     : "an error object without a message");
    lua_pop(L, 1);
    return true;
}

void te_error_describe(lua_State *L, int index, te_buf *out) {
    index = lua_absindex(L, index);
    if (lua_isnil(L, index)) {
        te_buf_adds(out, "error(nil)");
        return;
    }
    if (describe_table(L, index, out)) return;
    size_t length;
    const char *text = luaL_tolstring(L, index, &length);
    te_buf_add(out, text, length);
    lua_pop(L, 1);
}
