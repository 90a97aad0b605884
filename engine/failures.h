/* failures.h - what went wrong in runs, counted by message in a bounded table.
 *
 * One row per scenario and message; the first of each kind keeps where and
 * when it happened. Past TE_FAILURES_MAX rows the rest is counted in one row
 * with the message "(other errors)". Like te_metrics, a table has one writer
 * and is drained into the next. */
#ifndef TE_FAILURES_H
#define TE_FAILURES_H

#include <stddef.h>
#include <stdint.h>

#define TE_FAILURES_MAX 100

typedef struct te_failure {
    char *scenario;  /* its name, or the fixture's, such as "setup" */
    char *message;   /* one line, at most 500 bytes */
    char *traceback; /* of the first one; NULL when there is none */
    uint32_t worker; /* the first one's worker and step */
    uint64_t step;
    uint64_t count;
} te_failure;

typedef struct te_failures te_failures;

te_failures *te_failures_new(void); /* NULL without memory */
void te_failures_free(te_failures *f);

/* Counts one; strings are copied, the message cut at its first newline. */
void te_failures_add(te_failures *f, const char *scenario, const char *message,
                     const char *traceback, uint32_t worker, uint64_t step);

/* Moves all rows of `from` into `into` and empties `from`. */
void te_failures_drain(te_failures *into, te_failures *from);

/* Rows by count, most frequent first; equal counts in order of appearance. */
size_t te_failures_count(const te_failures *f);
const te_failure *te_failures_at(te_failures *f, size_t i);

#endif
