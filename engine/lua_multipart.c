/* lua_multipart.c - see lua_multipart.h. */
#include "lua_multipart.h"

#include "lua_buf.h"
#include "lua_error.h"
#include "lua_fields.h"
#include "lua_pieces.h"
#include "script.h"
#include "tengine_module.h"

#include <string.h>

static const char WHAT[] = "multipart";

typedef struct form {
    te_body *body;
    int keep; /* where texts stay that the body borrows */
    const char *boundary;
} form;

/* The texts lie in the table that describes the part, or on the stack. */
typedef struct part {
    te_slice name;
    te_slice data;        /* unless there are pieces or a path */
    int pieces;           /* the index of their list, or 0 */
    const char *path;     /* of a file, or NULL */
    const char *filename; /* what the server is told, or NULL */
    const char *type;     /* or NULL */
} part;

/* ---- Writing ---- */

static void add(lua_State *L, const form *f, te_slice text) {
    te_lua_require_memory(L, WHAT, te_body_add(f->body, text));
}

static void add_text(lua_State *L, const form *f, const char *text) {
    add(L, f, te_slice_of(text));
}

/* '"' and line ends are escaped, nothing else. */
static void add_quoted(lua_State *L, const form *f, te_slice text) {
    add_text(L, f, "\"");
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '"')
            add_text(L, f, "%22");
        else if (c == '\r')
            add_text(L, f, "%0D");
        else if (c == '\n')
            add_text(L, f, "%0A");
        else
            add(L, f, (te_slice){&c, 1});
    }
    add_text(L, f, "\"");
}

static void add_content(lua_State *L, const form *f, const part *p) {
    if (p->pieces != 0)
        te_lua_add_pieces(L, p->pieces, WHAT, f->body, f->keep);
    else if (p->path == NULL)
        add(L, f, p->data);
    else
        te_lua_require_memory(L, WHAT, te_body_add_file(f->body, p->path));
}

static void add_part(lua_State *L, const form *f, const part *p) {
    add_text(L, f, "--");
    add_text(L, f, f->boundary);
    add_text(L, f, "\r\nContent-Disposition: form-data; name=");
    add_quoted(L, f, p->name);
    if (p->filename != NULL) {
        add_text(L, f, "; filename=");
        add_quoted(L, f, te_slice_of(p->filename));
    }
    if (p->type != NULL) {
        add_text(L, f, "\r\nContent-Type: ");
        add_text(L, f, p->type);
    }
    add_text(L, f, "\r\n\r\n");
    add_content(L, f, p);
    add_text(L, f, "\r\n");
}

/* ---- Reading a part that is a table, on top of the stack ---- */

static void check_keys(lua_State *L) {
    static const char *const known[] = {"name",     "data", "path",
                                        "filename", "type", NULL};
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "%s: a part is a text, or a table with data or path",
                       WHAT);
        const char *key = lua_tostring(L, -2);
        if (te_suggest_is_known(key, known)) continue;
        te_suggestion near = te_suggestion_among(key, known);
        te_raise_unknown_option(L, WHAT, &near);
    }
}

static bool is_one_line(const char *text, size_t length) {
    return strlen(text) == length && strpbrk(text, "\r\n") == NULL;
}

/* The table keeps the text alive. */
static const char *text_of(lua_State *L, const char *key) {
    const char *text = NULL;
    lua_pushstring(L, key);
    if (lua_rawget(L, -2) != LUA_TNIL) {
        size_t length;
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "%s: %s is a text, not a %s", WHAT, key,
                       luaL_typename(L, -1));
        text = lua_tolstring(L, -1, &length);
        bool is_quoted = strcmp(key, "type") != 0; /* as a name is */
        if (is_quoted ? strlen(text) != length : !is_one_line(text, length))
            luaL_error(L, "%s: %s cannot hold %s", WHAT, key,
                       is_quoted ? "NUL" : "a line break or NUL");
    }
    lua_pop(L, 1);
    return text;
}

static const char *last_name_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* Pushes the data, which thus stays alive. */
static void read_content(lua_State *L, part *p) {
    p->path = text_of(L, "path");
    p->filename = text_of(L, "filename");
    p->type = text_of(L, "type");
    lua_pushliteral(L, "data");
    bool has_data = lua_rawget(L, -2) != LUA_TNIL;
    if (has_data == (p->path != NULL))
        luaL_error(L, "%s: %s has either data or a path", WHAT, p->name.data);
    if (lua_istable(L, -1))
        p->pieces = lua_gettop(L);
    else if (has_data)
        p->data = te_lua_field_text(L, -1, WHAT, p->name);
    if (p->path != NULL && p->filename == NULL)
        p->filename = last_name_of(p->path);
    if (p->filename != NULL && p->type == NULL)
        p->type = "application/octet-stream";
}

/* ---- The two shapes of the table ---- */

/* Where the name is a key, `name` is the one of the file. */
static void add_named(lua_State *L, te_slice name, void *arg) {
    part p = {.name = name};
    int top = lua_gettop(L);
    if (strlen(name.data) != name.length)
        luaL_error(L, "%s: a name cannot hold NUL", WHAT);
    if (lua_istable(L, -1)) {
        check_keys(L);
        const char *shown = text_of(L, "name");
        read_content(L, &p);
        if (shown != NULL) p.filename = shown;
    } else {
        lua_pushvalue(L, -1);
        p.data = te_lua_field_text(L, -1, WHAT, name);
    }
    add_part(L, arg, &p);
    lua_settop(L, top);
}

static void add_listed(lua_State *L, int index, const form *f) {
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    for (lua_Integer i = 1; i <= count; i++) {
        part p = {.name = {NULL, 0}};
        lua_rawgeti(L, index, i);
        te_table_thaw(L, -1);
        if (!lua_istable(L, -1))
            luaL_error(L, "%s: number %I of the list is no { name = ... }",
                       WHAT, (LUAI_UACINT)i);
        check_keys(L);
        p.name.data = text_of(L, "name");
        if (p.name.data == NULL)
            luaL_error(L, "%s: number %I of the list has no name", WHAT,
                       (LUAI_UACINT)i);
        p.name.length = strlen(p.name.data);
        read_content(L, &p);
        add_part(L, f, &p);
        lua_pop(L, 2);
    }
}

void te_lua_add_multipart(lua_State *L, int index, te_body *body, int keep,
                          char boundary[TE_BOUNDARY_BYTES]) {
    te_rng *rng = te_script_rng(L);
    unsigned long long high = te_rng_next(rng), low = te_rng_next(rng);
    snprintf(boundary, TE_BOUNDARY_BYTES, "----tengine%016llx%016llx", high,
             low);
    form f = {body, keep, boundary};
    index = lua_absindex(L, index);
    te_table_thaw(L, index);
    if (!lua_istable(L, index))
        luaL_error(L, "%s: a table of parts is wanted, not a %s", WHAT,
                   luaL_typename(L, index));
    if (te_lua_is_list(L, index))
        add_listed(L, index, &f);
    else
        te_lua_each_named(L, index, WHAT, add_named, &f);
    add_text(L, &f, "--");
    add_text(L, &f, boundary);
    add_text(L, &f, "--\r\n");
}
