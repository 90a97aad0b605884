/* lua_request.h - what a scenario may say of a request, read from Lua. */
#ifndef TE_LUA_REQUEST_H
#define TE_LUA_REQUEST_H

#include "session.h"

#include <lua.h>

/* Sends `method` to the path at stack index 2 with the options in the table
 * at index 3 (or nil), on the session, which index 1 keeps alive; `return`
 * it. */
int te_request_send(lua_State *L, te_session *session, const char *method);

/* Reads the defaults of a session, a table, into `options`; raises on a key
 * that is not known. base_url is the caller's, and what lua_policy.h reads. */
void te_request_read_defaults(lua_State *L, int index,
                              te_session_options *options);

/* The fields of the table at `index` (name = value or list of values) put in
 * place of those of the same name; in the order of their names. */
void te_request_read_headers(lua_State *L, int index, te_headers *headers);

#endif
