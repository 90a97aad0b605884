/* symbol_join.c - see symbol_join.h. */
#include "symbol_join.h"

#include "walk.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a (isthe.com/chongo/tech/comp/fnv). */
static uint64_t hash_bytes(uint64_t hash, te_slice text) {
    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3;
    return hash;
}

static uint64_t hash_pair(te_slice a, te_slice b) {
    te_slice between = {"/", 1};
    uint64_t hash = hash_bytes(0xcbf29ce484222325, a);
    return hash_bytes(hash_bytes(hash, between), b);
}

static bool split_pair(te_fields *fields, te_slice pair[2]) {
    return te_fields_next(fields, &pair[0]) && te_fields_next(fields, &pair[1]);
}

/* The first two fields of a row; they lie in the scratch buffer. */
static bool read_pair(te_symbol_join *join, uint64_t row, te_slice pair[2]) {
    te_fields fields;
    return te_rows_read(join->rows, row, join->scratch.data, &fields, NULL) &&
           split_pair(&fields, pair);
}

bool te_symbol_join_find(te_symbol_join *join, te_slice debug_file,
                         te_slice debug_id, uint32_t *row) {
    uint64_t hash = hash_pair(debug_file, debug_id);
    bool found = false;
    for (size_t at = hash & join->mask; join->slots[at].row_after != 0;
         at = (at + 1) & join->mask) {
        if (join->slots[at].hash != hash) continue;
        uint32_t candidate = join->slots[at].row_after - 1;
        te_slice pair[2];
        if (!read_pair(join, candidate, pair) ||
            !te_slice_equal(pair[0], debug_file) ||
            !te_slice_equal(pair[1], debug_id))
            continue;
        *row = candidate; /* a later slot holds a later row: go on */
        found = true;
    }
    return found;
}

static bool add_rows(te_symbol_join *join, te_walk *walk, te_error *err) {
    for (uint64_t row = 0; row < join->rows->count; row++) {
        te_fields fields;
        te_slice pair[2];
        if (!te_walk_next(walk, &fields, err)) return false;
        if (!split_pair(&fields, pair))
            return te_rows_changed(join->rows, row, err);
        uint64_t hash = hash_pair(pair[0], pair[1]);
        size_t at = hash & join->mask;
        while (join->slots[at].row_after != 0)
            at = (at + 1) & join->mask;
        join->slots[at] = (te_symbol_slot){hash, (uint32_t)row + 1};
    }
    return true;
}

bool te_symbol_join_init(te_symbol_join *join, const te_rows *rows,
                         te_error *err) {
    *join = (te_symbol_join){.rows = rows, .scratch = TE_BUF_INIT};
    size_t slots = 16;
    while (slots < 2 * rows->count)
        slots *= 2;
    join->mask = slots - 1;
    join->slots = calloc(slots, sizeof *join->slots);
    if (join->slots == NULL || !te_buf_reserve(&join->scratch, rows->max_bytes))
        return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory",
                          rows->source.path);
    te_walk walk;
    bool ok = te_walk_init(&walk, rows, err) && add_rows(join, &walk, err);
    te_walk_clear(&walk);
    return ok;
}

void te_symbol_join_clear(te_symbol_join *join) {
    free(join->slots);
    te_buf_free(&join->scratch);
}
