/* lua_option.c - see lua_option.h. */
#include "lua_option.h"

#include "suggest.h"
#include "tengine_module.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const type_names[] = {
    [TE_LUA_OPTION_TEXT] = "text",
    [TE_LUA_OPTION_NUMBER] = "number",
    [TE_LUA_OPTION_WHOLE] = "whole number",
    [TE_LUA_OPTION_FLAG] = "flag",
    [TE_LUA_OPTION_CHOICE] = "choice",
    [TE_LUA_OPTION_DURATION] = "duration",
    [TE_LUA_OPTION_SIZE] = "size",
    [TE_LUA_OPTION_FILE] = "file",
    NULL,
};

const char *te_lua_option_type_name(te_lua_option_type type) {
    return type_names[type];
}

/* ---- Lists of texts ---- */

/* Pushes the i-th text under `key`, which holds a list or one text alone. */
static const char *push_text(lua_State *L, int index, const char *key, int i) {
    int type = lua_getfield(L, index, key);
    if (type == LUA_TTABLE) {
        type = lua_rawgeti(L, -1, i);
        lua_remove(L, -2);
    } else if (i != 1)
        type = LUA_TNIL;
    if (type == LUA_TSTRING) return lua_tostring(L, -1);
    lua_pop(L, 1);
    return NULL;
}

const char *te_lua_option_push_variable(lua_State *L, int index, int i) {
    return push_text(L, index, "env", i);
}

const char *te_lua_option_push_list(lua_State *L, int index, const char *key,
                                    const char *between) {
    index = lua_absindex(L, index);
    lua_pushliteral(L, "");
    for (int i = 1; push_text(L, index, key, i) != NULL; i++) {
        if (i > 1) {
            lua_pushstring(L, between);
            lua_insert(L, -2);
        }
        lua_concat(L, i > 1 ? 3 : 2);
    }
    return lua_tostring(L, -1);
}

static const char *push_choice(lua_State *L, int index, int i) {
    return push_text(L, index, "choices", i);
}

static bool is_choice(lua_State *L, int index, const char *text) {
    const char *choice;
    for (int i = 1; (choice = push_choice(L, index, i)) != NULL; i++) {
        bool is_same = strcmp(choice, text) == 0;
        lua_pop(L, 1); /* the declaration keeps it alive */
        if (is_same) return true;
    }
    return false;
}

/* Pushes "; did you mean 'fast'?", or "". */
static const char *push_nearest(lua_State *L, int index, const char *text) {
    const char *choice;
    te_suggestion near = te_suggestion_for(text);
    for (int i = 1; (choice = push_choice(L, index, i)) != NULL; i++) {
        te_suggestion_offer(&near, choice);
        lua_pop(L, 1);
    }
    if (near.best == NULL) return lua_pushliteral(L, "");
    return lua_pushfstring(L, "; did you mean '%s'?", near.best);
}

/* ---- Values ---- */

const char *te_lua_option_push_bounds(lua_State *L,
                                      const te_lua_option *option) {
    char text[80] = "";
    if (option->has_min && option->has_max)
        snprintf(text, sizeof text, " from %.14g to %.14g", option->min,
                 option->max);
    else if (option->has_min)
        snprintf(text, sizeof text, " from %.14g on", option->min);
    else if (option->has_max)
        snprintf(text, sizeof text, " up to %.14g", option->max);
    return lua_pushstring(L, text);
}

