/* lua_result.c - see lua_result.h.
 *
 * The figures belong to the main thread, which adds to them once a second.
 * Nothing that may raise is called between te_common_lock_result() and unlock:
 * figures are copied there, and pushed afterwards. */
#include "lua_result.h"

#include "lua_error.h"
#include "lua_figures.h"
#include "script.h"
#include "tengine_module.h"

#include <lauxlib.h>
#include <string.h>

static const char RESULT[] = "tengine.result";

/* Whole numbers as integers: "12", not "12.0". */
static void push_amount(lua_State *L, double value) {
    lua_Integer whole;
    if (lua_numbertointeger(value, &whole) && (double)whole == value)
        lua_pushinteger(L, whole);
    else
        lua_pushnumber(L, value);
}

static void set_amount(lua_State *L, const char *key, double value) {
    push_amount(L, value);
    lua_setfield(L, -2, key);
}

static void set_count(lua_State *L, const char *key, uint64_t count) {
    lua_pushinteger(L, (lua_Integer)count);
    lua_setfield(L, -2, key);
}

static void set_seconds(lua_State *L, const char *key, double ns) {
    lua_pushnumber(L, ns / 1e9);
    lua_setfield(L, -2, key);
}

static void set_text(lua_State *L, const char *key, const char *text) {
    lua_pushstring(L, text);
    lua_setfield(L, -2, key);
}

/* ---- Asking ---- */

static te_common *common_of(lua_State *L) { return te_script_of(L)->common; }

static const te_metrics *lock_metrics(lua_State *L) {
    return te_common_lock_result(common_of(L))->totals->metrics;
}

static void unlock(lua_State *L) { te_common_unlock_result(common_of(L)); }

static int result_sum(lua_State *L) {
    const char *metric = luaL_checkstring(L, 2);
    const char *tag = luaL_optstring(L, 3, NULL);
    double sum = te_metrics_sum(lock_metrics(L), metric, tag);
    unlock(L);
    push_amount(L, sum);
    return 1;
}

static int result_rate(lua_State *L) {
    const char *metric = luaL_checkstring(L, 2);
    const char *tag = luaL_optstring(L, 3, NULL);
    double passed = 0, all = 0;
    const te_metrics *m = lock_metrics(L);
    for (size_t i = 0; i < te_metrics_count(m); i++) {
        const te_series *s = te_metrics_at(m, i);
        if (s->kind != TE_RATE || strcmp(s->name, metric) != 0 ||
            (tag != NULL && !te_series_has_tag(s, tag)))
            continue;
        passed += s->value;
        all += s->total;
    }
    unlock(L);
    lua_pushinteger(L, (lua_Integer)passed);
    lua_pushinteger(L, (lua_Integer)all);
    return 2;
}

/* A userdata that is released when it is collected, whatever is raised. */
static int free_hist(lua_State *L) {
    te_hist_free(*(te_hist **)lua_touserdata(L, 1));
    return 0;
}

