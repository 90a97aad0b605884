/* lua_cycles.c - see lua_cycles.h. */
#include "lua_cycles.h"

static const char type[] = "tengine.cycle";

/* An object that nobody holds. */
static void let_go(lua_State *L, uint64_t *cycles) {
    *(uint64_t **)lua_newuserdatauv(L, sizeof cycles, 0) = cycles;
    lua_rawgetp(L, LUA_REGISTRYINDEX, type);
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

static int on_collected(lua_State *L) {
    uint64_t *cycles = *(uint64_t **)lua_touserdata(L, 1);
    ++*cycles;
    let_go(L, cycles);
    return 0;
}

void te_lua_cycles_watch(lua_State *L, uint64_t *cycles) {
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, on_collected);
    lua_setfield(L, -2, "__gc");
    lua_rawsetp(L, LUA_REGISTRYINDEX, type);
    let_go(L, cycles);
}
