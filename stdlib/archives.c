/* archives.c - see archives.h: archive.c seen from Lua.
 *
 * What files are filled with is long, and the same in all archives: it is one
 * string in each Lua state, and archives are lists that hold it many times. */
#include "archives.h"

#include "archive.h"
#include "binding.h"
#include "tengine_module.h"
#include "zips.h"

#include <inttypes.h>
#include <stdlib.h>

static const char open_call[] = "archives.open";

typedef struct maker {
    te_shared shared;
    te_archive_plan plan;
    _Atomic uint64_t made;
} maker;

static void free_maker(te_shared *object) {
    maker *m = (maker *)(void *)object;
    te_archive_plan_clear(&m->plan);
    free(m);
}

static const te_shared_type maker_type = {"tengine.archives", free_maker};

static maker *check_maker(lua_State *L) {
    return (maker *)(void *)te_shared_check(L, 1, &maker_type);
}

/* ---- Opening ---- */

static te_shared *open_maker(void *ctx, te_error *err) {
    maker *m = calloc(1, sizeof *m);
    if (m == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "archives: no memory");
        return NULL;
    }
    if (!te_archive_plan_init(&m->plan, ctx, err)) {
        free(m);
        return NULL;
    }
    te_shared_init(&m->shared, &maker_type);
    return &m->shared;
}

/* A whole number that is there, or the fallback. */
static uint64_t read_number(lua_State *L, const char *key, uint64_t fallback) {
    uint64_t value = fallback;
    if (lua_getfield(L, 1, key) != LUA_TNIL) {
        int is_whole;
        lua_Integer n = lua_tointegerx(L, -1, &is_whole);
        if (!is_whole || n < 0)
            te_raise_input(L, "%s: %s is a whole number of 0 or more",
                           open_call, key);
        value = (uint64_t)n;
    }
    lua_pop(L, 1);
    return value;
}

static int archives_open(lua_State *L) {
    static const char *const keys[] = {"platform", "size", "sym_size", "seed",
                                       NULL};
    if (lua_isnoneornil(L, 1)) {
        lua_settop(L, 0);
        lua_newtable(L);
    }
    te_options_check(L, open_call, keys);
    te_archive_options o = {
        .bytes = read_number(L, "size", 20000000),
        .file_bytes = read_number(L, "sym_size", 1000000),
        .platform = (te_platform)te_options_choice(
            L, open_call, "platform", te_platform_names, TE_PLATFORM_WINDOWS),
        .seed = read_number(L, "seed", te_run_seed(L)),
    };
    char key[128];
    snprintf(key, sizeof key,
             "archives\n%s\n%" PRIu64 "\n%" PRIu64 "\n%" PRIu64,
             te_platform_names[o.platform], o.bytes, o.file_bytes, o.seed);
    return te_shared_open(L, key, open_maker, &o);
}

/* ---- Pieces as a list ---- */

static int free_pieces(lua_State *L) {
    te_pieces_free(lua_touserdata(L, 1));
    return 0;
}

static te_pieces *push_pieces(lua_State *L) {
    return te_push_owned(L, sizeof(te_pieces), "tengine.archives.pieces",
                         free_pieces);
}

/* Pushes the first chunks of the filler. A maker lives as long as the run, so
 * that its address can stand for it; few different strings are asked of it. */
static void push_chunks(lua_State *L, const maker *m, size_t chunks,
                        bool is_compressed) {
    const te_filler *filler = &m->plan.filler;
    const te_filler_end *end = &filler->ends[chunks];
    lua_Integer key = (lua_Integer)chunks * 2 + is_compressed;
    luaL_getsubtable(L, LUA_REGISTRYINDEX, "tengine.archives.chunks");
    if (lua_rawgetp(L, -1, m) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, -3, m);
    }
    if (lua_rawgeti(L, -1, key) != LUA_TSTRING) {
        lua_pop(L, 1);
        if (is_compressed)
            lua_pushlstring(L, filler->compressed.data, end->compressed);
        else
            lua_pushlstring(L, filler->text.data, end->text);
        lua_pushvalue(L, -1);
        lua_rawseti(L, -3, key);
    }
    lua_replace(L, -3);
    lua_pop(L, 1);
}

