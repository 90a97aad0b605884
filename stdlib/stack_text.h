/* stack_text.h - what is in the text of a job for a symbolication service.
 *
 * A job is {"memoryMap": [...], "stacks": [[[module, offset], ...], ...],
 * "version": 4}. Its text is looked through where it stands; any JSON object
 * will do, one without stacks has no offsets. Keys count as they are written:
 * one with an escape in it is another. */
#ifndef TE_STACK_TEXT_H
#define TE_STACK_TEXT_H

#include "tengine_module.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct te_stack_text {
    /* Bytes cut_from up to cut_to are the member "version" and its comma:
     * without them it is a job of a v5 request. None: both are 0. */
    size_t cut_from, cut_to;
    size_t float_offsets; /* offsets with a fraction or an exponent */
    size_t bad_at;        /* where it was found malformed */
} te_stack_text;

/* Looks through it; false where it is no JSON object. */
bool te_stack_text_read(te_slice text, te_stack_text *found);

/* Appends a good text with -1 (unknown) for each offset that has a fraction
 * or an exponent; false without memory. */
bool te_stack_text_repair(te_slice text, te_buf *into);

#endif
