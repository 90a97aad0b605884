/* lua_profile.c - see lua_profile.h. */
#include "lua_profile.h"

#include "lua_error.h"
#include "lua_tags.h"
#include "script.h"
#include "suggest.h"
#include "tengine_module.h"

#include <string.h>

static const char WHAT[] = "profile";

typedef enum { WHOLE, NUMBER, TIME, TEXT } kind;

typedef struct field {
    const char *key;
    kind kind;
    size_t target; /* in te_config */
    uint64_t least, most;
} field;

#define IN(member) offsetof(te_config, member)

static const field fields[] = {
    {"workers", WHOLE, IN(workers), 1, TE_WORKERS_MAX},
    {"ramp_up", TIME, IN(ramp_up_ns), 0, 0},
    {"stages", TEXT, IN(stages), 0, 0},
    {"rate", TEXT, IN(rate), 0, 0},
    {"arrivals", TEXT, IN(arrivals), 0, 0},
    {"max_workers", WHOLE, IN(max_workers), 1, TE_WORKERS_MAX},
    {"queue_limit", NUMBER, IN(queue_limit), 0, 10000000},
    {"duration", TIME, IN(duration_ns), 0, 0},
    {"runs_per_worker", NUMBER, IN(max_runs), 1, INT64_MAX},
    {"total_runs", NUMBER, IN(total_runs), 1, INT64_MAX},
    {"interval", TIME, IN(interval_ns), 0, 0},
    {"delay", TIME, IN(delay_ns), 0, 0},
    {"warm_up", TIME, IN(warm_up_ns), 0, 0},
};
enum { FIELDS = sizeof fields / sizeof fields[0] };

static void check_keys(lua_State *L) {
    const char *known[FIELDS + 4] = {"start", "scenarios", "tags"};
    for (size_t i = 0; i < FIELDS; i++)
        known[i + 3] = fields[i].key;
    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L,
                       "%s: its values are named: profile { stages = "
                       "\"30s:50\" }",
                       WHAT);
        const char *key = lua_tostring(L, -2);
        if (te_suggest_is_known(key, known)) continue;
        te_suggestion near = te_suggestion_among(key, known);
        te_raise_unknown_option(L, WHAT, &near);
    }
}

/* Seconds, or a duration as text; on top of the stack. */
static uint64_t read_time(lua_State *L, const char *key) {
    static const lua_Number longest_s = 3650. * 86400;
    uint64_t ns = 0;
    te_error err;
    if (lua_type(L, -1) == LUA_TNUMBER)
        ns = te_ns_from_s(lua_tonumber(L, -1));
    else if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "%s: %s is a number of seconds, or text such as \"5m\"",
                   WHAT, key);
    else if (!te_spec_duration(lua_tostring(L, -1), &ns, &err))
        luaL_error(L, "%s: %s: %s", WHAT, key, err.message);
    if (te_s_from_ns(ns) > longest_s)
        luaL_error(L, "%s: %s is longer than ten years", WHAT, key);
    return ns;
}

static uint64_t read_whole(lua_State *L, const field *f) {
    int is_whole;
    lua_Integer n = lua_tointegerx(L, -1, &is_whole);
    if (!is_whole || n < (lua_Integer)f->least || n > (lua_Integer)f->most)
        luaL_error(L, "%s: %s is a whole number from %I to %I", WHAT, f->key,
                   (LUAI_UACINT)f->least, (LUAI_UACINT)f->most);
    return (uint64_t)n;
}

/* The value on top of the stack stays there, as a text is borrowed. */
static void read_field(lua_State *L, const field *f, te_config *config) {
    void *target = (char *)config + f->target;
    switch (f->kind) {
    case WHOLE:
        *(uint32_t *)target = (uint32_t)read_whole(L, f);
        break;
    case NUMBER:
        *(uint64_t *)target = read_whole(L, f);
        break;
    case TIME:
        *(uint64_t *)target = read_time(L, f->key);
        break;
    case TEXT:
        if (!lua_isstring(L, -1))
            luaL_error(L, "%s: %s is text, not a %s", WHAT, f->key,
                       luaL_typename(L, -1));
        *(const char **)target = lua_tostring(L, -1);
    }
}

