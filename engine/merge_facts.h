/* merge_facts.h - what several runs have in common, and what they do not: the
 * facts of a merged journal. merge.h says what becomes of which. */
#ifndef TE_MERGE_FACTS_H
#define TE_MERGE_FACTS_H

#include "buf.h"
#include "journal.h"
#include "result.h"

typedef struct te_merge_facts te_merge_facts;

te_merge_facts *te_merge_facts_new(void); /* NULL without memory */
void te_merge_facts_free(te_merge_facts *f);

/* An order of runs: by when they began. 0: it is the same run. */
int te_merge_run_order(const te_journal_run *a, const te_journal_run *b);

/* Appends what a run is called, "HOST:PID". */
void te_merge_run_name(const te_journal_run *run, te_buf *out);

/* Adds what a journal says of its runs; borrowed. */
bool te_merge_facts_add(te_merge_facts *f, const te_result *result,
                        const te_journal_run *runs, size_t count,
                        te_error *err);

/* After the last one. False and err where the same run was added twice. */
bool te_merge_facts_settle(te_merge_facts *f, uint64_t started_at_unix_ns,
                           te_error *err);

/* Adds how the runs of a journal ended; all borrowed. */
void te_merge_facts_end(te_merge_facts *f, const te_result *result,
                        const te_journal_run *runs, size_t count);

/* Adds a note of a journal, unless it is there already or is about an earlier
 * merging; false without memory. */
bool te_merge_facts_note(te_merge_facts *f, const char *note);
/* Notes that seconds of their warm-up are counted. */
bool te_merge_facts_note_warm_up(te_merge_facts *f, const te_journal_run *runs,
                                 size_t count);
const char *const *te_merge_facts_notes(const te_merge_facts *f, size_t *count);

/* All runs, in their order. */
const te_journal_run *te_merge_facts_runs(const te_merge_facts *f,
                                          size_t *count);

/* What is known by now, as a journal's first and last line have it, but for how
 * it was judged (merge_jury.h): its totals hold times alone. */
te_result *te_merge_facts_result(te_merge_facts *f, uint64_t elapsed_ns);

#endif
