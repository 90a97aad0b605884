/* lua_buf.c - see lua_buf.h. */
#include "lua_buf.h"

#include <lauxlib.h>

static const char METATABLE[] = "tengine.buf";

static int release_buf(lua_State *L) {
    te_buf_free(luaL_checkudata(L, 1, METATABLE));
    return 0;
}

te_buf *te_lua_push_buf(lua_State *L) {
    te_buf *buf = lua_newuserdatauv(L, sizeof *buf, 0);
    *buf = TE_BUF_INIT;
    if (luaL_newmetatable(L, METATABLE)) {
        lua_pushcfunction(L, release_buf);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return buf;
}

void te_lua_push_string_of(lua_State *L, te_buf *buf) {
    lua_pushlstring(L, te_buf_str(buf), buf->length);
    te_buf_free(buf);
}

void te_lua_require_memory(lua_State *L, const char *what, bool is_there) {
    if (!is_there) luaL_error(L, "%s: no memory", what);
}
