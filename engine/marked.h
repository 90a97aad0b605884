/* marked.h - the figures that leave a run while it goes: all of them, and what
 * belongs to the warm-up carries a mark, the tag "warm_up:true".
 *
 * An interval is of the warm-up or is not, so what was counted in it is marked
 * or is not. Of what adds up, the warm-up has marked series of its own beside
 * those of the part that is measured: what has no mark is what the summary
 * counts. Levels belong to neither part, and never have it.
 *
 * The one figure that knows two rules is scenario.runs (see totals.h): in an
 * interval it is what began there, in what adds up it is of the part in which
 * the runs end. */
#ifndef TE_MARKED_H
#define TE_MARKED_H

#include "totals.h"
#include <stdbool.h>
#include <stddef.h>

#define TE_MARK "warm_up:true" /* as tags.h has it */

/* Room for a series with the mark among its tags. */
typedef struct te_marked {
    te_series series;
    char tags[TE_TAGS_BYTES + sizeof TE_MARK];
} te_marked;

/* `s` as it is sent of such an interval: itself, or what is made of it in
 * `room`, which is good as long as both are. */
const te_series *te_marked_of(const te_series *s, const te_interval *interval,
                              te_marked *room);

/* All series of a run so far, `count` of them and a NULL, in the order of
 * te_metrics_sorted(). Of scenario.runs in the warm-up they have those that
 * have ended, so that no sum ever falls. */
typedef struct te_marked_list {
    const te_series **sorted;
    size_t count;
    te_series *marked; /* what is not in the totals as it is */
    char *tags;        /* theirs, one behind the other */
} te_marked_list;

/* Good until the totals change. False without memory. Release with
 * te_marked_list_clear() either way. */
bool te_marked_list_init(te_marked_list *list, const te_totals *totals);
void te_marked_list_clear(te_marked_list *list);

#endif
