/* lua_figures.h - what a histogram comes to, as a table of Lua.
 *
 * The table is a tengine.result.trend (stdlib/meta/tengine.lua): durations in
 * seconds, amounts as they are. */
#ifndef TE_LUA_FIGURES_H
#define TE_LUA_FIGURES_H

#include "hist.h"

#include <lua.h>

enum { TE_FIGURES_PERCENTILES = 6 };

/* A copy, for histograms that are locked and must not be while Lua is asked
 * for memory. */
typedef struct te_figures {
    te_unit unit;
    uint64_t count, sum, min, max;
    double mean, stddev;
    uint64_t percentiles[TE_FIGURES_PERCENTILES];
} te_figures;

te_figures te_figures_of(const te_hist *h);

/* Pushes the table. */
void te_figures_push(lua_State *L, const te_figures *figures);

#endif