const char *te_lua_option_push_wanted(lua_State *L, int index,
                                      const te_lua_option *option) {
    switch (option->type) {
    case TE_LUA_OPTION_NUMBER:
        return lua_pushfstring(L, "a number%s",
                               te_lua_option_push_bounds(L, option));
    case TE_LUA_OPTION_WHOLE:
        return lua_pushfstring(L, "a whole number%s",
                               te_lua_option_push_bounds(L, option));
    case TE_LUA_OPTION_FLAG:
        return lua_pushliteral(L, "yes or no");
    case TE_LUA_OPTION_CHOICE:
        return lua_pushfstring(
            L, "one of %s", te_lua_option_push_list(L, index, "choices", ", "));
    case TE_LUA_OPTION_DURATION:
        return lua_pushliteral(L, "a duration such as 30s, 1m30s or 0.5");
    case TE_LUA_OPTION_SIZE:
        return lua_pushliteral(L, "a size such as 512, 10 MB or 1.5 GiB");
    case TE_LUA_OPTION_FILE:
        return lua_pushliteral(L, "a file");
    default:
        return lua_pushliteral(L, "a text");
    }
}

static bool is_any(const char *text, const char *a, const char *b,
                   const char *c) {
    return strcmp(text, a) == 0 || strcmp(text, b) == 0 || strcmp(text, c) == 0;
}

static bool push_flag(lua_State *L, const char *text) {
    bool is_yes = is_any(text, "true", "yes", "1");
    lua_pushboolean(L, is_yes);
    return is_yes || is_any(text, "false", "no", "0");
}

/* The number on top as one of the option; whether it may be. */
static bool settle_number(lua_State *L, const te_lua_option *option) {
    int is_whole;
    lua_Integer whole = lua_tointegerx(L, -1, &is_whole);
    double value = lua_tonumber(L, -1);
    if (option->type == TE_LUA_OPTION_WHOLE && !is_whole) return false;
    if (option->type == TE_LUA_OPTION_WHOLE)
        lua_pushinteger(L, whole);
    else
        lua_pushnumber(L, value);
    lua_replace(L, -2);
    return isfinite(value) && !(option->has_min && value < option->min) &&
           !(option->has_max && value > option->max);
}

static bool push_number(lua_State *L, const te_lua_option *option,
                        const char *text) {
    if (lua_stringtonumber(L, text) == 0) {
        lua_pushnil(L);
        return false;
    }
    if (option->type == TE_LUA_OPTION_WHOLE && !lua_isinteger(L, -1))
        return false;
    return settle_number(L, option);
}

static bool push_duration(lua_State *L, const char *text) {
    uint64_t ns = 0;
    bool ok = te_spec_duration(text, &ns, NULL);
    lua_pushnumber(L, te_s_from_ns(ns));
    return ok;
}

static bool push_size(lua_State *L, const char *text) {
    uint64_t bytes = 0;
    bool ok = te_spec_size(text, &bytes, NULL) && bytes <= INT64_MAX;
    lua_pushinteger(L, (lua_Integer)bytes);
    return ok;
}

/* Pushes one value, whether or not it may be. */
static bool push_parsed(lua_State *L, int index, const te_lua_option *option,
                        const char *text) {
    switch (option->type) {
    case TE_LUA_OPTION_NUMBER:
    case TE_LUA_OPTION_WHOLE:
        return push_number(L, option, text);
    case TE_LUA_OPTION_FLAG:
        return push_flag(L, text);
    case TE_LUA_OPTION_DURATION:
        return push_duration(L, text);
    case TE_LUA_OPTION_SIZE:
        return push_size(L, text);
    default:
        lua_pushstring(L, text);
        return option->type != TE_LUA_OPTION_CHOICE ||
               is_choice(L, index, text);
    }
}

/* The path that was given is one of a file that can be read, or "". */
static void check_file(lua_State *L, const te_lua_option *option,
                       const char *source, const char *path) {
    struct stat file;
    if (path[0] == '\0' && option->is_required)
        te_raise_input(L, "%s: a file is wanted", source);
    if (path[0] == '\0') return;
    if (stat(path, &file) != 0 || access(path, R_OK) != 0)
        te_raise_input(L, "%s: cannot read '%s': %s", source, path,
                       strerror(errno));
    if (S_ISDIR(file.st_mode))
        te_raise_input(L, "%s: '%s' is a folder, not a file", source, path);
}

