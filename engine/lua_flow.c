/* lua_flow.c - see lua_flow.h. */
#include "lua_flow.h"

#include "lua_error.h"
#include "script.h"

#include <string.h>

/* ---- Time ---- */

int te_flow_nothing(lua_State *L, int status, lua_KContext ctx) {
    (void)L;
    (void)status;
    (void)ctx;
    return 0;
}

static int slept(lua_State *L, int status, lua_KContext ctx) {
    te_task_unwait((te_task *)ctx);
    return te_flow_nothing(L, status, ctx);
}

int te_lua_sleep(lua_State *L) {
    double seconds = luaL_checknumber(L, 1);
    luaL_argcheck(L, seconds >= 0, 1, "seconds, 0 or more");
    te_task *task = te_task_current(L);
    uint64_t now_ns = te_loop_clock_ns(te_script_of(L)->loop);
    return te_task_sleep(L, task, now_ns + te_ns_from_s(seconds), slept);
}

int te_lua_think(lua_State *L) {
    double least = luaL_checknumber(L, 1);
    double most = luaL_optnumber(L, 2, least);
    luaL_argcheck(L, least >= 0, 1, "seconds, 0 or more");
    luaL_argcheck(L, most >= least, 2, "less than the first");
    double share = te_rng_double(te_script_rng(L));
    lua_settop(L, 0);
    lua_pushnumber(L, least + (most - least) * share);
    return te_lua_sleep(L);
}

int te_lua_now(lua_State *L) {
    uint64_t now_ns = te_loop_clock_ns(te_script_of(L)->loop);
    lua_pushnumber(L, te_s_from_ns(now_ns));
    return 1;
}

/* ---- Ends ---- */

int te_lua_stop(lua_State *L) {
    const char *reason = luaL_optstring(L, 1, "");
    te_common_stop(te_script_of(L)->common, TE_END_STOP, reason);
    return 0;
}

int te_lua_fail(lua_State *L) {
    luaL_checkany(L, 1);
    te_push_where(L);
    luaL_tolstring(L, 1, NULL);
    lua_concat(L, 2);
    return lua_error(L);
}

/* ---- Children ----
 *
 * A group is what `all` or `spawn` starts: a userdata that the registry holds
 * while children are alive. Its user value is a table: [i] is what child i
 * returned, packed; `error` is the first error. */

typedef struct group group;

typedef struct member {
    group *group;
    te_task *task; /* NULL once it has ended */
    lua_Integer place;
} member;

struct group {
    te_script *script;
    te_task *parent;
    te_task *waiter; /* parked until the group has ended, or NULL */
    int self_ref;    /* while children are alive */
    bool has_failed;
    bool is_heard; /* somebody waited, and was given the error */
    size_t alive;
    size_t count;
    member members[];
};

static const char GROUP[] = "tengine.task";

static group *new_group(lua_State *L, te_task *parent, size_t count) {
    size_t bytes = sizeof(group) + count * sizeof(member);
    group *g = lua_newuserdatauv(L, bytes, 1);
    memset(g, 0, bytes);
    g->script = te_script_of(L);
    g->parent = parent;
    g->count = count;
    g->self_ref = LUA_NOREF;
    luaL_setmetatable(L, GROUP);
    lua_newtable(L);
    lua_setiuservalue(L, -2, 1);
    return g;
}

/* Under protection: keeps what the child left, on this (the main) stack. */
static int keep_results(lua_State *L) {
    member *m = lua_touserdata(L, 1);
    bool failed = lua_toboolean(L, 2);
    int n = lua_gettop(L) - 2;
    lua_rawgeti(L, LUA_REGISTRYINDEX, m->group->self_ref);
    lua_getiuservalue(L, -1, 1);
    lua_replace(L, 1);
    lua_pop(L, 1);
    if (failed) {
        lua_pushvalue(L, 3);
        lua_setfield(L, 1, "error");
        return 0;
    }
    lua_createtable(L, n, 1);
    lua_replace(L, 2);
    for (int i = n; i >= 1; i--)
        lua_rawseti(L, 2, i);
    lua_pushinteger(L, n);
    lua_setfield(L, 2, "n");
    lua_rawseti(L, 1, m->place);
    return 0;
}

