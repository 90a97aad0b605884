/* lua_secrets.h - tables of named texts some of which are secret, such as
 * `auth = { user, password }`. No message holds a value. */
#ifndef TE_LUA_SECRETS_H
#define TE_LUA_SECRETS_H

#include "slice.h"

#include <lua.h>

/* Where the text under a key goes. The last of a list has no name. */
typedef struct te_lua_secret {
    const char *name;
    te_slice *place; /* left alone where the table has no such key */
} te_lua_secret;

/* Reads the table on top of the stack, which keeps the texts alive. Raises on
 * anything else, an unknown key, what is no text or holds a control character;
 * `what` is such as "request: auth", `wanted` what the whole should be. */
void te_lua_read_secrets(lua_State *L, const char *what, const char *wanted,
                         const te_lua_secret *secrets);

#endif