void te_lua_option_push_value(lua_State *L, int index,
                              const te_lua_option *option, const char *source,
                              const char *text) {
    if (!push_parsed(L, index, option, text)) {
        const char *wanted = te_lua_option_push_wanted(L, index, option);
        te_raise_input(L, "%s: '%s' is not %s%s", source, text, wanted,
                       option->type == TE_LUA_OPTION_CHOICE
                           ? push_nearest(L, index, text)
                           : "");
    }
    if (option->type == TE_LUA_OPTION_FILE) check_file(L, option, source, text);
}

/* ---- Defaults ---- */

/* Pushes the default that is at the top, as a value, if it may be one. */
static bool push_settled(lua_State *L, int index, const te_lua_option *option) {
    int type = lua_type(L, -1);
    bool is_number = type == LUA_TNUMBER;
    lua_pushvalue(L, -1);
    switch (option->type) {
    case TE_LUA_OPTION_FLAG:
        return type == LUA_TBOOLEAN;
    case TE_LUA_OPTION_NUMBER:
    case TE_LUA_OPTION_WHOLE:
        return is_number && settle_number(L, option);
    case TE_LUA_OPTION_DURATION:
    case TE_LUA_OPTION_SIZE:
        if (is_number) {
            const te_lua_option positive = {.has_min = true,
                                            .type = option->type ==
                                                            TE_LUA_OPTION_SIZE
                                                        ? TE_LUA_OPTION_WHOLE
                                                        : TE_LUA_OPTION_NUMBER};
            return settle_number(L, &positive);
        }
        break;
    default:
        break;
    }
    if (type != LUA_TSTRING) return false;
    lua_pop(L, 1);
    return push_parsed(L, index, option, lua_tostring(L, -1));
}

void te_lua_option_push_default(lua_State *L, int index,
                                const te_lua_option *option) {
    index = lua_absindex(L, index);
    lua_rawgeti(L, index, 1);
    if (!option->has_default) return;
    if (!push_settled(L, index, option))
        luaL_error(L, "options: '%s': its default is not %s", option->name,
                   te_lua_option_push_wanted(L, index, option));
    lua_remove(L, -2);
}

static double nearest_to_0(const te_lua_option *option) {
    if (option->has_min && option->min > 0) return option->min;
    return option->has_max && option->max < 0 ? option->max : 0;
}

void te_lua_option_push_stand_in(lua_State *L, int index,
                                 const te_lua_option *option) {
    switch (option->type) {
    case TE_LUA_OPTION_NUMBER:
    case TE_LUA_OPTION_DURATION:
        lua_pushnumber(L, nearest_to_0(option));
        break;
    case TE_LUA_OPTION_WHOLE:
    case TE_LUA_OPTION_SIZE:
        lua_pushinteger(L, (lua_Integer)nearest_to_0(option));
        break;
    case TE_LUA_OPTION_FLAG:
        lua_pushboolean(L, false);
        break;
    case TE_LUA_OPTION_CHOICE:
        push_choice(L, index, 1);
        break;
    case TE_LUA_OPTION_FILE:
        lua_pushliteral(L, "");
        break;
    case TE_LUA_OPTION_TEXT:
        lua_pushfstring(L, "<%s>", option->name);
    }
}

/* ---- Declarations ---- */

static const char *const known_keys[] = {"type",  "env",     "choices",
                                         "min",   "max",     "required",
                                         "place", "several", NULL};

static void refuse_key(lua_State *L, const char *name, const char *key) {
    te_suggestion near = te_suggestion_among(key, known_keys);
    if (near.best != NULL)
        luaL_error(L,
                   "options: '%s' has an unknown key '%s'; did you mean "
                   "'%s'?",
                   name, key, near.best);
    luaL_error(L,
               "options: '%s' has an unknown key '%s' (known: type, env, "
               "choices, min, max, required, place, several)",
               name, key);
}

