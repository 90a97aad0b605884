/* stacks.c - see stacks.h: corpus.c and feed.c, seen from Lua. */
#include "stacks.h"

#include "binding.h"
#include "corpus.h"

#include <stdlib.h>
#include <string.h>

typedef struct te_stacks {
    te_shared shared;
    te_corpus *corpus;
    te_feed feed;
} te_stacks;

static void free_stacks(te_shared *object) {
    te_stacks *stacks = (te_stacks *)object;
    te_corpus_close(stacks->corpus);
    free(stacks);
}

static const te_shared_type stacks_type = {"tengine.stacks", free_stacks};

static te_stacks *check_stacks(lua_State *L) {
    return (te_stacks *)te_shared_check(L, 1, &stacks_type);
}

/* ---- Opening ---- */

static const char open_call[] = "stacks.open";

typedef struct stacks_options {
    const char *path;
    te_order order;
    te_on_end on_end;
    uint64_t seed;
    bool opened; /* by us, just now: what was left out is ours to say */
} stacks_options;

static te_shared *open_stacks(void *ctx, te_error *err) {
    stacks_options *o = ctx;
    te_stacks *stacks = calloc(1, sizeof *stacks);
    if (stacks == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", o->path);
        return NULL;
    }
    te_shared_init(&stacks->shared, &stacks_type);
    stacks->corpus = te_corpus_open(o->path, err);
    if (stacks->corpus == NULL) {
        free_stacks(&stacks->shared);
        return NULL;
    }
    te_feed_init(&stacks->feed, stacks->corpus->count, o->order, o->on_end,
                 o->seed, "tengine.stacks");
    o->opened = true;
    return &stacks->shared;
}

static int stacks_open(lua_State *L) {
    static const char *const keys[] = {"dir", "order", "on_end", NULL};
    te_options_check(L, open_call, keys);
    stacks_options o = {.path = te_options_required(L, open_call, "dir")};
    o.order = (te_order)te_options_choice(L, open_call, "order", te_order_names,
                                          TE_ORDER_FILE);
    o.on_end = (te_on_end)te_options_choice(L, open_call, "on_end",
                                            te_on_end_names, TE_ON_END_CYCLE);
    o.seed = te_run_seed(L);
    const char *path = te_absolute_path(L, o.path);
    const char *key =
        lua_pushfstring(L, "stacks\n%s\n%s\n%s", te_order_names[o.order],
                        te_on_end_names[o.on_end], path);
    te_shared_open(L, key, open_stacks, &o);
    te_stacks *stacks = (te_stacks *)te_shared_check(L, -1, &stacks_type);
    if (o.opened)
        te_log_skipped(L, stacks->corpus->complaints, TE_CORPUS_NAMED,
                       stacks->corpus->skipped, "file");
    return 1;
}

/* ---- Methods ---- */

/* A table of the stack's name and its body. */
static int push_stack(lua_State *L, const te_corpus *corpus, size_t i) {
    lua_createtable(L, 0, 2);
    lua_pushstring(L, te_corpus_name(corpus, i));
    lua_setfield(L, -2, "name");
    te_push_slice(L, te_corpus_text(corpus, i));
    lua_setfield(L, -2, "body");
    return 1;
}

static int stacks_next(lua_State *L) {
    te_stacks *stacks = check_stacks(L);
    uint64_t index;
    if (!te_feed_next(&stacks->feed, &index))
        return te_feed_used_up(L, &stacks->feed, stacks->corpus->path);
    return push_stack(L, stacks->corpus, (size_t)index);
}

static int stacks_at(lua_State *L) {
    const te_corpus *corpus = check_stacks(L)->corpus;
    return push_stack(L, corpus, (size_t)te_check_index(L, 2, corpus->count));
}

static int stacks_by_name(lua_State *L) {
    const te_corpus *corpus = check_stacks(L)->corpus;
    size_t i;
    if (te_corpus_find(corpus, luaL_checkstring(L, 2), &i))
        return push_stack(L, corpus, i);
    lua_pushnil(L);
    return 1;
}

static int stacks_count(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)check_stacks(L)->corpus->count);
    return 1;
}

static const luaL_Reg stacks_methods[] = {{"next", stacks_next},
                                          {"at", stacks_at},
                                          {"by_name", stacks_by_name},
                                          {"count", stacks_count},
                                          {NULL, NULL}};

static int stacks_index(lua_State *L) {
    const te_corpus *corpus = check_stacks(L)->corpus;
    const char *key = te_check_field(L, 2);
    if (te_push_method(L, stacks_methods, key)) return 1;
    if (strcmp(key, "skipped") == 0)
        lua_pushinteger(L, (lua_Integer)corpus->skipped);
    else if (strcmp(key, "dir") == 0)
        lua_pushstring(L, corpus->path);
    else
        lua_pushnil(L);
    return 1;
}

static const luaL_Reg stacks_metamethods[] = {
    {"__index", stacks_index}, {"__len", stacks_count}, {NULL, NULL}};

static const luaL_Reg stacks_functions[] = {{"open", stacks_open},
                                            {NULL, NULL}};

int luaopen_tengine_stacks(lua_State *L) {
    te_shared_register(L, &stacks_type, stacks_metamethods);
    luaL_newlib(L, stacks_functions);
    return 1;
}
