/* journal.h - the record of a run, as a file of lines.
 *
 *     begin      what is run: scenario, seed, workers, what must hold, ...
 *     start      when its workers began; not there where a fixture before
 *                them failed
 *     interval   what changed (journal_series.h), and what was noted; one for
 *                every interval record, those of a warm-up and of the end
 *                marked (totals.h)
 *     end        how it ended; for merged runs, their verdict
 *
 * A run that was killed and resumed goes on in the same file, as its second
 * segment, with a "begin" of its own: numbers and times of intervals go on,
 * only those of series begin anew.
 *
 * Each is a JSON object with a checksum (journal_json.h); times are whole
 * nanoseconds since the run's start. A journal without its last line is one of
 * a run that was killed, or that still goes on. recording.h reads it. */
#ifndef TE_JOURNAL_H
#define TE_JOURNAL_H

#include "error.h"
#include "progress.h"
#include "result.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The "format" of the first line. It grows by one when older readers could not
 * make sense of it any more. */
enum { TE_JOURNAL_FORMAT = 1 };

/* What sets a run apart from all others, and what it was of. */
typedef struct te_journal_run {
    char *host;
    uint64_t pid;
    uint64_t started_at_unix_ns; /* when its journal began */
    char *scenario_path;
    char *version; /* of tengine */
    uint64_t seed;
} te_journal_run;

typedef struct te_journal te_journal;

/* A journal that has no file yet: its lines are kept in memory until
 * te_journal_open(). NULL without memory. */
te_journal *te_journal_new(void);

/* The lines so far are in the file then. False and err as
 * te_journal_file_open(). */
bool te_journal_open(te_journal *j, const char *path, te_error *err);
/* Goes on with a journal in whose whole lines so many notes are; as
 * te_journal_file_resume(). */
bool te_journal_resume(te_journal *j, const char *path, uint64_t bytes,
                       uint64_t whole_bytes, size_t note_count, te_error *err);
bool te_journal_is_open(const te_journal *j);

/* The lines, in this order; after te_journal_open() none of these waits for
 * the disk. Of the result, what was noted is written as it grows. `command` is
 * added to the line, for who resumes the run (invocation.h); NULL: none. */
void te_journal_begin(te_journal *j, const te_result *result, json_t *command);
void te_journal_start(te_journal *j, const te_result *result);
/* In place of te_journal_begin(): the journal is of several runs. */
void te_journal_begin_merged(te_journal *j, const te_result *result,
                             const te_journal_run *runs, size_t count);
/* `progress` may be NULL: it is not known how far the run has come. */
void te_journal_interval(te_journal *j, const te_interval *interval,
                         const te_progress *progress, const char *const *notes,
                         size_t note_count);
void te_journal_end(te_journal *j, const te_result *result);

/* Hands the lines so far to `out` instead, for who never opens the journal;
 * false when a line had no memory. What `out` does not take, it tells. */
bool te_journal_write(te_journal *j, FILE *out);

/* Whether all of it was written so far; false and err (TE_ERROR_OUTPUT)
 * else, for good. True where there is no file. */
bool te_journal_ok(te_journal *j, te_error *err);

/* Waits for the disk, within limits, and releases the journal. As
 * te_journal_ok(). NULL is fine. */
bool te_journal_close(te_journal *j, te_error *err);

#endif