static void check_keys(lua_State *L, const char *name) {
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        int is_place;
        lua_Integer place = lua_tointegerx(L, -2, &is_place);
        if (lua_type(L, -2) == LUA_TNUMBER && is_place &&
            (place == 1 || place == 2))
            continue;
        if (lua_type(L, -2) == LUA_TSTRING &&
            te_suggest_is_known(lua_tostring(L, -2), known_keys))
            continue;
        refuse_key(L, name, luaL_tolstring(L, -2, NULL));
    }
}

static te_lua_option_type type_of_name(lua_State *L, const char *name,
                                       const char *text) {
    int type = 0;
    while (type_names[type] != NULL && strcmp(type_names[type], text) != 0)
        type++;
    if (type_names[type] != NULL) return (te_lua_option_type)type;
    te_suggestion near = te_suggestion_among(text, type_names);
    const char *hint = "";
    if (near.best != NULL)
        hint = lua_pushfstring(L, "; did you mean '%s'?", near.best);
    luaL_error(L,
               "options: '%s': there is no type '%s'%s (text, number, whole "
               "number, flag, choice, duration, size, file)",
               name, text, hint);
    return TE_LUA_OPTION_TEXT;
}

/* Of the declaration on top, which names no type. */
static te_lua_option_type type_of_default(lua_State *L) {
    te_lua_option_type type = TE_LUA_OPTION_TEXT;
    bool has_choices = lua_getfield(L, -1, "choices") != LUA_TNIL;
    int of_default = lua_rawgeti(L, -2, 1);
    if (has_choices)
        type = TE_LUA_OPTION_CHOICE;
    else if (of_default == LUA_TBOOLEAN)
        type = TE_LUA_OPTION_FLAG;
    else if (of_default == LUA_TNUMBER)
        type =
            lua_isinteger(L, -1) ? TE_LUA_OPTION_WHOLE : TE_LUA_OPTION_NUMBER;
    lua_pop(L, 2);
    return type;
}

static te_lua_option_type read_type(lua_State *L, const char *name) {
    int given = lua_getfield(L, -1, "type");
    const char *text = given == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    lua_pop(L, 1); /* the declaration keeps it alive */
    if (given == LUA_TNIL) return type_of_default(L);
    if (text == NULL) luaL_error(L, "options: '%s': type is a text", name);
    return type_of_name(L, name, text);
}

