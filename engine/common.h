/* common.h - what all engine threads of one run share.
 *
 * Nothing here is touched per request: objects that were opened once, values
 * that global_setup stored, notes for the summary, the way to end the run.
 * Every function is safe from any thread. */
#ifndef TE_COMMON_H
#define TE_COMMON_H

#include "error.h"
#include "progress.h"
#include "result.h"
#include "tengine.h"
#include "vars.h"
#include <stdint.h>
#include <stdio.h>

typedef struct te_common te_common;

/* What it needs of the run: its seed, where lines go (NULL: nowhere) and how
 * to end it. */
typedef struct te_common_config {
    uint64_t seed;
    const te_progress *before; /* of a run that goes on; NULL: from the start */
    FILE *out;                 /* the console: what is prepared, print() */
    FILE *err;                 /* warnings */
    FILE *trace;               /* requests and responses, -vv; or NULL */
    FILE *debug;               /* each failure at once, --debug; or NULL */
    void (*on_stop)(void *arg); /* it was asked for: see wanted_end */
    void *arg;
} te_common_config;

/* What the configuration of a run says of it. */
te_common_config te_common_config_of(const te_config *config);

te_common *te_common_new(const te_common_config *config, te_error *err);
void te_common_free(te_common *common);
/* Lets go of what was opened and stored. Call it when the run is over and
 * before a Lua state is closed: the code that frees a module's object goes
 * away with the last state. */
void te_common_let_go(te_common *common);

uint64_t te_common_seed(const te_common *common);
bool te_common_is_resumed(const te_common *common);
FILE *te_common_trace(const te_common *common);
FILE *te_common_debug(const te_common *common);

/* Where the console is, or NULL. */
FILE *te_common_out(const te_common *common);
/* From now on it is where warnings go; while the scenario loads. */
void te_common_divert(te_common *common);

/* One line on the console. */
void te_common_log(te_common *common, const char *line, size_t length);

/* A line that a person should see even when the console is off. */
void te_common_warn(te_common *common, const char *format, ...) TE_PRINTF(2, 3);

/* Ends the run: no new run starts. The first reason counts. */
void te_common_stop(te_common *common, te_end end, const char *reason);
/* With which end, and why, into `reason`; TE_END_RUNNING where it was not. */
te_end te_common_wanted_end(te_common *common, char *reason, size_t size);
/* Whether that was called: at once, also for those who were not told yet. */
bool te_common_is_stopping(const te_common *common);

/* A line for the summary; the same one is kept once, and at most
 * TE_NOTES_MAX. Notes stay where they are. */
enum { TE_NOTES_MAX = 50 };
void te_common_note(te_common *common, const char *line);
const char *const *te_common_notes(te_common *common, size_t *count);

/* What the run has come to so far, once it was published. Its figures change
 * on the main thread: between lock and unlock they stand still, and nothing
 * that may raise or wait is done. */
void te_common_publish(te_common *common, const te_result *result);
const te_result *te_common_lock_result(te_common *common);
void te_common_unlock_result(te_common *common);

/* set_var and get_var. */
te_vars *te_common_vars(te_common *common);

/* The object that was opened under this key, or the one that `open` makes
 * now, while others who ask for it wait. A reference for the caller, or NULL
 * and err. */
struct te_shared *te_common_open(te_common *common, const char *key,
                                 struct te_shared *(*open)(void *ctx,
                                                           te_error *err),
                                 void *ctx, te_error *err);

/* Where the cursors of all that was opened stand. While a file is being
 * opened they are where they were. False without memory. */
bool te_common_see_feeds(te_common *common, te_progress *progress);

#endif
