/* lua_extension.c - see lua_extension.h. */
#include "lua_extension.h"

#include "lua_error.h"
#include "lua_globals.h"
#include "tengine_module.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

static bool ends_with(const char *text, const char *ending) {
    size_t length = strlen(text), rest = strlen(ending);
    return length > rest && strcmp(text + length - rest, ending) == 0;
}

/* Pushes the file's name without folder and ending. */
static const char *push_name(lua_State *L, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *file = slash != NULL ? slash + 1 : path;
    size_t length = strlen(file);
    if (ends_with(file, ".lua")) length -= strlen(".lua");
    if (ends_with(file, ".so")) length -= strlen(".so");
    return lua_pushlstring(L, file, length);
}

static bool is_in(lua_State *L, const char *table, const char *name) {
    luaL_getsubtable(L, LUA_REGISTRYINDEX, table);
    bool is_there = lua_getfield(L, -1, name) != LUA_TNIL;
    lua_pop(L, 2);
    return is_there;
}

/* Otherwise an extension string.lua would take the place of Lua's own. */
static void check_name(lua_State *L, const char *path, const char *name) {
    if (!is_in(L, LUA_LOADED_TABLE, name) && !is_in(L, LUA_PRELOAD_TABLE, name))
        return;
    lua_pushfstring(L, "%s: there is a module '%s' already", path, name);
    te_push_error(L, "input", lua_tostring(L, -1));
    lua_error(L);
}

/* Pushes the module's function. The path is made absolute: a bare name would
 * be looked for among the system's libraries. */
static void find_c_function(lua_State *L, const char *path, const char *name) {
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "loadlib");
    te_absolute_path(L, path);
    lua_pushfstring(L, "luaopen_%s", name);
    lua_call(L, 2, 2);
    if (lua_isnil(L, -2)) luaL_error(L, "%s: %s", path, lua_tostring(L, -1));
    lua_pop(L, 1);
    lua_remove(L, -2);
}

void te_extension_find(lua_State *L, const char *path) {
    const char *name = push_name(L, path);
    check_name(L, path, name);
    if (ends_with(path, ".so"))
        find_c_function(L, path, name);
    else if (luaL_loadfilex(L, path, "t") != LUA_OK) /* no bytecode */
        lua_error(L);
    else
        te_globals_check(L);
}

void te_extension_open(lua_State *L, const char *path) {
    lua_pushvalue(L, -2);
    lua_pushstring(L, path);
    lua_call(L, 2, 1);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, 1);
    }
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_insert(L, -3);
    lua_settable(L, -3);
    lua_pop(L, 1);
}
