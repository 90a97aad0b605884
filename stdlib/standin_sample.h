/* standin_sample.h - the small world that the stand-in serves when it is given
 * none: symbol files with invented names, found and not, some of which hold
 * what real names hold; the code ids of a few; and stacks that lie in them. */
#ifndef TE_STANDIN_SAMPLE_H
#define TE_STANDIN_SAMPLE_H

#include "standin_symbols.h"
#include "tengine_module.h"

#define TE_STANDIN_SAMPLE_STACKS 20

/* The files, as text: a groups CSV, a missing CSV, and the stack number `i`
 * (below TE_STANDIN_SAMPLE_STACKS). False without memory. */
bool te_standin_sample_groups(te_buf *csv);
bool te_standin_sample_missing(te_buf *csv);
bool te_standin_sample_stack(te_buf *json, unsigned i);

/* Fills the store. */
bool te_standin_sample_load(te_standin_symbols *symbols, te_error *err);

/* Makes a folder under $TMPDIR (or /tmp) with groups.csv, missing.csv and
 * stacks/01.json, ...; its name is appended to `folder`. Remove it with
 * te_standin_sample_remove(). */
bool te_standin_sample_write(te_buf *folder, te_error *err);
void te_standin_sample_remove(const char *folder);

#endif
