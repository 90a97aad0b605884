/* lua_metric.c - see lua_metric.h. */
#include "lua_metric.h"

#include "lua_tags.h"
#include "result.h"
#include "script.h"
#include "tengine_module.h"

#include <math.h>
#include <string.h>

static const char METRIC[] = "tengine.metric";

enum { NAME_MAX_BYTES = 100, FOUND_MAX = 4 };

/* A series that was found, by whose tags it was found under: those of a
 * scenario stay where they are, so that comparing pointers is enough. */
typedef struct found {
    const char *under_tags;
    te_series *series;
} found;

typedef struct metric {
    te_series_kind kind;
    char name[NAME_MAX_BYTES + 1];
    char tags[TE_TAGS_OWN_BYTES]; /* of its own */
    found found[FOUND_MAX];
    unsigned next; /* the one that makes room */
} metric;

/* ---- Making ---- */

/* The kind that a metric of this name has already. */
static bool find_kind(const te_metrics *m, const char *name,
                      te_series_kind *kind) {
    for (size_t i = 0; i < te_metrics_count(m); i++) {
        const te_series *s = te_metrics_at(m, i);
        if (strcmp(s->name, name) != 0) continue;
        *kind = s->kind;
        return true;
    }
    return false;
}

/* What it is called beside another that has its name. */
static const char *full_name(te_series_kind kind) {
    if (kind == TE_TREND_COUNT) return "trend of counts";
    if (kind == TE_TREND_BYTES) return "trend of bytes";
    return te_kind_name(kind);
}

const char *te_lua_check_metric(lua_State *L, int index, const char *what,
                                te_series_kind kind) {
    size_t length;
    te_series_kind other = kind;
    if (lua_type(L, index) != LUA_TSTRING)
        luaL_error(L, "%s: a name is wanted", what);
    const char *name = lua_tolstring(L, index, &length);
    if (!te_lua_is_name(name, length) || length > NAME_MAX_BYTES)
        luaL_error(L,
                   "%s: '%s' is no name: a letter or '_', then letters, "
                   "digits, '_', '.', '-', at most %d",
                   what, name, NAME_MAX_BYTES);
    if (te_metric_is_ours(name))
        luaL_error(L, "%s: '%s' is a name of the engine's own", what, name);
    if (find_kind(te_script_of(L)->metrics, name, &other) && other != kind)
        luaL_error(L, "%s: '%s' is a %s already", what, name, full_name(other));
    return name;
}

static te_series *find_series(lua_State *L, const metric *m,
                              const char *under_tags) {
    char tags[TE_TAGS_BYTES];
    snprintf(tags, sizeof tags, "%s", under_tags);
    te_tags_merge(tags, sizeof tags, m->tags);
    return te_metrics_series(te_script_of(L)->metrics, m->kind, m->name, tags);
}

/* The series for whom it is counted now; all who have no tags are one. */
static te_series *series_of(lua_State *L, metric *m) {
    static const char none[] = "";
    const char *under_tags = te_script_actor(L)->tags;
    if (under_tags[0] == '\0') under_tags = none;
    for (size_t i = 0; i < FOUND_MAX; i++) {
        if (m->found[i].under_tags == under_tags) return m->found[i].series;
    }
    found *f = &m->found[m->next++ % FOUND_MAX];
    *f = (found){under_tags, find_series(L, m, under_tags)};
    return f->series;
}

/* metric.KIND(name [, tags]), of a trend [, unit] too; the kind is the
 * upvalue. */
static int new_metric(lua_State *L) {
    te_series_kind kind = (te_series_kind)lua_tointeger(L, lua_upvalueindex(1));
    char what[32];
    snprintf(what, sizeof what, "metric.%s", te_kind_name(kind));
    if (kind == TE_TREND) kind = te_kind_of_unit(te_lua_unit(L, 3, what));
    const char *name = te_lua_check_metric(L, 1, what, kind);
    lua_settop(L, 2);
    metric *m = lua_newuserdatauv(L, sizeof *m, 0);
    memset(m, 0, sizeof *m);
    m->kind = kind;
    snprintf(m->name, sizeof m->name, "%s", name);
    if (!lua_isnil(L, 2)) te_lua_read_tags(L, 2, what, m->tags);
    luaL_setmetatable(L, METRIC);
    series_of(L, m); /* from now on the name is taken */
    return 1;
}

/* ---- Counting ---- */

static int refuse_value(lua_State *L, const metric *m) {
    static const char *const wanted[] = {
        [TE_COUNTER] = "a number of 0 or more",
        [TE_GAUGE] = "a number, the change of its level",
        [TE_RATE] = "true or false",
        [TE_TREND] = "a duration in seconds, 0 or more",
        [TE_TREND_COUNT] = "a number of 0 or more",
        [TE_TREND_BYTES] = "a number of bytes, 0 or more",
    };
    return luaL_error(L, "metric '%s': a %s adds %s", m->name,
                      te_kind_name(m->kind), wanted[m->kind]);
}

static int add_to_rate(lua_State *L, metric *m) {
    if (!lua_isboolean(L, 2)) return refuse_value(L, m);
    te_series_rate(series_of(L, m), lua_toboolean(L, 2));
    return 0;
}

static int add_to_trend(lua_State *L, metric *m) {
    uint64_t value;
    if (!te_to_value(L, 2, te_kind_unit(m->kind), &value))
        return refuse_value(L, m);
    te_series_record(series_of(L, m), value);
    return 0;
}

/* Counters and gauges: 1 where nothing is said. */
static int add_to_sum(lua_State *L, metric *m) {
    int is_number = true;
    bool is_given = !lua_isnoneornil(L, 2);
    double value = is_given ? lua_tonumberx(L, 2, &is_number) : 1;
    if (!is_number || !isfinite(value) || (value < 0 && m->kind != TE_GAUGE))
        return refuse_value(L, m);
    te_series_add(series_of(L, m), value);
    return 0;
}

static int metric_add(lua_State *L) {
    metric *m = luaL_checkudata(L, 1, METRIC);
    if (m->kind == TE_RATE) return add_to_rate(L, m);
    return te_kind_is_trend(m->kind) ? add_to_trend(L, m) : add_to_sum(L, m);
}

/* ---- The module ---- */

static const luaL_Reg methods[] = {
    {"add", metric_add},
    {NULL, NULL},
};

int te_luaopen_metric(lua_State *L) {
    luaL_newmetatable(L, METRIC);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
    lua_createtable(L, 0, 4);
    for (int kind = TE_COUNTER; kind <= TE_TREND; kind++) {
        lua_pushinteger(L, kind);
        lua_pushcclosure(L, new_metric, 1);
        lua_setfield(L, -2, te_kind_name((te_series_kind)kind));
    }
    return 1;
}
