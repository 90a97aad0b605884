/* lua_keys.c - see lua_keys.h. */
#include "lua_keys.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

static bool is_before(lua_State *L, int a, int b) {
    size_t a_length, b_length;
    const char *a_text = lua_tolstring(L, a, &a_length);
    const char *b_text = lua_tolstring(L, b, &b_length);
    size_t common = a_length < b_length ? a_length : b_length;
    int order = memcmp(a_text, b_text, common);
    return order != 0 ? order < 0 : a_length < b_length;
}

/* Shell's sort of the `count` stack slots from `first` on: it needs one more
 * slot and no memory, so no collector can run meanwhile. */
static void sort_slots(lua_State *L, int first, int count) {
    int moving = lua_gettop(L) + 1;
    for (int gap = count; gap > 1;) {
        gap = gap > 4 ? (int)((long long)gap * 5 / 11) : 1;
        for (int i = gap; i < count; i++) {
            int at = i;
            lua_pushvalue(L, first + i);
            for (; at >= gap && is_before(L, moving, first + at - gap);
                 at -= gap)
                lua_copy(L, first + at - gap, first + at);
            lua_replace(L, first + at);
        }
    }
}

int te_lua_push_sorted_keys(lua_State *L, int index) {
    index = lua_absindex(L, index);
    int first = lua_gettop(L) + 1, count = 0;
    luaL_checkstack(L, 4, "too many keys");
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        if (lua_type(L, -1) != LUA_TSTRING) continue;
        luaL_checkstack(L, 4, "too many keys");
        lua_pushvalue(L, -1); /* one to keep, one to go on from */
        count++;
    }
    sort_slots(L, first, count);
    return count;
}
