/* stats.h - `tengine.stats`: figures of what a scenario measures. */
#ifndef TE_STATS_H
#define TE_STATS_H

#include <lua.h>

int luaopen_tengine_stats(lua_State *L);

#endif
