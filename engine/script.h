/* script.h - a Lua state: loads a scenario file, opens its modules, keeps
 * what the file registers.
 *
 * Every engine thread has one and loads the same file. The bindings (lua_*.c)
 * find it from any coroutine with te_script_of(). */
#ifndef TE_SCRIPT_H
#define TE_SCRIPT_H

#include "buf.h"
#include "common.h"
#include "http.h"
#include "metrics.h"
#include "plan.h"
#include "pool.h"
#include "rng.h"
#include "task.h"
#include "tengine.h"

/* The functions that a scenario file may give, beside its scenarios. */
typedef enum {
    TE_GLOBAL_SETUP,
    TE_SETUP,
    TE_SETUP_SESSION,
    TE_TEARDOWN_SESSION,
    TE_TEARDOWN,
    TE_GLOBAL_TEARDOWN,
    TE_SCENARIO_PICKER,
    TE_PROGRESS,
    TE_SUMMARY,
    TE_FIXTURE_COUNT,
} te_fixture;

const char *te_fixture_name(te_fixture fixture);

typedef struct te_scenario {
    char *name;
    char *place;   /* where it was registered: "shop.lua:12" */
    double weight; /* 0: off */
    uint64_t delay_ns;
    int ref;    /* its function, in the registry */
    char *tags; /* the author's, on all that it counts; "" is none */
    te_series *started, *succeeded, *failed, *interrupted, *duration;
} te_scenario;

/* Whom a task acts for: a worker's tasks, or a fixture of the run. The owner
 * of every task points to one. */
typedef struct te_actor {
    te_rng rng;
    uint32_t worker;   /* its number, from 0; or TE_FAILURE_NO_WORKER */
    uint64_t step;     /* runs begun so far */
    const char *doing; /* the scenario's name, or the fixture's */
    const char *tags;  /* of all that it counts: the scenario's, or "" */
} te_actor;

typedef struct te_script {
    lua_State *L;
    te_pool *pool;  /* its memory */
    uint32_t index; /* 0: the first, which runs the global fixtures */
    te_common *common;
    te_loop *loop;
    te_sched *sched;
    te_http *http;
    te_metrics *metrics;
    te_failures *failures;
    struct te_statsd *statsd; /* for the scenario's own figures, or NULL */

    bool is_loading; /* the file's top level runs */
    bool only_lists; /* only to see what it registers */
    bool stood_in;   /* for an option that is required and was not given */
    te_buf *trace;   /* where a traceback of an error in it goes, or NULL */
    te_scenario *scenarios;
    size_t scenario_count, scenario_room;
    te_plan plan;                   /* the profiles that the file asks for */
    const te_scenario *single;      /* the only one that is run, or NULL: all */
    int fixtures[TE_FIXTURE_COUNT]; /* registry, or LUA_NOREF */
    te_buf thresholds;              /* texts, each with its NUL */
    int listeners;       /* registry: a list of functions, or LUA_NOREF */
    int args;            /* registry: the values of the scenario's options */
    int options;         /* registry: their declarations, or LUA_NOREF */
    te_actor actor;      /* of what runs outside any worker */
    uint64_t lua_cycles; /* how often the collector went round */
    int orphan_errors;   /* registry: see lua_flow.c */
    /* Whose child never waited and was ended: it is to be ended as well. */
    te_actor *stuck;

    char *const *option_args; /* after "--", borrowed while loading */
    size_t option_arg_count;
} te_script;

/* The parts must outlive the script. `open` fills the new state with what the
 * file may use. Fails only without memory. */
te_script *te_script_new(uint32_t index, te_common *common, te_loop *loop,
                         te_http *http, te_metrics *metrics,
                         te_failures *failures, lua_CFunction open,
                         te_error *err);
void te_script_free(te_script *script); /* NULL is fine */

/* What a state is filled with; borrowed while it loads. */
typedef struct te_script_source {
    const char *path;         /* the scenario file */
    char *const *option_args; /* its options, after "--" */
    size_t option_arg_count;
    const char *const *extensions; /* files that come before it */
    size_t extension_count;
    const char *profile;     /* a file that says the load, or NULL */
    const char *single_mode; /* the only scenario to run; NULL: by weight */
    bool with_traceback;     /* of errors */
    bool only_lists; /* nothing will run: options that are required and were
                        not given get a value that stands in */
} te_script_source;

/* What a run of this configuration loads; borrows from it. */
te_script_source te_script_source_of(const te_config *config, bool only_lists);

/* Runs the top level of the files. False and err with file and line: a file
 * that is missing or has a syntax error, whatever it raised, no scenario in
 * it, none of the name that is wanted. */
bool te_script_load(te_script *script, const te_script_source *source,
                    te_error *err);

te_script *te_script_of(lua_State *L);

/* Raises unless the file's top level runs. */
void te_script_check_loading(lua_State *L, const char *what);

/* What the file says while it loads is said once, not once a thread. */
bool te_script_is_silent(const te_script *script);

/* Whether this actor was found stuck in a child; asked once. */
bool te_script_take_stuck(te_script *script, const te_actor *actor);

/* The actor of the task that runs, else the state's own. */
te_actor *te_script_actor(lua_State *L);
te_rng *te_script_rng(lua_State *L); /* its generator */

/* Counts the failure that a task ended in, error object on top of its stack
 * and frames still standing, under the actor's name. Fills err (or NULL) with
 * what a person should read, and its kind. */
void te_script_report(te_script *script, te_task *task, const te_actor *actor,
                      te_error *err);

/* The same from a message handler, of the error at index 1: what `doing` did
 * on the side, whose task goes on. */
void te_script_report_here(lua_State *L, const char *doing);

/* Registers a scenario; called by lua_tengine.c. `place` is its file and
 * line, `tags` are those of all that it counts. */
bool te_script_add_scenario(te_script *script, const char *name,
                            const char *place, double weight, uint64_t delay_ns,
                            const char *tags, int ref, te_error *err);
/* Gives a copy of a scenario tags of its own, to be released with free(): what
 * it had and these; and where there are any, series with them. False without
 * memory: then it has none. */
bool te_script_retag(te_script *script, te_scenario *copy, const char *tags);
const te_scenario *te_script_find_scenario(const te_script *script,
                                           const char *name);
/* Whether it may be run: weight 0 is off, unless a picker decides, and so is
 * all but the single one where one was chosen. */
bool te_script_is_on(const te_script *script, const te_scenario *scenario);

/* How many of them may be run. */
size_t te_script_count_on(const te_script *script);

#endif
