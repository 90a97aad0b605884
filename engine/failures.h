/* failures.h - what went wrong in runs, counted by message in a bounded table.
 *
 * One row per scenario and message; the first of each kind keeps where and
 * when it happened. Past TE_FAILURES_MAX rows (or without memory) the rest is
 * counted in one more row, of no scenario, with the message "(other errors)":
 * every failure is counted somewhere. Like te_metrics, a table has one writer
 * and is drained into the next. */
#ifndef TE_FAILURES_H
#define TE_FAILURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TE_FAILURES_MAX 100
#define TE_FAILURE_MESSAGE_MAX 500
#define TE_FAILURE_TRACEBACK_MAX 8000
/* The worker of what runs outside any: the run's own fixtures. */
#define TE_FAILURE_NO_WORKER UINT32_MAX

typedef struct te_failure {
    char *scenario;  /* its name, or the fixture's, such as "setup" */
    char *message;   /* one line, at most TE_FAILURE_MESSAGE_MAX bytes */
    char *traceback; /* of the first one, after the whole message where that
                        was cut; NULL when there is none */
    uint32_t worker; /* the first one's; or TE_FAILURE_NO_WORKER */
    uint64_t step;   /* the first one's; 0: before the worker's runs */
    uint64_t count;
} te_failure;

typedef struct te_failures te_failures;

te_failures *te_failures_new(void); /* NULL without memory */
void te_failures_free(te_failures *f);

/* Counts one. Strings are copied, the message cut at its first newline. Any
 * of them may be NULL. */
void te_failures_add(te_failures *f, const char *scenario, const char *message,
                     const char *traceback, uint32_t worker, uint64_t step);

/* Whether such a failure (`scenario` may be NULL) would have a row of its own
 * that is not there yet: only then is it worth a traceback, which costs more
 * than a request does. */
bool te_failures_is_new(te_failures *f, const char *scenario,
                        const char *message);

/* Moves all rows of `from` into `into` and empties `from`. */
void te_failures_drain(te_failures *into, te_failures *from);

/* The two halves: copy all rows into `into`; empty `f`. */
void te_failures_merge(te_failures *into, const te_failures *from);
void te_failures_reset(te_failures *f);

/* How many failures, over all rows. */
uint64_t te_failures_total(const te_failures *f);

/* Rows by count, most frequent first; equal counts in order of appearance;
 * "(other errors)" last. A row is valid until the table changes. */
size_t te_failures_count(const te_failures *f);
const te_failure *te_failures_at(te_failures *f, size_t i);

/* The same rows in order of appearance, for who writes a table down; and a row
 * that was written, added to a table, with its count. */
const te_failure *te_failures_nth(const te_failures *f, size_t i);
void te_failures_put(te_failures *f, const te_failure *written);

#endif
