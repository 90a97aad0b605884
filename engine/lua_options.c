/* lua_options.c - see lua_options.h. */
#include "lua_options.h"

#include "lua_keys.h"
#include "lua_option.h"
#include "lua_options_help.h"
#include "lua_places.h"
#include "script.h"
#include "tengine_module.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* On the stack: the declarations, the values, "--a, --b" for messages, and
 * which names the command line has given. */
enum { DECLARED = 1, ARGS = 2, KNOWN = 3, GIVEN = 4 };

/* ---- Declarations ---- */

static void check_name(lua_State *L, const char *name) {
    bool is_good = isalpha((unsigned char)name[0]) != 0;
    for (const char *at = name; *at != '\0'; at++)
        is_good = is_good && (isalnum((unsigned char)*at) || *at == '_');
    if (!is_good)
        luaL_error(L, "options: '%s' is no name of letters, digits and '_'",
                   name);
    if (strcmp(name, "help") == 0)
        luaL_error(L, "options: --help is there by itself");
}

static void check_keys_are_names(lua_State *L) {
    for (lua_pushnil(L); lua_next(L, DECLARED) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "options: names are text");
    }
}

/* Puts a table of whole declarations in the place of what was passed. */
static void read_declarations(lua_State *L) {
    te_lua_option option;
    check_keys_are_names(L);
    lua_newtable(L);
    int copy = lua_gettop(L);
    int count = te_lua_push_sorted_keys(L, DECLARED);
    for (int i = 1; i <= count; i++) {
        const char *name = lua_tostring(L, copy + i);
        check_name(L, name);
        lua_getfield(L, DECLARED, name);
        te_lua_option_read(L, name, &option);
        te_lua_option_push_default(L, -1, &option);
        lua_pop(L, 1);
        lua_setfield(L, copy, name);
    }
    lua_settop(L, copy);
    lua_replace(L, DECLARED);
    te_lua_places_check(L, DECLARED);
}

/* Pushes the declaration and reads it. */
static void push_option(lua_State *L, const char *name, te_lua_option *option) {
    lua_getfield(L, DECLARED, name);
    te_lua_option_read(L, name, option);
}

/* ---- Defaults and the environment ---- */

/* Appends the value on top to the option's list, or begins that. */
static void add_value(lua_State *L, const char *name) {
    if (lua_getfield(L, ARGS, name) == LUA_TNIL) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_setfield(L, ARGS, name);
    }
    lua_insert(L, -2);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
}

/* The declaration is on top. */
static void set_from_text(lua_State *L, const te_lua_option *option,
                          const char *source, const char *text) {
    te_lua_option_push_value(L, lua_gettop(L), option, source, text);
    if (option->is_several)
        add_value(L, option->name);
    else
        lua_setfield(L, ARGS, option->name);
}

/* The declaration is on top; true where a variable is set. */
static bool set_from_environment(lua_State *L, const te_lua_option *option) {
    const char *variable, *text;
    for (int i = 1; (variable = te_lua_option_push_variable(L, -1, i)); i++) {
        text = getenv(variable);
        bool is_set = text != NULL && text[0] != '\0';
        lua_insert(L, -2); /* below the declaration, while it is named */
        if (is_set) set_from_text(L, option, variable, text);
        lua_remove(L, -2);
        if (is_set) return true;
    }
    return false;
}

static void set_default(lua_State *L, const char *name) {
    te_lua_option option;
    push_option(L, name, &option);
    if (!set_from_environment(L, &option) && !option.is_required) {
        if (option.is_several)
            lua_newtable(L);
        else
            te_lua_option_push_default(L, -1, &option);
        lua_setfield(L, ARGS, name);
    }
    lua_pop(L, 1);
}

static bool is_given(lua_State *L, const char *name) {
    bool is_there = lua_getfield(L, ARGS, name) != LUA_TNIL;
    lua_pop(L, 1);
    return is_there;
}

/* So that a file can be listed by who wants to know what it requires. */
static void stand_in(lua_State *L, const char *name) {
    te_lua_option option;
    if (is_given(L, name)) return;
    push_option(L, name, &option);
    te_lua_option_push_stand_in(L, lua_gettop(L), &option);
    if (option.is_several)
        add_value(L, name);
    else
        lua_setfield(L, ARGS, name);
    lua_pop(L, 1);
    te_script_of(L)->stood_in = true;
}

/* Calls `f` with every name, in alphabetical order. */
static void for_each_name(lua_State *L,
                          void (*f)(lua_State *L, const char *name)) {
    int top = lua_gettop(L);
    int count = te_lua_push_sorted_keys(L, DECLARED);
    for (int i = 1; i <= count; i++)
        f(L, lua_tostring(L, top + i));
    lua_settop(L, top);
}

/* ---- The command line ---- */

static int refuse_name(lua_State *L, const char *option) {
    te_suggestion near = te_suggestion_for(option);
    const char *hint = "";
    int top = lua_gettop(L);
    int count = te_lua_push_sorted_keys(L, DECLARED);
    for (int i = 1; i <= count; i++) {
        te_lua_option_push_flag(L, lua_tostring(L, top + i));
        lua_replace(L, top + i);
        te_suggestion_offer(&near, lua_tostring(L, top + i));
    }
    if (near.best != NULL)
        hint = lua_pushfstring(L, " (did you mean %s?)", near.best);
    return te_raise_input(L, "the scenario has no option %s%s; it knows: %s",
                          option, hint, lua_tostring(L, KNOWN));
}

/* The declared name that `option`, such as "--url-server", means; or raises. */
static const char *find_name(lua_State *L, const char *option) {
    const char *name = luaL_gsub(L, option + 2, "-", "_");
    bool is_known = lua_getfield(L, DECLARED, name) != LUA_TNIL;
    lua_pop(L, 1);
    if (!is_known) refuse_name(L, option);
    return name;
}

