/* recording.h - a run as its journal has it: the same te_result again.
 *
 * The segments of a run that was resumed are one run: intervals, counts and
 * times add up, without the time in between.
 *
 * All that te_result shows is there, exactly: counts, buckets, sums, failures,
 * notes, how it ended; whether thresholds held, and the verdict, are judged
 * anew, as far as the record goes. Where the journal has no last line the run
 * was killed, or could not write it (TE_END_KILLED, with the exit code that a
 * shell shows for the former), or it still goes on (TE_END_RUNNING); a line
 * that was cut off at the end of the file is the interval that was lost. */
#ifndef TE_RECORDING_H
#define TE_RECORDING_H

#include "error.h"
#include "journal.h"
#include "progress.h"
#include "result.h"
#include <stdbool.h>

/* 128 and the number of SIGKILL. */
enum { TE_EXIT_KILLED = 137 };

typedef struct te_recording te_recording;

/* Is shown every interval record, in order; both are valid until it returns.
 * `so_far` includes the interval. */
typedef void (*te_on_interval)(void *arg, const te_result *so_far,
                               const te_interval *interval);

/* Reads a journal; on_interval may be NULL. NULL and err (with file and line)
 * for what is no journal, or a damaged one. Release with
 * te_recording_free(). */
te_recording *te_recording_read(const char *path, te_on_interval on_interval,
                                void *arg, te_error *err);
void te_recording_free(te_recording *r); /* NULL is fine */

/* The same a line at a time, for who reads several at once. What was run is
 * known from the first te_recording_next() on, all of it after the last one. */
te_recording *te_recording_open(const char *path, te_error *err);

/* The next interval record, valid until the next call; the result includes it.
 * NULL at the end. False and err as above. */
bool te_recording_next(te_recording *r, const te_interval **interval,
                       te_error *err);

/* The runs that it holds: one, or those that were merged (merge.h). Borrowed.
 */
const te_journal_run *te_recording_runs(const te_recording *r, size_t *count);

/* Valid as long as the recording. */
const te_result *te_recording_result(const te_recording *r);
const char *te_recording_path(const te_recording *r);
const char *te_recording_host(const te_recording *r);

/* What who resumes it wants to know: how far it had come; the line that it
 * began with, as JSON; how long the file was, and how much of it whole
 * lines. */
const te_progress *te_recording_progress(const te_recording *r);
const json_t *te_recording_first_line(const te_recording *r);
uint64_t te_recording_intervals(const te_recording *r);
uint64_t te_recording_bytes(const te_recording *r);
uint64_t te_recording_whole_bytes(const te_recording *r);
/* When its last segment began. */
uint64_t te_recording_segment_unix_ns(const te_recording *r);
/* How much of the run was over then. */
uint64_t te_recording_segment_ns(const te_recording *r);

#endif
