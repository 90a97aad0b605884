/* lua_options.c - see lua_options.h.
 *
 * The default decides the type: text, a number, a whole number, a flag. The
 * command line beats the environment variable that `env` names (the first
 * that is set, when it names several), which beats the default. */
#include "lua_options.h"

#include "script.h"
#include "tengine_module.h"

#include <stdlib.h>
#include <string.h>

enum { DECLARED = 1, ARGS = 2, NAMES = 3 }; /* on the stack */

/* ---- One value ---- */

static int refuse(lua_State *L, const char *option, const char *text,
                  const char *wanted) {
    return te_raise_input(L, "%s: '%s' is not %s", option, text, wanted);
}

/* Pushes the text as what the default (at the top) is. */
static void push_as_default(lua_State *L, const char *option,
                            const char *text) {
    int type = lua_type(L, -1);
    bool is_whole = lua_isinteger(L, -1);
    if (type == LUA_TBOOLEAN) {
        bool yes = strcmp(text, "true") == 0 || strcmp(text, "1") == 0 ||
                   strcmp(text, "yes") == 0;
        bool no = strcmp(text, "false") == 0 || strcmp(text, "0") == 0 ||
                  strcmp(text, "no") == 0;
        if (!yes && !no) refuse(L, option, text, "yes or no");
        lua_pushboolean(L, yes);
    } else if (type == LUA_TNUMBER) {
        const char *wanted = is_whole ? "a whole number" : "a number";
        if (lua_stringtonumber(L, text) == 0) refuse(L, option, text, wanted);
        if (is_whole && !lua_isinteger(L, -1)) refuse(L, option, text, wanted);
        if (!is_whole) {
            lua_pushnumber(L, lua_tonumber(L, -1));
            lua_replace(L, -2);
        }
    } else
        lua_pushstring(L, text);
}

/* Pushes the option's default. */
static void push_default(lua_State *L, const char *name) {
    lua_getfield(L, DECLARED, name);
    if (lua_istable(L, -1)) {
        lua_rawgeti(L, -1, 1);
        lua_remove(L, -2);
    }
}

static void set_from_text(lua_State *L, const char *name, const char *option,
                          const char *text) {
    push_default(L, name);
    push_as_default(L, option, text);
    lua_setfield(L, ARGS, name);
    lua_pop(L, 1);
}

/* ---- Defaults and the environment ---- */

static void set_from_variable(lua_State *L, const char *name,
                              const char *variable) {
    const char *text = getenv(variable);
    if (text != NULL && text[0] != '\0') set_from_text(L, name, variable, text);
}

/* `env` names a variable, or several: the first that is set counts. */
static void set_from_environment(lua_State *L, const char *name) {
    lua_getfield(L, DECLARED, name);
    if (lua_istable(L, -1)) {
        lua_getfield(L, -1, "env");
        if (lua_isstring(L, -1))
            set_from_variable(L, name, lua_tostring(L, -1));
        else if (lua_istable(L, -1)) {
            for (lua_Integer i = luaL_len(L, -1); i >= 1; i--) {
                lua_rawgeti(L, -1, i);
                set_from_variable(L, name, luaL_checkstring(L, -1));
                lua_pop(L, 1);
            }
        }
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void check_declaration(lua_State *L, const char *name) {
    lua_getfield(L, DECLARED, name);
    if (lua_istable(L, -1)) {
        for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
            if (lua_type(L, -2) == LUA_TNUMBER) continue;
            const char *key = lua_tostring(L, -2);
            if (key == NULL || strcmp(key, "env") != 0)
                luaL_error(L, "options: '%s' has an unknown key '%s'", name,
                           key != NULL ? key : "?");
        }
    }
    lua_pop(L, 1);
    push_default(L, name);
    int type = lua_type(L, -1);
    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TBOOLEAN)
        luaL_error(L, "options: '%s' needs a default: { default, \"help\" }",
                   name);
    lua_setfield(L, ARGS, name);
}

