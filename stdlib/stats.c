/* stats.c - see stats.h: the module, and figures as people read them. */
#include "stats.h"

#include "stats_histogram.h"
#include "stats_series.h"
#include "stats_table.h"
#include "tengine_module.h"

#include <math.h>

/* ---- Figures ---- */

static double check_figure(lua_State *L) {
    double number = luaL_checknumber(L, 1);
    luaL_argcheck(L, isfinite(number), 1, "it is not finite");
    return number;
}

/* seconds(s): "0.644s" */
static int stats_seconds(lua_State *L) {
    char text[64];
    snprintf(text, sizeof text, "%.3fs", check_figure(L));
    lua_pushstring(L, text);
    return 1;
}

/* duration(s): "850 us", "2m 05s" */
static int stats_duration(lua_State *L) {
    lua_pushstring(L, te_text_duration(te_ns_from_s(check_figure(L))).s);
    return 1;
}

/* bytes(n): "0.0B", "1.8GB" */
static int stats_bytes(lua_State *L) {
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    enum { LAST = sizeof units / sizeof *units - 1 };
    double number = check_figure(L);
    size_t unit = 0;
    for (; fabs(number) >= 999.95 && unit < LAST; unit++)
        number /= 1000;
    char text[400];
    snprintf(text, sizeof text, "%.1f%s", number, units[unit]);
    lua_pushstring(L, text);
    return 1;
}

/* count(n): "1,234" */
static int stats_count(lua_State *L) {
    lua_pushstring(L, te_text_count(check_figure(L)).s);
    return 1;
}

/* ---- The module ---- */

static const luaL_Reg functions[] = {
    {"histogram", te_stats_histogram},
    {"decode", te_stats_decode},
    {"series", te_stats_series},
    {"table", te_stats_table},
    {"seconds", stats_seconds},
    {"duration", stats_duration},
    {"bytes", stats_bytes},
    {"count", stats_count},
    {NULL, NULL},
};

int luaopen_tengine_stats(lua_State *L) {
    te_open_histogram(L);
    te_open_series(L);
    luaL_newlib(L, functions);
    return 1;
}
