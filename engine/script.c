/* script.c - see script.h. */
#include "script.h"

#include "lua_cycles.h"

#include "lua_error.h"
#include "lua_extension.h"
#include "lua_globals.h"
#include "lua_require.h"
#include "suggest.h"
#include "tengine_module.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is said of an error whose __tostring raises another. */
static const char INDESCRIBABLE[] = "an error that could not be described";

const char *te_fixture_name(te_fixture fixture) {
    static const char *const names[] = {
        [TE_GLOBAL_SETUP] = "global_setup",
        [TE_SETUP] = "setup",
        [TE_SETUP_SESSION] = "setup_session",
        [TE_TEARDOWN_SESSION] = "teardown_session",
        [TE_TEARDOWN] = "teardown",
        [TE_GLOBAL_TEARDOWN] = "global_teardown",
        [TE_SCENARIO_PICKER] = "scenario_picker",
        [TE_PROGRESS] = "progress",
        [TE_SUMMARY] = "summary",
    };
    return names[fixture];
}

te_script *te_script_of(lua_State *L) { return te_sched_context(L); }

te_actor *te_script_actor(lua_State *L) {
    te_script *script = te_script_of(L);
    te_task *task = te_sched_current(script->sched);
    te_actor *actor = task != NULL ? te_task_owner(task) : NULL;
    return actor != NULL ? actor : &script->actor;
}

te_rng *te_script_rng(lua_State *L) { return &te_script_actor(L)->rng; }

/* ---- Opening the state ---- */

static int open_state(lua_State *L) {
    te_script *script = lua_touserdata(L, 1);
    lua_newtable(L);
    script->args = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_newtable(L);
    script->orphan_errors = luaL_ref(L, LUA_REGISTRYINDEX);
    te_lua_cycles_watch(L, &script->lua_cycles);
    lua_pushvalue(L, 2);
    lua_call(L, 0, 0);
    return 0;
}

/* A lua_Alloc: before and after are bytes, 0 is no block. */
static void *allocate(void *pool, void *block, size_t before, size_t after) {
    if (block == NULL) return after > 0 ? te_pool_take(pool, after) : NULL;
    if (after > 0) return te_pool_resize(pool, block, before, after);
    te_pool_give(pool, block, before);
    return NULL;
}

static bool open_lua(te_script *script, lua_CFunction open, te_error *err) {
    script->pool = te_pool_new();
    lua_State *L = NULL;
    if (script->pool != NULL) L = lua_newstate(allocate, script->pool);
    script->L = L;
    if (L == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "Lua: no memory");
    script->sched = te_sched_new(L, script->loop, script, err);
    if (script->sched == NULL) return false;
    /* Tests look for what a collector at every step would free too soon. */
    if (getenv("TENGINE_EAGER_GC") != NULL) {
        lua_gc(L, LUA_GCINC, 100, 400, 0);
        lua_gc(L, LUA_GCSETPAUSE, 0);
    }
    lua_pushcfunction(L, open_state);
    lua_pushlightuserdata(L, script);
    lua_pushcfunction(L, open);
    if (lua_pcall(L, 2, 0, 0) == LUA_OK) return true;
    te_fail_as(err, TE_ERROR_SYSTEM, "Lua: %s", lua_tostring(L, -1));
    return false;
}

te_script *te_script_new(uint32_t index, te_common *common, te_loop *loop,
                         te_http *http, te_metrics *metrics,
                         te_failures *failures, lua_CFunction open,
                         te_error *err) {
    te_script *script = calloc(1, sizeof *script);
    if (script == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "script: no memory");
        return NULL;
    }
    script->index = index;
    script->common = common;
    script->loop = loop;
    script->http = http;
    script->metrics = metrics;
    script->failures = failures;
    script->options = LUA_NOREF;
    script->actor.doing = "(load)";
    script->actor.tags = "";
    script->actor.worker = TE_FAILURE_NO_WORKER;
    script->listeners = LUA_NOREF;
    for (int i = 0; i < TE_FIXTURE_COUNT; i++)
        script->fixtures[i] = LUA_NOREF;
    /* Far from the streams of the workers, which count from 0. The same for
     * every thread: what the file draws while it loads is the same for all. */
    te_rng_seed(&script->actor.rng, te_common_seed(common), UINT64_MAX);
    if (!open_lua(script, open, err)) {
        te_script_free(script);
        return NULL;
    }
    return script;
}

