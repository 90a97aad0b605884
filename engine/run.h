/* run.h - what only the project's own programs may ask of a run, beside
 * tengine.h. */
#ifndef TE_RUN_H
#define TE_RUN_H

#include "result.h"
#include "tengine.h"

/* After te_run_go: timers, tasks and exchanges that are still there; 0 unless
 * something leaks. */
size_t te_run_leftovers(const te_run *run);

/* After te_run_go: the facts and the merged metrics; valid as long as the
 * run. */
const te_result *te_run_result(const te_run *run);

/* What it was made of, completed. */
const te_config *te_run_config(const te_run *run);

/* Whether part of its record could not be written. */
bool te_run_has_lost(const te_run *run);

/* Why a fixture of the run failed; NULL: none did. */
const te_error *te_run_failure(const te_run *run);

#endif
