/* lua_metric.h - `tengine.metric`: what a scenario measures by names of its
 * own. */
#ifndef TE_LUA_METRIC_H
#define TE_LUA_METRIC_H

#include "metrics.h"

#include <lua.h>

/* The string at `index` as the name of a metric of the author's own and this
 * kind. Raises "WHAT: ..." for what is no name, a name of the engine's, and one
 * that has another kind already. */
const char *te_lua_check_metric(lua_State *L, int index, const char *what,
                                te_series_kind kind);

/* Pushes the table of counter, gauge, rate and trend. */
int te_luaopen_metric(lua_State *L);

#endif
