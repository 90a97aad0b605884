/* hand.c - a C module of somebody else's, built outside of tengine: tasks wait
 * for each other, without a timer or a socket.
 *
 *     hand.take()        waits until somebody gives; returns what was given
 *     hand.give(number)  wakes who waits the longest; false when nobody does
 *     hand.open(name)    a shared object, the same in all Lua states
 *
 * It knows tengine_module.h and nothing else. */
#include <tengine_module.h>

#include <stdlib.h>

/* A wait: a userdata on the stack of the task that waits. */
typedef struct taker {
    te_task *task;
    lua_Integer given;
    struct taker *next;
} taker;

/* One queue for each thread, thus for each Lua state. */
static _Thread_local taker *first;

static void leave_queue(void *ctx) {
    taker **place = &first;
    while (*place != NULL && *place != ctx)
        place = &(*place)->next;
    if (*place != NULL) *place = (*place)->next;
}

static int taken(lua_State *L, int status, lua_KContext ctx) {
    taker *t = (taker *)ctx;
    (void)status;
    te_task_unwait(t->task);
    lua_pushinteger(L, t->given);
    return 1;
}

static int take(lua_State *L) {
    te_task *task = te_task_current(L);
    taker *t = lua_newuserdatauv(L, sizeof *t, 0);
    taker **last = &first;
    while (*last != NULL)
        last = &(*last)->next;
    *t = (taker){.task = task};
    *last = t;
    return te_task_park(L, task, (te_wait){leave_queue, t}, taken);
}

static int give(lua_State *L) {
    taker *t = first;
    lua_Integer given = luaL_checkinteger(L, 1);
    if (t != NULL) {
        first = t->next;
        t->given = given;
        te_count(L, "hand.given", "", 1);
        te_measure(L, "hand.size", "", (uint64_t)given);
        te_task_wake(t->task);
    }
    lua_pushboolean(L, t != NULL);
    return 1;
}

/* ---- A shared object ---- */

typedef struct thing {
    te_shared shared;
    atomic_int seen;
} thing;

static void free_thing(te_shared *object) { free(object); }

static const te_shared_type THING = {"hand.thing", free_thing};

static te_shared *open_thing(void *ctx, te_error *err) {
    const char *name = ctx;
    if (*name == '\0') {
        te_fail(err, "a thing needs a name");
        return NULL;
    }
    thing *t = calloc(1, sizeof *t);
    if (t == NULL) return NULL;
    te_shared_init(&t->shared, &THING);
    return &t->shared;
}

static int open_shared(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    const char *key = lua_pushfstring(L, "hand:%s", name);
    return te_shared_open(L, key, open_thing, (void *)(uintptr_t)name);
}

static int see(lua_State *L) {
    thing *t = (thing *)(void *)te_shared_check(L, 1, &THING);
    lua_pushinteger(L, atomic_fetch_add(&t->seen, 1) + 1);
    return 1;
}

TE_API int luaopen_hand(lua_State *L);

int luaopen_hand(lua_State *L) {
    static const luaL_Reg methods[] = {{"see", see}, {NULL, NULL}};
    static const luaL_Reg functions[] = {
        {"take", take}, {"give", give}, {"open", open_shared}, {NULL, NULL}};
    te_shared_register(L, &THING, methods);
    luaL_newlib(L, functions);
    return 1;
}
