/* symbols.c - see symbols.h: symbol_jobs.c and feed.c, seen from Lua. */
#include "symbols.h"

#include "binding.h"
#include "feed_options.h"
#include "percent.h"
#include "stall.h"
#include "symbol_jobs.h"

#include <stdlib.h>
#include <string.h>

typedef struct te_symbols {
    te_shared shared;
    te_symbol_jobs *jobs;
    te_scope scope;
    te_feed feed;
} te_symbols;

static void free_symbols(te_shared *object) {
    te_symbols *symbols = (te_symbols *)object;
    te_symbol_jobs_close(symbols->jobs);
    free(symbols);
}

static const te_shared_type symbols_type = {"tengine.symbols", free_symbols};

static te_symbols *check_symbols(lua_State *L) {
    return (te_symbols *)te_shared_check(L, 1, &symbols_type);
}

/* ---- Opening ---- */

static const char open_call[] = "symbols.open";

typedef struct symbols_options {
    te_symbol_source source;
    te_feed_options feed;
    bool opened; /* by us, just now: what was left out is ours to say */
} symbols_options;

static te_shared *open_symbols(void *ctx, te_error *err) {
    symbols_options *o = ctx;
    te_symbols *symbols = calloc(1, sizeof *symbols);
    if (symbols == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", o->source.groups);
        return NULL;
    }
    te_shared_init(&symbols->shared, &symbols_type);
    symbols->scope = o->feed.scope;
    symbols->jobs = te_symbol_jobs_open(&o->source, err);
    o->opened = symbols->jobs != NULL &&
                te_feed_open(&symbols->feed, &o->feed, symbols->jobs->count,
                             o->source.weighed ? &symbols->jobs->ends : NULL,
                             o->source.groups, "tengine.symbols", err);
    if (o->opened) {
        te_feed_share(&symbols->feed, symbols->scope, &symbols->shared);
        return &symbols->shared;
    }
    free_symbols(&symbols->shared);
    return NULL;
}

/* Pushes what tells this feed from others: every option and both paths. */
static const char *push_key(lua_State *L, const symbols_options *o) {
    const te_symbol_source *source = &o->source;
    const char *groups = te_absolute_path(L, source->groups);
    const char *missing =
        source->missing == NULL ? "" : te_absolute_path(L, source->missing);
    const char *feed = te_feed_options_push_key(L, &o->feed);
    return lua_pushfstring(L, "symbols\n%s\n%d%d%d%d\n%s\n%s", feed,
                           source->balance, source->weighed, source->unspaced,
                           source->microsoft_only, missing, groups);
}

static void log_malformed(lua_State *L, const te_rows *rows) {
    if (rows != NULL)
        te_log_skipped(L, rows->complaints, TE_ROWS_NAMED, rows->skipped,
                       "row");
}

static int symbols_open(lua_State *L) {
    static const char *const keys[] = {
        "groups",  "missing", TE_FEED_KEYS,     "balance",
        "weights", "spaces",  "microsoft_only", NULL};
    te_options_check(L, open_call, keys);
    symbols_options o = {0};
    o.source.groups = te_options_required(L, open_call, "groups");
    o.source.missing = te_options_string(L, open_call, "missing");
    o.source.balance = te_options_flag(L, open_call, "balance", true);
    o.source.weighed = te_options_flag(L, open_call, "weights", false);
    o.source.unspaced = !te_options_flag(L, open_call, "spaces", true);
    o.source.microsoft_only =
        te_options_flag(L, open_call, "microsoft_only", false);
    o.source.seed = te_run_seed(L);
    te_feed_options_read(L, open_call, TE_ORDER_SHUFFLE, &o.feed);
    te_shared_open(L, push_key(L, &o), open_symbols, &o);
    te_symbols *symbols = (te_symbols *)te_shared_check(L, -1, &symbols_type);
    if (o.opened) {
        log_malformed(L, symbols->jobs->groups);
        log_malformed(L, symbols->jobs->missing);
    }
    return 1;
}

/* ---- Methods ---- */

static void set_text(lua_State *L, const char *key, te_slice text) {
    te_push_slice(L, text);
    lua_setfield(L, -2, key);
}

static void set_integer(lua_State *L, const char *key, uint64_t number) {
    lua_pushinteger(L, (lua_Integer)number);
    lua_setfield(L, -2, key);
}

