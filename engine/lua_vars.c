/* lua_vars.c - see lua_vars.h.
 *
 * set_var copies a value out of its Lua state, and so does get_var with what
 * its factory made. Once the workers run, get_var makes each state's copy once
 * and keeps it; tables in it are read-only, as all workers see the same one. */
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
        return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
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
        return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
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
                          "tables nested more than %d deep, or in a "
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
                              "a %s belongs to one thread; only "
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
        return luaL_error(L, "set_var: %s", err.message);
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

/* Pushes the value of this name and returns true, or pushes nothing. */
static bool push_stored(lua_State *L, const char *name) {
    te_vars *vars = te_common_vars(te_script_of(L)->common);
    bool frozen = te_vars_is_frozen(vars);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, CACHE);
    int cache = lua_gettop(L);
    bool is_there = frozen && lua_getfield(L, cache, name) != LUA_TNIL;
    if (!is_there) {
        const te_value *value = te_vars_get(vars, name);
        is_there = value != NULL;
        if (is_there) push_value(L, value, frozen);
        if (is_there && frozen) {
            lua_pushvalue(L, -1);
            lua_setfield(L, cache, name);
        }
    }
    if (is_there) lua_replace(L, cache);
    lua_settop(L, is_there ? cache : cache - 1);
    return is_there;
}

/* ---- Made once ---- */

static const char CLAIM[] = "tengine.vars_claim";

/* Given up when the factory fails or its task is killed, or when nobody will go
 * on with the scenario's own coroutine that waits in it. */
typedef struct claim {
    te_vars *vars;
    bool is_over;
} claim;

enum { NAME = 1, FACTORY = 2, HELD = 3, MADE = 4 }; /* on the stack */

/* Between two looks whether another task has made it. */
#define ANOTHER_LOOK_NS TE_NS_PER_MS

static int give_up_claim(lua_State *L) {
    claim *c = lua_touserdata(L, 1);
    lua_getiuservalue(L, 1, 1);
    if (!c->is_over) te_vars_renounce(c->vars, lua_tostring(L, -1));
    c->is_over = true;
    return 0;
}

/* Pushes a claim that is not one yet, and has Lua close it, or collect it. */
static claim *push_claim(lua_State *L, te_vars *vars) {
    claim *c = lua_newuserdatauv(L, sizeof *c, 1);
    *c = (claim){.vars = vars, .is_over = true};
    lua_pushvalue(L, NAME);
    lua_setiuservalue(L, -2, 1);
    if (luaL_newmetatable(L, CLAIM)) {
        lua_pushcfunction(L, give_up_claim);
        lua_setfield(L, -2, "__close");
        lua_pushcfunction(L, give_up_claim);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    lua_toclose(L, -1);
    return c;
}

static int keep_made(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    (void)ctx;
    claim *c = lua_touserdata(L, HELD);
    te_value value = {.kind = TE_VALUE_NIL};
    te_error err = {0};
    if (!copy_value(L, MADE, 0, &value, &err)) {
        te_value_clear(&value);
        return luaL_error(L, "get_var: %s", err.message);
    }
    te_vars_keep(c->vars, lua_tostring(L, NAME), &value);
    c->is_over = true;
    push_stored(L, lua_tostring(L, NAME));
    return 1;
}

static int make_var(lua_State *L);

static int look_again(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    te_task_unwait((te_task *)ctx);
    return make_var(L);
}

static int wait_for_maker(lua_State *L) {
    te_task *task = te_task_current(L);
    uint64_t now_ns = te_loop_clock_ns(te_script_of(L)->loop);
    lua_settop(L, FACTORY);
    return te_task_sleep(L, task, now_ns + ANOTHER_LOOK_NS, look_again);
}

/* A task makes values for itself, and what the file asks for while it loads is
 * made for the state. */
static const void *maker_here(const te_script *script) {
    const te_task *task = te_sched_current(script->sched);
    return task != NULL ? (const void *)task : script;
}

/* Whether the maker waits for this one: it is the same, or has started it. */
static bool waits_for_us(const te_script *script, const void *maker) {
    const te_task *task = te_sched_current(script->sched);
    if (maker == maker_here(script)) return true;
    while (task != NULL && task != maker)
        task = te_task_parent(task);
    return task != NULL;
}

/* Stack: name, factory. */
static int make_var(lua_State *L) {
    const te_script *script = te_script_of(L);
    te_vars *vars = te_common_vars(script->common);
    const char *name = lua_tostring(L, NAME);
    claim *c = push_claim(L, vars);
    switch (te_vars_claim(vars, name, maker_here(script))) {
    case TE_VARS_YOURS:
        c->is_over = false;
        lua_pushvalue(L, FACTORY);
        lua_callk(L, 0, 1, 0, keep_made);
        return keep_made(L, LUA_OK, 0);
    case TE_VARS_BUSY:
        if (!waits_for_us(script, te_vars_maker(vars, name)))
            return wait_for_maker(L);
        return luaL_error(L, "get_var('%s'): its factory asks for it", name);
    case TE_VARS_FULL:
        return luaL_error(L, "get_var('%s'): no memory", name);
    case TE_VARS_THERE:
        break;
    }
    push_stored(L, name);
    return 1;
}

int te_lua_get_var(lua_State *L) {
    const char *name = luaL_checkstring(L, NAME);
    bool has_factory = !lua_isnoneornil(L, FACTORY);
    if (has_factory) luaL_checktype(L, FACTORY, LUA_TFUNCTION);
    lua_settop(L, FACTORY);
    if (push_stored(L, name)) return 1;
    if (has_factory) return make_var(L);
    lua_pushnil(L);
    return 1;
}
