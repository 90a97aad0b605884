/* binding.h - what the Lua bindings of the data modules have in common.
 *
 * Options come as one table. A key that is not known is an input error that
 * names it, and so is a value of the wrong kind: a misspelt option must not
 * silently be its default. `what` is the call, such as "csv.open". */
#ifndef TE_BINDING_H
#define TE_BINDING_H

#include "feed.h"
#include "fields.h"
#include "tengine_module.h"

/* Raises unless argument 1 is a table with no other keys than these (ended by
 * NULL), or a string, which then stands for { [first key] = string }: from
 * now on argument 1 is a table. */
void te_options_check(lua_State *L, const char *what, const char *const *keys);

/* Raises: the option is unknown, and what was meant or what is known. */
int te_options_unknown(lua_State *L, const char *what, const char *key,
                       const char *const *keys);

/* A string that the table keeps alive; NULL when it is not given. */
const char *te_options_string(lua_State *L, const char *what, const char *key);
/* The same, but it has to be given. */
const char *te_options_required(lua_State *L, const char *what,
                                const char *key);
/* The place of the given word among `words` (ended by NULL). */
int te_options_choice(lua_State *L, const char *what, const char *key,
                      const char *const *words, int fallback);
bool te_options_flag(lua_State *L, const char *what, const char *key,
                     bool fallback);

/* The key that an __index is asked for; "" when it is no string. */
const char *te_check_field(lua_State *L, int arg);

/* Pushes the method of this name and returns 1; returns 0 where there is
 * none. For types whose __index knows fields as well. */
int te_push_method(lua_State *L, const luaL_Reg *methods, const char *name);

void te_push_slice(lua_State *L, te_slice text);

/* Pushes zeroed memory that `collect` gets as its argument when Lua collects
 * it: for what a raised error would leak. `type` names the metatable. */
void *te_push_owned(lua_State *L, size_t bytes, const char *type,
                    lua_CFunction collect);

/* Memory for the length of a call: `own` where it is large enough, else some
 * that Lua collects (one value is pushed then). */
void *te_call_memory(lua_State *L, void *own, size_t own_bytes, size_t bytes);

/* Says on the console what was left out of an input: the first few described
 * (`named` of them at most), the rest counted. `unit` is "row" or "file". */
void te_log_skipped(lua_State *L, char *const *described, size_t named,
                    uint64_t skipped, const char *unit);

/* What `next` gives when a feed has nothing more: nil, or an error where
 * on_end says so. */
int te_feed_used_up(lua_State *L, const te_feed *feed, const char *path);

/* Argument `arg`, 1 .. count, as an index from 0. */
uint64_t te_check_index(lua_State *L, int arg, uint64_t count);

#endif