/* Replaces the pieces on top by a list of strings. */
static void make_list(lua_State *L, const maker *m, te_pieces *pieces,
                      bool is_compressed) {
    lua_Integer next = 1;
    if (pieces->is_short) luaL_error(L, "archives: no memory");
    lua_createtable(L, (int)pieces->count * 2, 0);
    for (size_t i = 0; i < pieces->count; i++) {
        const te_piece *piece = &pieces->items[i];
        lua_pushlstring(L, pieces->text.data + piece->from, piece->length);
        lua_rawseti(L, -2, next++);
        if (piece->chunks == 0) continue;
        push_chunks(L, m, piece->chunks, is_compressed);
        lua_rawseti(L, -2, next++);
    }
    te_pieces_free(pieces);
    lua_remove(L, -2);
}

/* ---- Methods ---- */

static void set_integer(lua_State *L, const char *key, uint64_t value) {
    lua_pushinteger(L, (lua_Integer)value);
    lua_setfield(L, -2, key);
}

static int maker_next(lua_State *L) {
    maker *m = check_maker(L);
    uint64_t number = atomic_fetch_add(&m->made, 1) + 1;
    lua_createtable(L, 0, 4);
    set_integer(L, "number", number);
    set_integer(L, "bytes", m->plan.options.bytes);
    lua_pushfstring(L, "symbols-%I.zip", (LUAI_UACINT)number);
    lua_setfield(L, -2, "name");
    te_pieces *pieces = push_pieces(L);
    te_archive_write(&m->plan, number, pieces);
    make_list(L, m, pieces, true);
    lua_setfield(L, -2, "data");
    return 1;
}

static uint64_t check_number(lua_State *L) {
    lua_Integer number = luaL_checkinteger(L, 2);
    luaL_argcheck(L, number > 0, 2, "archives are counted from 1");
    return (uint64_t)number;
}

static int maker_files(lua_State *L) {
    const maker *m = check_maker(L);
    uint64_t number = check_number(L);
    lua_createtable(L, (int)m->plan.files, 0);
    for (size_t i = 0; i < m->plan.files; i++) {
        te_archive_entry entry;
        if (!te_archive_describe(&m->plan, number, i, &entry))
            return luaL_error(L, "archives: this machine has no MD5");
        lua_createtable(L, 0, 3);
        lua_pushstring(L, entry.key);
        lua_setfield(L, -2, "key");
        set_integer(L, "size", entry.bytes);
        lua_pushstring(L, entry.md5);
        lua_setfield(L, -2, "md5_hash");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

/* file(number, i [, "gzip"]) */
static int maker_file(lua_State *L) {
    static const char *const encodings[] = {"identity", "gzip", NULL};
    const maker *m = check_maker(L);
    uint64_t number = check_number(L);
    size_t index = (size_t)te_check_index(L, 3, m->plan.files);
    bool is_gzip = luaL_checkoption(L, 4, "identity", encodings) == 1;
    te_pieces *pieces = push_pieces(L);
    te_archive_write_file(&m->plan, number, index, is_gzip, pieces);
    make_list(L, m, pieces, is_gzip);
    return 1;
}

static int maker_count(lua_State *L) {
    lua_pushinteger(L, (lua_Integer)check_maker(L)->plan.files);
    return 1;
}

static const luaL_Reg maker_methods[] = {
    {"next", maker_next},   {"files", maker_files}, {"file", maker_file},
    {"__len", maker_count}, {NULL, NULL},
};

static const luaL_Reg functions[] = {
    {"open", archives_open}, {"zips", te_archives_zips}, {NULL, NULL}};

int luaopen_tengine_archives(lua_State *L) {
    te_shared_register(L, &maker_type, maker_methods);
    luaL_newlib(L, functions);
    return 1;
}
