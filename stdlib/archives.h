/* archives.h - `tengine.archives`: what to upload to a symbol server. */
#ifndef TE_ARCHIVES_H
#define TE_ARCHIVES_H

#include <lua.h>

int luaopen_tengine_archives(lua_State *L);

#endif
