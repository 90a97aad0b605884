/* lua_files.c - see lua_files.h. */
#include "lua_files.h"

#include "folder.h"
#include "lua_buf.h"
#include "output.h"
#include "tengine_module.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* ---- Folders ---- */

static int find(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    te_buf *paths = te_lua_push_buf(L);
    te_error err;
    if (!te_folder_find(path, paths, &err)) return te_raise(L, &err);
    lua_newtable(L);
    const char *at = te_buf_str(paths), *end = at + paths->length;
    for (lua_Integer i = 1; at < end; i++, at += strlen(at) + 1) {
        lua_pushstring(L, at);
        lua_rawseti(L, -2, i);
    }
    te_buf_free(paths);
    return 1;
}

static int is_there(lua_State *L) {
    lua_pushboolean(L, access(luaL_checkstring(L, 1), F_OK) == 0);
    return 1;
}

static int make_folder(lua_State *L) {
    te_error err;
    if (!te_folder_make(luaL_checkstring(L, 1), 0777, &err))
        return te_raise(L, &err);
    return 0;
}

/* ---- Files of results ---- */

static const char FILE_TYPE[] = "tengine.files.file";

/* Where an output is; NULL in it once it was committed or discarded. */
static te_output **check_box(lua_State *L) {
    return luaL_checkudata(L, 1, FILE_TYPE);
}

static te_output **check_open(lua_State *L) {
    te_output **box = check_box(L);
    if (*box == NULL) luaL_error(L, "the file has been closed");
    return box;
}

static int create(lua_State *L) {
    const char *path = luaL_checkstring(L, 1);
    te_error err;
    te_output **box = lua_newuserdatauv(L, sizeof *box, 1);
    *box = NULL;
    luaL_setmetatable(L, FILE_TYPE);
    lua_pushvalue(L, 1); /* for messages */
    lua_setiuservalue(L, -2, 1);
    *box = te_output_open(path, &err);
    if (*box == NULL) return te_raise(L, &err);
    return 1;
}

static int discard(lua_State *L) {
    te_output **box = check_box(L);
    te_output_discard(*box);
    *box = NULL;
    return 0;
}

static int write_text(lua_State *L) {
    te_output **box = check_open(L);
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    if (fwrite(text, 1, length, te_output_file(*box)) == length) return 0;
    te_error err;
    const char *reason = strerror(errno);
    lua_getiuservalue(L, 1, 1);
    te_fail_as(&err, TE_ERROR_OUTPUT, "cannot write '%s': %s",
               lua_tostring(L, -1), reason);
    return te_raise(L, &err);
}

static int commit(lua_State *L) {
    te_output **box = check_open(L), *output = *box;
    te_error err;
    *box = NULL;
    if (!te_output_commit(output, &err)) return te_raise(L, &err);
    return 0;
}

/* ---- The module ---- */

static const luaL_Reg methods[] = {
    {"write", write_text},
    {"commit", commit},
    {"discard", discard},
    {NULL, NULL},
};

static const luaL_Reg functions[] = {
    {"find", find},     {"is_there", is_there}, {"make_folder", make_folder},
    {"create", create}, {NULL, NULL},
};

int te_luaopen_files(lua_State *L) {
    luaL_newmetatable(L, FILE_TYPE);
    lua_pushcfunction(L, discard);
    lua_setfield(L, -2, "__gc");
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
    luaL_newlib(L, functions);
    return 1;
}