void te_script_free(te_script *script) {
    if (script == NULL) return;
    /* Tasks first: their waits point into what Lua holds. */
    te_sched_free(script->sched);
    if (script->L != NULL) lua_close(script->L);
    te_pool_free(script->pool);
    for (size_t i = 0; i < script->scenario_count; i++) {
        free(script->scenarios[i].name);
        free(script->scenarios[i].place);
        free(script->scenarios[i].tags);
    }
    free(script->scenarios);
    te_buf_free(&script->thresholds);
    te_plan_clear(&script->plan);
    free(script);
}

/* ---- Loading ---- */

static void check_args_used(lua_State *L, const te_script *script) {
    if (script->option_arg_count == 0) return;
    lua_pushfstring(L,
                    "the scenario declares no options, so '%s' after -- means "
                    "nothing",
                    script->option_args[0]);
    te_push_error(L, "input", lua_tostring(L, -1));
    lua_error(L);
}

static int load_file(lua_State *L) {
    const char *path = lua_tostring(L, 1);
    te_require_beside(L, path);
    /* Text only: bytecode can do anything to the process. */
    if (luaL_loadfilex(L, path, "t") != LUA_OK) {
        const char *message = lua_tostring(L, -1);
        if (strstr(message, path) == NULL)
            message = lua_pushfstring(L, "%s: %s", path, message);
        te_push_error(L, "script", message);
        return lua_error(L);
    }
    te_globals_check(L);
    te_script *script = te_script_of(L);
    script->trace = lua_touserdata(L, 2);
    lua_call(L, 0, 0);
    script->trace = NULL;
    check_args_used(L, script);
    return 0;
}

static int load_extension(lua_State *L) {
    const char *path = lua_tostring(L, 1);
    te_script *script = te_script_of(L);
    te_require_beside(L, path);
    te_extension_find(L, path);
    script->trace = lua_touserdata(L, 2);
    te_extension_open(L, path);
    script->trace = NULL;
    return 0;
}

/* Message handler: what the file was doing when it raised; a syntax error has
 * no such story. */
static int keep_traceback(lua_State *L) {
    te_buf *trace = te_script_of(L)->trace;
    if (trace == NULL) return 1;
    luaL_traceback(L, L, NULL, 1);
    te_buf_reset(trace);
    te_buf_adds(trace, lua_tostring(L, -1));
    lua_pop(L, 1);
    return 1;
}

/* Under protection: describing may call a __tostring, or find no memory. */
static int describe(lua_State *L) {
    te_error_describe(L, 1, lua_touserdata(L, 2));
    return 0;
}

/* The error object is on top. The message names the file; an error object or
 * a deep recursion does not say where it comes from. */
static bool fail_load(te_script *script, const char *path, const te_buf *trace,
                      bool with_traceback, te_error *err) {
    lua_State *L = script->L;
    te_buf text = TE_BUF_INIT;
    te_error_kind kind = te_error_kind_of(L, -1);
    lua_pushcfunction(L, describe);
    lua_insert(L, -2);
    lua_pushlightuserdata(L, &text);
    const char *message =
        lua_pcall(L, 2, 0, 0) == LUA_OK ? te_buf_str(&text) : INDESCRIBABLE;
    if (strncmp(message, "script: ", 8) == 0) message += 8;
    bool names_path = strstr(message, path) != NULL;
    /* One line; the rest, such as where a module was looked for, is for who
     * asks for more. */
    size_t length = strcspn(message, "\n");
    bool is_cut = !with_traceback && message[length] != '\0';
    if (!is_cut) length = strlen(message);
    if (is_cut && length > 0 && message[length - 1] == ':') length--;
    te_fail_as(err, kind, "%s%s%.*s%s%s", names_path ? "" : path,
               names_path ? "" : ": ", (int)length, message,
               trace->length > 0 ? "\n" : "", te_buf_str(trace));
    te_buf_free(&text);
    lua_settop(L, 0);
    return false;
}

/* Has one of the two loaders above run a file. */
static bool load(te_script *script, lua_CFunction loader, const char *path,
                 bool with_traceback, te_error *err) {
    lua_State *L = script->L;
    te_buf trace = TE_BUF_INIT;
    lua_pushcfunction(L, keep_traceback);
    lua_pushcfunction(L, loader);
    lua_pushstring(L, path);
    lua_pushlightuserdata(L, with_traceback ? &trace : NULL);
    bool ok = lua_pcall(L, 2, 0, 1) == LUA_OK ||
              fail_load(script, path, &trace, with_traceback, err);
    te_buf_free(&trace);
    script->trace = NULL;
    lua_settop(L, 0);
    return ok;
}

