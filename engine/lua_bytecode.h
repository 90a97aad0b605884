/* lua_bytecode.h - which global a compiled Lua file assigns, before it runs.
 *
 * The bytes that lua_dump() writes of a file are read, functions within
 * functions included: an assignment to a field of the file's _ENV whose name
 * is a constant is one to a global. Reading a global is none, nor is a field
 * of a local variable that happens to be called _ENV.
 *
 * Lua's bytecode is not a public format: it is known here for Lua 5.4, and
 * te_bytecode_is_known() tries that out. Whatever cannot be made sense of, or
 * is cut short, holds no assignment; the check at run time remains.
 * Source: ldump.c, lundump.c, lopcodes.h and ldebug.c of Lua 5.4. */
#ifndef TE_LUA_BYTECODE_H
#define TE_LUA_BYTECODE_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct te_assignment {
    char name[64]; /* of the global; a longer one is cut short */
    /* Where the assignment stands; of a value over many lines (a function, a
     * table) it is the line on which that begins. */
    int line;
} te_assignment;

/* The first assignment to a global in a dump with debug information; false
 * where there is none. */
bool te_bytecode_find_assignment(const char *dump, size_t length,
                                 te_assignment *first);

/* The same of the function on top of the stack. Raises nothing. */
bool te_bytecode_of_function(lua_State *L, te_assignment *first);

/* Whether this Lua writes the bytecode that is known here: a small file is
 * compiled and searched. */
bool te_bytecode_is_known(lua_State *L);

#endif
