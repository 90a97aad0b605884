/* standin_symbolicate.h - answers symbolication, as Eliot does.
 *
 *     POST /symbolicate/v4   one job
 *     POST /symbolicate/v5   {"jobs": [...]}, or one job
 *
 * A module whose .sym file is in the store is known; then every offset in it
 * has a function, file and line, made up from module and offset alone, so
 * that the same question always has the same answer. All else is answered by
 * its hexadecimal offset. What the service keeps on disk is in the cache
 * here: known modules are cache hits, and only missing ones are asked for. */
#ifndef TE_STANDIN_SYMBOLICATE_H
#define TE_STANDIN_SYMBOLICATE_H

#include "standin_answer.h"
#include "standin_symbols.h"

typedef struct te_standin_symbolicate_options {
    int version;    /* 4 or 5 */
    bool is_strict; /* refuse offsets that are no integers, as Eliot does;
                       else those of module -1 are taken */
} te_standin_symbolicate_options;

void te_standin_symbolicate(te_standin_symbols *symbols,
                            te_standin_symbolicate_options options,
                            const te_standin_request *r, te_standin_answer *a);

#endif