te_script_source te_script_source_of(const te_config *config, bool only_lists) {
    return (te_script_source){
        .path = config->scenario_path,
        .option_args = config->scenario_args,
        .option_arg_count = config->scenario_arg_count,
        .extensions = config->extensions,
        .extension_count = config->extension_count,
        .profile = config->profile_path,
        .single_mode = config->single_mode,
        .with_traceback = config->verbosity > 0,
        .only_lists = only_lists,
    };
}

/* A file of profiles takes the place of those of the scenario. */
static bool load_profile(te_script *script, const te_script_source *source,
                         te_error *err) {
    if (source->profile == NULL) return true;
    if (!load(script, load_file, source->profile, source->with_traceback, err))
        return false;
    script->plan.is_settled = true;
    return script->plan.count > 0 ||
           te_fail_as(err, TE_ERROR_SCRIPT,
                      "%s: no profile in it: say one with tengine.profile { "
                      "stages = \"30s:50\" }",
                      source->profile);
}

static bool load_all(te_script *script, const te_script_source *source,
                     te_error *err) {
    for (size_t i = 0; i < source->extension_count; i++) {
        if (!load(script, load_extension, source->extensions[i],
                  source->with_traceback, err))
            return false;
    }
    return load_profile(script, source, err) &&
           load(script, load_file, source->path, source->with_traceback, err);
}

/* The scenario that is to be the only one. */
static bool choose(te_script *script, const te_script_source *source,
                   te_error *err) {
    const char *name = source->single_mode;
    te_suggestion near = te_suggestion_for(name);
    te_buf known = TE_BUF_INIT, guess = TE_BUF_INIT;
    script->single = te_script_find_scenario(script, name);
    if (script->single != NULL) return true;
    for (size_t i = 0; i < script->scenario_count; i++) {
        te_suggestion_offer(&near, script->scenarios[i].name);
        te_buf_addf(&known, "%s'%.100s'", i > 0 ? ", " : "",
                    script->scenarios[i].name);
    }
    if (near.best != NULL)
        te_buf_addf(&guess, " (did you mean '%.100s'?)", near.best);
    te_fail(err, "%s: no scenario '%.100s'%s; it has: %s", source->path, name,
            te_buf_str(&guess), te_buf_str(&known));
    te_buf_free(&known);
    te_buf_free(&guess);
    return false;
}

static bool check_scenarios(const te_script *script, const char *path,
                            te_error *err) {
    for (size_t i = 0; i < script->scenario_count; i++) {
        if (te_script_is_on(script, &script->scenarios[i])) return true;
    }
    return te_fail_as(err, TE_ERROR_SCRIPT,
                      script->scenario_count == 0
                          ? "%s: no scenario in it: register one with "
                            "tengine.scenario(name, function)"
                          : "%s: every scenario has weight 0",
                      path);
}

/* The scenarios that a load names are there, and one of its has a weight. */
static bool check_load(const te_script *script, const te_load *load,
                       const char *path, te_error *err) {
    bool has_any = false;
    const char *name = load->names;
    for (; name != NULL && *name != '\0'; name += strlen(name) + 1) {
        if (te_script_find_scenario(script, name) != NULL) continue;
        te_suggestion near = te_suggestion_for(name);
        for (size_t i = 0; i < script->scenario_count; i++)
            te_suggestion_offer(&near, script->scenarios[i].name);
        return te_fail_as(err, TE_ERROR_SCRIPT,
                          near.best != NULL ? "%s: a profile names '%.100s', "
                                              "which is no scenario; did you "
                                              "mean '%.100s'?"
                                            : "%s: a profile names '%.100s', "
                                              "which is no scenario",
                          path, name, near.best);
    }
    for (size_t i = 0; i < script->scenario_count; i++) {
        const te_scenario *s = &script->scenarios[i];
        has_any = has_any ||
                  (te_load_has(load, s->name) && te_script_is_on(script, s));
    }
    return has_any || script->single != NULL ||
           te_fail_as(err, TE_ERROR_SCRIPT,
                      "%s: a profile names scenarios of weight 0 only", path);
}

static bool check_plan(const te_script *script, const char *path,
                       te_error *err) {
    for (size_t i = 0; i < script->plan.count; i++)
        if (!check_load(script, &script->plan.loads[i], path, err))
            return false;
    return true;
}

