/* listing.c - see listing.h. */
#include "listing.h"

#include "lua_options_help.h"
#include "table.h"
#include "tengine_module.h"

#include <stdlib.h>

static double sum_of_weights(const te_script *script) {
    double sum = 0;
    for (size_t i = 0; i < script->scenario_count; i++)
        sum += script->scenarios[i].weight;
    return sum;
}

/* Of the runs; a picker, where there is one, does not look at weights. */
static te_text share_of(const te_script *script, const te_scenario *scenario,
                        double sum) {
    if (!te_script_is_on(script, scenario)) return (te_text){"off"};
    if (script->single != NULL) return te_text_share(1, 1);
    if (script->fixtures[TE_SCENARIO_PICKER] != LUA_NOREF)
        return (te_text){"picked"};
    return te_text_share(scenario->weight, sum);
}

static void print_scenarios(FILE *out, const te_script *script) {
    double sum = sum_of_weights(script);
    te_table t;
    te_table_init(&t, 4);
    te_table_cell(&t, "SCENARIOS");
    te_table_cell(&t, "weight");
    te_table_cell(&t, "share");
    te_table_cell(&t, "delay");
    for (size_t i = 0; i < script->scenario_count; i++) {
        const te_scenario *s = &script->scenarios[i];
        te_table_cell(&t, s->name);
        te_table_cell(&t, te_text_count(s->weight).s);
        te_table_cell(&t, share_of(script, s, sum).s);
        te_table_cell(&t, s->delay_ns > 0 ? te_text_duration(s->delay_ns).s
                                          : "none");
    }
    te_table_print(&t, out);
    te_table_free(&t);
}

/* `ref`: LUA_NOREF where the file has none of that name. */
static void add_name(te_buf *names, int ref, const char *name) {
    if (ref == LUA_NOREF) return;
    te_buf_addf(names, "%s%s", names->length > 0 ? ", " : "", name);
}

static void print_fixtures(FILE *out, const te_script *script) {
    te_buf names = TE_BUF_INIT;
    for (int i = 0; i < TE_FIXTURE_COUNT; i++)
        add_name(&names, script->fixtures[i], te_fixture_name((te_fixture)i));
    add_name(&names, script->listeners, "events");
    if (names.length > 0) {
        fprintf(out, "\nFIXTURES\n");
        te_text_print(out, te_buf_str(&names), "  ", "  ", TE_FIXTURE_COUNT);
    }
    te_buf_free(&names);
}

/* Under protection: describing may find no memory. */
static int describe_options(lua_State *L) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, te_script_of(L)->options);
    te_lua_options_describe(L, -1, lua_touserdata(L, 1));
    return 0;
}

static void print_options(FILE *out, const te_script *script) {
    te_buf lines = TE_BUF_INIT;
    lua_State *L = script->L;
    if (script->options == LUA_NOREF) return;
    lua_pushcfunction(L, describe_options);
    lua_pushlightuserdata(L, &lines);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) lua_pop(L, 1);
    fprintf(out, "\nOPTIONS, after --\n%s", te_buf_str(&lines));
    te_buf_free(&lines);
}

void te_listing_print(FILE *out, const te_script *script) {
    print_scenarios(out, script);
    print_fixtures(out, script);
    print_options(out, script);
}

te_scenario_fact *te_listing_facts(const te_script *script, size_t *count) {
    te_scenario_fact *facts = calloc(script->scenario_count + 1, sizeof *facts);
    *count = facts != NULL ? script->scenario_count : 0;
    for (size_t i = 0; i < *count; i++) {
        const te_scenario *scenario = &script->scenarios[i];
        facts[i].name = scenario->name;
        facts[i].weight = scenario->weight;
        facts[i].is_on = te_script_is_on(script, scenario);
    }
    return facts;
}
