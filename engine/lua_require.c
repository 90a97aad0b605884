/* lua_require.c - see lua_require.h. */
#include "lua_require.h"

#include "lua_globals.h"
#include "lua_keys.h"
#include "suggest.h"

#include <dirent.h>
#include <lauxlib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char FOLDER[] = "tengine.folder"; /* registry: the scenario's */

void te_require_beside(lua_State *L, const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash != NULL)
        lua_pushlstring(L, path, (size_t)(slash - path));
    else
        lua_pushliteral(L, ".");
    const char *folder = lua_tostring(L, -1);
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "path");
    const char *old = lua_tostring(L, -1);
    lua_pushfstring(L, "%s/?.lua;%s/?/init.lua;%s", folder, folder,
                    old != NULL ? old : "");
    lua_setfield(L, -3, "path");
    lua_pop(L, 2);
    lua_setfield(L, LUA_REGISTRYINDEX, FOLDER);
}

/* Pushes the scenario's folder and returns it; NULL before there is one. */
static const char *push_folder(lua_State *L) {
    lua_getfield(L, LUA_REGISTRYINDEX, FOLDER);
    return lua_tostring(L, -1);
}

/* ---- Files ---- */

static bool lies_beside(lua_State *L, const char *path) {
    const char *folder = push_folder(L);
    size_t length = folder != NULL ? strlen(folder) : 0;
    bool is_beside = folder != NULL && strncmp(path, folder, length) == 0 &&
                     path[length] == '/';
    lua_pop(L, 1);
    return is_beside;
}

/* A searcher: what is found as a Lua file. The upvalue is the table of
 * package. */
static int find_text(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    lua_getfield(L, lua_upvalueindex(1), "searchpath");
    lua_pushvalue(L, 1);
    lua_getfield(L, lua_upvalueindex(1), "path");
    lua_call(L, 2, 2);
    if (lua_isnil(L, -2)) return 1; /* where it was looked for */
    const char *path = lua_tostring(L, -2);
    if (luaL_loadfilex(L, path, "t") != LUA_OK)
        return luaL_error(L, "error loading module '%s' from file '%s':\n\t%s",
                          name, path, lua_tostring(L, -1));
    if (lies_beside(L, path)) te_globals_check(L);
    lua_pushstring(L, path);
    return 2;
}

/* ---- Names that nobody has ---- */

typedef struct search {
    te_suggestion near;
    char file[256]; /* what near.best points to, where it is a file's name */
} search;

/* Offers the keys of the table on top, and removes it. */
static void offer_keys(lua_State *L, search *s) {
    int top = lua_gettop(L);
    int count = lua_istable(L, top) ? te_lua_push_sorted_keys(L, top) : 0;
    for (int i = 1; i <= count; i++)
        te_suggestion_offer(&s->near, lua_tostring(L, top + i));
    lua_settop(L, top - 1);
}

static void offer_file(search *s, const char *file) {
    char name[sizeof s->file];
    size_t length = strlen(file);
    if (length < 5 || length - 4 >= sizeof name) return;
    if (strcmp(file + length - 4, ".lua") != 0) return;
    snprintf(name, sizeof name, "%.*s", (int)length - 4, file);
    te_suggestion_offer(&s->near, name);
    if (s->near.best != name) return;
    memcpy(s->file, name, sizeof name);
    s->near.best = s->file;
}

static void offer_files(const char *folder, search *s) {
    enum { FILES_MAX = 10000 };
    DIR *list = folder != NULL ? opendir(folder) : NULL;
    if (list == NULL) return;
    const struct dirent *entry;
    for (int i = 0; i < FILES_MAX && (entry = readdir(list)) != NULL; i++)
        offer_file(s, entry->d_name);
    closedir(list);
}

/* "symbols" is a way to forget the first half of "tengine.symbols". */
static const char *push_full_name(lua_State *L, const char *name) {
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    const char *full = lua_pushfstring(L, "tengine.%s", name);
    bool is_there = lua_getfield(L, -2, full) != LUA_TNIL;
    lua_pop(L, 1);
    return is_there ? full : NULL;
}

/* The last searcher. It raises, in the place of `require`, which would list
 * all the places where it has looked; with nothing to suggest it leaves that
 * to it. */
static int suggest_name(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    search s = {.near = te_suggestion_for(name)};
    s.near.best = push_full_name(L, name);
    if (s.near.best == NULL) {
        luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
        offer_keys(L, &s);
        luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
        offer_keys(L, &s);
        offer_files(push_folder(L), &s);
    }
    if (s.near.best == NULL) return 0;
    luaL_where(L, 2); /* who called `require` */
    lua_pushfstring(L, "module '%s' not found; did you mean '%s'?", name,
                    s.near.best);
    lua_concat(L, 2);
    return lua_error(L);
}

/* Lua's own: 1 looks at what is preloaded, 2 at Lua files, 3 and 4 at C. */
void te_open_require(lua_State *L) {
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "searchers");
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, find_text, 1);
    lua_rawseti(L, -2, 2);
    lua_pushcfunction(L, suggest_name);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 2);
}
