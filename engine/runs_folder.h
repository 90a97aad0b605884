/* runs_folder.h - where the journals lie that nobody asked for.
 *
 * "20261125-150831.250-loadtest-4711.tlog": when it began (UTC), of which
 * scenario, by which process; so their names are in the order in which they
 * began. */
#ifndef TE_RUNS_FOLDER_H
#define TE_RUNS_FOLDER_H

#include "buf.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

/* How many are kept. */
enum { TE_RUNS_KEPT = 50 };

/* Makes the folder where it is missing, for its owner alone, and appends the
 * path of a new journal. False and err, also for "", which is none. */
bool te_runs_folder_new(const char *folder, uint64_t started_at_unix_ns,
                        const char *scenario_path, te_buf *path, te_error *err);

/* Removes all but the newest TE_RUNS_KEPT journals; none of a run that still
 * goes on. */
void te_runs_folder_prune(const char *folder);

/* Appends the path of the newest, by its name, that begins as a journal does;
 * false and err where there is none. */
bool te_runs_folder_last(const char *folder, te_buf *path, te_error *err);

#endif
