/* lua_option.h - one option that a scenario declares.
 *
 *   count = 3
 *   pause = { "30s", "between two visits", type = "duration", env = "PAUSE" }
 *
 * A declaration is a default, or a table of the default, the help, and keys:
 *
 *   type      one of the list below; else the default decides
 *   env       a variable that stands for the option, or a list of them
 *   choices   the texts that it may be; makes it a choice
 *   min, max  bounds of a number, included
 *   required  it must be given; then there need be no default
 *   place     1, 2, ...: the word at this place among those that are no
 *             options means it as well
 *   several   it may be given more than once, and at its place, the last one,
 *             by all words from there on; its value is a list, {} by default
 *
 *   type          as text            the value
 *   text          as it is           a string
 *   number        "1.5"              a float
 *   whole number  "5"                an integer
 *   flag          "yes" "no"         a boolean
 *   choice        one of choices     a string
 *   duration      "30s", "1m30s"     seconds, a float
 *   size          "512", "10 MB"     bytes, an integer
 *   file          a path             a string; the file is there and can be
 *                                    read, or it is "", none
 *
 * The default of a duration or size may be written either way, 30 or "30s".
 * That of a file is not looked for: it may be one that nobody has. */
#ifndef TE_LUA_OPTION_H
#define TE_LUA_OPTION_H

#include <lua.h>
#include <stdbool.h>

typedef enum {
    TE_LUA_OPTION_TEXT,
    TE_LUA_OPTION_NUMBER,
    TE_LUA_OPTION_WHOLE,
    TE_LUA_OPTION_FLAG,
    TE_LUA_OPTION_CHOICE,
    TE_LUA_OPTION_DURATION,
    TE_LUA_OPTION_SIZE,
    TE_LUA_OPTION_FILE,
} te_lua_option_type;

typedef struct te_lua_option {
    const char *name; /* the texts belong to the declaration */
    const char *help; /* "" without one */
    te_lua_option_type type;
    bool is_required, is_several, has_default, has_min, has_max;
    int place; /* 0: none */
    double min, max;
} te_lua_option;

/* "whole number" */
const char *te_lua_option_type_name(te_lua_option_type type);

/* Reads the declaration on top of the stack, or raises what is wrong with it.
 * A bare default is replaced by a table that holds it. */
void te_lua_option_read(lua_State *L, const char *name, te_lua_option *out);

/* Pushes the default as a value, or nil; the declaration is at `index`. */
void te_lua_option_push_default(lua_State *L, int index,
                                const te_lua_option *option);

/* Pushes a value of the option's type that nobody gave: "<name>", the first
 * choice, the number nearest to 0, no file. */
void te_lua_option_push_stand_in(lua_State *L, int index,
                                 const te_lua_option *option);

/* Pushes what the text means as a value, or raises an input error that names
 * `source`, such as "--count" or "COUNT". */
void te_lua_option_push_value(lua_State *L, int index,
                              const te_lua_option *option, const char *source,
                              const char *text);

/* Pushes the i-th (from 1) variable of `env`; NULL, and nothing pushed, where
 * there are fewer. */
const char *te_lua_option_push_variable(lua_State *L, int index, int i);

/* Pushes the texts under "env" or "choices" with `between` between them; ""
 * where there are none. */
const char *te_lua_option_push_list(lua_State *L, int index, const char *key,
                                    const char *between);

/* Pushes "a whole number from 1 to 10": what a value has to be. */
const char *te_lua_option_push_wanted(lua_State *L, int index,
                                      const te_lua_option *option);

/* Pushes " from 1 to 10", " from 1 on", " up to 10", or "". */
const char *te_lua_option_push_bounds(lua_State *L,
                                      const te_lua_option *option);

/* Pushes "--url-server" for "url_server". */
const char *te_lua_option_push_flag(lua_State *L, const char *name);

/* Pushes "URL-SERVER" for it: how a word at its place is called. */
const char *te_lua_option_push_word(lua_State *L, const char *name);

#endif
