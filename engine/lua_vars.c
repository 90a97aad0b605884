/* lua_vars.c - see lua_vars.h.
 *
 * set_var copies a value out of its Lua state. Once the workers run, get_var
 * makes each state's copy once and keeps it; tables in it are read-only, as
 * all workers see the same one. */
#include "lua_vars.h"

#include "lua_frozen.h"
#include "script.h"

#include <stdlib.h>
#include <string.h>

enum { NESTING_MAX = 50 };

static const char CACHE[] = "tengine.vars";

/* Declared here, defined in module.c: the shared object of a userdata. */
te_shared *te_shared_at(lua_State *L, int index);

/* ---- Out of Lua ---- */

static bool copy_value(lua_State *L, int index, int depth, te_value *out,
                       te_error *err);

static bool copy_string(lua_State *L, int index, te_value *out, te_error *err) {
    size_t length;
    const char *text = lua_tolstring(L, index, &length);
    out->as.string.data = malloc(length + 1);
    if (out->as.string.data == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "set_var: no memory");
    memcpy(out->as.string.data, text, length + 1);
    out->as.string.length = length;
    out->kind = TE_VALUE_STRING;
    return true;
}

static size_t count_pairs(lua_State *L, int index) {
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        count++;
    return count;
}

static bool copy_table(lua_State *L, int index, int depth, te_value *out,
                       te_error *err) {
    size_t count = count_pairs(L, index);
    te_value *keys = calloc(count + 1, sizeof *keys);
    te_value *values = calloc(count + 1, sizeof *values);
    out->kind = TE_VALUE_TABLE;
    out->as.table.keys = keys;
    out->as.table.values = values;
    if (keys == NULL || values == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "set_var: no memory");
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        size_t i = out->as.table.count++;
        int top = lua_gettop(L);
        if (!copy_value(L, top - 1, depth + 1, &keys[i], err) ||
            !copy_value(L, top, depth + 1, &values[i], err))
            return false;
    }
    return true;
}

static bool copy_value(lua_State *L, int index, int depth, te_value *out,
                       te_error *err) {
    if (depth > NESTING_MAX || !lua_checkstack(L, 8))
        return te_fail_as(err, TE_ERROR_SCRIPT,
                          "set_var: tables nested more than %d deep, or in a "
                          "circle",
                          NESTING_MAX);
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        out->kind = TE_VALUE_NIL;
        return true;
    case LUA_TBOOLEAN:
        out->kind = TE_VALUE_BOOLEAN;
        out->as.boolean = lua_toboolean(L, index);
        return true;
    case LUA_TNUMBER:
        out->kind =
            lua_isinteger(L, index) ? TE_VALUE_INTEGER : TE_VALUE_NUMBER;
        if (out->kind == TE_VALUE_INTEGER)
            out->as.integer = lua_tointeger(L, index);
        else
            out->as.number = lua_tonumber(L, index);
        return true;
    case LUA_TSTRING:
        return copy_string(L, index, out, err);
    case LUA_TTABLE:
        te_table_thaw(L, index);
        return copy_table(L, index, depth, out, err);
    default: {
        te_shared *shared = te_shared_at(L, index);
        if (shared == NULL)
            return te_fail_as(err, TE_ERROR_SCRIPT,
                              "set_var: a %s belongs to one thread; only "
                              "plain values, feeds and corpora are shared",
                              luaL_typename(L, index));
        out->kind = TE_VALUE_SHARED;
        out->as.shared = te_shared_retain(shared);
        return true;
    }
    }
}

/* A failure on the way leaves the rest as nil: clearing is always safe. */
int te_lua_set_var(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    te_script *script = te_script_of(L);
    te_vars *vars = te_common_vars(script->common);
    te_value value = {.kind = TE_VALUE_NIL};
    te_error err = {0};
    lua_settop(L, 2);
    if (te_vars_is_frozen(vars))
        return luaL_error(L,
                          "set_var('%s'): only global_setup may store "
                          "values; later they are read by all threads",
                          name);
    if (!copy_value(L, 2, 0, &value, &err)) {
        te_value_clear(&value);
        return luaL_error(L, "%s", err.message);
    }
    if (!te_vars_set(vars, name, &value)) {
        te_value_clear(&value);
        return luaL_error(L, "set_var('%s'): no memory", name);
    }
    return 0;
}

/* ---- Into Lua ---- */

static void push_value(lua_State *L, const te_value *value, bool frozen) {
    luaL_checkstack(L, 8, "get_var");
    switch (value->kind) {
    case TE_VALUE_NIL:
        lua_pushnil(L);
        break;
    case TE_VALUE_BOOLEAN:
        lua_pushboolean(L, value->as.boolean);
        break;
    case TE_VALUE_INTEGER:
        lua_pushinteger(L, value->as.integer);
        break;
    case TE_VALUE_NUMBER:
        lua_pushnumber(L, value->as.number);
        break;
    case TE_VALUE_STRING:
        lua_pushlstring(L, value->as.string.data, value->as.string.length);
        break;
    case TE_VALUE_SHARED:
        te_shared_push(L, value->as.shared);
        break;
    case TE_VALUE_TABLE:
        lua_newtable(L);
        for (size_t i = 0; i < value->as.table.count; i++) {
            push_value(L, &value->as.table.keys[i], frozen);
            push_value(L, &value->as.table.values[i], frozen);
            lua_rawset(L, -3);
        }
        if (frozen) te_frozen_push_face(L);
        break;
    }
}

int te_lua_get_var(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    te_vars *vars = te_common_vars(te_script_of(L)->common);
    bool frozen = te_vars_is_frozen(vars);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, CACHE);
    if (frozen && lua_getfield(L, -1, name) != LUA_TNIL) return 1;
    const te_value *value = te_vars_get(vars, name);
    if (value == NULL) {
        lua_pushnil(L);
        return 1;
    }
    push_value(L, value, frozen);
    if (frozen) {
        lua_pushvalue(L, -1);
        /* the cache lies below what getfield may have left */
        lua_getfield(L, LUA_REGISTRYINDEX, CACHE);
        lua_insert(L, -2);
        lua_setfield(L, -2, name);
        lua_pop(L, 1);
    }
    return 1;
}