static int push_job(lua_State *L, const te_symbols *symbols, size_t index) {
    size_t span = te_symbol_jobs_span(symbols->jobs, index);
    char own[4096];
    char *buffer =
        te_call_memory(L, own, sizeof own, span + TE_SYMBOL_PATH_BYTES(span));
    char *path = buffer + span;
    te_symbol_job job;
    te_error err;
    uint64_t begun_ns = te_stall_begin();
    if (!te_symbol_jobs_read(symbols->jobs, index, buffer, &job, &err))
        return luaL_error(L, "%s", err.message);
    te_stall_end(L, begun_ns);
    char *end = te_symbol_job_path(&job, path);
    lua_createtable(L, 0, 9);
    set_text(L, "key", job.key);
    set_text(L, "path", (te_slice){path, (size_t)(end - path)});
    char *query = memchr(path, '?', (size_t)(end - path));
    if (query != NULL)
        set_text(L, "query", (te_slice){query + 1, (size_t)(end - query) - 1});
    set_integer(L, "expected", job.expected);
    set_integer(L, "status", job.status);
    set_integer(L, "count", job.requests);
    lua_pushboolean(L, job.is_private);
    lua_setfield(L, -2, "private");
    if (job.joined) {
        set_text(L, "code_file", job.code_file);
        set_text(L, "code_id", job.code_id);
    }
    return 1;
}

static int symbols_next(lua_State *L) {
    te_symbols *symbols = check_symbols(L);
    uint64_t index;
    if (!te_feed_pull(L, &symbols->feed, symbols->scope,
                      symbols->jobs->groups->source.path, &index))
        return 1;
    return push_job(L, symbols, (size_t)index);
}

static int symbols_at(lua_State *L) {
    te_symbols *symbols = check_symbols(L);
    uint64_t index = te_check_index(L, 2, symbols->jobs->count);
    return push_job(L, symbols, (size_t)index);
}

static int symbols_count(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)check_symbols(L)->jobs->count);
    return 1;
}

static void push_counts(lua_State *L, const te_symbol_counts *counts) {
    lua_createtable(L, 0, 11);
    set_integer(L, "rows", counts->rows);
    set_integer(L, "found", counts->found);
    set_integer(L, "notfound", counts->notfound);
    set_integer(L, "skipped", counts->skipped);
    set_integer(L, "spaced", counts->spaced);
    set_integer(L, "filtered", counts->filtered);
    set_integer(L, "malformed", counts->malformed);
    set_integer(L, "missing", counts->missing);
    set_integer(L, "with_code_id", counts->with_code_id);
    set_integer(L, "jobs", counts->jobs);
    set_integer(L, "requests", counts->requests);
}

static const luaL_Reg symbols_methods[] = {{"next", symbols_next},
                                           {"at", symbols_at},
                                           {"count", symbols_count},
                                           {NULL, NULL}};

static int symbols_index(lua_State *L) {
    const te_symbols *symbols = check_symbols(L);
    const te_symbol_jobs *jobs = symbols->jobs;
    const char *key = te_check_field(L, 2);
    if (te_push_method(L, symbols_methods, key)) return 1;
    if (strcmp(key, "counts") == 0)
        push_counts(L, &jobs->counts);
    else if (strcmp(key, "per_pass") == 0)
        lua_pushinteger(L, (lua_Integer)te_feed_per_pass(&symbols->feed));
    else if (strcmp(key, "file") == 0)
        lua_pushstring(L, jobs->groups->source.path);
    else
        lua_pushnil(L);
    return 1;
}

/* ---- Percent-encoding ---- */

static int symbols_encode(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    luaL_Buffer b;
    char *to = luaL_buffinitsize(L, &b, TE_PERCENT_BYTES(length));
    size_t written = (size_t)(te_percent_path(to, text, length) - to);
    luaL_pushresultsize(&b, written);
    return 1;
}

static int symbols_decode(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    luaL_Buffer b;
    char *to = luaL_buffinitsize(L, &b, length);
    size_t written = (size_t)(te_percent_decode(to, text, length) - to);
    luaL_pushresultsize(&b, written);
    return 1;
}

static const luaL_Reg symbols_metamethods[] = {
    {"__index", symbols_index}, {"__len", symbols_count}, {NULL, NULL}};

static const luaL_Reg symbols_functions[] = {{"open", symbols_open},
                                             {"encode", symbols_encode},
                                             {"decode", symbols_decode},
                                             {NULL, NULL}};

int luaopen_tengine_symbols(lua_State *L) {
    te_shared_register(L, &symbols_type, symbols_metamethods);
    luaL_newlib(L, symbols_functions);
    return 1;
}
