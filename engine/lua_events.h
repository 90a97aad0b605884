/* lua_events.h - tengine.events: functions that are told what happens.
 *
 *   sending_request    session, request, wid
 *   response_received  session, request, response, wid
 *   scenario_start     scenario, session, wid, step
 *   scenario_success   scenario, session, wid, step
 *   scenario_failure   scenario, session, wid, step, exception
 *   current_workers    workers, once a second
 *
 * The events are molotov's. Listeners run in the task that the event is of
 * (current_workers: in one of its own, in the first state) and may wait. What
 * a listener raises is counted under "events", and the others are told all
 * the same; what it requests itself is told to nobody, or there would be no
 * end.
 *
 * Nobody pays for events that nobody listens to: a request and a run look at
 * one number each. */
#ifndef TE_LUA_EVENTS_H
#define TE_LUA_EVENTS_H

#include "script.h"

#include <lauxlib.h>

int te_lua_events(lua_State *L); /* events(listener): one more of them */

/* Whether anybody listens. */
static inline bool te_events_are_heard(const te_script *script) {
    return script->listeners != LUA_NOREF;
}

/* A request with its two events around it; the session, the URL and the
 * options are arguments 1 to 3. `send` is called with them, and the method as
 * its upvalue. `return` it. */
int te_events_around_request(lua_State *L, const char *method,
                             lua_CFunction send);

/* Functions that a task can be started with. (scenario, session): tells that
 * the run starts, then runs the scenario. */
int te_events_run(lua_State *L);
/* (session, ok, error): tells how the run ended. */
int te_events_tell_end(lua_State *L);
/* (number): tells how many workers there are. */
int te_events_tell_workers(lua_State *L);

#endif
