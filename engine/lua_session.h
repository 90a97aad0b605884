/* lua_session.h - sessions as scenarios see them.
 *
 * A session is a table of its own (`session.anything = ...` is the
 * scenario's), with the methods in its metatable and the te_session in its
 * first slot. */
#ifndef TE_LUA_SESSION_H
#define TE_LUA_SESSION_H

#include "session.h"

#include <lua.h>

/* tengine.session{ base_url = ..., headers = ..., timeout = ... } */
int te_lua_session(lua_State *L);

/* Pushes a session with the defaults that the table at `index` (or nil) asks
 * for. Raises on an unknown key. */
void te_session_push(lua_State *L, int index);

/* The session of argument `arg`, or a Lua error. */
te_session *te_session_check(lua_State *L, int arg);

/* Ends the session's connections and requests now, without the collector. */
void te_session_close(lua_State *L, int index);

/* Makes the metatables of sessions, headers and responses. */
void te_open_session(lua_State *L);

#endif
