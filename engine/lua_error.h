/* lua_error.h - error objects: tables with a `kind` that scenarios compare,
 * a `message`, and a readable tostring. */
#ifndef TE_LUA_ERROR_H
#define TE_LUA_ERROR_H

#include "buf.h"
#include "error.h"
#include "suggest.h"

#include <lua.h>
#include <stdbool.h>

/* Pushes { kind = ..., message = ... }; further fields may be added. */
void te_push_error(lua_State *L, const char *kind, const char *message);

/* Whether a function of this source is one of stdlib/'s Lua modules. */
bool te_is_embedded(const char *source);
/* Pushes "file.lua:12: " of the Lua function that called this C function; ""
 * where there is none. What stands between, be it C (pcall, the listeners of
 * events) or one of stdlib/'s modules, is passed over: the place is one that
 * its reader has written. */
void te_push_where(lua_State *L);

/* Raises "WHAT: unknown option 'wieght'; did you mean 'weight'?" of the word
 * that `near` was made for. */
int te_raise_unknown_option(lua_State *L, const char *what,
                            const te_suggestion *near);

/* "input", "output", or "system" for all others. */
const char *te_error_kind_name(te_error_kind kind);

/* TE_ERROR_INPUT for an object of kind "input", TE_ERROR_OUTPUT for "output",
 * TE_ERROR_NONE for "help", else TE_ERROR_SCRIPT. */
te_error_kind te_error_kind_of(lua_State *L, int index);

/* Appends what a person should read of any value that was raised, nil and
 * tables without a message included. May raise (no memory). */
void te_error_describe(lua_State *L, int index, te_buf *out);

#endif
