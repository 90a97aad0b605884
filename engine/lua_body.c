/* lua_body.c - see lua_body.h. */
#include "lua_body.h"

#include "lua_buf.h"
#include "lua_fields.h"
#include "lua_json.h"
#include "lua_multipart.h"
#include "lua_pieces.h"
#include "tengine_module.h"

#include <string.h>

/* The type that a body brings. That of the session stays, but where the body
 * cannot be understood without its own. */
static void set_type(lua_State *L, te_call *call, const char *type,
                     bool replace) {
    static const char name[] = "Content-Type";
    te_headers *headers = &call->options.headers;
    if (replace) te_headers_remove(headers, name, sizeof name - 1);
    if (te_headers_find(headers, name, NULL) != NULL) return;
    te_lua_require_memory(L, "request",
                          te_headers_add(headers, name, sizeof name - 1, type,
                                         strlen(type), NULL));
}

/* ---- One text: each reads the value on top of the stack ---- */

/* The text on top is the body: it is moved to where it stays alive. */
static void send_text(lua_State *L, te_call *call) {
    te_slice text;
    lua_replace(L, 4);
    text.data = lua_tolstring(L, 4, &text.length);
    te_lua_require_memory(L, "request", te_body_borrow(&call->body, text));
}

static void read_data(lua_State *L, te_call *call) {
    if (lua_istable(L, -1) && te_lua_is_list(L, -1)) {
        te_lua_add_pieces(L, -1, "request", &call->body, 4);
        return;
    }
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L,
                   "request: data is a text or a list of its pieces, not a %s; "
                   "tables go as json, form or multipart",
                   luaL_typename(L, -1));
    lua_pushvalue(L, -1);
    send_text(L, call);
}

static void read_json(lua_State *L, te_call *call) {
    te_json_encode(L, -1);
    send_text(L, call);
    set_type(L, call, "application/json", false);
}

static void read_form(lua_State *L, te_call *call) {
    te_buf *form = te_lua_push_buf(L);
    te_lua_add_fields(L, -2, "form", te_url_escape_form, form);
    te_lua_push_string_of(L, form);
    send_text(L, call);
    lua_pop(L, 1);
    set_type(L, call, "application/x-www-form-urlencoded", false);
}

/* ---- More than one text ---- */

static void read_multipart(lua_State *L, te_call *call) {
    char boundary[TE_BOUNDARY_BYTES], type[TE_BOUNDARY_BYTES + 32];
    te_lua_add_multipart(L, -1, &call->body, 4, boundary);
    snprintf(type, sizeof type, "multipart/form-data; boundary=%s", boundary);
    set_type(L, call, type, true);
}

static void read_file(lua_State *L, te_call *call) {
    size_t length;
    if (lua_type(L, -1) != LUA_TSTRING)
        luaL_error(L, "request: file is a path, not a %s",
                   luaL_typename(L, -1));
    const char *path = lua_tolstring(L, -1, &length);
    if (strlen(path) != length) luaL_error(L, "request: file cannot hold NUL");
    te_lua_require_memory(L, "request", te_body_add_file(&call->body, path));
}

/* ---- Which of them ---- */

void te_lua_read_body(lua_State *L, te_call *call) {
    static const struct {
        const char *key;
        void (*read)(lua_State *L, te_call *call);
    } kinds[] = {{"data", read_data},
                 {"json", read_json},
                 {"form", read_form},
                 {"multipart", read_multipart},
                 {"file", read_file}};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        lua_pushstring(L, kinds[i].key);
        if (lua_rawget(L, 3) != LUA_TNIL) {
            if (first != NULL)
                luaL_error(L,
                           "request: %s and %s are two bodies: one of data, "
                           "json, form, multipart and file is wanted",
                           first, kinds[i].key);
            first = kinds[i].key;
            kinds[i].read(L, call);
        }
        lua_pop(L, 1);
    }
}