/* The file did not load with what stood in for options. */
static bool blame_stand_in(te_error *err) {
    if (err == NULL) return false;
    te_error cause = *err;
    return te_fail(err,
                   "%.800s (options that are required were not given; "
                   "-- --help tells of them)",
                   cause.message);
}

bool te_script_load(te_script *script, const te_script_source *source,
                    te_error *err) {
    script->option_args = source->option_args;
    script->option_arg_count = source->option_arg_count;
    script->only_lists = source->only_lists;
    script->is_loading = true;
    bool ok = load_all(script, source, err);
    script->is_loading = false;
    script->option_args = NULL;
    if (!ok) return script->stood_in ? blame_stand_in(err) : false;
    if (source->single_mode != NULL && script->scenario_count > 0)
        return choose(script, source, err);
    return check_scenarios(script, source->path, err) &&
           check_plan(script, source->path, err);
}

void te_script_check_loading(lua_State *L, const char *what) {
    if (!te_script_of(L)->is_loading)
        luaL_error(L, "%s: call it at the top of the file", what);
}

bool te_script_is_silent(const te_script *script) {
    return script->is_loading && script->index > 0;
}

bool te_script_take_stuck(te_script *script, const te_actor *actor) {
    if (script->stuck != actor) return false;
    script->stuck = NULL;
    return true;
}

/* ---- Registering ---- */

const te_scenario *te_script_find_scenario(const te_script *script,
                                           const char *name) {
    for (size_t i = 0; i < script->scenario_count; i++) {
        if (strcmp(script->scenarios[i].name, name) == 0)
            return &script->scenarios[i];
    }
    return NULL;
}

bool te_script_is_on(const te_script *script, const te_scenario *scenario) {
    if (script->single != NULL) return scenario == script->single;
    return scenario->weight > 0 ||
           script->fixtures[TE_SCENARIO_PICKER] != LUA_NOREF;
}

size_t te_script_count_on(const te_script *script) {
    size_t count = 0;
    for (size_t i = 0; i < script->scenario_count; i++)
        count += te_script_is_on(script, &script->scenarios[i]);
    return count;
}

static void add_series(te_script *script, te_scenario *scenario) {
    char tags[TE_TAGS_BYTES];
    te_metrics *m = script->metrics;
    snprintf(tags, sizeof tags, "%s", scenario->tags);
    te_tags_add_name(tags, "scenario", scenario->name);
    scenario->started = te_metrics_series(m, TE_COUNTER, "scenario.runs", tags);
    scenario->succeeded =
        te_metrics_series(m, TE_COUNTER, "scenario.succeeded", tags);
    scenario->failed =
        te_metrics_series(m, TE_COUNTER, "scenario.failed", tags);
    scenario->interrupted =
        te_metrics_series(m, TE_COUNTER, "scenario.interrupted", tags);
    scenario->duration =
        te_metrics_series(m, TE_TREND, "scenario.duration", tags);
}

bool te_script_retag(te_script *script, te_scenario *copy, const char *tags) {
    char all[TE_TAGS_BYTES];
    snprintf(all, sizeof all, "%s", copy->tags);
    te_tags_merge(all, sizeof all, tags);
    copy->tags = strdup(all);
    if (copy->tags != NULL && tags[0] != '\0') add_series(script, copy);
    return copy->tags != NULL;
}

static bool make_room(te_script *script) {
    if (script->scenario_count < script->scenario_room) return true;
    size_t room = script->scenario_room * 2 + 4;
    te_scenario *more = realloc(script->scenarios, room * sizeof *more);
    if (more == NULL) return false;
    script->scenarios = more;
    script->scenario_room = room;
    return true;
}

bool te_script_add_scenario(te_script *script, const char *name,
                            const char *place, double weight, uint64_t delay_ns,
                            const char *tags, int ref, te_error *err) {
    const te_scenario *other = te_script_find_scenario(script, name);
    if (other != NULL)
        return te_fail_as(err, TE_ERROR_SCRIPT,
                          "scenario '%s' is there already, at %s", name,
                          other->place);
    if (!make_room(script)) goto fail;
    te_scenario *scenario = &script->scenarios[script->scenario_count];
    *scenario = (te_scenario){.name = strdup(name),
                              .place = strdup(place),
                              .weight = weight,
                              .delay_ns = delay_ns,
                              .tags = strdup(tags),
                              .ref = ref};
    script->scenario_count++; /* what is half made is freed with the rest */
    if (scenario->name == NULL || scenario->place == NULL ||
        scenario->tags == NULL)
        goto fail;
    add_series(script, scenario);
    return true;
fail:
    return te_fail_as(err, TE_ERROR_SYSTEM, "scenario: no memory");
}

