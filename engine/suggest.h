/* suggest.h - "did you mean --workers?": the known name nearest to a word.
 *
 *     te_suggestion s = te_suggestion_for("wrokers");
 *     for (...) te_suggestion_offer(&s, names[i]);
 *     if (s.best != NULL) printf("did you mean %s?", s.best);
 *
 * or, of names in a list that NULL ends, te_suggestion_among("wrokers", names).
 *
 * Near is by letters added, left out, changed or swapped with their neighbour
 * (optimal string alignment), one for every three letters of the word; or the
 * word is the beginning of the name. Case does not count. */
#ifndef TE_SUGGEST_H
#define TE_SUGGEST_H

#include "api.h"
#include <stdbool.h>
#include <stddef.h>

#define TE_SUGGEST_MAX 64 /* longer words and names are near to nothing */

typedef struct te_suggestion {
    const char *word; /* borrowed */
    const char *best; /* borrowed from the offers; NULL: none was near */
    size_t distance;  /* from word to best */
} te_suggestion;

TE_API te_suggestion te_suggestion_for(const char *word);

/* Keeps the name when it is nearer than all before it. */
TE_API void te_suggestion_offer(te_suggestion *s, const char *name);

/* Of names that a NULL ends. */
TE_API te_suggestion te_suggestion_among(const char *word,
                                         const char *const *names);
TE_API bool te_suggest_is_known(const char *word, const char *const *names);

/* How many letters must change to make one word of the other; SIZE_MAX when
 * one of them is longer than TE_SUGGEST_MAX. */
size_t te_suggest_distance(const char *a, const char *b);

#endif
