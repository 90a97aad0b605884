/* lua_sigv4.h - `aws_sigv4 = { access_key, secret_key, ... }` of sessions and
 * requests: they are signed, as AWS wants it. */
#ifndef TE_LUA_SIGV4_H
#define TE_LUA_SIGV4_H

#include "session.h"

#include <lua.h>

/* Reads the value on top of the stack; false takes away what is there. Raises
 * "WHAT: aws_sigv4: ..." on anything else. */
void te_lua_read_sigv4(lua_State *L, const char *what,
                       te_session_options *options);

#endif
