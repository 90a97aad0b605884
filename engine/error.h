/* error.h - why something could not be built, in one line for a person.
 *
 * The caller owns the te_error; whoever knows the facts fills it, once, and
 * returns false or NULL. A target that misbehaves is not an error of ours but
 * a measurement: see http.h. */
#ifndef TE_ERROR_H
#define TE_ERROR_H

#include "api.h"
#include <stdbool.h>

typedef enum {
    TE_ERROR_NONE,   /* nothing is wrong: help was asked for, and given */
    TE_ERROR_INPUT,  /* bad usage, option or file: the person can mend it */
    TE_ERROR_SCRIPT, /* the scenario file failed to load, or a fixture failed */
    TE_ERROR_OUTPUT, /* results could not be written */
    TE_ERROR_SYSTEM, /* no memory, no descriptors, ... */
} te_error_kind;

typedef struct te_error {
    te_error_kind kind;
    char message[1024]; /* no newline at the end; cut short when too long */
} te_error;

/* Fill err (NULL is fine) and return false, so that a function can end in
 * `return te_fail(err, "profile: more than %d stages", max)`. te_fail says
 * TE_ERROR_INPUT; te_fail_as says what it is told. */
TE_API bool te_fail(te_error *err, const char *format, ...) TE_PRINTF(2, 3);
TE_API bool te_fail_as(te_error *err, te_error_kind kind, const char *format,
                       ...) TE_PRINTF(3, 4);

#endif
