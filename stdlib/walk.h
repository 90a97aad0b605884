/* walk.h - all rows of a file in their order, read in large pieces: for who
 * looks at every one of them while a feed is opened. */
#ifndef TE_WALK_H
#define TE_WALK_H

#include "rows.h"

typedef struct te_walk {
    const te_rows *rows;
    uint64_t row; /* that comes next */
    char *chunk;
    size_t capacity;
    uint64_t from; /* what of the file is in the chunk */
    size_t length;
} te_walk;

/* False without memory. Clear it in either case. */
bool te_walk_init(te_walk *walk, const te_rows *rows, te_error *err);
void te_walk_clear(te_walk *walk);

/* Starts `fields` on the next row, of which there are rows->count; they stay
 * until the row after it is asked for. False when the file cannot be read. */
bool te_walk_next(te_walk *walk, te_fields *fields, te_error *err);

#endif
