/* lua_figures.c - see lua_figures.h, and "Histograms" in tengine_module.h. */
#include "lua_figures.h"

#include "tengine_module.h"

#include <math.h>
#include <string.h>

/* ---- Figures ---- */

static const double percents[] = {50, 75, 90, 95, 99, 99.9};
static const char *const percent_names[] = {"p50", "p75", "p90",
                                            "p95", "p99", "p99_9"};

te_figures te_figures_of(const te_hist *h) {
    te_figures figures = {
        .unit = te_hist_unit(h),
        .count = te_hist_count(h),
        .sum = te_hist_sum(h),
        .min = te_hist_min(h),
        .max = te_hist_max(h),
        .mean = te_hist_mean(h),
        .stddev = te_hist_stddev(h),
    };
    te_hist_percentiles(h, percents, figures.percentiles,
                        TE_FIGURES_PERCENTILES);
    return figures;
}

static void set_value(lua_State *L, const char *key, te_unit unit,
                      uint64_t value) {
    te_push_value(L, unit, value);
    lua_setfield(L, -2, key);
}

static void set_real(lua_State *L, const char *key, te_unit unit,
                     double value) {
    lua_pushnumber(L, unit == TE_UNIT_SECONDS ? value / 1e9 : value);
    lua_setfield(L, -2, key);
}

void te_figures_push(lua_State *L, const te_figures *f) {
    lua_createtable(L, 0, 7 + TE_FIGURES_PERCENTILES);
    lua_pushstring(L, te_unit_name(f->unit));
    lua_setfield(L, -2, "unit");
    set_value(L, "count", TE_UNIT_COUNT, f->count);
    set_value(L, "sum", f->unit, f->sum);
    set_value(L, "min", f->unit, f->min);
    set_real(L, "mean", f->unit, f->mean);
    set_real(L, "stddev", f->unit, f->stddev);
    set_value(L, "max", f->unit, f->max);
    for (size_t i = 0; i < TE_FIGURES_PERCENTILES; i++)
        set_value(L, percent_names[i], f->unit, f->percentiles[i]);
}

void te_push_figures(lua_State *L, const te_hist *h) {
    te_figures figures = te_figures_of(h);
    te_figures_push(L, &figures);
}

/* ---- Values and units ---- */

void te_push_value(lua_State *L, te_unit unit, uint64_t value) {
    if (unit == TE_UNIT_SECONDS)
        lua_pushnumber(L, te_s_from_ns(value));
    else if (value > LUA_MAXINTEGER)
        lua_pushnumber(L, (lua_Number)value);
    else
        lua_pushinteger(L, (lua_Integer)value);
}

bool te_to_value(lua_State *L, int index, te_unit unit, uint64_t *value) {
    int is_number;
    double number = lua_tonumberx(L, index, &is_number);
    if (!is_number || !isfinite(number) || number < 0) return false;
    if (unit == TE_UNIT_SECONDS) {
        *value = te_ns_from_s(number);
        return true;
    }
    bool is_large = number > (double)TE_HIST_MAX_AMOUNT;
    *value = is_large ? TE_HIST_MAX_AMOUNT + 1 : (uint64_t)(number + 0.5);
    return true;
}

te_unit te_lua_unit(lua_State *L, int index, const char *what) {
    if (lua_isnoneornil(L, index)) return TE_UNIT_SECONDS;
    const char *name = lua_tostring(L, index);
    for (int i = 0; name != NULL && i < TE_UNITS; i++)
        if (strcmp(name, te_unit_name((te_unit)i)) == 0) return (te_unit)i;
    luaL_error(L, "%s: '%s' is no unit: seconds, count or bytes", what,
               name != NULL ? name : luaL_typename(L, index));
    return TE_UNIT_SECONDS;
}
