/* lua_flow.h - the flow of a run: sleep, think, child tasks, stop, fail, now.
 */
#ifndef TE_LUA_FLOW_H
#define TE_LUA_FLOW_H

#include <lua.h>
#include <stdbool.h>

#include "tengine_module.h"

int te_lua_sleep(lua_State *L); /* sleep(seconds) */
/* think(min [, max]): sleeps so long, drawn evenly from the worker's own
 * generator. */
int te_lua_think(lua_State *L);
/* all { f1, f2, ... } -> the first result of each; the first error ends the
 * others and is raised. */
int te_lua_all(lua_State *L);
/* spawn(f, ...) -> task; task:wait() -> its results, or raises its error.
 * A run ends only when its children have; an error that nobody waited for
 * fails the run. */
int te_lua_spawn(lua_State *L);
int te_lua_stop(lua_State *L); /* stop(reason): no new run starts */
int te_lua_fail(lua_State *L); /* fail(message): this run has failed */
int te_lua_now(lua_State *L);  /* seconds, monotonic */

/* A continuation without results. */
int te_flow_nothing(lua_State *L, int status, lua_KContext ctx);

/* Makes the metatable of tasks. */
void te_open_flow(lua_State *L);

/* Moves the error of a child that nobody waited for onto the parent's stack;
 * false when there is none. The parent has ended. */
bool te_flow_take_orphan(te_task *parent);
/* The parent failed of something else, or was killed. */
void te_flow_forget_orphans(te_task *parent);

#endif
