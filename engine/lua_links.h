/* lua_links.h - response:links{...}: where a page leads. */
#ifndef TE_LUA_LINKS_H
#define TE_LUA_LINKS_H

#include "slice.h"

#include <lua.h>

/* At most so many URLs of a page are given, and so many bytes of URLs looked
 * at; what comes behind is left out. */
enum { TE_LINKS_MAX = 10000, TE_LINKS_MAX_BYTES = 32 * 1024 * 1024 };

/* Pushes a list of the absolute URLs in a page that came from `url`, each
 * once, in the order in which they first appear; what is neither http nor
 * https, empty, or a fragment alone is none. The filter is at stack index 2,
 * or none: { tag = "a" or a list, same_host = true, match = "pattern" }. Both
 * slices must live as long as index 1 does. */
int te_links_push(lua_State *L, te_slice page, te_slice url);

#endif
