/* lua_options.c - see lua_options.h.
 *
 * The default decides the type: text, a number, a whole number, a flag. The
 * command line beats the environment variable that `env` names (the first
 * that is set, when it names several), which beats the default. */
#include "lua_options.h"

#include "lua_error.h"
#include "lua_keys.h"
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

/* Pushes "--url-server" for "url_server". */
static const char *push_flag(lua_State *L, const char *name) {
    luaL_gsub(L, name, "_", "-");
    lua_pushfstring(L, "--%s", lua_tostring(L, -1));
    lua_remove(L, -2);
    return lua_tostring(L, -1);
}

/* Pushes "--a, --b" in alphabetical order. */
static void push_names(lua_State *L) {
    luaL_Buffer names;
    int top = lua_gettop(L);
    int count = te_lua_push_sorted_keys(L, DECLARED);
    luaL_buffinit(L, &names);
    for (int i = 1; i <= count; i++) {
        if (i > 1) luaL_addstring(&names, ", ");
        push_flag(L, lua_tostring(L, top + i));
        luaL_addvalue(&names);
    }
    luaL_pushresult(&names);
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
}

/* ---- Help ---- */

/* What is to stand behind the flag; the default is at the index. */
static const char *value_word(lua_State *L, int index) {
    if (lua_isboolean(L, index)) return "";
    if (lua_isinteger(L, index)) return " N";
    return lua_type(L, index) == LUA_TNUMBER ? " NUMBER" : " TEXT";
}

/* Pushes a text of the declaration, "" where there is none: number 2 is the
 * help, `env` the variable. */
static const char *push_part(lua_State *L, const char *name, bool is_help) {
    lua_getfield(L, DECLARED, name);
    if (lua_istable(L, -1)) {
        if (is_help)
            lua_rawgeti(L, -1, 2);
        else
            lua_getfield(L, -1, "env");
        lua_remove(L, -2);
        if (lua_type(L, -1) == LUA_TSTRING) return lua_tostring(L, -1);
    }
    lua_pop(L, 1);
    lua_pushliteral(L, "");
    return "";
}

/* "  --port N                 port to serve (default 8000; or $PORT)" */
static void log_option(lua_State *L, const char *name) {
    int top = lua_gettop(L);
    push_default(L, name);
    const char *word = value_word(L, top + 1);
    bool shows_default = !lua_isboolean(L, top + 1);
    const char *value = luaL_tolstring(L, top + 1, NULL);
    const char *help = push_part(L, name, true);
    const char *variable = push_part(L, name, false);
    const char *flag = push_flag(L, name);
    flag = lua_pushfstring(L, "%s%s", flag, word);
    shows_default = shows_default && value[0] != '\0';
    te_log(L, "  %-26s %s%s%s%s%s%s%s", flag, help,
           shows_default || variable[0] ? " (" : "",
           shows_default ? "default " : "", shows_default ? value : "",
           variable[0] ? (shows_default ? "; or $" : "or $") : "", variable,
           shows_default || variable[0] ? ")" : "");
    lua_settop(L, top);
}

static bool asks_for_help(const te_script *script) {
    for (size_t i = 0; i < script->option_arg_count; i++) {
        if (strcmp(script->option_args[i], "--help") == 0) return true;
    }
    return false;
}

/* Prints the options and ends the loading, without a word of error. */
static void give_help(lua_State *L) {
    int top = lua_gettop(L);
    te_log(L, "Options of the scenario, after --:");
    int count = te_lua_push_sorted_keys(L, DECLARED);
    for (int i = 1; i <= count; i++)
        log_option(L, lua_tostring(L, top + i));
    te_push_error(L, "help", "");
    lua_error(L);
}

int te_lua_options(lua_State *L) {
    te_script *script = te_script_of(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!script->is_loading)
        return luaL_error(L, "options: call it at the top of the file");
    lua_settop(L, DECLARED);
    lua_rawgeti(L, LUA_REGISTRYINDEX, script->args);
    if (asks_for_help(script)) give_help(L);
    set_defaults(L);
    push_names(L);
    for (size_t i = 0; i < script->option_arg_count;)
        i += take_option(L, script->option_args, script->option_arg_count, i);
    script->option_arg_count = 0; /* all were used */
    lua_settop(L, ARGS);
    return 1;
}
