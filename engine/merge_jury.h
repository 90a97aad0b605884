/* merge_jury.h - how runs that are merged are judged together. merge.h says by
 * what rules. */
#ifndef TE_MERGE_JURY_H
#define TE_MERGE_JURY_H

#include "merge_facts.h"

typedef struct te_merge_jury te_merge_jury;

te_merge_jury *te_merge_jury_new(void); /* NULL without memory */
void te_merge_jury_free(te_merge_jury *j);

/* Adds a journal, its intervals aside, in the order of their runs. Thresholds
 * that not all have become notes; false and err without memory. */
bool te_merge_jury_add(te_merge_jury *j, const te_result *result,
                       te_merge_facts *facts, te_error *err);

/* Those that all have, as they stand. */
const te_thresholds *te_merge_jury_thresholds(const te_merge_jury *j);

/* Takes the next interval of all together. */
void te_merge_jury_interval(te_merge_jury *j, const te_interval *interval);

/* Adds what a journal that is over, of `count` runs, came to. */
void te_merge_jury_end(te_merge_jury *j, const te_result *result,
                       const te_journal_run *runs, size_t count);

/* NULL: none of the runs has a verdict. */
const te_verdict *te_merge_jury_verdict(const te_merge_jury *j);

/* The exit code of all, by now. */
int te_merge_jury_code(const te_merge_jury *j);

#endif
