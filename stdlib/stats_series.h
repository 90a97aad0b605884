/* stats_series.h - a set of histograms, apart by a label, that all threads
 * record into and that are read merged. */
#ifndef TE_STATS_SERIES_H
#define TE_STATS_SERIES_H

#include <lua.h>

/* stats.series(name, unit?). */
int te_stats_series(lua_State *L);

/* Makes the metatable. */
void te_open_series(lua_State *L);

#endif
