/* lua_secrets.c - see lua_secrets.h. */
#include "lua_secrets.h"

#include "lua_error.h"
#include "tengine_module.h"

#include <string.h>

/* Raises "WHAT: keys are user, password, ..." */
static int refuse_key(lua_State *L, const char *what,
                      const te_lua_secret *secrets) {
    luaL_Buffer names;
    luaL_buffinit(L, &names);
    for (const te_lua_secret *s = secrets; s->name != NULL; s++) {
        if (s != secrets) luaL_addstring(&names, ", ");
        luaL_addstring(&names, s->name);
    }
    luaL_pushresult(&names);
    return luaL_error(L, "%s: keys are %s", what, lua_tostring(L, -1));
}

/* Where the value of the key at the top but one goes. */
static te_slice *place_of(lua_State *L, const char *what,
                          const te_lua_secret *secrets) {
    if (lua_type(L, -2) != LUA_TSTRING) refuse_key(L, what, secrets);
    const char *key = lua_tostring(L, -2);
    te_suggestion near = te_suggestion_for(key);
    for (; secrets->name != NULL; secrets++) {
        if (strcmp(key, secrets->name) == 0) return secrets->place;
        te_suggestion_offer(&near, secrets->name);
    }
    te_raise_unknown_option(L, what, &near);
    return NULL;
}

void te_lua_read_secrets(lua_State *L, const char *what, const char *wanted,
                         const te_lua_secret *secrets) {
    te_table_thaw(L, -1);
    if (!lua_istable(L, -1)) luaL_error(L, "%s: %s is wanted", what, wanted);
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        te_slice *place = place_of(L, what, secrets);
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "%s: %s is a text, not a %s", what,
                       lua_tostring(L, -2), luaL_typename(L, -1));
        place->data = lua_tolstring(L, -1, &place->length);
        if (te_slice_has_control(*place))
            luaL_error(L, "%s: %s holds a control character", what,
                       lua_tostring(L, -2));
    }
}
