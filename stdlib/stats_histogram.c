/* stats_histogram.c - see stats_histogram.h. */
#include "stats_histogram.h"

#include "binding.h"

static const char TYPE[] = "tengine.stats.histogram";

te_hist *te_push_histogram(lua_State *L, te_unit unit) {
    te_hist **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    luaL_setmetatable(L, TYPE);
    *box = te_hist_new_of(unit);
    if (*box == NULL) luaL_error(L, "stats.histogram: no memory");
    return *box;
}

static te_hist *check_histogram(lua_State *L, int arg) {
    return *(te_hist **)luaL_checkudata(L, arg, TYPE);
}

void te_release_histogram(lua_State *L, int index) {
    te_hist **box = lua_touserdata(L, index);
    te_hist_free(*box);
    *box = NULL;
}

static int collect(lua_State *L) {
    te_release_histogram(L, 1);
    return 0;
}

/* ---- Methods ---- */

static int add(lua_State *L) {
    te_hist *h = check_histogram(L, 1);
    uint64_t value;
    if (!te_to_value(L, 2, te_hist_unit(h), &value))
        return luaL_argerror(L, 2, "a number of 0 or more is wanted");
    lua_Integer times = luaL_optinteger(L, 3, 1);
    luaL_argcheck(L, times >= 0, 3, "it is negative");
    te_hist_record_n(h, value, (uint64_t)times);
    return 0;
}

static int merge(lua_State *L) {
    te_hist *into = check_histogram(L, 1);
    const te_hist *from = check_histogram(L, 2);
    if (te_hist_unit(into) != te_hist_unit(from))
        return luaL_error(L, "a histogram of %s cannot take one of %s",
                          te_unit_name(te_hist_unit(into)),
                          te_unit_name(te_hist_unit(from)));
    te_hist_merge(into, from);
    lua_settop(L, 1);
    return 1;
}

static int count(lua_State *L) {
    te_push_value(L, TE_UNIT_COUNT, te_hist_count(check_histogram(L, 1)));
    return 1;
}

static int percentile(lua_State *L) {
    const te_hist *h = check_histogram(L, 1);
    double percent = luaL_checknumber(L, 2);
    luaL_argcheck(L, percent >= 0 && percent <= 100, 2, "from 0 to 100");
    te_push_value(L, te_hist_unit(h), te_hist_percentile(h, percent));
    return 1;
}

static int figures(lua_State *L) {
    te_push_figures(L, check_histogram(L, 1));
    return 1;
}

static int free_text(lua_State *L) {
    te_buf_free(lua_touserdata(L, 1));
    return 0;
}

static int encode(lua_State *L) {
    const te_hist *h = check_histogram(L, 1);
    te_buf *text =
        te_push_owned(L, sizeof *text, "tengine.stats.text", free_text);
    if (!te_hist_write_text(h, text))
        return luaL_error(L, "histogram: no memory");
    lua_pushlstring(L, te_buf_str(text), text->length);
    return 1;
}

/* ---- The module's functions ---- */

int te_stats_histogram(lua_State *L) {
    te_push_histogram(L, te_lua_unit(L, 1, "stats.histogram"));
    return 1;
}

int te_stats_decode(lua_State *L) {
    te_slice text;
    text.data = luaL_checklstring(L, 1, &text.length);
    te_hist *h = te_push_histogram(L, te_lua_unit(L, 2, "stats.decode"));
    te_error err;
    if (te_hist_read_text(h, text, &err)) return 1;
    return te_raise_input(L, "stats.decode: %s", err.message);
}

static const luaL_Reg methods[] = {
    {"add", add},         {"merge", merge},
    {"count", count},     {"percentile", percentile},
    {"figures", figures}, {"encode", encode},
    {NULL, NULL},
};

void te_open_histogram(lua_State *L) {
    luaL_newmetatable(L, TYPE);
    lua_pushcfunction(L, collect);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, count);
    lua_setfield(L, -2, "__len");
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
