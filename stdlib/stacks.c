/* stacks.c - see stacks.h: corpus.c and feed.c, seen from Lua. */
#include "stacks.h"

#include "binding.h"
#include "corpus_open.h"
#include "feed_options.h"
#include "stall.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_BATCH = 10000 }; /* stacks in one request */

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
    te_corpus_options corpus;
    te_order order;
    te_on_end on_end;
    uint64_t seed;
    bool opened; /* by us, just now: what was left out is ours to say */
} stacks_options;

static te_shared *open_stacks(void *ctx, te_error *err) {
    stacks_options *o = ctx;
    te_stacks *stacks = calloc(1, sizeof *stacks);
    if (stacks == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", o->corpus.path);
        return NULL;
    }
    te_shared_init(&stacks->shared, &stacks_type);
    stacks->corpus = te_corpus_open(&o->corpus, err);
    if (stacks->corpus == NULL) {
        free_stacks(&stacks->shared);
        return NULL;
    }
    te_feed_init(&stacks->feed, stacks->corpus->count, o->order, o->on_end,
                 o->seed, "tengine.stacks");
    te_feed_share(&stacks->feed, TE_SCOPE_ALL, &stacks->shared);
    o->opened = true;
    return &stacks->shared;
}

/* Reads argument 1 into *o. */
static void check_options(lua_State *L, stacks_options *o) {
    static const char *const keys[] = {
        "path", "dir", "order", "on_end", "strict", "float_offsets", NULL};
    te_options_check(L, open_call, keys);
    o->corpus.path = te_options_string(L, open_call, "dir");
    if (o->corpus.path == NULL)
        o->corpus.path = te_options_required(L, open_call, "path");
    o->corpus.is_strict = te_options_flag(L, open_call, "strict", false);
    o->corpus.floats = (te_floats)te_options_choice(
        L, open_call, "float_offsets", te_floats_names, TE_FLOATS_KEEP);
    o->order = (te_order)te_options_choice(L, open_call, "order",
                                           te_order_names, TE_ORDER_FILE);
    o->on_end = (te_on_end)te_options_choice(L, open_call, "on_end",
                                             te_on_end_names, TE_ON_END_CYCLE);
}

static int stacks_open(lua_State *L) {
    stacks_options o = {.seed = te_run_seed(L)};
    check_options(L, &o);
    const char *path = te_absolute_path(L, o.corpus.path);
    const char *key = lua_pushfstring(
        L, "stacks\n%s\n%s\n%s\n%s\n%s", te_order_names[o.order],
        te_on_end_names[o.on_end], te_floats_names[o.corpus.floats],
        o.corpus.is_strict ? "strict" : "", path);
    te_shared_open(L, key, open_stacks, &o);
    te_stacks *stacks = (te_stacks *)te_shared_check(L, -1, &stacks_type);
    if (o.opened)
        te_log_skipped(L, stacks->corpus->complaints, TE_CORPUS_NAMED,
                       stacks->corpus->skipped, "stack");
    return 1;
}

/* ---- Methods ---- */

/* A table of the stack's name and its body. */
static int push_stack(lua_State *L, const te_corpus *corpus, size_t i) {
    lua_createtable(L, 0, 2);
    lua_pushstring(L, te_corpus_name(corpus, i));
    lua_setfield(L, -2, "name");
    uint64_t begun_ns = te_stall_begin();
    te_push_slice(L, te_corpus_text(corpus, i));
    te_stall_end(L, begun_ns);
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

/* ---- Batches ---- */

static const char batch_head[] = "{\"jobs\": [", batch_tail[] = "]}";

/* How long the text of the batch is that begins at this position. */
static size_t batch_bytes(const te_stacks *stacks, uint64_t position,
                          uint64_t n) {
    size_t bytes = sizeof batch_head - 1 + sizeof batch_tail - 1 + (n - 1);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t index = te_feed_at(&stacks->feed, position + i);
        te_corpus_job job = te_corpus_job_of(stacks->corpus, (size_t)index);
        bytes += job.head.length + job.tail.length;
    }
    return bytes;
}

static char *put(char *to, const char *bytes, size_t length) {
    memcpy(to, bytes, length);
    return to + length;
}

/* Writes that text. */
static void put_batch(const te_stacks *stacks, uint64_t position, uint64_t n,
                      char *to) {
    to = put(to, batch_head, sizeof batch_head - 1);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t index = te_feed_at(&stacks->feed, position + i);
        te_corpus_job job = te_corpus_job_of(stacks->corpus, (size_t)index);
        if (i > 0) *to++ = ',';
        to = put(to, job.head.data, job.head.length);
        to = put(to, job.tail.data, job.tail.length);
    }
    put(to, batch_tail, sizeof batch_tail - 1);
}

/* Pushes the list of its stacks' names. */
static void push_names(lua_State *L, const te_stacks *stacks, uint64_t position,
                       uint64_t n) {
    lua_createtable(L, (int)n, 0);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t index = te_feed_at(&stacks->feed, position + i);
        lua_pushstring(L, te_corpus_name(stacks->corpus, (size_t)index));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static int stacks_batch(lua_State *L) {
    te_stacks *stacks = check_stacks(L);
    lua_Integer wanted = luaL_checkinteger(L, 2);
    luaL_argcheck(L, wanted >= 1 && wanted <= MAX_BATCH, 2,
                  "wanted a number of stacks from 1 to 10000");
    uint64_t position;
    uint64_t n = te_feed_take(&stacks->feed, (uint64_t)wanted, &position);
    if (n == 0) return te_feed_used_up(L, &stacks->feed, stacks->corpus->path);
    lua_createtable(L, 0, 2);
    push_names(L, stacks, position, n);
    lua_setfield(L, -2, "names");
    size_t bytes = batch_bytes(stacks, position, n);
    luaL_Buffer text;
    put_batch(stacks, position, n, luaL_buffinitsize(L, &text, bytes));
    luaL_pushresultsize(&text, bytes);
    lua_setfield(L, -2, "body");
    return 1;
}

/* ---- Stacks by place and name ---- */

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

static const luaL_Reg stacks_methods[] = {
    {"next", stacks_next},       {"batch", stacks_batch}, {"at", stacks_at},
    {"by_name", stacks_by_name}, {"count", stacks_count}, {NULL, NULL}};

static int stacks_index(lua_State *L) {
    const te_corpus *corpus = check_stacks(L)->corpus;
    const char *key = te_check_field(L, 2);
    if (te_push_method(L, stacks_methods, key)) return 1;
    if (strcmp(key, "skipped") == 0)
        lua_pushinteger(L, (lua_Integer)corpus->skipped);
    else if (strcmp(key, "float_offsets") == 0)
        lua_pushinteger(L, (lua_Integer)corpus->float_offsets);
    else if (strcmp(key, "path") == 0 || strcmp(key, "dir") == 0)
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
