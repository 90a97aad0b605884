/* lua_measure.c - see lua_measure.h. */
#include "lua_measure.h"

#include "tengine_module.h"

#include <stdlib.h>

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
