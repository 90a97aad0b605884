/* lua_threshold.h - what a scenario file says must hold. */
#ifndef TE_LUA_THRESHOLD_H
#define TE_LUA_THRESHOLD_H

#include "script.h"
#include "threshold.h"

/* tengine.threshold(text), (metric, condition); tengine.thresholds { text,
 * ... } */
int te_lua_threshold(lua_State *L);
int te_lua_thresholds(lua_State *L);

/* Adds those that the file has registered, in their order. */
bool te_script_thresholds(const te_script *script, te_thresholds *into,
                          te_error *err);

#endif
