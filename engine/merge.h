/* merge.h - the journals of several processes or machines as the journal of
 * one run.
 *
 * Counts, buckets and sums add up exactly; neither the order in which journals
 * are added nor how they were merged before makes a difference to any of them.
 *
 *   time       is that of the clock on the wall: a run that began later on its
 *              machine begins later here. The second in which the middle of an
 *              interval lies is the one in which all of it counts. Where no
 *              run has anything for longer, one empty interval spans that.
 *   levels     (workers) add up; those of a run that was killed end with it.
 *   warm-ups   are one, as long as the longest was meant to be: the seconds
 *              from the start on in which any of the runs was in its own. Where
 *              one comes later than a second that counts, it counts as well,
 *              and a note says so; whether it does may depend on what was
 *              merged first.
 *   failures   are the rows of all, at most as many in an interval as one run
 *              has.
 *   notes      are those of all, equal ones once. What the runs do not have in
 *              common (scenario files, versions of tengine, seeds) is noted.
 *   thresholds that all runs have are judged anew, of all together: the exit
 *              code is no longer that of a run which broke one. The others are
 *              left out, and noted. From the end of the first run on, unless it
 *              was killed, the load is not whole: what wants much of it is not
 *              judged in windows any more, nor in a second that is not whole.
 *   the verdict has the reasons of all, each with the run that it is of, the
 *              worst first.
 *   the end    is the gravest of theirs, killed first, and it says which of
 *              them ended like this; so is the exit code. --fail and --sizing
 *              were about each alone and are left out.
 *
 * Refused are a journal that is still written to, and the same run twice.
 * Of each journal there is one interval in memory, and its totals. */
#ifndef TE_MERGE_H
#define TE_MERGE_H

#include "error.h"
#include <stdbool.h>
#include <stdio.h>

typedef struct te_merge te_merge;

te_merge *te_merge_new(void); /* NULL without memory */
void te_merge_free(te_merge *m);

/* Opens a journal; false and err (with file and line) for what is none, or a
 * damaged one, or one that is still written to. */
bool te_merge_add(te_merge *m, const char *path, te_error *err);

/* Writes all that was added, once. False and err. What `out` does not take, it
 * tells. */
bool te_merge_write(te_merge *m, FILE *out, te_error *err);

#endif
