/* stats_series.c - see stats_series.h.
 *
 * A label's place in this thread's metrics never moves: it is looked up once,
 * and then found by the label in a table of light userdata. That table holds
 * LABELS_KEPT labels at most; what comes after is looked up each time. */
#include "stats_series.h"

#include "stats_histogram.h"
#include "tengine_module.h"

static const char TYPE[] = "tengine.stats.series";
static const char WHAT[] = "stats.series";

enum { LABELS_KEPT = 1000, NAME_BYTES = 128 };

typedef struct series {
    te_unit unit;
    int kept;         /* labels in the table */
    te_series *plain; /* without a label */
    char name[NAME_BYTES];
} series;

static series *check_series(lua_State *L) {
    return luaL_checkudata(L, 1, TYPE);
}

int te_stats_series(lua_State *L) {
    te_unit unit = te_lua_unit(L, 2, WHAT);
    te_series *plain = te_trend(L, WHAT, unit, 1, NULL);
    series *s = lua_newuserdatauv(L, sizeof *s, 1);
    *s = (series){.unit = unit, .plain = plain};
    snprintf(s->name, sizeof s->name, "%s", lua_tostring(L, 1));
    luaL_setmetatable(L, TYPE);
    lua_newtable(L);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/* ---- Recording ---- */

/* Looks the label at index 3 up in this thread's metrics, and keeps what it
 * finds in the table at index 4. */
static te_series *look_up(lua_State *L, series *s) {
    const char *label = luaL_tolstring(L, 3, NULL);
    lua_pushstring(L, s->name);
    te_series *found = te_trend(L, WHAT, s->unit, -1, label);
    lua_pop(L, 2);
    if (s->kept == LABELS_KEPT) return found;
    lua_pushvalue(L, 3);
    lua_pushlightuserdata(L, found);
    lua_rawset(L, 4);
    s->kept++;
    return found;
}

/* Where a value with the label at index 3 goes. */
static te_series *place_of(lua_State *L, series *s) {
    lua_settop(L, 3);
    if (lua_isnil(L, 3)) return s->plain;
    int type = lua_type(L, 3);
    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN)
        luaL_argerror(L, 3, "a label is a text, a number or a boolean");
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 3);
    if (lua_rawget(L, 4) != LUA_TNIL) return lua_touserdata(L, -1);
    return look_up(L, s);
}

/* add(value [, label]) */
static int add(lua_State *L) {
    series *s = check_series(L);
    uint64_t value;
    if (!te_to_value(L, 2, s->unit, &value))
        return luaL_error(L, "series '%s': %s of 0 or more are wanted, not %s",
                          s->name, te_unit_name(s->unit),
                          luaL_tolstring(L, 2, NULL));
    te_trend_record(place_of(L, s), value);
    return 0;
}

/* ---- Reading ---- */

/* Pushes what all threads have recorded, of one label or all. */
static te_hist *push_merged(lua_State *L) {
    const series *s = check_series(L);
    const char *label =
        lua_isnoneornil(L, 2) ? NULL : luaL_tolstring(L, 2, NULL);
    te_hist *h = te_push_histogram(L, s->unit);
    te_trend_read(L, s->name, label, h);
    return h;
}

static int histogram(lua_State *L) {
    push_merged(L);
    return 1;
}

/* The histogram is released at once: Lua does not know how large it is, and
 * would let hundreds of them lie. */
static int figures(lua_State *L) {
    te_push_figures(L, push_merged(L));
    te_release_histogram(L, -2);
    return 1;
}

static int labels(lua_State *L) {
    te_trend_push_labels(L, check_series(L)->name);
    return 1;
}

static const luaL_Reg methods[] = {
    {"add", add},       {"figures", figures}, {"histogram", histogram},
    {"labels", labels}, {NULL, NULL},
};

void te_open_series(lua_State *L) {
    luaL_newmetatable(L, TYPE);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
