/* zips.c - see zips.h. */
#include "zips.h"

#include "binding.h"
#include "tengine_module.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* Names in the order of their bytes. */
static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_zip(const struct dirent *entry) {
    size_t length = strlen(entry->d_name);
    return length > 4 && entry->d_name[0] != '.' &&
           strcasecmp(entry->d_name + length - 4, ".zip") == 0;
}

typedef struct found {
    struct dirent **entries;
    int count;
} found;

static int free_found(lua_State *L) {
    found *f = lua_touserdata(L, 1);
    for (int i = 0; i < f->count; i++)
        free(f->entries[i]);
    free(f->entries);
    *f = (found){NULL, 0};
    return 0;
}

/* A list that Lua frees, whatever is raised. */
static found *push_found(lua_State *L, const char *dir) {
    found *f =
        te_push_owned(L, sizeof *f, "tengine.archives.found", free_found);
    int count = scandir(dir, &f->entries, is_zip, by_name);
    if (count < 0) te_raise_input(L, "%s: %s", dir, strerror(errno));
    f->count = count;
    return f;
}

/* Adds the file to the list on top, unless it is too large (false) or none. */
static bool add_file(lua_State *L, const char *dir, const char *name,
                     lua_Integer max_bytes) {
    struct stat info;
    const char *path = lua_pushfstring(L, "%s/%s", dir, name);
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode)) {
        lua_pop(L, 1);
        return true;
    }
    if (info.st_size > max_bytes) {
        lua_pop(L, 1);
        return false;
    }
    lua_createtable(L, 0, 3);
    lua_insert(L, -2);
    lua_setfield(L, -2, "path");
    lua_pushstring(L, name);
    lua_setfield(L, -2, "name");
    lua_pushinteger(L, (lua_Integer)info.st_size);
    lua_setfield(L, -2, "bytes");
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    return true;
}

int te_archives_zips(lua_State *L) {
    const char *dir = luaL_checkstring(L, 1);
    lua_Integer max_bytes = luaL_optinteger(L, 2, LUA_MAXINTEGER);
    lua_Integer too_large = 0;
    found *f = push_found(L, dir);
    lua_newtable(L);
    for (int i = 0; i < f->count; i++)
        if (!add_file(L, dir, f->entries[i]->d_name, max_bytes)) too_large++;
    if (lua_rawlen(L, -1) == 0 && too_large > 0)
        return te_raise_input(L, "%s: all %d zip files are too large", dir,
                              (int)too_large);
    if (lua_rawlen(L, -1) == 0)
        return te_raise_input(L, "%s: there is no zip file", dir);
    lua_pushinteger(L, too_large);
    return 2;
}
