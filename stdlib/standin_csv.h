/* standin_csv.h - rows of a CSV that lies in memory, unquoted in place.
 *
 * What the stand-in reads of RFC 4180: quoted fields, doubled quotes, line
 * ends of either kind, also inside quotes. */
#ifndef TE_STANDIN_CSV_H
#define TE_STANDIN_CSV_H

#include "buf.h"
#include "error.h"

#define TE_STANDIN_CSV_FIELDS 4

typedef struct te_standin_csv {
    const char *name; /* of the file, for messages; borrowed */
    char *at, *end;   /* what is left; rewritten while it is read */
    size_t line;      /* of the next row, from 1 */
    size_t row_line;  /* of the row that was read last */
    struct {
        char *text; /* not ended by a NUL */
        size_t length;
    } fields[TE_STANDIN_CSV_FIELDS]; /* of the row that was read last */
} te_standin_csv;

/* Reads the whole file, plain or gzipped, into `text`. */
bool te_standin_csv_slurp(te_buf *text, const char *path, te_error *err);

/* Starts at the text's first row, which must be `header` ("a,b,c,d"). */
bool te_standin_csv_open(te_standin_csv *csv, const char *name, te_buf *text,
                         const char *header, te_error *err);

/* 1 with a row in `fields`, 0 at the end, -1 with an error. A row must have
 * as many fields as the table; empty lines are passed over. */
int te_standin_csv_next(te_standin_csv *csv, te_error *err);

#endif
