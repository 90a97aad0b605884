/* recorder.h - the journal of a run: where it is, since when, what became of
 * it.
 *
 * A journal that was asked for (config.journal) is written from the start. One
 * that was not is kept in memory until the run is ten seconds old, and then
 * goes to config.runs_folder; a shorter run leaves none. Where that folder
 * takes none this is noted and no more; a journal that is cut short, whichever
 * it is, is lost output, and the run goes on.
 *
 * Of a run that is resumed nothing is written before its workers begin: where
 * it does not come so far, its journal is still one that breaks off, and it may
 * be resumed again. */
#ifndef TE_RECORDER_H
#define TE_RECORDER_H

#include "common.h"
#include "error.h"
#include "interval.h"
#include "plan.h"
#include "recording.h"
#include "result.h"
#include "tengine.h"
#include <stdbool.h>

typedef struct te_recorder te_recorder;

/* NULL in *recorder when there is nothing to record. The result says what is
 * going to be run. `before` is the run that is resumed, in whose journal it is
 * recorded, or NULL. `common` is borrowed. False and err when the file cannot
 * be opened, or without memory. */
bool te_recorder_new(te_recorder **recorder, const te_config *config,
                     const te_result *result, const te_recording *before,
                     te_common *common, te_error *err);
void te_recorder_free(te_recorder *rec); /* NULL is fine, here and below */

/* When its workers began. */
void te_recorder_start(te_recorder *rec, const te_result *result);

/* Each interval record of the run, in order, and how far the plan has come. */
void te_recorder_interval(te_recorder *rec, const te_interval *interval,
                          const te_plan *plan, const te_result *result);

/* How it ended: writes that and waits until it is on the disk, within
 * limits. */
void te_recorder_end(te_recorder *rec, const te_result *result);

/* Whether results were lost: then it was noted and said on the console. */
bool te_recorder_has_lost(const te_recorder *rec);

#endif
