/* lua_links.c - see lua_links.h. */
#include "lua_links.h"

#include "html.h"
#include "lua_buf.h"
#include "lua_error.h"
#include "tengine_module.h"
#include "url.h"

#include <lauxlib.h>
#include <string.h>

enum { FILTER = 2, TAGS, PATTERN, LIST, SEEN }; /* on the stack */

/* ---- The filter ---- */

static void check_keys(lua_State *L) {
    static const char *const known[] = {"tag", "same_host", "match", NULL};
    for (lua_pushnil(L); lua_next(L, FILTER) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "links: options are named");
        const char *key = lua_tostring(L, -2);
        if (te_suggest_is_known(key, known)) continue;
        te_suggestion near = te_suggestion_among(key, known);
        te_raise_unknown_option(L, "links", &near);
    }
}

/* Pushes a list of names, or nil where every tag will do. */
static void push_tags(lua_State *L) {
    int type = lua_getfield(L, FILTER, "tag");
    if (type == LUA_TSTRING) {
        lua_createtable(L, 1, 0);
        lua_insert(L, -2);
        lua_rawseti(L, -2, 1);
    } else if (type != LUA_TTABLE && type != LUA_TNIL)
        luaL_error(L, "links: tag is the name of a tag or a list of them");
    te_table_thaw(L, -1);
    for (size_t i = 1; type == LUA_TTABLE && i <= lua_rawlen(L, -1); i++) {
        if (lua_rawgeti(L, -1, (lua_Integer)i) != LUA_TSTRING)
            luaL_error(L, "links: tag is the name of a tag or a list of them");
        lua_pop(L, 1);
    }
}

/* Puts TAGS and PATTERN (or nil) on the stack; whether same_host is set. */
static bool read_filter(lua_State *L) {
    if (lua_isnoneornil(L, FILTER)) {
        lua_settop(L, PATTERN);
        return false;
    }
    lua_settop(L, FILTER);
    luaL_checktype(L, FILTER, LUA_TTABLE);
    te_table_thaw(L, FILTER);
    check_keys(L);
    push_tags(L);
    int type = lua_getfield(L, FILTER, "match");
    if (type != LUA_TNIL && type != LUA_TSTRING)
        luaL_error(L, "links: match is a pattern, a text");
    type = lua_getfield(L, FILTER, "same_host");
    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        luaL_error(L, "links: same_host is true or false");
    bool is_same_host = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return is_same_host;
}

static bool is_wanted_tag(lua_State *L, te_slice tag) {
    bool is_wanted = !lua_istable(L, TAGS);
    size_t count = is_wanted ? 0 : lua_rawlen(L, TAGS);
    for (size_t i = 1; i <= count && !is_wanted; i++) {
        lua_rawgeti(L, TAGS, (lua_Integer)i);
        is_wanted = te_slice_alike(tag, te_slice_of(lua_tostring(L, -1)));
        lua_pop(L, 1);
    }
    return is_wanted;
}

/* Of the URL on top. */
static bool is_match(lua_State *L) {
    if (lua_isnil(L, PATTERN)) return true;
    lua_getfield(L, -1, "find"); /* as ("text").find */
    lua_pushvalue(L, -2);
    lua_pushvalue(L, PATTERN);
    lua_call(L, 2, 1);
    bool is_found = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return is_found;
}

/* ---- The URLs ---- */

typedef struct links {
    te_url page, base; /* base: what relative ones are resolved against */
    bool is_same_host;
    te_buf *base_text, *value, *resolved;
    lua_Integer count;
    size_t bytes;
} links;

/* The URL that a value means, into `out`; false where it is none. */
static bool resolve(lua_State *L, links *l, te_slice value, te_buf *out) {
    te_buf_reset(l->value);
    te_buf_reset(out);
    if (value.length > TE_URL_MAX_BYTES) return false;
    te_lua_require_memory(L, "links", te_html_url(value, l->value));
    te_slice location = {l->value->data, l->value->length};
    if (location.length == 0 || location.data[0] == '#') return false;
    return te_url_resolve(&l->base, location, out, NULL);
}

/* <base href>: the first one counts, for the whole page. */
static void find_base(lua_State *L, links *l, te_slice page) {
    te_html html = te_html_begin(page);
    te_html_link link;
    while (te_html_next(&html, &link)) {
        if (!te_slice_alike(link.tag, te_slice_of("base"))) continue;
        if (resolve(L, l, link.value, l->base_text))
            te_url_parse(l->base_text->data, l->base_text->length, &l->base,
                         NULL);
        return;
    }
}

static void add_link(lua_State *L, links *l, const te_html_link *link) {
    te_url url;
    if (!is_wanted_tag(L, link->tag) ||
        te_slice_alike(link->tag, te_slice_of("base")) ||
        !resolve(L, l, link->value, l->resolved))
        return;
    l->bytes += l->resolved->length;
    if (l->is_same_host &&
        !(te_url_parse(l->resolved->data, l->resolved->length, &url, NULL) &&
          te_url_same_host(&url, &l->page)))
        return;
    lua_pushlstring(L, l->resolved->data, l->resolved->length);
    lua_pushvalue(L, -1);
    bool is_new = lua_rawget(L, SEEN) == LUA_TNIL;
    lua_pop(L, 1);
    if (is_new && is_match(L)) {
        lua_pushvalue(L, -1);
        lua_rawseti(L, LIST, ++l->count);
        lua_pushboolean(L, 1);
        lua_rawset(L, SEEN);
    } else
        lua_pop(L, 1);
}

int te_links_push(lua_State *L, te_slice page, te_slice url) {
    links l = {.is_same_host = read_filter(L)};
    lua_newtable(L); /* LIST */
    lua_newtable(L); /* SEEN */
    l.base_text = te_lua_push_buf(L);
    l.value = te_lua_push_buf(L);
    l.resolved = te_lua_push_buf(L);
    if (te_url_parse(url.data, url.length, &l.page, NULL)) {
        l.base = l.page;
        find_base(L, &l, page);
        te_html html = te_html_begin(page);
        te_html_link link;
        while (l.count < TE_LINKS_MAX && l.bytes < TE_LINKS_MAX_BYTES &&
               te_html_next(&html, &link))
            add_link(L, &l, &link);
    }
    lua_settop(L, LIST);
    return 1;
}