/* ---- Reporting what a task ended in ---- */

typedef struct report {
    te_script *script;
    const te_actor *actor;
    const char *doing;
    lua_State *L; /* where the frames stand, from */
    int level;    /* this one on */
    te_buf text;
    te_error_kind kind;
} report;

/* Whether the message names a place in the file: "file.lua:12". */
static bool names_place(const char *message, const char *file) {
    size_t length = strlen(file);
    const char *at = message;
    while ((at = strstr(at, file)) != NULL) {
        if (at[length] == ':') return true;
        at++;
    }
    return false;
}

/* "file.lua:12: " unless the message says where already; a place in the
 * scenario, not in a module of ours that it called. */
static void add_place(report *r, const char *message) {
    lua_Debug record;
    for (int level = r->level; lua_getstack(r->L, level, &record); level++) {
        lua_getinfo(r->L, "Sl", &record);
        if (record.currentline <= 0 || te_is_embedded(record.source)) continue;
        if (!names_place(message, record.short_src))
            te_buf_addf(&r->text, "%s:%d: ", record.short_src,
                        record.currentline);
        return;
    }
}

/* For the author of a scenario, who looks on. */
static void show_failure(const report *r, const char *traceback) {
    FILE *out = te_common_debug(r->script->common);
    te_buf text = TE_BUF_INIT;
    if (out == NULL) return;
    te_buf_addf(&text,
                "tengine: %s failed (worker %" PRIu32 ", step %" PRIu64
                "): %s\n%s",
                r->doing, r->actor->worker, r->actor->step,
                te_buf_str(&r->text), traceback != NULL ? traceback : "");
    te_text_print_lines(out, te_buf_str(&text));
    te_buf_free(&text);
}

/* The error is at index 2. Under protection: describing may call a __tostring,
 * or find no memory. */
static int build_report(lua_State *L) {
    report *r = lua_touserdata(L, 1);
    te_buf message = TE_BUF_INIT;
    r->kind = te_error_kind_of(L, -1);
    te_error_describe(L, -1, &message);
    add_place(r, te_buf_str(&message));
    te_buf_add(&r->text, te_buf_str(&message), message.length);
    te_buf_free(&message);
    if (te_failures_is_new(r->script->failures, r->doing,
                           te_buf_str(&r->text)) ||
        te_common_debug(r->script->common) != NULL)
        luaL_traceback(L, r->L, NULL, r->level);
    else
        lua_pushnil(L);
    te_failures_add(r->script->failures, r->doing, te_buf_str(&r->text),
                    lua_tostring(L, -1), r->actor->worker, r->actor->step);
    show_failure(r, lua_tostring(L, -1));
    return 0;
}

void te_script_report(te_script *script, te_task *task, const te_actor *actor,
                      te_error *err) {
    lua_State *L = script->L;
    report r = {.script = script,
                .actor = actor,
                .doing = actor->doing,
                .L = te_task_stack(task),
                .kind = TE_ERROR_SCRIPT};
    lua_pushcfunction(L, build_report);
    lua_pushlightuserdata(L, &r);
    lua_pushvalue(r.L, -1);
    lua_xmove(r.L, L, 1);
    if (lua_pcall(L, 2, 0, 0) != LUA_OK) {
        te_failures_add(script->failures, actor->doing, INDESCRIBABLE, NULL,
                        actor->worker, actor->step);
        te_buf_reset(&r.text);
        te_buf_adds(&r.text, INDESCRIBABLE);
    }
    lua_settop(L, 0);
    te_fail_as(err, r.kind, "%s", te_buf_str(&r.text));
    te_buf_free(&r.text);
}

void te_script_report_here(lua_State *L, const char *doing) {
    report r = {.script = te_script_of(L),
                .actor = te_script_actor(L),
                .doing = doing,
                .L = L,
                .level = 2}; /* above are build_report and the handler */
    lua_pushcfunction(L, build_report);
    lua_pushlightuserdata(L, &r);
    lua_pushvalue(L, 1);
    lua_call(L, 2, 0);
    te_buf_free(&r.text);
}
