/* zips.h - the zip files of a folder. */
#ifndef TE_ZIPS_H
#define TE_ZIPS_H

#include <lua.h>

/* zips(dir, max_bytes?) -> list of { path, name, bytes } by name, how many
 * were too large. A folder without one is an input error. */
int te_archives_zips(lua_State *L);

#endif
