/* stats_histogram.h - te_hist as an object of Lua. */
#ifndef TE_STATS_HISTOGRAM_H
#define TE_STATS_HISTOGRAM_H

#include "tengine_module.h"

/* Pushes an empty histogram and returns what it holds; raises without
 * memory. */
te_hist *te_push_histogram(lua_State *L, te_unit unit);

/* Frees what the one at `index` holds, before it is collected. Nobody else may
 * have it. */
void te_release_histogram(lua_State *L, int index);

/* stats.histogram(unit?) and stats.decode(text, unit?). */
int te_stats_histogram(lua_State *L);
int te_stats_decode(lua_State *L);

/* Makes the metatable. */
void te_open_histogram(lua_State *L);

#endif