static bool move_results(member *m, te_task *task, bool failed) {
    lua_State *from = te_task_stack(task), *L = m->group->script->L;
    int n = failed ? 1 : lua_gettop(from);
    if (!lua_checkstack(L, n + 4)) return false;
    lua_pushcfunction(L, keep_results);
    lua_pushlightuserdata(L, m);
    lua_pushboolean(L, failed);
    lua_xmove(from, L, n);
    bool ok = lua_pcall(L, n + 2, 0, 0) == LUA_OK;
    lua_settop(L, 0);
    return ok;
}

static void release_group(group *g) {
    if (g->alive > 0) return;
    te_task *waiter = g->waiter;
    int ref = g->self_ref;
    g->waiter = NULL;
    g->self_ref = LUA_NOREF;
    if (waiter != NULL) te_task_wake(waiter);
    luaL_unref(g->script->L, LUA_REGISTRYINDEX, ref);
}

/* ---- Errors that nobody waited for ----
 *
 * orphan_errors[parent] lists the groups that failed while nobody waited for
 * them. When the parent has ended, the first of them that was not heard of
 * after all is what the parent fails of. */

static int keep_orphan(lua_State *L) {
    group *g = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, g->script->orphan_errors);
    if (lua_rawgetp(L, -1, g->parent) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, -3, g->parent);
    }
    lua_rawgeti(L, LUA_REGISTRYINDEX, g->self_ref);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    return 0;
}

static void remember_orphan(group *g) {
    lua_State *L = g->script->L;
    lua_pushcfunction(L, keep_orphan);
    lua_pushlightuserdata(L, g);
    lua_pcall(L, 1, 0, 0);
    lua_settop(L, 0);
}

/* The list is on top of L; pushes the group's error, if there is one. */
static bool push_orphan(lua_State *L) {
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, -1, i);
        const group *g = lua_touserdata(L, -1);
        if (!g->is_heard) {
            lua_getiuservalue(L, -1, 1);
            lua_pushliteral(L, "error");
            lua_rawget(L, -2);
            return true;
        }
        lua_pop(L, 1);
    }
    return false;
}

bool te_flow_take_orphan(te_task *parent) {
    lua_State *L = te_task_stack(parent);
    const te_script *script = te_script_of(L);
    if (!lua_checkstack(L, 6)) return false;
    int top = lua_gettop(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, script->orphan_errors);
    bool found =
        lua_rawgetp(L, top + 1, parent) == LUA_TTABLE && push_orphan(L);
    lua_pushnil(L);
    lua_rawsetp(L, top + 1, parent);
    if (found) lua_replace(L, top + 1);
    lua_settop(L, found ? top + 1 : top);
    return found;
}

void te_flow_forget_orphans(te_task *parent) {
    if (te_flow_take_orphan(parent)) lua_pop(te_task_stack(parent), 1);
}

/* ---- How children end ---- */

static void kill_members(group *g) {
    for (size_t i = 0; i < g->count; i++) {
        te_task *task = g->members[i].task;
        if (task == NULL) continue;
        g->members[i].task = NULL;
        g->alive--;
        te_task_kill(task);
        te_flow_forget_orphans(task);
        te_task_free(task);
    }
}

static void on_child_end(te_task *task, te_task_end end, void *arg) {
    member *m = arg;
    group *g = m->group;
    bool failed = end != TE_TASK_RETURNED;
    m->task = NULL;
    g->alive--;
    if (end == TE_TASK_STUCK) {
        g->script->stuck = te_task_owner(task);
        lua_State *L = te_task_reset(task);
        lua_pushfstring(L, "%s: it ran for 5 s without waiting for anything",
                        te_sched_stuck_where(g->script->sched));
    }
    /* Of a child of the child's own that nobody waited for. */
    if (failed)
        te_flow_forget_orphans(task);
    else if (te_flow_take_orphan(task))
        failed = true;
    if (end != TE_TASK_KILLED && !g->has_failed) {
        if (!move_results(m, task, failed)) failed = true;
        if (failed) {
            g->has_failed = true;
            if (g->waiter == NULL) remember_orphan(g);
        }
    }
    te_task_free(task);
    if (failed && end != TE_TASK_KILLED) kill_members(g);
    release_group(g);
}

