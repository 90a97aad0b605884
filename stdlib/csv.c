/* csv.c - see csv.h: rows.c and feed.c, seen from Lua. */
#include "csv.h"

#include "binding.h"
#include "feed_options.h"
#include "rows.h"
#include "stall.h"
#include "weights.h"

#include <stdlib.h>
#include <string.h>

typedef struct te_csv {
    te_shared shared;
    te_rows *rows;
    te_steps ends; /* of the weights, where there are some */
    te_scope scope;
    te_feed feed;
} te_csv;

static void free_csv(te_shared *object) {
    te_csv *csv = (te_csv *)object;
    te_rows_close(csv->rows);
    te_steps_free(&csv->ends);
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
    te_feed_options feed;
    te_rows_header header;
    bool strict;
    bool has_weights;
    const char *weights;   /* the column's name, or NULL: */
    lua_Integer weight_at; /* its place, from 1 */
    bool opened; /* by us, just now: what was left out is ours to say */
} csv_options;

static bool find_weights(const te_columns *columns, const csv_options *o,
                         size_t *place, te_error *err) {
    *place = (size_t)o->weight_at - 1;
    if (o->weights != NULL) {
        if (te_columns_find(columns, o->weights, place)) return true;
        return te_fail(err, "%s: weights: there is no column \"%s\"", o->path,
                       o->weights);
    }
    if (*place < columns->count) return true;
    return te_fail(err, "%s: weights: there is no column %d of %zu", o->path,
                   (int)o->weight_at, columns->count);
}

static bool read_weights(te_csv *csv, const csv_options *o, te_error *err) {
    size_t place;
    if (!o->has_weights || csv->rows->count == 0) return true;
    return find_weights(&csv->rows->columns, o, &place, err) &&
           te_weights_read(csv->rows, place, &csv->ends, err);
}

static bool open_file(te_csv *csv, const csv_options *o, te_error *err) {
    csv->rows = te_rows_open(o->path, &o->header, err);
    if (csv->rows == NULL || !read_weights(csv, o, err)) return false;
    if (o->strict && csv->rows->skipped > 0)
        return te_fail(err, "%s", csv->rows->complaints[0]);
    csv->scope = o->feed.scope;
    if (!te_feed_open(&csv->feed, &o->feed, csv->rows->count,
                      o->has_weights ? &csv->ends : NULL, o->path,
                      te_source_name(&csv->rows->source), err))
        return false;
    te_feed_share(&csv->feed, o->feed.scope, &csv->shared);
    return true;
}

static te_shared *open_csv(void *ctx, te_error *err) {
    csv_options *o = ctx;
    te_csv *csv = calloc(1, sizeof *csv);
    if (csv == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", o->path);
        return NULL;
    }
    te_shared_init(&csv->shared, &csv_type);
    o->opened = open_file(csv, o, err);
    if (o->opened) return &csv->shared;
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

static void read_header(lua_State *L, te_rows_header *header) {
    header->any = te_options_flag(L, open_call, "header", false);
    bool is_said = lua_getfield(L, 1, "header") != LUA_TNIL;
    lua_pop(L, 1);
    read_columns(L, header);
    if (header->any && header->names != NULL)
        te_raise_input(L, "%s: columns are for a file that has no header line",
                       open_call);
    header->none = is_said && !header->any && header->names == NULL;
}

/* The name is kept alive by the table of options. */
static void read_weight_option(lua_State *L, csv_options *o) {
    int type = lua_getfield(L, 1, "weights");
    o->has_weights = type != LUA_TNIL;
    if (type == LUA_TSTRING) o->weights = lua_tostring(L, -1);
    if (lua_isinteger(L, -1)) o->weight_at = lua_tointeger(L, -1);
    lua_pop(L, 1);
    if (o->has_weights && o->weights == NULL && o->weight_at < 1)
        te_raise_input(L,
                       "%s: weights must be the name of a column or its "
                       "place, from 1",
                       open_call);
}

/* Pushes what tells this feed from others: every option, the path last. */
static const char *push_key(lua_State *L, const csv_options *o) {
    luaL_Buffer key;
    const char *path = te_absolute_path(L, o->path);
    const char *feed = te_feed_options_push_key(L, &o->feed);
    const char *weights = lua_pushfstring(L, "%d%s", (int)o->weight_at,
                                          o->weights != NULL ? o->weights : "");
    const char *flags =
        lua_pushfstring(L, "%d%d%d", o->header.any, o->header.none, o->strict);
    const char *parts[] = {"csv", feed, flags, weights};
    luaL_buffinit(L, &key);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        luaL_addstring(&key, parts[i]);
        luaL_addchar(&key, '\n');
    }
    for (size_t i = 0; i < o->header.name_count; i++) {
        luaL_addstring(&key, o->header.names[i]);
        luaL_addchar(&key, '\n');
    }
    luaL_addstring(&key, path);
    luaL_pushresult(&key);
    return lua_tostring(L, -1);
}

