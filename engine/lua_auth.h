/* lua_auth.h - `auth = { user, password, type }` or `{ bearer }` of sessions
 * and requests: who is there. */
#ifndef TE_LUA_AUTH_H
#define TE_LUA_AUTH_H

#include "session.h"

#include <lua.h>

/* Reads the value on top of the stack: Basic and Bearer are a header from now
 * on, a Digest is answered when the server asks. false takes away what is
 * there. Raises "WHAT: auth: ..." on anything else. */
void te_lua_read_auth(lua_State *L, const char *what,
                      te_session_options *options);

#endif
