/* suggest.h - "did you mean --workers?": the known name nearest to a word.
 *
 *     te_suggestion s = te_suggestion_for("wrokers");
 *     for (...) te_suggestion_offer(&s, names[i]);
 *     if (s.best != NULL) printf("did you mean %s?", s.best);
 *
 * Near is by letters added, left out, changed or swapped with their neighbour
 * (optimal string alignment), one for every three letters of the word; or the
 * word is the beginning of the name. Case does not count. */
#ifndef TE_SUGGEST_H
#define TE_SUGGEST_H

#include <stddef.h>

#define TE_SUGGEST_MAX 64 /* longer words and names are near to nothing */

typedef struct te_suggestion {
    const char *word; /* borrowed */
    const char *best; /* borrowed from the offers; NULL: none was near */
    size_t distance;  /* from word to best */
} te_suggestion;

te_suggestion te_suggestion_for(const char *word);

/* Keeps the name when it is nearer than all before it. */
void te_suggestion_offer(te_suggestion *s, const char *name);

/* How many letters must change to make one word of the other; SIZE_MAX when
 * one of them is longer than TE_SUGGEST_MAX. */
size_t te_suggest_distance(const char *a, const char *b);

#endif