static void *push_box(lua_State *L, size_t size, const char *type,
                      lua_CFunction collect) {
    void *box = lua_newuserdatauv(L, size, 0);
    memset(box, 0, size);
    if (luaL_newmetatable(L, type)) {
        lua_pushcfunction(L, collect);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return box;
}

/* Calls `read` with what was recorded, unless that is nothing. The histogram
 * is released at once: Lua does not know how large it is, and would let
 * hundreds of them lie. */
static bool read_hist(lua_State *L, const char *metric, const char *tag,
                      void (*read)(const te_hist *, void *), void *out) {
    te_hist **box = push_box(L, sizeof *box, "tengine.result_hist", free_hist);
    te_unit unit;
    bool is_there = te_metrics_unit(lock_metrics(L), metric, &unit);
    unlock(L);
    if (!is_there) return false;
    *box = te_hist_new_of(unit);
    if (*box == NULL) luaL_error(L, "result: no memory");
    te_metrics_trend(lock_metrics(L), metric, tag, *box);
    unlock(L);
    bool has_any = te_hist_count(*box) > 0;
    if (has_any) read(*box, out);
    te_hist_free(*box);
    *box = NULL;
    return has_any;
}

static int push_nil(lua_State *L) {
    lua_pushnil(L);
    return 1;
}

static void read_trend(const te_hist *h, void *out) {
    *(te_figures *)out = te_figures_of(h);
}

static int result_trend(lua_State *L) {
    const char *metric = luaL_checkstring(L, 2);
    const char *tag = luaL_optstring(L, 3, NULL);
    te_figures f;
    if (!read_hist(L, metric, tag, read_trend, &f)) return push_nil(L);
    te_figures_push(L, &f);
    return 1;
}

typedef struct percentile {
    double percent;
    te_unit unit;
    uint64_t value;
} percentile;

static void read_percentile(const te_hist *h, void *out) {
    percentile *p = out;
    p->unit = te_hist_unit(h);
    p->value = te_hist_percentile(h, p->percent);
}

static int result_percentile(lua_State *L) {
    const char *metric = luaL_checkstring(L, 2);
    percentile p = {.percent = luaL_checknumber(L, 3)};
    luaL_argcheck(L, p.percent >= 0 && p.percent <= 100, 3, "from 0 to 100");
    const char *tag = luaL_optstring(L, 4, NULL);
    if (!read_hist(L, metric, tag, read_percentile, &p)) return push_nil(L);
    te_push_value(L, p.unit, p.value);
    return 1;
}

static int free_groups(lua_State *L) {
    te_groups_free(lua_touserdata(L, 1));
    return 0;
}

void te_result_push_names(lua_State *L, const char *metric, const char *key) {
    te_groups *groups =
        push_box(L, sizeof *groups, "tengine.result_groups", free_groups);
    const te_result *r = te_common_lock_result(common_of(L));
    if (r != NULL) *groups = te_groups_of(r->totals->metrics, metric, key);
    unlock(L);
    lua_createtable(L, (int)groups->count, 0);
    for (size_t i = 0; i < groups->count; i++) {
        lua_pushstring(L, groups->items[i].label);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_remove(L, -2);
}

static int result_names(lua_State *L) {
    te_result_push_names(L, luaL_checkstring(L, 2), luaL_checkstring(L, 3));
    return 1;
}

/* ---- All series ---- */

typedef struct figure {
    const te_series *series; /* its name, tags and kind never change */
    double value, total;
    te_figures trend;
} figure;

static void push_tags(lua_State *L, const char *tags) {
    te_slice rest = te_slice_of(tags), key, value;
    lua_newtable(L);
    while (te_tags_next(&rest, &key, &value)) {
        lua_pushlstring(L, key.data, key.length);
        lua_pushlstring(L, value.data, value.length);
        lua_rawset(L, -3);
    }
}

static void push_figure(lua_State *L, const figure *f) {
    const te_series *s = f->series;
    if (te_kind_is_trend(s->kind))
        te_figures_push(L, &f->trend);
    else
        lua_createtable(L, 0, 5);
    set_text(L, "name", s->name);
    set_text(L, "kind", te_kind_name(s->kind));
    push_tags(L, s->tags);
    lua_setfield(L, -2, "tags");
    if (te_kind_is_trend(s->kind)) return;
    set_amount(L, "value", f->value);
    if (s->kind == TE_RATE) set_amount(L, "total", f->total);
}

static int result_series(lua_State *L) {
    size_t room = te_metrics_count(lock_metrics(L)), count = 0;
    unlock(L);
    figure *figures = lua_newuserdatauv(L, (room + 1) * sizeof *figures, 0);
    const te_metrics *m = lock_metrics(L);
    for (; count < room; count++) {
        const te_series *s = te_metrics_at(m, count);
        figures[count] =
            (figure){.series = s, .value = s->value, .total = s->total};
        if (s->hist != NULL) figures[count].trend = te_figures_of(s->hist);
    }
    unlock(L);
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        push_figure(L, &figures[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* ---- Failures ---- */

/* A copy of a row, for the time in which nothing is locked. */
typedef struct failure {
    char scenario[200];
    char message[TE_FAILURE_MESSAGE_MAX + 1];
    uint32_t worker;
    uint64_t step, count;
} failure;

static bool copy_failure(lua_State *L, size_t i, failure *out) {
    const te_result *r = te_common_lock_result(common_of(L));
    bool is_there = i < te_failures_count(r->totals->failures);
    if (is_there) {
        const te_failure *f = te_failures_at(r->totals->failures, i);
        snprintf(out->scenario, sizeof out->scenario, "%s", f->scenario);
        snprintf(out->message, sizeof out->message, "%s", f->message);
        out->worker = f->worker;
        out->step = f->step;
        out->count = f->count;
    }
    unlock(L);
    return is_there;
}

static int result_failures(lua_State *L) {
    failure f;
    lua_newtable(L);
    for (size_t i = 0; copy_failure(L, i, &f); i++) {
        lua_createtable(L, 0, 5);
        set_text(L, "scenario", f.scenario);
        set_text(L, "message", f.message);
        set_count(L, "count", f.count);
        if (f.worker != TE_FAILURE_NO_WORKER) set_count(L, "worker", f.worker);
        set_count(L, "step", f.step);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* The threshold is copied: its figures change. */
static bool copy_threshold(lua_State *L, size_t i, te_threshold *out) {
    const te_thresholds *all = te_common_lock_result(common_of(L))->thresholds;
    bool is_there = i < te_thresholds_count(all);
    if (is_there) *out = *te_thresholds_at(all, i);
    unlock(L);
    return is_there;
}

static int result_thresholds(lua_State *L) {
    te_threshold t;
    lua_newtable(L);
    for (size_t i = 0; copy_threshold(L, i, &t); i++) {
        te_bound_unit unit = t.spec.unit;
        lua_createtable(L, 0, 8);
        set_text(L, "text", t.spec.text);
        set_text(L, "outcome", te_threshold_outcome_name(t.outcome));
        set_text(L, "unit", te_bound_unit_name(unit));
        set_amount(L, "bound", te_bound_named(unit, t.spec.bound));
        if (t.has_value) set_amount(L, "value", te_bound_named(unit, t.value));
        set_amount(L, "samples", t.samples);
        if (t.outcome == TE_THRESHOLD_BROKEN)
            set_seconds(L, "broken_at", (double)t.broken_ns);
        if (t.reason[0] != '\0') set_text(L, "reason", t.reason);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* ---- The table ---- */

static void push_runs(lua_State *L, const te_run_counts *runs) {
    lua_createtable(L, 0, 5);
    set_count(L, "started", runs->started);
    set_count(L, "succeeded", runs->succeeded);
    set_count(L, "failed", runs->failed);
    set_count(L, "interrupted", runs->interrupted);
    set_count(L, "dropped", runs->dropped);
}

static void push_result(lua_State *L, const char *text) {
    const te_result *r = te_common_lock_result(common_of(L));
    te_run_counts runs = te_result_runs(r);
    uint64_t elapsed_ns = r->totals->elapsed_ns;
    uint64_t counted_ns = te_totals_counted_ns(r->totals);
    double workers = te_metrics_sum(r->totals->metrics, "workers", NULL);
    bool is_over = r->end != TE_END_RUNNING;
    const te_result facts = *r; /* its strings outlive the run */
    unlock(L);
    lua_createtable(L, 0, 11);
    set_text(L, "scenario", facts.scenario_path);
    lua_pushinteger(L, (lua_Integer)facts.seed);
    lua_setfield(L, -2, "seed");
    set_seconds(L, "elapsed", (double)elapsed_ns);
    set_seconds(L, "counted", (double)counted_ns);
    set_amount(L, "workers", workers);
    set_count(L, "workers_asked", facts.workers);
    set_count(L, "threads", facts.threads);
    push_runs(L, &runs);
    lua_setfield(L, -2, "runs");
    set_text(L, "text", text);
    lua_pushboolean(L, is_over);
    lua_setfield(L, -2, "is_over");
    luaL_setmetatable(L, RESULT);
}

/* ---- The fixtures ---- */

static int told(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    int type = lua_type(L, -1);
    if (type == LUA_TNIL)
        lua_pushstring(L, (const char *)ctx);
    else if (type != LUA_TSTRING)
        return luaL_error(L,
                          "it returns the text to be printed, or nothing; "
                          "not a %s",
                          luaL_typename(L, -1));
    return 1;
}

int te_result_tell(lua_State *L) {
    const te_script *script = te_script_of(L);
    lua_Integer fixture = lua_tointeger(L, 1);
    const char *text = lua_touserdata(L, 2);
    lua_rawgeti(L, LUA_REGISTRYINDEX, script->fixtures[fixture]);
    push_result(L, text);
    lua_callk(L, 1, 1, (lua_KContext)text, told);
    return told(L, LUA_OK, (lua_KContext)text);
}

static const luaL_Reg methods[] = {
    {"sum", result_sum},
    {"rate", result_rate},
    {"trend", result_trend},
    {"percentile", result_percentile},
    {"names", result_names},
    {"series", result_series},
    {"failures", result_failures},
    {"thresholds", result_thresholds},
    {NULL, NULL},
};

void te_open_result(lua_State *L) {
    luaL_newmetatable(L, RESULT);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
