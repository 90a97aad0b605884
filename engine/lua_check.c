/* lua_check.c - see lua_check.h. */
#include "lua_check.h"

#include "hash.h"
#include "lua_shape.h"
#include "script.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

/* ---- Their series ---- */

/* The series of checks that were made lately: to find one by its tags, these
 * have to be written first. Longer names are not kept. */
enum { KEPT_CHECKS = 64, KEPT_NAME_BYTES = 100 };

typedef struct kept_check {
    te_series *series; /* NULL: nothing is kept here */
    const char *tags;  /* the actor's: the same text stays at its place */
    char name[KEPT_NAME_BYTES];
} kept_check;

static te_series *find_check(lua_State *L, const char *name) {
    char tags[TE_TAGS_BYTES];
    snprintf(tags, sizeof tags, "%s", te_script_actor(L)->tags);
    te_tags_add_name(tags, "check", name);
    te_metrics *metrics = te_script_of(L)->metrics;
    return te_metrics_series(metrics, TE_RATE, "checks", tags);
}

/* The checks that are kept are the upvalue. */
static te_series *check_series(lua_State *L, const char *name, size_t length) {
    kept_check *kept = lua_touserdata(L, lua_upvalueindex(1));
    const char *tags = te_script_actor(L)->tags;
    kept += te_hash_bytes((uintptr_t)tags, name, length) % KEPT_CHECKS;
    if (kept->series != NULL && kept->tags == tags &&
        strcmp(kept->name, name) == 0)
        return kept->series;
    te_series *series = find_check(L, name);
    if (length < KEPT_NAME_BYTES && strlen(name) == length) {
        kept->series = series;
        kept->tags = tags;
        memcpy(kept->name, name, length + 1);
    }
    return series;
}

/* ---- Calls ---- */

/* check(name, ok) -> ok; the table that is called comes before. It is moved
 * out of the way only where something may be wrong, so that messages count
 * arguments as the caller does. */
static int check(lua_State *L) {
    size_t length;
    int first = 2;
    if (lua_type(L, first) != LUA_TSTRING || lua_isnone(L, first + 1)) {
        lua_remove(L, 1);
        first = 1;
        luaL_checkstring(L, first);
        luaL_checkany(L, first + 1);
    }
    const char *name = lua_tolstring(L, first, &length);
    te_series *series = check_series(L, name, length);
    te_series_rate(series, lua_toboolean(L, first + 1));
    lua_settop(L, first + 1);
    return 1;
}

/* shape(name, value, shape) -> ok, and where not what was wanted. */
static int shape(lua_State *L) {
    size_t length;
    const char *name = luaL_checklstring(L, 1, &length);
    lua_settop(L, 3);
    bool ok = te_lua_fits(L, 2, 3);
    te_series_rate(check_series(L, name, length), ok);
    lua_pushboolean(L, ok);
    if (ok) return 1;
    lua_insert(L, -2);
    return 2;
}

void te_push_check(lua_State *L) {
    size_t bytes = KEPT_CHECKS * sizeof(kept_check);
    lua_createtable(L, 0, 2);
    lua_createtable(L, 0, 2);
    memset(lua_newuserdatauv(L, bytes, 0), 0, bytes);
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, check, 1);
    lua_setfield(L, -3, "__call");
    lua_pushcclosure(L, shape, 1);
    lua_setfield(L, -3, "shape");
    lua_pushcfunction(L, te_lua_one_of);
    lua_setfield(L, -3, "one_of");
    lua_setmetatable(L, -2);
}
