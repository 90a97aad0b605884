/* stats_table.c - see stats_table.h.
 *
 * Cells become te_table's. Its text is written into memory, and everything
 * that may raise is done before that. */
#include "stats_table.h"

#include "binding.h"
#include "tengine_module.h"

#include <stdio.h>
#include <stdlib.h>

static const char WHAT[] = "stats.table";

/* ---- Options ---- */

/* The number on top, which `what` calls so. */
static size_t number_of(lua_State *L, const char *what) {
    int is_number;
    lua_Integer n = lua_tointegerx(L, -1, &is_number);
    if (!is_number || n < 0 || n > 1000)
        luaL_error(L, "%s: %s is a whole number from 0 to 1000", WHAT, what);
    return (size_t)n;
}

/* The number of this name in the options at index 3, if it is there. */
static void read_number(lua_State *L, const char *key, size_t *out) {
    if (lua_getfield(L, 3, key) != LUA_TNIL) *out = number_of(L, key);
    lua_pop(L, 1);
}

/* The least widths, of the first columns or of all. */
static void read_widths(lua_State *L, te_table *t) {
    int type = lua_getfield(L, 3, "widths");
    if (type != LUA_TNIL && type != LUA_TTABLE)
        luaL_error(L, "%s: widths is a list of numbers", WHAT);
    for (size_t i = 0; type == LUA_TTABLE && i < t->columns; i++) {
        if (lua_rawgeti(L, -1, (lua_Integer)i + 1) != LUA_TNIL)
            t->least[i] = number_of(L, "a width");
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void read_options(lua_State *L, te_table *t) {
    static const char *const keys[] = {"widths", "indent", "gap", "columns",
                                       NULL};
    if (lua_isnil(L, 3)) return;
    luaL_checktype(L, 3, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, 3) != 0; lua_pop(L, 1)) {
        const char *key =
            lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "a number";
        if (!te_suggest_is_known(key, keys))
            te_options_unknown(L, WHAT, key, keys);
    }
    read_number(L, "indent", &t->indent);
    read_number(L, "gap", &t->gap);
    read_number(L, "columns", &t->most_columns);
    read_widths(L, t);
}

/* ---- Cells ---- */

/* Adds the cells of the list at the top of the stack; what is not there is
 * empty. */
static void add_row(lua_State *L, te_table *t) {
    if (lua_type(L, -1) != LUA_TTABLE)
        luaL_error(L, "%s: a row is a list of cells, not a %s", WHAT,
                   luaL_typename(L, -1));
    for (size_t i = 0; i < t->columns; i++) {
        bool is_there = lua_rawgeti(L, -1, (lua_Integer)i + 1) != LUA_TNIL;
        te_table_cell(t, is_there ? luaL_tolstring(L, -1, NULL) : "");
        lua_pop(L, is_there ? 2 : 1);
    }
}

static int free_table(lua_State *L) {
    te_table_free(lua_touserdata(L, 1));
    return 0;
}

/* ---- All of it ---- */

typedef struct printed {
    char *text;
    size_t length;
} printed;

static int free_printed(lua_State *L) {
    printed *p = lua_touserdata(L, 1);
    free(p->text);
    p->text = NULL;
    return 0;
}

static int push_text(lua_State *L, const te_table *t) {
    printed *p =
        te_push_owned(L, sizeof *p, "tengine.stats.printed", free_printed);
    FILE *out = open_memstream(&p->text, &p->length);
    if (out == NULL) return luaL_error(L, "%s: no memory", WHAT);
    te_table_print(t, out);
    if (fclose(out) != 0) return luaL_error(L, "%s: no memory", WHAT);
    lua_pushlstring(L, p->text, p->length);
    return 1;
}

int te_stats_table(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_settop(L, 3);
    size_t columns = lua_rawlen(L, 1);
    luaL_argcheck(L, columns >= 2 && columns <= TE_TABLE_MAX_COLUMNS, 1,
                  "from 2 to 16 titles are wanted");
    te_table *t =
        te_push_owned(L, sizeof *t, "tengine.stats.table", free_table);
    te_table_init(t, columns);
    read_options(L, t);
    lua_pushvalue(L, 1);
    add_row(L, t);
    lua_pop(L, 1);
    for (lua_Integer i = 1; lua_rawgeti(L, 2, i) != LUA_TNIL; i++) {
        add_row(L, t);
        lua_pop(L, 1);
    }
    return push_text(L, t);
}
