/* tengine_module.h - what a C module of tengine may know of the engine.
 *
 * A module is a `luaopen_NAME` that returns a table, as with any Lua C
 * module. Through this header it may also
 *
 *   - raise errors that a person can act on (te_raise_input),
 *   - share C objects among all Lua states of a run (te_shared_*),
 *   - make a scenario wait for something (te_task_park, te_task_wake),
 *   - count and measure (te_count, te_measure),
 *   - speak on the console and in the summary (te_log, te_note),
 *   - and use the engine's histograms (and the text that HdrHistogram makes of
 *     them), tables, permutations, random numbers, little languages,
 *     suggestions, buffers and clock, whose headers are included here.
 *
 * Every function that takes a lua_State must be called on the thread that
 * runs that state. */
#ifndef TENGINE_MODULE_H
#define TENGINE_MODULE_H

#include "api.h"
#include "buf.h"
#include "clock.h"
#include "error.h"
#include "hist.h"
#include "hist_text.h"
#include "permute.h"
#include "rng.h"
#include "slice.h"
#include "spec.h"
#include "suggest.h"
#include "table.h"
#include "text.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- Errors ---- */

/* Raises an error object of kind "input" (`tostring` shows the message):
 * uncaught at load or in a fixture, the run ends with exit code 2. Say the
 * file and line, or the option. Does not return. */
TE_API int te_raise_input(lua_State *L, const char *format, ...)
    TE_PRINTF(2, 3);
/* The same for an error that plain C filled in. */
TE_API int te_raise(lua_State *L, const te_error *err);

/* ---- Objects that all Lua states share ---- */

typedef struct te_shared te_shared;

typedef struct te_shared_type {
    const char *name; /* the metatable's name, such as "tengine.csv" */
    void (*free)(te_shared *object); /* the last reference is gone */
} te_shared_type;

/* The first member of every shared object. Made with one reference, by
 * te_shared_init(); the object's methods must be safe from any thread. */
struct te_shared {
    const te_shared_type *type;
    atomic_size_t references;
    /* Where all workers stand in what it hands out, if that is all that a run
     * that was killed and goes on has to know of it: the journal keeps it, and
     * te_shared_open() sets it again, where there is still as much to be
     * handed out. NULL (te_shared_init) else. */
    _Atomic uint64_t *cursor;
    uint64_t cursor_of; /* how much there is */
};

TE_API void te_shared_init(te_shared *object, const te_shared_type *type);
TE_API te_shared *te_shared_retain(te_shared *object);
TE_API void te_shared_release(te_shared *object); /* NULL is fine */

/* Registers the Lua methods of a shared type in this state; call it in
 * luaopen_. Sets __index to the methods (unless `methods` has an __index of
 * its own), __name, and the __gc that releases. */
TE_API void te_shared_register(lua_State *L, const te_shared_type *type,
                               const luaL_Reg *methods);

/* Pushes a userdata that holds a reference of its own. */
TE_API void te_shared_push(lua_State *L, te_shared *object);

/* The object of argument `arg`, or a Lua error that says what was wanted. */
TE_API te_shared *te_shared_check(lua_State *L, int arg,
                                  const te_shared_type *type);

/* Opens an object at most once per run: the first caller of a key runs
 * `open(ctx, err)`, later ones, in whichever Lua state, get the same object.
 * The key names module, file and options. Pushes the userdata and returns 1,
 * or raises what `open` said. */
typedef te_shared *(*te_shared_open_fn)(void *ctx, te_error *err);
TE_API int te_shared_open(lua_State *L, const char *key, te_shared_open_fn open,
                          void *ctx);

/* ---- The run ---- */

/* The run's seed: the same for all states, so that shuffles agree. */
TE_API uint64_t te_run_seed(lua_State *L);

/* Whether it goes on with one that was killed. */
TE_API bool te_run_is_resumed(lua_State *L);

/* The worker for whom this code runs, from 0; -1 in fixtures of the run and
 * while the file loads. */
TE_API int64_t te_worker_id(lua_State *L);

/* A line on the console (no newline at the end); silent under --quiet. */
TE_API void te_log(lua_State *L, const char *format, ...) TE_PRINTF(2, 3);

/* A line that the summary shows once, however often it is noted. */
TE_API void te_note(lua_State *L, const char *format, ...) TE_PRINTF(2, 3);

