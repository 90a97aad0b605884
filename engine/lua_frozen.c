/* lua_frozen.c - see lua_frozen.h. */
#include "lua_frozen.h"

#include "tengine_module.h"

/* Its address is the key in a face's metatable under which the table lies. */
static const char BEHIND = 0;

static int refuse_change(lua_State *L) {
    return luaL_error(L, "values of set_var are shared by all workers and "
                         "cannot be changed");
}

static void push_behind(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_getmetatable(L, 1);
    lua_rawgetp(L, -1, &BEHIND);
}

static int next_pair(lua_State *L) {
    lua_settop(L, 2);
    if (lua_next(L, lua_upvalueindex(1))) return 2;
    lua_pushnil(L);
    return 1;
}

static int pairs_of_face(lua_State *L) {
    push_behind(L);
    lua_pushcclosure(L, next_pair, 1);
    lua_pushnil(L);
    lua_pushnil(L);
    return 3;
}

static int length_of_face(lua_State *L) {
    push_behind(L);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
    return 1;
}

static const luaL_Reg face_methods[] = {
    {"__newindex", refuse_change},
    {"__pairs", pairs_of_face},
    {"__len", length_of_face},
    {NULL, NULL},
};

void te_frozen_push_face(lua_State *L) {
    lua_newtable(L); /* the face */
    lua_createtable(L, 0, 6);
    luaL_setfuncs(L, face_methods, 0);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, "__index");
    lua_pushvalue(L, -3);
    lua_rawsetp(L, -2, &BEHIND);
    lua_pushboolean(L, 0); /* getmetatable() shows no way around */
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_remove(L, -2);
}

void te_table_thaw(lua_State *L, int index) {
    index = lua_absindex(L, index);
    if (!lua_istable(L, index) || !lua_getmetatable(L, index)) return;
    if (lua_rawgetp(L, -1, &BEHIND) == LUA_TTABLE) lua_copy(L, -1, index);
    lua_pop(L, 2);
}
