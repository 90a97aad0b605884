/* lua_policy.h - the connection policy of a session, read from Lua. */
#ifndef TE_LUA_POLICY_H
#define TE_LUA_POLICY_H

#include "connection_policy.h"

#include <lua.h>

/* Reads max_age, max_requests, http_version, cert, key, key_password and ca
 * of the table at `index`; raises when one cannot be. */
void te_lua_read_policy(lua_State *L, int index, te_connection_policy *policy);

#endif
