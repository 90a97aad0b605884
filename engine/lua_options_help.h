/* lua_options_help.h - the options of a scenario as a person reads them. */
#ifndef TE_LUA_OPTIONS_HELP_H
#define TE_LUA_OPTIONS_HELP_H

#include "buf.h"

#include <lua.h>

/* Appends the options of the table of declarations at `index`, in alphabetical
 * order, in lines of at most 80 columns that begin with two blanks:
 *
 *   --port N                  port to serve (default 8000; or $PORT)
 */
void te_lua_options_describe(lua_State *L, int index, te_buf *out);

/* Prints how to give the options, and the options; raises an error of kind
 * "help". */
int te_lua_options_give_help(lua_State *L, int index);

#endif
