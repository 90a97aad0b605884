/* lua_coroutine.c - see lua_coroutine.h. */
#include "lua_coroutine.h"

#include "task.h"

#include <stdbool.h>

static lua_State *check_coroutine(lua_State *L, int arg) {
    lua_State *co = lua_tothread(L, arg);
    luaL_argexpected(L, co != NULL, arg, "coroutine");
    return co;
}

/* Whether it runs, or waits for another that it has resumed. */
static bool is_active(lua_State *co) {
    lua_Debug frame;
    return lua_status(co) == LUA_OK && lua_getstack(co, 0, &frame);
}

/* Whether only the engine may go on with it. One that runs is left to Lua,
 * which has a message for that. */
static bool is_waiting(lua_State *co) {
    return te_task_is_held(co) && !is_active(co);
}

/* ---- Resuming ---- */

/* Resumes co until it ends, fails or yields values of its own. Returns how
 * many values it left on L, or -1 for one that is an error. A wait of the
 * engine's does not return: L yields as well, and `again` goes on. */
static int run(lua_State *L, lua_State *co, int nargs, lua_KFunction again) {
    int count = 0;
    lua_State *before = te_task_enter(L, co);
    int status = lua_resume(co, L, nargs, &count);
    te_task_leave(L, before);
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_xmove(co, L, 1);
        return -1;
    }
    if (status == LUA_YIELD && te_task_is_parking(L)) {
        lua_pop(co, count);
        te_task_hold(co, true);
        /* A wait is refused where we cannot yield: it is being broken off,
         * and an error brings that nearer to where we can. */
        if (!lua_isyieldable(L)) return luaL_error(L, "broken off");
        return lua_yieldk(L, 0, 0, again);
    }
    if (!lua_checkstack(L, count + 1)) {
        lua_pop(co, count);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(co, L, count);
    return count;
}

/* Resumes with the `nargs` values on top of L. */
static int begin(lua_State *L, lua_State *co, int nargs, lua_KFunction again) {
    if (is_waiting(co)) {
        lua_pushliteral(L, "the coroutine is waiting");
        return -1;
    }
    if (!lua_checkstack(co, nargs)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    lua_xmove(L, co, nargs);
    return run(L, co, nargs, again);
}

/* The task goes on: so does the coroutine, without arguments. */
static int go_on(lua_State *L, lua_State *co, lua_KFunction again) {
    te_task_hold(co, false);
    return run(L, co, 0, again);
}

/* ---- coroutine.resume ---- */

static int resume_results(lua_State *L, int count) {
    lua_pushboolean(L, count >= 0);
    if (count < 0) count = 1;
    lua_insert(L, -(count + 1));
    return count + 1;
}

static int resume_again(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    (void)ctx;
    return resume_results(L, go_on(L, lua_tothread(L, 1), resume_again));
}

static int co_resume(lua_State *L) {
    lua_State *co = check_coroutine(L, 1);
    return resume_results(L, begin(L, co, lua_gettop(L) - 1, resume_again));
}

/* ---- coroutine.close ---- */

/* Runs what is left to close in co; false leaves the error on its stack. */
static bool close_coroutine(lua_State *L, lua_State *co) {
    lua_State *before = te_task_enter(L, co);
#if LUA_VERSION_RELEASE_NUM >= 50406
    int status = lua_closethread(co, L);
#else
    int status = lua_resetthread(co);
#endif
    te_task_leave(L, before);
    return status == LUA_OK;
}

static int co_close(lua_State *L) {
    lua_State *co = check_coroutine(L, 1);
    if (is_waiting(co)) return luaL_error(L, "the coroutine is waiting");
    if (is_active(co))
        return luaL_error(L, "cannot close a %s coroutine",
                          co == L ? "running" : "normal");
    bool is_closed = close_coroutine(L, co);
    lua_pushboolean(L, is_closed);
    if (is_closed) return 1;
    lua_xmove(co, L, 1);
    return 2;
}

/* ---- coroutine.wrap ---- */

/* Raises the error on top; the line of the caller goes before a message. */
static int raise_wrapped(lua_State *L, lua_State *co) {
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD) {
        if (!close_coroutine(L, co)) lua_xmove(co, L, 1);
    }
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int wrap_results(lua_State *L, int count) {
    if (count >= 0) return count;
    return raise_wrapped(L, lua_tothread(L, lua_upvalueindex(1)));
}

static int wrap_again(lua_State *L, int status, lua_KContext ctx) {
    (void)status;
    (void)ctx;
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    return wrap_results(L, go_on(L, co, wrap_again));
}

static int call_wrapped(lua_State *L) {
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    return wrap_results(L, begin(L, co, lua_gettop(L), wrap_again));
}

static int co_wrap(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, call_wrapped, 1);
    return 1;
}

/* ---- The table ---- */

static const luaL_Reg functions[] = {
    {"resume", co_resume},
    {"close", co_close},
    {"wrap", co_wrap},
    {NULL, NULL},
};

void te_open_coroutine(lua_State *L) {
    lua_getglobal(L, "coroutine");
    luaL_setfuncs(L, functions, 0);
    lua_pop(L, 1);
}
