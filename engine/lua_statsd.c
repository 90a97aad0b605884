/* lua_statsd.c - see lua_statsd.h. */
#include "lua_statsd.h"

#include "lua_keys.h"
#include "script.h"
#include "statsd.h"
#include "tengine_module.h"

#include <math.h>
#include <string.h>

static const char STATSD[] = "tengine.statsd";

enum { NAME = 2, VALUE = 3, TAGS = 4 }; /* arguments, after the object */

/* Adds the tag of this key to `out`. */
static void read_tag(lua_State *L, const char *what, const char *key, char *out,
                     size_t size) {
    lua_getfield(L, TAGS, key);
    int type = lua_type(L, -1);
    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN)
        luaL_error(L, "%s: tags: %s is text, a number or a boolean, not a %s",
                   what, key, luaL_typename(L, -1));
    te_tags_add(out, size, key, luaL_tolstring(L, -1, NULL));
    lua_pop(L, 2);
}

/* { key = value } as "key:value,..."; `out` is "" at first. */
static void read_tags(lua_State *L, const char *what, char *out, size_t size) {
    if (lua_isnoneornil(L, TAGS)) return;
    te_table_thaw(L, TAGS);
    if (!lua_istable(L, TAGS) || lua_rawlen(L, TAGS) > 0)
        luaL_error(L, "%s: tags are a table of key = value", what);
    int top = lua_gettop(L);
    int count = te_lua_push_sorted_keys(L, TAGS);
    for (int i = 1; i <= count; i++)
        read_tag(L, what, lua_tostring(L, top + i), out, size);
    lua_settop(L, top);
}

/* The line of the call, its value times `factor`. */
static int send_line(lua_State *L, const char *what, const char *type,
                     double factor) {
    char tags[TE_STATSD_DATAGRAM_BYTES] = "";
    luaL_checkudata(L, 1, STATSD);
    lua_settop(L, TAGS);
    size_t length;
    const char *name = luaL_checklstring(L, NAME, &length);
    double value = luaL_checknumber(L, VALUE);
    if (length == 0 || strlen(name) != length)
        return luaL_error(L, "%s: a name is wanted", what);
    if (!isfinite(value * factor))
        return luaL_error(L, "%s: %s: the value is not finite", what, name);
    read_tags(L, what, tags, sizeof tags);
    te_statsd_send(
        te_script_of(L)->statsd,
        &(te_statsd_line){
            .name = name, .value = value * factor, .type = type, .tags = tags});
    return 0;
}

/* An argument that was left out is 1. */
static void default_to_one(lua_State *L) {
    lua_settop(L, TAGS);
    if (!lua_isnil(L, VALUE)) return;
    lua_pushinteger(L, 1);
    lua_replace(L, VALUE);
}

static int increment(lua_State *L) {
    default_to_one(L);
    return send_line(L, "increment", "c", 1);
}

static int decrement(lua_State *L) {
    default_to_one(L);
    return send_line(L, "decrement", "c", -1);
}

static int gauge(lua_State *L) { return send_line(L, "gauge", "g", 1); }

static int timing(lua_State *L) { return send_line(L, "timing", "ms", 1000); }

static int histogram(lua_State *L) { return send_line(L, "histogram", "h", 1); }

static const luaL_Reg methods[] = {
    {"increment", increment}, {"decrement", decrement}, {"gauge", gauge},
    {"timing", timing},       {"histogram", histogram}, {NULL, NULL},
};

void te_push_statsd(lua_State *L) {
    lua_newuserdatauv(L, 0, 0);
    if (luaL_newmetatable(L, STATSD)) {
        luaL_newlib(L, methods);
        lua_setfield(L, -2, "__index");
    }
    lua_setmetatable(L, -2);
}
