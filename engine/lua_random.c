/* lua_random.c - see lua_random.h. */
#include "lua_random.h"

#include "lua_keys.h"
#include "script.h"
#include "tengine_module.h"

#include <lauxlib.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

/* ---- Numbers ---- */

static lua_Number check_finite(lua_State *L, int arg) {
    lua_Number value = luaL_checknumber(L, arg);
    luaL_argcheck(L, isfinite(value), arg, "a finite number expected");
    return value;
}

/* Uniform from low to high, both included; every integer may be asked for. */
static lua_Integer draw_between(te_rng *rng, lua_Integer low,
                                lua_Integer high) {
    uint64_t span = (uint64_t)high - (uint64_t)low;
    uint64_t drawn =
        span == UINT64_MAX ? te_rng_next(rng) : te_rng_below(rng, span + 1);
    return (lua_Integer)((uint64_t)low + drawn);
}

/* math.random, with its contract: Lua 5.4 manual, 6.7. */
static int random_number(lua_State *L) {
    te_rng *rng = te_script_rng(L);
    lua_Integer low = 1, high;
    switch (lua_gettop(L)) {
    case 0:
        lua_pushnumber(L, te_rng_double(rng));
        return 1;
    case 1:
        high = luaL_checkinteger(L, 1);
        if (high == 0) { /* all bits of an integer */
            lua_pushinteger(L, (lua_Integer)te_rng_next(rng));
            return 1;
        }
        break;
    case 2:
        low = luaL_checkinteger(L, 1);
        high = luaL_checkinteger(L, 2);
        break;
    default:
        return luaL_error(L, "wrong number of arguments");
    }
    luaL_argcheck(L, low <= high, lua_gettop(L), "interval is empty");
    lua_pushinteger(L, draw_between(rng, low, high));
    return 1;
}

static int random_call(lua_State *L) {
    lua_remove(L, 1); /* the module itself */
    return random_number(L);
}

static int random_uniform(lua_State *L) {
    lua_Number a = check_finite(L, 1), b = check_finite(L, 2);
    luaL_argcheck(L, a <= b, 2, "interval is empty");
    /* Not a + (b - a) * share: that difference may be infinite. */
    lua_Number share = te_rng_double(te_script_rng(L));
    lua_Number drawn = a * (1 - share) + b * share;
    /* Rounding may reach b, or leave the interval by its last bit. */
    if (drawn >= b) drawn = nextafter(b, a);
    lua_pushnumber(L, drawn < a ? a : drawn);
    return 1;
}

static int random_exponential(lua_State *L) {
    lua_Number mean = check_finite(L, 1);
    luaL_argcheck(L, mean >= 0, 1, "a mean is 0 or more");
    lua_pushnumber(L, te_rng_exponential(te_script_rng(L), mean));
    return 1;
}

/* Box and Muller, 1958: two draws for each number, whatever they are. */
static int random_normal(lua_State *L) {
    lua_Number mean = check_finite(L, 1), sd = check_finite(L, 2);
    luaL_argcheck(L, sd >= 0, 2, "a standard deviation is 0 or more");
    te_rng *rng = te_script_rng(L);
    double radius = sqrt(-2 * log1p(-te_rng_double(rng)));
    double angle = 6.283185307179586 * te_rng_double(rng);
    lua_pushnumber(L, mean + sd * radius * cos(angle));
    return 1;
}

/* ---- One of several ---- */

static int random_choice(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer count = luaL_len(L, 1);
    luaL_argcheck(L, count > 0, 1, "the list is empty");
    lua_geti(L, 1, draw_between(te_script_rng(L), 1, count));
    return 1;
}

/* The weight on top, which it pops. */
static double take_weight(lua_State *L, const char *whose) {
    lua_Number weight = lua_tonumber(L, -1);
    bool is_weight = lua_type(L, -1) == LUA_TNUMBER && isfinite(weight);
    if (!is_weight || weight < 0)
        luaL_error(L, "random.weighted: the weight of %s is no number from 0",
                   whose);
    lua_pop(L, 1);
    return weight;
}

/* How the two forms of a weighted table are read: the entries are counted
 * from 1, names lie sorted on the stack from slot 2 on. */
