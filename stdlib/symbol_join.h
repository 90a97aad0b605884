/* symbol_join.h - finds the row of a missing file by (debug_file, debug_id).
 *
 * A hash table that lives only while a feed is opened: 16 bytes a slot, at
 * most half of the slots taken. Where a pair comes twice, the last one
 * counts. */
#ifndef TE_SYMBOL_JOIN_H
#define TE_SYMBOL_JOIN_H

#include "rows.h"
#include "tengine_module.h"

typedef struct te_symbol_slot {
    uint64_t hash;
    uint32_t row_after; /* the row's number plus one; 0 is an empty slot */
} te_symbol_slot;

typedef struct te_symbol_join {
    const te_rows *rows;
    te_symbol_slot *slots;
    size_t mask;
    te_buf scratch; /* a row that is compared */
} te_symbol_join;

/* Reads all rows, whose header is checked already. Clear it in any case. */
bool te_symbol_join_init(te_symbol_join *join, const te_rows *rows,
                         te_error *err);
void te_symbol_join_clear(te_symbol_join *join);

/* Whether a row begins with this pair; its number goes to *row. */
bool te_symbol_join_find(te_symbol_join *join, te_slice debug_file,
                         te_slice debug_id, uint32_t *row);

#endif
