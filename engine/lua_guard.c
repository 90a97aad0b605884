/* lua_guard.c - see lua_guard.h. */
#include "lua_guard.h"

#include "lua_keys.h"
#include "suggest.h"

#include <lauxlib.h>

/* __index: the upvalue is what errors call the table. */
static int refuse_field(lua_State *L) {
    const char *what = lua_tostring(L, lua_upvalueindex(1));
    te_suggestion near = te_suggestion_for(luaL_tolstring(L, 2, NULL));
    int count = te_lua_push_sorted_keys(L, 1);
    for (int i = count; i >= 1; i--)
        te_suggestion_offer(&near, lua_tostring(L, -i));
    if (near.best == NULL)
        return luaL_error(L, "%s has no '%s'", what, near.word);
    return luaL_error(L, "%s has no '%s'; did you mean '%s'?", what, near.word,
                      near.best);
}

void te_guard_fields(lua_State *L, const char *what) {
    if (!lua_getmetatable(L, -1)) lua_createtable(L, 0, 1);
    lua_pushstring(L, what);
    lua_pushcclosure(L, refuse_field, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}
