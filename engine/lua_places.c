/* lua_places.c - see lua_places.h. */
#include "lua_places.h"

#include "lua_buf.h"
#include "lua_keys.h"
#include "lua_option.h"

#include <lauxlib.h>
#include <string.h>

/* Reads the option of this name among the declarations at `index`. */
static void read_option(lua_State *L, int index, const char *name,
                        te_lua_option *option) {
    lua_getfield(L, index, name);
    te_lua_option_read(L, name, option);
    lua_pop(L, 1); /* the declarations keep its texts alive */
}

const char *te_lua_places_push(lua_State *L, int index, int place) {
    te_lua_option option;
    index = lua_absindex(L, index);
    int top = lua_gettop(L);
    int count = te_lua_push_sorted_keys(L, index);
    for (int i = 1; i <= count; i++) {
        const char *name = lua_tostring(L, top + i);
        read_option(L, index, name, &option);
        if (option.place == 0) continue;
        if (option.place != place &&
            !(option.is_several && option.place < place))
            continue;
        lua_pushvalue(L, top + i);
        lua_replace(L, top + 1);
        lua_settop(L, top + 1);
        return lua_tostring(L, top + 1);
    }
    lua_settop(L, top);
    return NULL;
}

/* Raises where the option is not what its place finds. */
static void check(lua_State *L, int index, const char *name) {
    te_lua_option option;
    read_option(L, index, name, &option);
    if (option.place == 0) return;
    const char *first = te_lua_places_push(L, index, option.place);
    if (strcmp(first, name) != 0)
        luaL_error(L, "options: '%s': its place %d is that of '%s'", name,
                   option.place, first);
    if (option.place > 1 &&
        te_lua_places_push(L, index, option.place - 1) == NULL)
        luaL_error(L, "options: '%s': its place is %d, and none has place %d",
                   name, option.place, option.place - 1);
}

void te_lua_places_check(lua_State *L, int index) {
    int top = lua_gettop(L);
    int count = te_lua_push_sorted_keys(L, index);
    for (int i = 1; i <= count; i++) {
        check(L, index, lua_tostring(L, top + i));
        lua_settop(L, top + count);
    }
    lua_settop(L, top);
}

static void describe(lua_State *L, const te_lua_option *option, te_buf *out) {
    const char *word = te_lua_option_push_word(L, option->name);
    bool ok = te_buf_addf(out, option->is_required ? " %s%s" : " [%s%s]", word,
                          option->is_several ? "..." : "");
    te_lua_require_memory(L, "options", ok);
}

void te_lua_places_describe(lua_State *L, int index, te_buf *out) {
    const char *name;
    index = lua_absindex(L, index);
    for (int i = 1; (name = te_lua_places_push(L, index, i)) != NULL; i++) {
        te_lua_option option;
        read_option(L, index, name, &option);
        describe(L, &option, out);
        lua_pop(L, 2);
        if (option.is_several) return;
    }
}
