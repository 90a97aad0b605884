/* progress.h - how far a run has come, beside what it has measured: what who
 * goes on with it must know.
 *
 * The journal has it in its interval lines, what changed since the line
 * before: how many runs each load has begun ("begun"), whether someone has
 * steered it by hand ("is_steered"), and where the cursors of feeds stand
 * ("feeds", each under the key that it was opened by, which is the same in
 * every process). */
#ifndef TE_PROGRESS_H
#define TE_PROGRESS_H

#include "error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct te_feed_position {
    char *key;
    uint64_t position; /* of what comes next, */
    uint64_t of;       /* and how much there is in a pass */
} te_feed_position;

/* All zero is the start of a run. */
typedef struct te_progress {
    uint64_t *begun; /* runs, of each load */
    size_t load_count;
    bool is_steered;
    te_feed_position *feeds;
    size_t feed_count;
} te_progress;

void te_progress_clear(te_progress *p);

/* Both false without memory. */
bool te_progress_set_begun(te_progress *p, size_t load, uint64_t begun);
bool te_progress_set_feed(te_progress *p, const char *key, uint64_t position,
                          uint64_t of);

/* NULL where no such feed was opened. */
const te_feed_position *te_progress_feed(const te_progress *p, const char *key);
uint64_t te_progress_all_begun(const te_progress *p);

/* Puts what is different in `now` into the line, and into `written`. */
void te_progress_write(const te_progress *now, te_progress *written,
                       json_t *line, bool *ok);
/* Adds what the line has. False and err for what no writer wrote. */
bool te_progress_read(te_progress *p, const json_t *line, te_error *err);

#endif
