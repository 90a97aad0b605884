/* fields.h - the fields of one CSV row, taken apart in place (RFC 4180).
 *
 * A field may be quoted; a quoted one may hold commas, line breaks and
 * doubled quotes. The row's text is changed: unescaped fields are written
 * over it, so that nothing is copied or allocated. A row ends at LF, CR LF or
 * the end of the text; what comes after it is not looked at. */
#ifndef TE_FIELDS_H
#define TE_FIELDS_H

#include "tengine_module.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct te_fields {
    char *at, *end; /* what is still to be read */
    bool more;      /* a further field follows, perhaps an empty one */
    bool malformed; /* a quote that never closes, or text after one */
} te_fields;

/* Starts at the row that begins at `row`, of at most `length` bytes. */
te_fields te_fields_of(char *row, size_t length);

/* The next field; false when there is none left or the row is malformed. */
bool te_fields_next(te_fields *f, te_slice *field);

/* Exactly n fields into `fields`; false when the row has more or fewer or is
 * malformed. */
bool te_fields_split(te_fields *f, te_slice *fields, size_t n);

/* A field of digits only as a number; false when it is none, or above
 * `most`. */
bool te_field_number(te_slice field, uint64_t most, uint64_t *number);

#endif
