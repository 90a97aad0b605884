/* picker.h - which scenario a run is of: drawn by weight, in order, or named by
 * the fixture scenario_picker. */
#ifndef TE_PICKER_H
#define TE_PICKER_H

#include "script.h"

/* One by weight, of `count`. The number is the worker's own: what the others
 * do changes nothing. NULL where every weight is 0. */
const te_scenario *te_picker_draw(const te_scenario *scenarios, size_t count,
                                  te_rng *rng);

/* Number n, from 1, of those that are on; NULL when there are fewer. */
const te_scenario *te_picker_at(const te_script *script, uint64_t n);

/* The one that the fixture's result, at index 1, stands for: a name, or nil
 * where the weights are to decide. NULL when there is none. */
const te_scenario *te_picker_find(const te_scenario *scenarios, size_t count,
                                  te_rng *rng, lua_State *L);

/* Lua function (result): raises why there is none. */
int te_picker_refuse(lua_State *L);

#endif