static void set_defaults(lua_State *L) {
    for (lua_pushnil(L); lua_next(L, DECLARED) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "options: names are text");
        const char *name = lua_tostring(L, -2);
        check_declaration(L, name);
        set_from_environment(L, name);
    }
}

/* ---- The command line ---- */

/* "--url-server" and "--url_server" are the option url_server. */
static bool is_name(const char *arg, size_t length, const char *name) {
    if (strlen(name) != length) return false;
    for (size_t i = 0; i < length; i++) {
        char c = arg[i] == '-' ? '_' : arg[i];
        if (c != name[i]) return false;
    }
    return true;
}

/* Pushes the declared name that `option` ("--" and so many bytes) means, or
 * raises. */
static const char *push_name(lua_State *L, const char *option, size_t length) {
    for (lua_pushnil(L); lua_next(L, DECLARED) != 0; lua_pop(L, 1)) {
        const char *name = lua_tostring(L, -2);
        if (is_name(option + 2, length, name)) {
            lua_pop(L, 1);
            return name;
        }
    }
    te_raise_input(L, "the scenario has no option %s; it knows: %s", option,
                   lua_tostring(L, NAMES));
    return NULL;
}

static bool is_flag(lua_State *L, const char *name) {
    push_default(L, name);
    bool flag = lua_isboolean(L, -1);
    lua_pop(L, 1);
    return flag;
}

/* Takes the option at args[i]; returns how many arguments it was. */
static size_t take_option(lua_State *L, char *const *args, size_t count,
                          size_t i) {
    const char *arg = args[i];
    if (strncmp(arg, "--", 2) != 0 || arg[2] == '\0')
        te_raise_input(L, "'%s' is not an option of the scenario; it knows: %s",
                       arg, lua_tostring(L, NAMES));
    const char *equals = strchr(arg, '=');
    size_t length = (equals != NULL ? (size_t)(equals - arg) : strlen(arg)) - 2;
    /* As it is called in messages: without the value. */
    const char *option = lua_pushlstring(L, arg, length + 2);
    const char *name = push_name(L, option, length);
    size_t used = 1;
    if (equals != NULL)
        set_from_text(L, name, option, equals + 1);
    else if (is_flag(L, name)) {
        lua_pushboolean(L, 1);
        lua_setfield(L, ARGS, name);
    } else if (i + 1 < count) {
        set_from_text(L, name, option, args[i + 1]);
        used = 2;
    } else
        te_raise_input(L, "%s: needs a value", option);
    lua_pop(L, 2);
    return used;
}

/* Pushes "--a, --b" in alphabetical order. */
static int push_names(lua_State *L) {
    lua_newtable(L);
    lua_Integer n = 0;
    for (lua_pushnil(L); lua_next(L, DECLARED) != 0; lua_pop(L, 1)) {
        luaL_gsub(L, lua_tostring(L, -2), "_", "-");
        lua_pushfstring(L, "--%s", lua_tostring(L, -1));
        lua_rawseti(L, -5, ++n);
        lua_pop(L, 1);
    }
    lua_getglobal(L, "table");
    lua_getfield(L, -1, "sort");
    lua_pushvalue(L, -3);
    lua_call(L, 1, 0);
    lua_getfield(L, -1, "concat");
    lua_pushvalue(L, -3);
    lua_pushliteral(L, ", ");
    lua_call(L, 2, 1);
    lua_replace(L, -3);
    lua_pop(L, 1);
    return 1;
}

int te_lua_options(lua_State *L) {
    te_script *script = te_script_of(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!script->is_loading)
        return luaL_error(L, "options: call it at the top of the file");
    lua_settop(L, DECLARED);
    lua_rawgeti(L, LUA_REGISTRYINDEX, script->args);
    set_defaults(L);
    push_names(L);
    for (size_t i = 0; i < script->option_arg_count;)
        i += take_option(L, script->option_args, script->option_arg_count, i);
    script->option_arg_count = 0; /* all were used */
    lua_settop(L, ARGS);
    return 1;
}
