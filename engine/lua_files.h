/* lua_files.h - `tengine.files`: what lies in folders, and files of results.
 *
 *   files.find(path)          the files at or below a path, in bytewise order
 *   files.is_there(path)      whether there is something of this name
 *   files.make_folder(path)   with those above it
 *   files.create(path)        a file that is written whole or not at all:
 *                             file:write(text), file:commit(), file:discard()
 *
 * What cannot be read raises an error of kind "input", what cannot be written
 * one of kind "output". */
#ifndef TE_LUA_FILES_H
#define TE_LUA_FILES_H

#include <lua.h>

/* Pushes the module. */
int te_luaopen_files(lua_State *L);

#endif
