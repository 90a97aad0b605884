/* lua_response.h - an answer as scenarios see it.
 *
 * All of it, head and body, lies in one userdata, so that the collector knows
 * its size; the exchange it came from is free for the next request. The body
 * becomes a Lua string when the scenario asks for it. */
#ifndef TE_LUA_RESPONSE_H
#define TE_LUA_RESPONSE_H

#include "session.h"

#include <lua.h>

void te_response_push(lua_State *L, te_call *call);
/* The error object of a call without an answer: { kind, message, url,
 * method, name }. */
void te_response_push_failure(lua_State *L, te_call *call);

void te_open_response(lua_State *L);

#endif
