/* fake_engine.h - the engine as far as a data module sees it.
 *
 * A module knows nothing of the engine but tengine_module.h, so a test can
 * stand in for it: a run with a seed, objects opened once, a console. Input
 * errors are strings that begin with "input: ". Include it once, in a test of
 * modules. */
#ifndef TE_FAKE_ENGINE_H
#define TE_FAKE_ENGINE_H

#include "tengine_module.h"

#include <lualib.h>
#include <pthread.h>

enum { FAKE_OBJECTS = 32 };

static struct {
    pthread_mutex_t lock;
    uint64_t seed;
    int64_t worker; /* for whom the code runs */
    size_t count;
    struct {
        char *key;
        te_shared *object;
    } objects[FAKE_OBJECTS];
    char log[8192]; /* lines, each with its newline */
    atomic_uint_fast64_t stalls, stall_us;
} fake = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The run ends: what it opened is released. */
static void fake_reset(uint64_t seed) {
    for (size_t i = 0; i < fake.count; i++) {
        free(fake.objects[i].key);
        te_shared_release(fake.objects[i].object);
    }
    fake.count = 0;
    fake.seed = seed;
    fake.worker = -1;
    fake.log[0] = '\0';
}

int te_raise_input(lua_State *L, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    lua_pushfstring(L, "input: %s", text);
    return lua_error(L);
}

int te_raise(lua_State *L, const te_error *err) {
    return te_raise_input(L, "%s", err->message);
}

void te_shared_init(te_shared *object, const te_shared_type *type) {
    object->type = type;
    atomic_init(&object->references, 1);
    object->cursor = NULL;
    object->cursor_of = 0;
}

te_shared *te_shared_retain(te_shared *object) {
    atomic_fetch_add(&object->references, 1);
    return object;
}

void te_shared_release(te_shared *object) {
    if (object != NULL && atomic_fetch_sub(&object->references, 1) == 1)
        object->type->free(object);
}

static int fake_gc(lua_State *L) {
    te_shared_release(*(te_shared **)lua_touserdata(L, 1));
    return 0;
}

void te_shared_register(lua_State *L, const te_shared_type *type,
                        const luaL_Reg *methods) {
    luaL_newmetatable(L, type->name);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
    luaL_setfuncs(L, methods, 0);
    lua_pushcfunction(L, fake_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}

void te_shared_push(lua_State *L, te_shared *object) {
    te_shared **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = te_shared_retain(object);
    luaL_setmetatable(L, object->type->name);
}

te_shared *te_shared_check(lua_State *L, int arg, const te_shared_type *type) {
    return *(te_shared **)luaL_checkudata(L, arg, type->name);
}

int te_shared_open(lua_State *L, const char *key, te_shared_open_fn open,
                   void *ctx) {
    te_error err = {0};
    te_shared *object = NULL;
    pthread_mutex_lock(&fake.lock);
    for (size_t i = 0; i < fake.count; i++)
        if (strcmp(fake.objects[i].key, key) == 0)
            object = fake.objects[i].object;
    if (object == NULL && fake.count < FAKE_OBJECTS &&
        (object = open(ctx, &err)) != NULL) {
        fake.objects[fake.count].key = strdup(key);
        fake.objects[fake.count++].object = object;
    }
    pthread_mutex_unlock(&fake.lock);
    if (object == NULL) return te_raise(L, &err);
    te_shared_push(L, object);
    return 1;
}

void te_note(lua_State *L, const char *format, ...) {
    (void)L;
    (void)format;
}

bool te_run_is_resumed(lua_State *L) {
    (void)L;
    return false;
}

uint64_t te_run_seed(lua_State *L) {
    (void)L;
    return fake.seed;
}

void te_count(lua_State *L, const char *name, const char *tags, double n) {
    (void)L, (void)tags;
    if (strcmp(name, "health.feed_stalls") == 0) fake.stalls += (uint64_t)n;
    if (strcmp(name, "health.feed_stall_us") == 0) fake.stall_us += (uint64_t)n;
}

void te_table_thaw(lua_State *L, int index) { (void)L, (void)index; }

int64_t te_worker_id(lua_State *L) {
    (void)L;
    return fake.worker;
}

void te_log(lua_State *L, const char *format, ...) {
    (void)L;
    size_t used = strlen(fake.log);
    va_list args;
    va_start(args, format);
    vsnprintf(fake.log + used, sizeof fake.log - used - 1, format, args);
    va_end(args);
    strcat(fake.log, "\n");
}

const char *te_absolute_path(lua_State *L, const char *path) {
    char *real = realpath(path, NULL);
    lua_pushstring(L, real != NULL ? real : path);
    free(real);
    return lua_tostring(L, -1);
}

#endif
