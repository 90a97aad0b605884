/* resume.h - a run that goes on where its journal breaks off.
 *
 * It was killed, or could not write its journal any further (a full disk), and
 * nobody can tell which: here it is "killed" either way.
 *
 * What the journal has is all that is known of it: what was done after the
 * last interval is done again. Runs that had begun by then and are in no
 * figure, as the kill broke them off, count as interrupted; those that had
 * arrived and waited for a worker as dropped. */
#ifndef TE_RESUME_H
#define TE_RESUME_H

#include "common.h"
#include "error.h"
#include "interval.h"
#include "jury.h"
#include "plan.h"
#include "recording.h"
#include "sizing.h"
#include "tengine.h"

typedef struct te_resume te_resume;

/* Reads the journal that the configuration names, into *resume, and puts the
 * run's seed into the configuration; NULL where it names none. False and err
 * when there is nothing to go on with: the run ended by itself, or still goes
 * on, or looked for a capacity. */
bool te_resume_new(te_resume **resume, te_config *config, te_error *err);
void te_resume_free(te_resume *r); /* NULL is fine, here and below */

const te_progress *te_resume_progress(const te_resume *r);
const te_recording *te_resume_recording(const te_resume *r);

/* Has the plan begin where the profile and its bounds of runs stood. False and
 * err where it is another plan, or nothing is left of it. */
bool te_resume_settle(const te_resume *r, te_plan *plan,
                      const te_config *config, te_error *err);

/* What was noted, that it was broken off, whether the scenario file is another
 * one than it was, and that what was steered by hand is over. */
void te_resume_note(const te_resume *r, const char *scenario_path,
                    te_common *common);

/* What was measured becomes part of the totals, and of what the jury and
 * sizing have seen; `fresh` takes what the kill broke off. The plan is open.
 * False and err when the journal cannot be read again. */
bool te_resume_carry_over(const te_resume *r, const te_plan *plan,
                          te_collector *collector, te_jury *jury,
                          te_sizing *sizing, te_metrics *fresh, te_error *err);

#endif