/* Sets what the command line gives; the declaration is on top. What it gives
 * of a list takes the place of what was there. */
static void set_given(lua_State *L, const te_lua_option *option,
                      const char *source, const char *text) {
    bool is_first = lua_getfield(L, GIVEN, option->name) == LUA_TNIL;
    lua_pop(L, 1);
    if (is_first && option->is_several) {
        lua_pushnil(L);
        lua_setfield(L, ARGS, option->name);
    }
    lua_pushboolean(L, true);
    lua_setfield(L, GIVEN, option->name);
    set_from_text(L, option, source, text);
    lua_settop(L, GIVEN);
}

/* Takes what is no option for the one whose place it has. */
static void take_word(lua_State *L, const char *word, int place) {
    te_lua_option option;
    const char *name = te_lua_places_push(L, DECLARED, place);
    if (name == NULL && place > 1)
        te_raise_input(L, "'%s' is a word too many for the scenario", word);
    if (name == NULL)
        te_raise_input(L, "'%s' is not an option of the scenario; it knows: %s",
                       word, lua_tostring(L, KNOWN));
    push_option(L, name, &option);
    const char *source = te_lua_option_push_word(L, name);
    lua_insert(L, -2); /* below the declaration */
    set_given(L, &option, source, word);
}

/* Takes the option at args[i]; returns how many arguments it was. */
static size_t take_option(lua_State *L, char *const *args, size_t count,
                          size_t i) {
    te_lua_option option;
    const char *arg = args[i], *equals = strchr(arg, '=');
    if (strncmp(arg, "--", 2) != 0 || arg[2] == '\0')
        te_raise_input(L, "'%s' is not an option of the scenario; it knows: %s",
                       arg, lua_tostring(L, KNOWN));
    /* As it is called in messages: without the value. */
    size_t length = equals != NULL ? (size_t)(equals - arg) : strlen(arg);
    const char *called = lua_pushlstring(L, arg, length);
    const char *value = equals != NULL ? equals + 1 : NULL;
    push_option(L, find_name(L, called), &option);
    size_t used = 1;
    if (value == NULL && option.type == TE_LUA_OPTION_FLAG)
        value = "yes";
    else if (value == NULL) {
        if (i + 1 == count) te_raise_input(L, "%s: needs a value", called);
        value = args[i + 1];
        used = 2;
    }
    set_given(L, &option, called, value);
    return used;
}

static bool is_word(const char *arg) { return arg[0] != '-' || arg[1] == '\0'; }

/* Behind a "--" there are words only. */
static void take_all(lua_State *L, char *const *args, size_t count) {
    bool only_words = false;
    int words = 0;
    for (size_t i = 0; i < count;) {
        if (!only_words && strcmp(args[i], "--") == 0) {
            only_words = true;
            i++;
        } else if (only_words || is_word(args[i]))
            take_word(L, args[i++], ++words);
        else
            i += take_option(L, args, count, i);
    }
}

static void check_given(lua_State *L, const char *name) {
    te_lua_option option;
    if (is_given(L, name)) return;
    push_option(L, name, &option);
    const char *variable = te_lua_option_push_variable(L, -1, 1);
    const char *flag = option.place > 0 ? te_lua_option_push_word(L, name)
                                        : te_lua_option_push_flag(L, name);
    te_raise_input(L, "%s is required: give it after --%s%s", flag,
                   variable != NULL ? ", or set $" : "",
                   variable != NULL ? variable : "");
}

/* Who forgets several words is told of the first one. */
static void check_words(lua_State *L) {
    const char *name;
    bool is_last = false;
    int top = lua_gettop(L);
    for (int i = 1;
         !is_last && (name = te_lua_places_push(L, DECLARED, i)) != NULL; i++) {
        te_lua_option option;
        push_option(L, name, &option);
        is_last = option.is_several;
        check_given(L, name);
        lua_settop(L, top);
    }
}

/* Pushes "--a, --b" in alphabetical order. */
static void push_known(lua_State *L) {
    luaL_Buffer names;
    int top = lua_gettop(L);
    int count = te_lua_push_sorted_keys(L, DECLARED);
    luaL_buffinit(L, &names);
    for (int i = 1; i <= count; i++) {
        if (i > 1) luaL_addstring(&names, ", ");
        te_lua_option_push_flag(L, lua_tostring(L, top + i));
        luaL_addvalue(&names);
    }
    luaL_pushresult(&names);
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
}

/* ---- The call ---- */

static bool asks_for_help(const te_script *script) {
    for (size_t i = 0; i < script->option_arg_count; i++) {
        if (strcmp(script->option_args[i], "--help") == 0) return true;
    }
    return false;
}

int te_lua_options(lua_State *L) {
    te_script *script = te_script_of(L);
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!script->is_loading)
        return luaL_error(L, "options: call it at the top of the file");
    if (script->options != LUA_NOREF)
        return luaL_error(L, "options: they are declared already; one call "
                             "declares them all");
    lua_settop(L, DECLARED);
    read_declarations(L);
    lua_pushvalue(L, DECLARED);
    script->options = luaL_ref(L, LUA_REGISTRYINDEX);
    if (asks_for_help(script)) return te_lua_options_give_help(L, DECLARED);
    lua_rawgeti(L, LUA_REGISTRYINDEX, script->args);
    for_each_name(L, set_default);
    push_known(L);
    lua_newtable(L); /* GIVEN */
    take_all(L, script->option_args, script->option_arg_count);
    script->option_arg_count = 0; /* all were used */
    if (!script->only_lists) check_words(L);
    for_each_name(L, script->only_lists ? stand_in : check_given);
    lua_settop(L, ARGS);
    return 1;
}
