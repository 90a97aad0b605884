/* lua_guard.h - modules in which a name that is not there is an error.
 *
 * Else it would be nil, and the message one about calling nil values:
 *
 *   shop.lua:4: tengine has no 'scenaro'; did you mean 'scenario'?
 *
 * rawget(module, name) asks whether a name is there. */
#ifndef TE_LUA_GUARD_H
#define TE_LUA_GUARD_H

#include <lua.h>

/* Guards the table on top of the stack, which errors call `what`. */
void te_guard_fields(lua_State *L, const char *what);

#endif
