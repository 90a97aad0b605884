/* lua_tags.h - the author's tags: `tags = { key = value }` of scenarios,
 * sessions, requests and metrics. */
#ifndef TE_LUA_TAGS_H
#define TE_LUA_TAGS_H

#include "tags.h"

#include <lua.h>
#include <stdbool.h>

/* Puts the tags of the table at `index` among those in `out` (of
 * TE_TAGS_OWN_BYTES; "" at first), in place of those with the same key. Keys
 * are names that the engine does not use itself, values are text, numbers or
 * booleans; anything else raises "WHAT: tags: ...". */
void te_lua_read_tags(lua_State *L, int index, const char *what, char *out);

/* Whether a text can name a tag or a metric: a letter or '_', then also
 * digits, '.' and '-'. */
bool te_lua_is_name(const char *text, size_t length);

#endif
