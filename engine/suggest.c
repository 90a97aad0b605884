/* suggest.c - see suggest.h. */
#include "suggest.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

static bool same(char a, char b) {
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* The table of the textbook, of which three rows are alive: here[j] is the
 * distance between the first i letters of a and the first j of b. */
size_t te_suggest_distance(const char *a, const char *b) {
    size_t rows[3][TE_SUGGEST_MAX + 1];
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length > TE_SUGGEST_MAX || b_length > TE_SUGGEST_MAX) return SIZE_MAX;
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *here = rows[i % 3], *above = rows[(i + 2) % 3];
        const size_t *higher = rows[(i + 1) % 3];
        here[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = above[j - 1] + !same(a[i - 1], b[j - 1]);
            here[j] = least(change, least(above[j], here[j - 1]) + 1);
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
                same(a[i - 2], b[j - 1]))
                here[j] = least(here[j], higher[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

te_suggestion te_suggestion_for(const char *word) {
    return (te_suggestion){.word = word, .best = NULL, .distance = SIZE_MAX};
}

void te_suggestion_offer(te_suggestion *s, const char *name) {
    size_t length = strlen(s->word);
    size_t distance = te_suggest_distance(s->word, name);
    /* A beginning is worth a slip of one letter. */
    if (length > 1 && strncasecmp(s->word, name, length) == 0)
        distance = least(distance, 1);
    if (distance > (length + 2) / 3 || distance >= s->distance) return;
    s->best = name;
    s->distance = distance;
}

te_suggestion te_suggestion_among(const char *word, const char *const *names) {
    te_suggestion s = te_suggestion_for(word);
    for (; *names != NULL; names++)
        te_suggestion_offer(&s, *names);
    return s;
}

bool te_suggest_is_known(const char *word, const char *const *names) {
    while (*names != NULL) {
        if (strcmp(*names++, word) == 0) return true;
    }
    return false;
}
