/* csv.c - see csv.h: rows.c and feed.c, seen from Lua. */
#include "csv.h"

#include "binding.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

typedef struct te_csv {
    te_shared shared;
    te_rows *rows;
    te_feed feed;
} te_csv;

static void free_csv(te_shared *object) {
    te_csv *csv = (te_csv *)object;
    te_rows_close(csv->rows);
    free(csv);
}

static const te_shared_type csv_type = {"tengine.csv", free_csv};

static te_csv *check_csv(lua_State *L) {
    return (te_csv *)te_shared_check(L, 1, &csv_type);
}

/* ---- Opening ---- */

static const char open_call[] = "csv.open";

typedef struct csv_options {
    const char *path;
    te_order order;
    te_on_end on_end;
    uint64_t seed;
    te_rows_header header;
    bool opened; /* by us, just now: what was left out is ours to say */
} csv_options;

static te_shared *open_csv(void *ctx, te_error *err) {
    csv_options *o = ctx;
    te_csv *csv = calloc(1, sizeof *csv);
    if (csv == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", o->path);
        return NULL;
    }
    te_shared_init(&csv->shared, &csv_type);
    csv->rows = te_rows_open(o->path, &o->header, err);
    if (csv->rows == NULL) goto fail;
    if (csv->rows->count == 0 && o->on_end == TE_ON_END_CYCLE) {
        te_fail(err, "%s: not one row to cycle through", o->path);
        goto fail;
    }
    te_feed_init(&csv->feed, csv->rows->count, o->order, o->on_end, o->seed,
                 te_source_name(&csv->rows->source));
    o->opened = true;
    return &csv->shared;
fail:
    free_csv(&csv->shared);
    return NULL;
}

/* The option `columns`: names, into memory that is left on the stack. */
static void read_columns(lua_State *L, te_rows_header *header) {
    int type = lua_getfield(L, 1, "columns");
    if (type == LUA_TNIL) return;
    size_t count = type == LUA_TTABLE ? (size_t)lua_rawlen(L, -1) : 0;
    if (count == 0)
        te_raise_input(L, "%s: columns must be a list of names", open_call);
    const char **names = lua_newuserdatauv(L, count * sizeof *names, 0);
    for (size_t i = 0; i < count; i++) {
        if (lua_rawgeti(L, -2, (lua_Integer)i + 1) != LUA_TSTRING)
            te_raise_input(L, "%s: columns must be a list of names", open_call);
        names[i] = lua_tostring(L, -1);
        lua_pop(L, 1);
    }
    header->names = names;
    header->name_count = count;
}

/* Pushes what tells this feed from others: every option, the path last. */
static const char *push_key(lua_State *L, const csv_options *o) {
    luaL_Buffer key;
    const char *path = te_absolute_path(L, o->path);
    luaL_buffinit(L, &key);
    luaL_addstring(&key, "csv\n");
    luaL_addstring(&key, te_order_names[o->order]);
    luaL_addchar(&key, '\n');
    luaL_addstring(&key, te_on_end_names[o->on_end]);
    luaL_addstring(&key, o->header.any ? "\nany\n" : "\n");
    for (size_t i = 0; i < o->header.name_count; i++) {
        luaL_addstring(&key, o->header.names[i]);
        luaL_addchar(&key, '\n');
    }
    luaL_addstring(&key, path);
    luaL_pushresult(&key);
    return lua_tostring(L, -1);
}

static int csv_open(lua_State *L) {
    static const char *const keys[] = {"file",    "order",  "on_end",
                                       "columns", "header", NULL};
    te_options_check(L, open_call, keys);
    csv_options o = {.path = te_options_required(L, open_call, "file")};
    o.order = (te_order)te_options_choice(L, open_call, "order", te_order_names,
                                          TE_ORDER_FILE);
    o.on_end = (te_on_end)te_options_choice(L, open_call, "on_end",
                                            te_on_end_names, TE_ON_END_CYCLE);
    o.header.any = te_options_flag(L, open_call, "header", false);
    read_columns(L, &o.header);
    o.seed = te_run_seed(L);
    te_shared_open(L, push_key(L, &o), open_csv, &o);
    te_csv *csv = (te_csv *)te_shared_check(L, -1, &csv_type);
    if (o.opened)
        te_log_skipped(L, csv->rows->complaints, TE_ROWS_NAMED,
                       csv->rows->skipped, "row");
    return 1;
}

/* ---- Methods ---- */

/* A table of the row's fields by column. */
static int push_row(lua_State *L, const te_csv *csv, uint64_t index) {
    const te_rows *rows = csv->rows;
    char own[1024];
    char *buffer =
        te_call_memory(L, own, sizeof own, te_rows_span(rows, index));
    te_error err;
    te_fields fields;
    if (!te_rows_read(rows, index, buffer, &fields, &err))
        return luaL_error(L, "%s", err.message);
    lua_createtable(L, 0, (int)rows->column_count);
    for (size_t i = 0; i < rows->column_count; i++) {
        te_slice field;
        if (!te_fields_next(&fields, &field)) goto changed;
        te_push_slice(L, rows->columns[i]);
        te_push_slice(L, field);
        lua_rawset(L, -3);
    }
    if (!fields.more) return 1;
changed:
    te_rows_changed(rows, index, &err);
    return luaL_error(L, "%s", err.message);
}

static int csv_next(lua_State *L) {
    te_csv *csv = check_csv(L);
    uint64_t index;
    if (!te_feed_next(&csv->feed, &index))
        return te_feed_used_up(L, &csv->feed, csv->rows->source.path);
    return push_row(L, csv, index);
}

static int csv_at(lua_State *L) {
    te_csv *csv = check_csv(L);
    return push_row(L, csv, te_check_index(L, 2, csv->rows->count));
}

static int csv_count(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)check_csv(L)->rows->count);
    return 1;
}

static void push_columns(lua_State *L, const te_rows *rows) {
    lua_createtable(L, (int)rows->column_count, 0);
    for (size_t i = 0; i < rows->column_count; i++) {
        te_push_slice(L, rows->columns[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static const luaL_Reg csv_methods[] = {
    {"next", csv_next}, {"at", csv_at}, {"count", csv_count}, {NULL, NULL}};

static int csv_index(lua_State *L) {
    const te_rows *rows = check_csv(L)->rows;
    const char *key = te_check_field(L, 2);
    if (te_push_method(L, csv_methods, key)) return 1;
    if (strcmp(key, "columns") == 0)
        push_columns(L, rows);
    else if (strcmp(key, "skipped") == 0)
        lua_pushinteger(L, (lua_Integer)rows->skipped);
    else if (strcmp(key, "file") == 0)
        lua_pushstring(L, rows->source.path);
    else
        lua_pushnil(L);
    return 1;
}

static const luaL_Reg csv_metamethods[] = {
    {"__index", csv_index}, {"__len", csv_count}, {NULL, NULL}};

static const luaL_Reg csv_functions[] = {{"open", csv_open}, {NULL, NULL}};

int luaopen_tengine_csv(lua_State *L) {
    te_shared_register(L, &csv_type, csv_metamethods);
    luaL_newlib(L, csv_functions);
    return 1;
}
