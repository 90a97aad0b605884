/* lua_metric.h - `tengine.metric`: what a scenario measures by names of its
 * own. */
#ifndef TE_LUA_METRIC_H
#define TE_LUA_METRIC_H

#include <lua.h>

/* Pushes the table of counter, gauge, rate and trend. */
int te_luaopen_metric(lua_State *L);

#endif
