/* picker.c - see picker.h. */
#include "picker.h"

#include "suggest.h"

#include <lauxlib.h>
#include <string.h>

const te_scenario *te_picker_draw(const te_scenario *scenarios, size_t count,
                                  te_rng *rng) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += scenarios[i].weight;
    double at = te_rng_double(rng) * sum;
    const te_scenario *picked = NULL;
    for (size_t i = 0; i < count; i++) {
        const te_scenario *s = &scenarios[i];
        if (s->weight <= 0) continue;
        picked = s;
        if (at < s->weight) break;
        at -= s->weight;
    }
    return picked;
}

const te_scenario *te_picker_at(const te_script *script, uint64_t n) {
    for (size_t i = 0; i < script->scenario_count; i++) {
        const te_scenario *s = &script->scenarios[i];
        if (te_script_is_on(script, s) && --n == 0) return s;
    }
    return NULL;
}

const te_scenario *te_picker_find(const te_scenario *scenarios, size_t count,
                                  te_rng *rng, lua_State *L) {
    if (lua_isnil(L, 1)) return te_picker_draw(scenarios, count, rng);
    if (lua_type(L, 1) != LUA_TSTRING) return NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(scenarios[i].name, lua_tostring(L, 1)) == 0)
            return &scenarios[i];
    return NULL;
}

int te_picker_refuse(lua_State *L) {
    const te_script *script = te_script_of(L);
    if (lua_isnil(L, 1))
        return luaL_error(L, "it picked nothing, and every weight is 0");
    if (lua_type(L, 1) != LUA_TSTRING)
        return luaL_error(L, "it returns the name of a scenario, not a %s",
                          luaL_typename(L, 1));
    te_suggestion near = te_suggestion_for(lua_tostring(L, 1));
    for (size_t i = 0; i < script->scenario_count; i++)
        te_suggestion_offer(&near, script->scenarios[i].name);
    if (near.best == NULL)
        return luaL_error(L, "there is no scenario '%s'", near.word);
    return luaL_error(L, "there is no scenario '%s'; did you mean '%s'?",
                      near.word, near.best);
}
