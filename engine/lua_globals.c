/* lua_globals.c - see lua_globals.h. */
#include "lua_globals.h"

#include "lua_bytecode.h"

#include <lauxlib.h>
#include <stdbool.h>

#define STRAY "stray global '%s'; write: local %s"

void te_globals_check(lua_State *L) {
    te_assignment first;
    lua_Debug file;
    if (!te_bytecode_is_known(L) || !te_bytecode_of_function(L, &first)) return;
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">S", &file);
    lua_pushfstring(L, "%s:%d: " STRAY, file.short_src, first.line, first.name,
                    first.name);
    lua_error(L);
}

/* Whether it is C that sets the global. */
static bool is_called_by_c(lua_State *L) {
    lua_Debug caller;
    if (lua_getstack(L, 1, &caller) == 0) return true;
    lua_getinfo(L, "S", &caller);
    return caller.what[0] == 'C';
}

/* __newindex of _G */
static int refuse_name(lua_State *L) {
    if (is_called_by_c(L)) {
        lua_rawset(L, 1);
        return 0;
    }
    const char *name = luaL_tolstring(L, 2, NULL);
    return luaL_error(L, STRAY, name, name);
}

void te_globals_close(lua_State *L) {
    lua_pushglobaltable(L);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, refuse_name);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}
