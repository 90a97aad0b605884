/* json_fuzz.c - what was decoded is encoded and decoded again as the same.
 *
 * Decoding any bytes either raises or gives a value that can be encoded; the
 * text made of it, decoded and encoded once more, is the same text. */
#include "lua_json.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static int decode(lua_State *L) {
    size_t length;
    const char *text = lua_tolstring(L, 1, &length);
    te_json_decode(L, text, length);
    return 1;
}

/* Replaces the value on top by its text. */
static void encode_top(lua_State *L) {
    lua_getfield(L, 1, "encode");
    lua_insert(L, -2);
    require(lua_pcall(L, 1, 1, 0) == LUA_OK);
}

static void decode_top(lua_State *L) {
    lua_pushcfunction(L, decode);
    lua_insert(L, -2);
    require(lua_pcall(L, 1, 1, 0) == LUA_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static lua_State *L;
    if (L == NULL) {
        L = luaL_newstate();
        require(L != NULL);
        te_luaopen_json(L);
    }
    lua_pushcfunction(L, decode);
    lua_pushlstring(L, (const char *)data, size);
    if (lua_pcall(L, 1, 1, 0) == LUA_OK) {
        encode_top(L);
        lua_pushvalue(L, -1);
        decode_top(L);
        encode_top(L);
        require(lua_rawequal(L, -1, -2));
    }
    lua_settop(L, 1);
    return 0;
}
