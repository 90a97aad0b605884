/* lua_pieces.c - see lua_pieces.h. */
#include "lua_pieces.h"

#include "lua_buf.h"
#include "tengine_module.h"

/* Up to here a copy costs less than a part of the body. */
enum { COPIED_BYTES = 1024 };

static bool add_piece(lua_State *L, te_body *body, te_slice text, int keep) {
    if (text.length <= COPIED_BYTES) return te_body_add(body, text);
    lua_pushvalue(L, -1);
    lua_rawseti(L, keep, (lua_Integer)lua_rawlen(L, keep) + 1);
    return te_body_borrow(body, text);
}

void te_lua_add_pieces(lua_State *L, int index, const char *what, te_body *body,
                       int keep) {
    index = lua_absindex(L, index);
    te_table_thaw(L, index);
    if (!lua_istable(L, keep)) {
        lua_newtable(L);
        lua_replace(L, keep);
    }
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    if (count == 0) luaL_error(L, "%s: data is an empty list", what);
    for (lua_Integer i = 1; i <= count; i++) {
        te_slice text;
        if (lua_rawgeti(L, index, i) != LUA_TSTRING)
            luaL_error(L, "%s: piece %I of data is a text, not a %s", what,
                       (LUAI_UACINT)i, luaL_typename(L, -1));
        text.data = lua_tolstring(L, -1, &text.length);
        te_lua_require_memory(L, what, add_piece(L, body, text, keep));
        lua_pop(L, 1);
    }
}