/* Starts the function and its nargs arguments on top of L as child i. */
static void start_child(lua_State *L, group *g, size_t i, int nargs) {
    member *m = &g->members[i];
    te_task *task =
        te_task_new(g->script->sched, g->parent, NULL, on_child_end, m);
    if (task == NULL) luaL_error(L, "no memory for a task");
    m->group = g;
    m->task = task;
    m->place = (lua_Integer)i + 1;
    if (!lua_checkstack(te_task_stack(task), nargs + 1))
        luaL_error(L, "too many arguments");
    lua_xmove(L, te_task_stack(task), nargs + 1);
    g->alive++;
    te_task_start(task, nargs, te_task_due_ns(g->parent));
}

static void anchor(lua_State *L, group *g, int index) {
    lua_pushvalue(L, index);
    g->self_ref = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* ---- Waiting for a group ---- */

static void cancel_waiter(void *ctx) {
    group *g = ctx;
    g->waiter = NULL;
}

/* The group is at `index`; raises its error, or returns its table of results
 * on top. */
static void push_results(lua_State *L, group *g, int index) {
    lua_getiuservalue(L, index, 1);
    if (!g->has_failed) return;
    g->is_heard = true;
    lua_getfield(L, -1, "error");
    lua_error(L);
}

static int push_first_results(lua_State *L, group *g, int index) {
    push_results(L, g, index);
    int results = lua_gettop(L);
    luaL_checkstack(L, (int)g->count + 2, "too many functions");
    for (size_t i = 0; i < g->count; i++) {
        lua_rawgeti(L, results, (lua_Integer)i + 1);
        lua_rawgeti(L, -1, 1);
        lua_remove(L, -2);
    }
    return (int)g->count;
}

static int all_done(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    group *g = (group *)ctx;
    te_task_unwait(te_task_current(L));
    return push_first_results(L, g, 2);
}

static void cancel_all(void *ctx) {
    group *g = ctx;
    g->waiter = NULL;
    kill_members(g);
    release_group(g);
}

int te_lua_all(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    te_task *task = te_task_current(L);
    lua_Integer count = luaL_len(L, 1);
    lua_settop(L, 1);
    for (lua_Integer i = 1; i <= count; i++) {
        if (lua_geti(L, 1, i) != LUA_TFUNCTION)
            return luaL_error(L, "all: number %d is no function", (int)i);
        lua_pop(L, 1);
    }
    if (count <= 0) return 0; /* a __len may say anything */
    group *g = new_group(L, task, (size_t)count);
    anchor(L, g, 2);
    g->waiter = task;
    for (lua_Integer i = 1; i <= count; i++) {
        lua_geti(L, 1, i);
        start_child(L, g, (size_t)i - 1, 0);
    }
    return te_task_park(L, task, (te_wait){cancel_all, g}, all_done);
}

int te_lua_spawn(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    te_task *task = te_task_current(L);
    int nargs = lua_gettop(L) - 1;
    group *g = new_group(L, task, 1);
    lua_insert(L, 1);
    anchor(L, g, 1);
    start_child(L, g, 0, nargs);
    return 1;
}

static int push_all_results(lua_State *L, group *g) {
    push_results(L, g, 1);
    if (lua_rawgeti(L, -1, 1) == LUA_TNIL)
        return luaL_error(L, "wait: the task was ended with its parent");
    lua_getfield(L, -1, "n");
    int n = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    int packed = lua_gettop(L);
    luaL_checkstack(L, n, "too many results");
    for (int i = 1; i <= n; i++)
        lua_rawgeti(L, packed, i);
    return n;
}

static int task_done(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    te_task_unwait(te_task_current(L));
    return push_all_results(L, (group *)ctx);
}

static int task_wait(lua_State *L) {
    group *g = luaL_checkudata(L, 1, GROUP);
    lua_settop(L, 1);
    if (g->alive == 0) return push_all_results(L, g);
    te_task *task = te_task_current(L);
    if (g->members[0].task == task)
        return luaL_error(L, "wait: a task cannot wait for itself");
    if (g->waiter != NULL)
        return luaL_error(L, "wait: another task waits for it already");
    g->waiter = task;
    return te_task_park(L, task, (te_wait){cancel_waiter, g}, task_done);
}

static const luaL_Reg task_methods[] = {
    {"wait", task_wait},
    {NULL, NULL},
};

void te_open_flow(lua_State *L) {
    luaL_newmetatable(L, GROUP);
    luaL_newlib(L, task_methods);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}