/* `key` holds a text or, alone or not, a list of some. */
static void check_texts(lua_State *L, const char *name, const char *key,
                        bool may_be_one) {
    int type = lua_getfield(L, -1, key);
    lua_Integer count = type == LUA_TTABLE ? (lua_Integer)lua_rawlen(L, -1) : 0;
    bool ok =
        type == LUA_TNIL || count > 0 || (may_be_one && type == LUA_TSTRING);
    for (lua_Integer i = 1; ok && i <= count; i++) {
        ok = lua_rawgeti(L, -1, i) == LUA_TSTRING;
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    if (!ok)
        luaL_error(L, "options: '%s': %s is %sa list of texts", name, key,
                   may_be_one ? "a text or " : "");
}

static bool read_bound(lua_State *L, const te_lua_option *option,
                       const char *key, double *bound) {
    int type = lua_getfield(L, -1, key);
    *bound = lua_tonumber(L, -1);
    lua_pop(L, 1);
    if (type == LUA_TNIL) return false;
    if (option->type != TE_LUA_OPTION_NUMBER &&
        option->type != TE_LUA_OPTION_WHOLE)
        luaL_error(L, "options: '%s': %s is for numbers, and it is a %s",
                   option->name, key, type_names[option->type]);
    if (type != LUA_TNUMBER)
        luaL_error(L, "options: '%s': %s is a number", option->name, key);
    return true;
}

static const char *read_help(lua_State *L, const char *name) {
    int type = lua_rawgeti(L, -1, 2);
    const char *help = type == LUA_TSTRING ? lua_tostring(L, -1) : "";
    lua_pop(L, 1); /* the declaration keeps it alive */
    if (type != LUA_TSTRING && type != LUA_TNIL)
        luaL_error(L, "options: '%s': the help is a text", name);
    return help;
}

static bool read_truth(lua_State *L, const char *name, const char *key) {
    int type = lua_getfield(L, -1, key);
    bool is_true = lua_toboolean(L, -1);
    lua_pop(L, 1);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        luaL_error(L, "options: '%s': %s is true or false", name, key);
    return is_true;
}

static int read_place(lua_State *L, const char *name) {
    int is_whole, type = lua_getfield(L, -1, "place");
    lua_Integer place = lua_tointegerx(L, -1, &is_whole);
    lua_pop(L, 1);
    if (type == LUA_TNIL) return 0;
    if (type != LUA_TNUMBER || !is_whole || place < 1 || place > 99)
        luaL_error(L, "options: '%s': place is a whole number from 1 on", name);
    return (int)place;
}

static void check_default(lua_State *L, const te_lua_option *option) {
    int type = lua_rawgeti(L, -1, 1);
    bool is_value =
        type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TBOOLEAN;
    lua_pop(L, 1);
    bool needs_none = option->is_required || option->is_several;
    if (is_value && option->is_several)
        luaL_error(L, "options: '%s': several have no default but {}",
                   option->name);
    if (!is_value && !(type == LUA_TNIL && needs_none))
        luaL_error(L, "options: '%s' needs a default: { default, \"help\" }",
                   option->name);
}

static void check_choices(lua_State *L, const te_lua_option *option) {
    bool has_choices = lua_getfield(L, -1, "choices") != LUA_TNIL;
    lua_pop(L, 1);
    check_texts(L, option->name, "choices", false);
    if (has_choices == (option->type == TE_LUA_OPTION_CHOICE)) return;
    if (has_choices)
        luaL_error(L, "options: '%s': choices are for a choice, and it is a %s",
                   option->name, type_names[option->type]);
    luaL_error(L, "options: '%s': a choice needs choices = { ... }",
               option->name);
}

void te_lua_option_read(lua_State *L, const char *name, te_lua_option *out) {
    if (!lua_istable(L, -1)) {
        lua_createtable(L, 1, 0);
        lua_insert(L, -2);
        lua_rawseti(L, -2, 1);
    }
    check_keys(L, name);
    *out = (te_lua_option){.name = name,
                           .is_required = read_truth(L, name, "required"),
                           .is_several = read_truth(L, name, "several"),
                           .place = read_place(L, name)};
    check_default(L, out);
    out->type = read_type(L, name);
    out->help = read_help(L, name);
    check_texts(L, name, "env", true);
    check_choices(L, out);
    out->has_min = read_bound(L, out, "min", &out->min);
    out->has_max = read_bound(L, out, "max", &out->max);
    if (out->has_min && out->has_max && out->min > out->max)
        luaL_error(L, "options: '%s': min is above max", name);
    out->has_default = lua_rawgeti(L, -1, 1) != LUA_TNIL;
    lua_pop(L, 1);
}

const char *te_lua_option_push_flag(lua_State *L, const char *name) {
    luaL_gsub(L, name, "_", "-");
    lua_pushfstring(L, "--%s", lua_tostring(L, -1));
    lua_remove(L, -2);
    return lua_tostring(L, -1);
}

const char *te_lua_option_push_word(lua_State *L, const char *name) {
    luaL_Buffer word;
    luaL_buffinit(L, &word);
    for (; *name != '\0'; name++)
        luaL_addchar(&word,
                     *name == '_' ? '-' : (char)toupper((unsigned char)*name));
    luaL_pushresult(&word);
    return lua_tostring(L, -1);
}