static bool has_field(lua_State *L, const char *key) {
    bool has = lua_getfield(L, 1, key) != LUA_TNIL;
    lua_pop(L, 1);
    return has;
}

static void read_fields(lua_State *L, te_config *config) {
    for (size_t i = 0; i < FIELDS; i++)
        if (lua_getfield(L, 1, fields[i].key) != LUA_TNIL)
            read_field(L, &fields[i], config);
    config->has_duration = has_field(L, "duration");
    config->has_queue_limit = has_field(L, "queue_limit");
    const char *other = has_field(L, "workers")   ? "workers"
                        : has_field(L, "ramp_up") ? "ramp_up"
                                                  : NULL;
    if (config->stages == NULL && config->rate == NULL && other == NULL)
        luaL_error(L, "%s: it needs workers, stages or a rate", WHAT);
    if (config->stages != NULL && other != NULL &&
        strchr(config->stages, '/') == NULL)
        luaL_error(L, "%s: choose one: stages or %s", WHAT, other);
}

/* ---- What a profile has beside its shape ---- */

static void add_name(lua_State *L, luaL_Buffer *names) {
    size_t length = 0;
    const char *name = lua_tolstring(L, -1, &length);
    if (lua_type(L, -1) != LUA_TSTRING || length == 0 || strlen(name) != length)
        luaL_error(L, "%s: scenarios is a list of their names", WHAT);
    luaL_addvalue(names);
    luaL_addchar(names, '\0');
}

/* The names as one text, each with a NUL behind it; it stays on the stack. */
static const char *read_names(lua_State *L) {
    luaL_Buffer names;
    if (lua_getfield(L, 1, "scenarios") == LUA_TNIL) return NULL;
    int list = lua_gettop(L);
    luaL_buffinit(L, &names);
    if (lua_istable(L, list)) {
        lua_Integer count = luaL_len(L, list);
        for (lua_Integer i = 1; i <= count; i++) {
            lua_geti(L, list, i);
            add_name(L, &names);
        }
        if (count == 0) luaL_error(L, "%s: scenarios names none", WHAT);
    } else {
        lua_pushvalue(L, list);
        add_name(L, &names);
    }
    luaL_addchar(&names, '\0');
    luaL_pushresult(&names);
    return lua_tostring(L, -1);
}

int te_lua_profile(lua_State *L) {
    te_script *script = te_script_of(L);
    te_config config = TE_CONFIG_INIT;
    te_load load = {0};
    te_error err = {0};
    if (!script->is_loading)
        return luaL_error(L, "%s: call it at the top of the file", WHAT);
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checkstack(L, FIELDS + LUA_MINSTACK, NULL);
    lua_settop(L, 1);
    check_keys(L);
    read_fields(L, &config);
    if (lua_getfield(L, 1, "start") != LUA_TNIL)
        load.start_ns = read_time(L, "start");
    if (lua_getfield(L, 1, "tags") != LUA_TNIL)
        te_lua_read_tags(L, -1, WHAT, load.tags);
    load.names = read_names(L);
    load.warm_up_ns = config.warm_up_ns;
    load.has_duration = config.has_duration;
    if (load.start_ns > 0 && load.warm_up_ns > 0)
        return luaL_error(L,
                          "%s: a warm_up is of the run's start, and this one "
                          "starts later",
                          WHAT);
    if (!te_load_read(&config, &load.shape, &err))
        return luaL_error(L, "%s: %s", WHAT, err.message);
    if (!script->plan.is_settled && !te_plan_add(&script->plan, &load, &err))
        return luaL_error(L, "%s: %s", WHAT, err.message);
    return 0;
}
