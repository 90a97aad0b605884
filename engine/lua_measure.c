/* lua_measure.c - see lua_measure.h. */
#include "lua_measure.h"

#include "hash.h"
#include "script.h"
#include "tengine_module.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Checks ---- */

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

static int check(lua_State *L) {
    size_t length;
    const char *name = luaL_checklstring(L, 1, &length);
    luaL_checkany(L, 2);
    te_series_rate(check_series(L, name, length), lua_toboolean(L, 2));
    lua_settop(L, 2);
    return 1;
}

void te_push_check(lua_State *L) {
    size_t bytes = KEPT_CHECKS * sizeof(kept_check);
    memset(lua_newuserdatauv(L, bytes, 0), 0, bytes);
    lua_pushcclosure(L, check, 1);
}

/* ---- Counters ---- */

typedef struct counter {
    te_shared shared;
    _Atomic int64_t value;
} counter;

static void free_counter(te_shared *object) { free(object); }

static const te_shared_type COUNTER = {"tengine.counter", free_counter};

static counter *check_counter(lua_State *L) {
    return (counter *)(void *)te_shared_check(L, 1, &COUNTER);
}

/* add(n = 1) -> the value after it: no two callers get the same one. */
static int counter_add(lua_State *L) {
    counter *c = check_counter(L);
    lua_Integer amount = luaL_optinteger(L, 2, 1);
    lua_pushinteger(L, atomic_fetch_add(&c->value, amount) + amount);
    return 1;
}

static int counter_value(lua_State *L) {
    lua_pushinteger(L, atomic_load(&check_counter(L)->value));
    return 1;
}

static te_shared *open_counter(void *ctx, te_error *err) {
    (void)ctx;
    counter *c = calloc(1, sizeof *c);
    if (c == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "counter: no memory");
        return NULL;
    }
    te_shared_init(&c->shared, &COUNTER);
    return &c->shared;
}

static const luaL_Reg counter_methods[] = {
    {"add", counter_add},
    {"value", counter_value},
    {NULL, NULL},
};

int te_lua_counter(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    te_shared_register(L, &COUNTER, counter_methods);
    const char *key = lua_pushfstring(L, "counter:%s", name);
    return te_shared_open(L, key, open_counter, NULL);
}
