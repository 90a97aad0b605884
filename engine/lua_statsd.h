/* lua_statsd.h - session.statsd: the scenario's own figures for a statsd
 * receiver.
 *
 *   increment(name, n = 1, tags)  decrement(name, n = 1, tags)   counters
 *   gauge(name, value, tags)      histogram(name, value, tags)
 *   timing(name, seconds, tags)                     milliseconds on the wire
 *
 * Names are sent as they are given. It is there always, checks what it is
 * given always, and sends nothing where no receiver was asked for. */
#ifndef TE_LUA_STATSD_H
#define TE_LUA_STATSD_H

#include <lua.h>

/* Pushes the object. All sessions of a state share one: it has no state of
 * its own. */
void te_push_statsd(lua_State *L);

#endif
