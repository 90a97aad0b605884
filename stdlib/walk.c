/* walk.c - see walk.h. */
#include "walk.h"

#include <assert.h>
#include <stdlib.h>

enum { CHUNK_BYTES = 256 * 1024 };

bool te_walk_init(te_walk *w, const te_rows *rows, te_error *err) {
    *w = (te_walk){.rows = rows};
    w->capacity = rows->max_bytes > CHUNK_BYTES ? rows->max_bytes : CHUNK_BYTES;
    w->chunk = malloc(w->capacity);
    return w->chunk != NULL ||
           te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", rows->source.path);
}

void te_walk_clear(te_walk *w) { free(w->chunk); }

bool te_walk_next(te_walk *w, te_fields *fields, te_error *err) {
    const te_source *source = &w->rows->source;
    assert(w->row < w->rows->count);
    uint64_t offset = te_rows_offset(w->rows, w->row);
    size_t span = te_rows_span(w->rows, w->row);
    if (offset + span > w->from + w->length) {
        uint64_t rest = source->size - offset;
        w->from = offset;
        w->length = rest < w->capacity ? (size_t)rest : w->capacity;
        if (!te_source_read(source, offset, w->chunk, w->length, err))
            return false;
    }
    *fields = te_fields_of(w->chunk + (offset - w->from), span);
    w->row++;
    return true;
}
