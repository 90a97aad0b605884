/* options_resume.h - the command line of a run that is resumed: that of its
 * journal.
 *
 *     tengine --resume run.tlog [options of output] [-- secrets]
 *
 * What the journal says of the run holds; beside it there may be what changes
 * nothing of the run, and, behind the "--", options of the scenario that the
 * journal does not hold because they are secret. */
#ifndef TE_OPTIONS_RESUME_H
#define TE_OPTIONS_RESUME_H

#include "options_table.h"

/* Puts the arguments of the journal that o->config.resume names into
 * o->recorded, and those of its scenario, with what was given of them, into
 * the configuration. False and err, which names what contradicts it or is
 * missing. */
bool te_options_resume(te_options *o, te_error *err);

/* Whether the option is one of the command line's that the recorded one does
 * not change. */
bool te_options_resume_keeps(const te_options *o, const te_option *row);

#endif
