/* lua_options_help.c - see lua_options_help.h. */
#include "lua_options_help.h"

#include "lua_buf.h"
#include "lua_error.h"
#include "lua_keys.h"
#include "lua_option.h"
#include "lua_places.h"
#include "tengine_module.h"
#include "text.h"

#include <string.h>

enum {
    COLUMNS = 80,
    HELP_COLUMN = 28,  /* where the words of help begin */
    WORD_COLUMNS = 30, /* choices that are longer are told there */
    LINES_MAX = 100,
};

/* What is to stand behind the flag. */
static const char *const value_words[] = {
    [TE_LUA_OPTION_TEXT] = " TEXT",     [TE_LUA_OPTION_NUMBER] = " NUMBER",
    [TE_LUA_OPTION_WHOLE] = " N",       [TE_LUA_OPTION_FLAG] = "",
    [TE_LUA_OPTION_CHOICE] = " CHOICE", [TE_LUA_OPTION_DURATION] = " TIME",
    [TE_LUA_OPTION_SIZE] = " SIZE",     [TE_LUA_OPTION_FILE] = " FILE",
};

static void add(lua_State *L, te_buf *out, const char *text) {
    te_lua_require_memory(L, "options", te_buf_adds(out, text));
}

/* ---- Parts ---- */

/* Appends "--mode fast|slow"; whether the choices are in it. */
static bool add_flag(lua_State *L, int index, const te_lua_option *option,
                     te_buf *out) {
    add(L, out, te_lua_option_push_flag(L, option->name));
    if (option->type == TE_LUA_OPTION_CHOICE) {
        const char *word = te_lua_option_push_list(L, index, "choices", "|");
        if (strlen(word) <= WORD_COLUMNS) {
            add(L, out, " ");
            add(L, out, word);
            return true;
        }
    }
    add(L, out, value_words[option->type]);
    return false;
}

/* Begins a detail: " (" before the first, "; " before the others. */
static void add_detail(lua_State *L, te_buf *out, bool *is_open) {
    add(L, out, *is_open ? "; " : out->length > 0 ? " (" : "(");
    *is_open = true;
}

static void add_default(lua_State *L, int index, const te_lua_option *option,
                        te_buf *out, bool *is_open) {
    int type = lua_rawgeti(L, index, 1);
    bool is_flag = type == LUA_TBOOLEAN;
    const char *value = luaL_tolstring(L, -1, NULL);
    if (is_flag && lua_toboolean(L, -2)) {
        add_detail(L, out, is_open);
        add(L, out, "on unless ");
        add(L, out, te_lua_option_push_flag(L, option->name));
        add(L, out, "=no");
    } else if (type != LUA_TNIL && !is_flag && value[0] != '\0') {
        add_detail(L, out, is_open);
        add(L, out, "default ");
        add(L, out, value);
        bool is_seconds =
            type == LUA_TNUMBER && option->type == TE_LUA_OPTION_DURATION;
        add(L, out, is_seconds ? "s" : "");
    }
}

/* Appends what is known beside the help, in parentheses. */
static void add_details(lua_State *L, int index, const te_lua_option *option,
                        bool has_choices, te_buf *out) {
    bool is_open = false;
    if (option->place > 0) {
        add_detail(L, out, &is_open);
        add(L, out, te_lua_option_push_word(L, option->name));
    } else if (option->is_several) {
        add_detail(L, out, &is_open);
        add(L, out, "may come several times");
    }
    if (option->type == TE_LUA_OPTION_CHOICE && !has_choices) {
        add_detail(L, out, &is_open);
        add(L, out, "one of ");
        add(L, out, te_lua_option_push_list(L, index, "choices", ", "));
    }
    if (option->has_min || option->has_max) {
        add_detail(L, out, &is_open);
        add(L, out, te_lua_option_push_bounds(L, option) + 1); /* a blank */
    }
    if (option->is_required) {
        add_detail(L, out, &is_open);
        add(L, out, "required");
    } else
        add_default(L, index, option, out, &is_open);
    const char *variables = te_lua_option_push_list(L, index, "env", ", $");
    if (variables[0] != '\0') {
        add_detail(L, out, &is_open);
        add(L, out, "or $");
        add(L, out, variables);
    }
    if (is_open) add(L, out, ")");
}

/* ---- Lines ---- */

/* Appends the flag and, from a column of its own on, the text; on a line below
 * where the flag is too long. */
static void add_lines(lua_State *L, te_buf *flag, const char *text,
                      te_buf *out) {
    char blanks[HELP_COLUMN + 1];
    memset(blanks, ' ', HELP_COLUMN);
    blanks[HELP_COLUMN] = '\0';
    if (flag->length >= HELP_COLUMN || text[0] == '\0') {
        add(L, out, te_buf_str(flag));
        add(L, out, "\n");
        te_buf_reset(flag);
    }
    if (text[0] == '\0') return;
    if (flag->length < HELP_COLUMN) add(L, flag, blanks + flag->length);
    te_lua_require_memory(
        L, "options",
        te_text_wrap(out, text, te_buf_str(flag), blanks, COLUMNS, LINES_MAX));
}

static void describe(lua_State *L, int index, const te_lua_option *option,
                     te_buf *out) {
    te_buf *flag = te_lua_push_buf(L), *help = te_lua_push_buf(L);
    te_buf *text = te_lua_push_buf(L);
    add(L, flag, "  ");
    bool has_choices = add_flag(L, index, option, flag);
    add(L, help, option->help);
    add_details(L, index, option, has_choices, help);
    te_lua_require_memory(L, "options", te_text_clean(text, te_buf_str(help)));
    add_lines(L, flag, te_buf_str(text), out);
}

void te_lua_options_describe(lua_State *L, int index, te_buf *out) {
    index = lua_absindex(L, index);
    int top = lua_gettop(L);
    int count = te_lua_push_sorted_keys(L, index);
    int names = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        te_lua_option option;
        const char *name = lua_tostring(L, top + i);
        lua_getfield(L, index, name);
        te_lua_option_read(L, name, &option);
        luaL_checkstack(L, 20, "options");
        describe(L, names + 1, &option, out);
        lua_settop(L, names);
    }
    lua_settop(L, top);
}

/* ---- Help ---- */

/* Pushes the path of the file that calls. */
static const char *push_path(lua_State *L) {
    lua_Debug file;
    if (lua_getstack(L, 1, &file) == 0) return lua_pushliteral(L, "FILE.lua");
    lua_getinfo(L, "S", &file);
    return lua_pushstring(L, file.source[0] == '@' ? file.source + 1
                                                   : file.short_src);
}

static void log_lines(lua_State *L, const char *text) {
    while (*text != '\0') {
        int length = (int)strcspn(text, "\n");
        te_log(L, "%.*s", length, text);
        text += length + (text[length] == '\n');
    }
}

int te_lua_options_give_help(lua_State *L, int index) {
    te_buf *lines = te_lua_push_buf(L), *words = te_lua_push_buf(L);
    te_lua_options_describe(L, index, lines);
    te_lua_places_describe(L, index, words);
    te_log(L, "Usage: tengine [options] %s -- [options of the scenario]%s",
           push_path(L), te_buf_str(words));
    te_log(L, "%s", "");
    te_log(L, "Options of the scenario:");
    log_lines(L, te_buf_str(lines));
    te_push_error(L, "help", "");
    return lua_error(L);
}