/* Replaces a read-only table of get_var(), if that is what stands at the
 * index, by the table behind it; call it before lua_next(). That table is
 * shared by all workers of the state: do not change it. */
TE_API void te_table_thaw(lua_State *L, int index);

/* A path as the scenario means it: relative ones are relative to the working
 * directory. Pushes the absolute path (resolved where it exists) and returns
 * it: fit for a te_shared_open key. */
TE_API const char *te_absolute_path(lua_State *L, const char *path);

/* ---- Waiting ---- */

typedef struct te_task te_task;

typedef struct te_wait {
    /* Ends the wait early and releases ctx; promises that no te_task_wake
     * comes from it any more. Called when the task is killed, and when it
     * ends without te_task_unwait. */
    void (*cancel)(void *ctx);
    void *ctx;
} te_wait;

/* The task that runs now; raises a Lua error where nothing can wait: while
 * the file loads, inside a sort comparison or another C call. */
TE_API te_task *te_task_current(lua_State *L);

/* Parks the task until te_task_wake(); then `done` runs with ctx = wait.ctx,
 * and its results are the results of the call. `return` it, always. */
TE_API int te_task_park(lua_State *L, te_task *task, te_wait wait,
                        lua_KFunction done);

/* The continuation has taken over what the wait held: from now on the wait
 * will not be cancelled. */
TE_API void te_task_unwait(te_task *task);

/* Lets the task go on at the loop's next turn. Only on the task's own
 * thread; never enters Lua. */
TE_API void te_task_wake(te_task *task);

/* ---- Measuring ---- */

/* Adds to the counter `name` (such as "csv.rows"); `tags` is "" or
 * "key:value,key:value". */
TE_API void te_count(lua_State *L, const char *name, const char *tags,
                     double amount);
/* Records a duration in the histogram `name`. */
TE_API void te_measure(lua_State *L, const char *name, const char *tags,
                       uint64_t duration_ns);

/* A histogram that every thread has a part of, such as `tengine.metric.trend`
 * makes; those of one name are set apart by the tag "label". Finds it or makes
 * it, in this thread; it stays where it is. Raises "WHAT: ..." where the value
 * at `index` is no name of a metric, or is one of another unit or kind.
 * `label` NULL: no tag. NULL without memory, which is fine to record into. */
typedef struct te_series te_series;
TE_API te_series *te_trend(lua_State *L, const char *what, te_unit unit,
                           int index, const char *label);
/* Nanoseconds, or ones: see hist.h. */
TE_API void te_trend_record(te_series *series, uint64_t value);

/* Adds what all threads have recorded under this name and label (NULL: all)
 * to `into`; as of the last tick, up to a second ago, and in summary() all of
 * it. */
TE_API void te_trend_read(lua_State *L, const char *name, const char *label,
                          te_hist *into);
/* Pushes a list of the labels, the most frequent first. Labels that had no
 * room of their own are "(others)", which reads them too. */
TE_API void te_trend_push_labels(lua_State *L, const char *name);

/* ---- Histograms in Lua ---- */

/* Pushes a value: seconds as a float, amounts as integers. */
TE_API void te_push_value(lua_State *L, te_unit unit, uint64_t value);
/* The number at `index` as a value, rounded to what the unit is kept in;
 * false where it is none, or negative. */
TE_API bool te_to_value(lua_State *L, int index, te_unit unit, uint64_t *value);
/* The unit of the name at `index`, seconds where nothing is there; raises
 * "WHAT: ..." for another. */
TE_API te_unit te_lua_unit(lua_State *L, int index, const char *what);
/* Pushes count, sum, mean, percentiles ... as a table (tengine.result.trend
 * in stdlib/meta/tengine.lua). */
TE_API void te_push_figures(lua_State *L, const te_hist *h);

/* ---- The modules that are built in ---- */

typedef struct te_embedded {
    const char *name; /* "flow": opened as "tengine.flow" */
    const char *lua;  /* its text */
    size_t length;
} te_embedded;

/* The Lua files of stdlib/, ended by a NULL name (made by the build). */
extern const te_embedded te_embedded_lua[];

typedef struct te_builtin {
    const char *name; /* "csv": opened as "tengine.csv" */
    lua_CFunction open;
} te_builtin;

/* The C modules of stdlib/, ended by a NULL name (stdlib/builtins.c). */
extern const te_builtin te_builtins[];

#endif
