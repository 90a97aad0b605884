/* lua_body.h - the body of a request, as a scenario says it: data, json, form,
 * multipart or file. */
#ifndef TE_LUA_BODY_H
#define TE_LUA_BODY_H

#include "session.h"

#include <lua.h>

/* Reads the body that the options at index 3 have into the call, with the type
 * that comes with it; text that the call borrows is kept at index 4. Raises
 * where there are two. */
void te_lua_read_body(lua_State *L, te_call *call);

#endif
