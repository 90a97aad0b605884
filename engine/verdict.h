/* verdict.h - whether what a generator measured can be believed, and what
 * speaks against it: of one run (health.h), or of several together (merge.h).
 */
#ifndef TE_VERDICT_H
#define TE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum { TE_VALID, TE_SUSPECT, TE_INVALID } te_verdict_outcome;

/* "valid", "suspect", "invalid". */
const char *te_verdict_name(te_verdict_outcome outcome);
/* The outcome of that name; false for none, and for NULL. */
bool te_verdict_of_name(const char *name, te_verdict_outcome *outcome);

enum { TE_VERDICT_REASONS = 12, TE_VERDICT_BYTES = 400 };

typedef struct te_verdict_reason {
    te_verdict_outcome outcome;
    char kind[16];               /* "cpu", "arrivals", "turns", "ports", ... */
    char text[TE_VERDICT_BYTES]; /* with its figures, in words of one line */
} te_verdict_reason;

/* Zeroed is valid. */
typedef struct te_verdict {
    te_verdict_outcome outcome; /* of the worst reason */
    size_t count;
    size_t left_out; /* reasons that found no place */
    te_verdict_reason reasons[TE_VERDICT_REASONS]; /* the worst first */
} te_verdict;

/* Adds a reason behind those that are as bad; the last one makes room where
 * there is none. */
void te_verdict_add(te_verdict *v, te_verdict_outcome outcome, const char *kind,
                    const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds the reasons of another verdict; what each says begins with `whose`. */
void te_verdict_join(te_verdict *v, const te_verdict *other, const char *whose);

#endif
