/* weights.c - see weights.h. */
#include "weights.h"

#include "walk.h"

#include <inttypes.h>
#include <stdio.h>

/* The field at a place of the row. */
static bool read_field(te_fields *fields, size_t place, te_slice *field) {
    for (size_t i = 0; i <= place; i++)
        if (!te_fields_next(fields, field)) return false;
    return true;
}

bool te_weights_leave_out(te_rows *rows, uint64_t row, size_t column,
                          te_slice weight, te_error *err) {
    char name[80];
    uint64_t line = 0;
    bool is_named = rows->columns.names != NULL;
    te_slice called = is_named ? rows->columns.names[column] : (te_slice){0};
    if (is_named)
        snprintf(name, sizeof name, "%.*s", TE_SLICE_ARGS(called));
    else
        snprintf(name, sizeof name, "column %zu", column + 1);
    /* Finding the line means reading the file again: only if it is named. */
    if (rows->skipped < TE_ROWS_NAMED && !te_rows_line(rows, row, &line, err))
        return false;
    int shown = weight.length < 60 ? (int)weight.length : 60;
    return te_rows_leave_out(rows, line, err,
                             "%s is \"%.*s\", wanted a whole number up to "
                             "%" PRIu32,
                             name, shown, weight.data, TE_WEIGHT_MAX);
}

static bool add_rows(te_rows *rows, te_walk *walk, size_t column,
                     te_steps *ends, te_error *err) {
    uint64_t sum = 0, weight;
    for (uint64_t row = 0; row < rows->count; row++) {
        te_fields fields;
        te_slice field;
        if (!te_walk_next(walk, &fields, err)) return false;
        if (!read_field(&fields, column, &field))
            return te_rows_changed(rows, row, err);
        if (te_field_number(field, TE_WEIGHT_MAX, &weight))
            sum += weight;
        else if (!te_weights_leave_out(rows, row, column, field, err))
            return false;
        if (!te_steps_add(ends, sum))
            return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory",
                              rows->source.path);
    }
    te_steps_fit(ends);
    return true;
}

bool te_weights_read(te_rows *rows, size_t column, te_steps *ends,
                     te_error *err) {
    te_walk walk;
    bool ok = te_walk_init(&walk, rows, err) &&
              add_rows(rows, &walk, column, ends, err);
    te_walk_clear(&walk);
    return ok;
}