static double weight_of(lua_State *L, int i, bool is_list) {
    if (!is_list) {
        lua_pushvalue(L, 1 + i);
        lua_rawget(L, 1);
        return take_weight(L, lua_tostring(L, 1 + i));
    }
    char whose[40];
    snprintf(whose, sizeof whose, "entry %d", i);
    if (lua_rawgeti(L, 1, i) != LUA_TTABLE)
        luaL_error(L, "random.weighted: %s is no {value, weight}", whose);
    te_table_thaw(L, -1);
    lua_rawgeti(L, -1, 2);
    lua_remove(L, -2);
    return take_weight(L, whose);
}

static int push_entry(lua_State *L, int i, bool is_list) {
    if (!is_list) {
        lua_pushvalue(L, 1 + i);
        return 1;
    }
    lua_rawgeti(L, 1, i);
    te_table_thaw(L, -1);
    lua_rawgeti(L, -1, 1);
    return 1;
}

static int random_weighted(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    te_table_thaw(L, 1);
    lua_settop(L, 1);
    bool is_list = lua_rawlen(L, 1) > 0;
    int count = is_list ? (int)lua_rawlen(L, 1) : te_lua_push_sorted_keys(L, 1);
    luaL_checkstack(L, 4, "random.weighted");
    double total = 0;
    for (int i = 1; i <= count; i++)
        total += weight_of(L, i, is_list);
    luaL_argcheck(L, total > 0 && isfinite(total), 1,
                  "the weights come to nothing");
    double left = te_rng_double(te_script_rng(L)) * total;
    int chosen = 0;
    for (int i = 1; i <= count && (chosen == 0 || left >= 0); i++) {
        double weight = weight_of(L, i, is_list);
        if (weight == 0) continue; /* never, not even by rounding */
        chosen = i;
        left -= weight;
        if (left < 0) break;
    }
    return push_entry(L, chosen, is_list);
}

/* ---- Text ---- */

static int random_string(lua_State *L) {
    size_t letters;
    lua_Integer count = luaL_checkinteger(L, 1);
    const char *alphabet =
        luaL_optlstring(L, 2,
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "abcdefghijklmnopqrstuvwxyz0123456789",
                        &letters);
    luaL_argcheck(L, count >= 0, 1, "a length is 0 or more");
    luaL_argcheck(L, letters > 0, 2, "the alphabet is empty");
    te_rng *rng = te_script_rng(L);
    luaL_Buffer out;
    char *text = luaL_buffinitsize(L, &out, (size_t)count);
    for (lua_Integer i = 0; i < count; i++)
        text[i] = alphabet[te_rng_below(rng, letters)];
    luaL_pushresultsize(&out, (size_t)count);
    return 1;
}

/* RFC 9562, 5.4: four bits say the version, two the variant. */
static int random_uuid(lua_State *L) {
    te_rng *rng = te_script_rng(L);
    uint64_t high = te_rng_next(rng), low = te_rng_next(rng);
    high = (high & ~UINT64_C(0xf000)) | UINT64_C(0x4000);
    low = (low & ~(UINT64_C(3) << 62)) | (UINT64_C(2) << 62);
    char text[40];
    snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx",
             (unsigned)(high >> 32), (unsigned)(high >> 16) & 0xffffU,
             (unsigned)high & 0xffffU, (unsigned)(low >> 48),
             (unsigned long long)(low & UINT64_C(0xffffffffffff)));
    lua_pushstring(L, text);
    return 1;
}

/* ---- The module ---- */

static int random_seed(lua_State *L) {
    return luaL_error(L, "math.randomseed: the run's seed decides (--seed), "
                         "so that a run can be repeated");
}

void te_open_random(lua_State *L) {
    static const luaL_Reg in_math[] = {
        {"random", random_number},
        {"randomseed", random_seed},
        {NULL, NULL},
    };
    lua_getglobal(L, "math");
    luaL_setfuncs(L, in_math, 0);
    lua_pop(L, 1);
}

static const luaL_Reg functions[] = {
    {"uniform", random_uniform},   {"exponential", random_exponential},
    {"normal", random_normal},     {"choice", random_choice},
    {"weighted", random_weighted}, {"string", random_string},
    {"uuid", random_uuid},         {NULL, NULL},
};

int te_luaopen_random(lua_State *L) {
    luaL_newlib(L, functions);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, random_call);
    lua_setfield(L, -2, "__call");
    lua_setmetatable(L, -2);
    return 1;
}
