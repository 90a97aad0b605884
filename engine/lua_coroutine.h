/* lua_coroutine.h - a scenario's own coroutines may wait for the engine.
 *
 * A wait inside of a coroutine yields to whoever resumed it, but it is the
 * engine that must hear of it. Our `coroutine.resume` and `wrap` tell such a
 * yield from the scenario's own, pass it up to the task, and resume the
 * coroutine once the task goes on; the scenario sees none of it.
 *
 * While it waits, the coroutine belongs to its task: another task that calls
 * resume, close or its wrap iterator hears "the coroutine is waiting". So it
 * stays when the task was killed meanwhile: nobody can answer that wait.
 *
 * For the rest the three behave as Lua's lcorolib.c, from where their shape
 * is; create, status, running, yield and isyieldable are Lua's own. */
#ifndef TE_LUA_COROUTINE_H
#define TE_LUA_COROUTINE_H

#include <lua.h>

/* Replaces resume, wrap and close in the global table `coroutine`. The state
 * must have a te_sched before the first of them is called. */
void te_open_coroutine(lua_State *L);

#endif