static int csv_open(lua_State *L) {
    static const char *const keys[] = {
        "file", TE_FEED_KEYS, "columns", "header", "weights", "strict", NULL};
    te_options_check(L, open_call, keys);
    csv_options o = {.path = te_options_required(L, open_call, "file")};
    te_feed_options_read(L, open_call, TE_ORDER_FILE, &o.feed);
    o.strict = te_options_flag(L, open_call, "strict", false);
    read_weight_option(L, &o);
    read_header(L, &o.header);
    te_shared_open(L, push_key(L, &o), open_csv, &o);
    te_csv *csv = (te_csv *)te_shared_check(L, -1, &csv_type);
    if (o.opened)
        te_log_skipped(L, csv->rows->complaints, TE_ROWS_NAMED,
                       csv->rows->skipped, "row");
    return 1;
}

/* ---- Rows ---- */

static void push_columns(lua_State *L, const te_columns *columns) {
    size_t count = columns->names != NULL ? columns->count : 0;
    lua_createtable(L, (int)count, 0);
    for (size_t i = 0; i < count; i++) {
        te_push_slice(L, columns->names[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

/* row[i]: the field at a place. Upvalue 1 is the list of names. */
static int row_index(lua_State *L) {
    if (!lua_isinteger(L, 2)) return 0;
    lua_rawgeti(L, lua_upvalueindex(1), lua_tointeger(L, 2));
    if (lua_isnil(L, -1)) return 1;
    lua_rawget(L, 1);
    return 1;
}

/* #row: how many fields it has, by which ipairs and unpack go. */
static int row_length(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)));
    return 1;
}

/* Pushes the metatable of the rows of a file, which is at the same time the
 * list of its columns' names; made once in each Lua state. The object is
 * there until the run ends, so its address is a key. */
static void push_row_type(lua_State *L, const te_csv *csv) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, csv) != LUA_TNIL) return;
    lua_pop(L, 1);
    push_columns(L, &csv->rows->columns);
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, row_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, row_length, 1);
    lua_setfield(L, -2, "__len");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, csv);
}

/* Adds the fields to the table below the row type on top: by name, or where
 * there are no names by place. False where the row has other fields now. */
static bool set_fields(lua_State *L, const te_columns *columns,
                       te_fields *fields) {
    for (size_t i = 0; i < columns->count; i++) {
        te_slice field;
        if (!te_fields_next(fields, &field)) return false;
        if (columns->names != NULL) {
            lua_rawgeti(L, -1, (lua_Integer)i + 1);
            te_push_slice(L, field);
            lua_rawset(L, -4);
        } else {
            te_push_slice(L, field);
            lua_rawseti(L, -3, (lua_Integer)i + 1);
        }
    }
    return !fields->more;
}

static int push_row(lua_State *L, const te_csv *csv, uint64_t index) {
    const te_rows *rows = csv->rows;
    int count = (int)rows->columns.count;
    bool is_named = rows->columns.names != NULL;
    char own[1024];
    char *buffer =
        te_call_memory(L, own, sizeof own, te_rows_span(rows, index));
    te_error err;
    te_fields fields;
    uint64_t begun_ns = te_stall_begin();
    if (!te_rows_read(rows, index, buffer, &fields, &err))
        return luaL_error(L, "%s", err.message);
    te_stall_end(L, begun_ns);
    lua_createtable(L, is_named ? 0 : count, is_named ? count : 0);
    push_row_type(L, csv);
    if (!set_fields(L, &rows->columns, &fields)) {
        te_rows_changed(rows, index, &err);
        return luaL_error(L, "%s", err.message);
    }
    if (is_named)
        lua_setmetatable(L, -2);
    else
        lua_pop(L, 1);
    return 1;
}

/* ---- Methods ---- */

static int csv_next(lua_State *L) {
    te_csv *csv = check_csv(L);
    uint64_t index;
    if (!te_feed_pull(L, &csv->feed, csv->scope, csv->rows->source.path,
                      &index))
        return 1;
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

static const luaL_Reg csv_methods[] = {
    {"next", csv_next}, {"at", csv_at}, {"count", csv_count}, {NULL, NULL}};

static int csv_index(lua_State *L) {
    const te_csv *csv = check_csv(L);
    const char *key = te_check_field(L, 2);
    if (te_push_method(L, csv_methods, key)) return 1;
    if (strcmp(key, "columns") == 0)
        push_columns(L, &csv->rows->columns);
    else if (strcmp(key, "per_pass") == 0)
        lua_pushinteger(L, (lua_Integer)te_feed_per_pass(&csv->feed));
    else if (strcmp(key, "skipped") == 0)
        lua_pushinteger(L, (lua_Integer)csv->rows->skipped);
    else if (strcmp(key, "file") == 0)
        lua_pushstring(L, csv->rows->source.path);
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
