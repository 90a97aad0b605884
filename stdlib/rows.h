/* rows.h - a CSV file as numbered rows: an index in memory, rows on disk.
 *
 * Opening reads the file once and remembers where each row begins (a little
 * more than 4 bytes a row); a row is then read by position from any thread.
 *
 * The file is RFC 4180 in UTF-8 (a BOM is skipped), plain or gzip, its first
 * line the header unless it has none. Lines without a byte are no rows. A row
 * with more or fewer fields than the header, or with text after a closing
 * quote, is left out, counted and, for the first few, named. A quote that
 * never closes would swallow all that follows it, so it is an error, with the
 * line of the quote. */
#ifndef TE_ROWS_H
#define TE_ROWS_H

#include "columns.h"
#include "fields.h"
#include "source.h"
#include "steps.h"

enum { TE_ROWS_NAMED = 5 }; /* bad rows that are described */

typedef struct te_rows {
    te_source source;
    uint64_t count;     /* good rows */
    te_steps offsets;   /* where each begins */
    size_t max_bytes;   /* of the longest row */
    te_columns columns; /* without a header: as many as the first row has */
    uint64_t skipped;   /* bad rows */
    /* The first bad rows, such as "users.csv:17: 3 fields, the header has 4";
     * min(skipped, TE_ROWS_NAMED) of them. */
    char *complaints[TE_ROWS_NAMED];
} te_rows;

/* How to read the first line. */
typedef struct te_rows_header {
    /* Names for a file that has no header line; NULL: it has one. */
    const char *const *names;
    size_t name_count;
    bool any;  /* a header is one even if a name in it looks like data */
    bool none; /* the file has no header line, and its columns no names */
} te_rows_header;

/* Reads the whole file once. `header` may be NULL: the first line is it, and
 * a name in it that is missing, comes twice or is a number means that the
 * header is missing, which is an error. NULL with err filled on failure. */
te_rows *te_rows_open(const char *path, const te_rows_header *header,
                      te_error *err);
void te_rows_close(te_rows *rows); /* NULL is fine */

/* Whether the header is exactly these names; else an error that says what was
 * wanted ("users.csv:1: wanted the header ..."). */
bool te_rows_want(const te_rows *rows, const char *const *names, size_t count,
                  te_error *err);

/* Leaves a row out that only its reader can know to be bad: counts it and,
 * for the first few, keeps the complaint. False without memory. */
bool te_rows_leave_out(te_rows *rows, uint64_t line, te_error *err,
                       const char *format, ...) TE_PRINTF(4, 5);

/* The line on which row i begins, from 1; reads the file up to there. */
bool te_rows_line(const te_rows *rows, uint64_t i, uint64_t *line,
                  te_error *err);

/* Where row i begins, and how many bytes of buffer reading it takes. */
uint64_t te_rows_offset(const te_rows *rows, uint64_t i);
size_t te_rows_span(const te_rows *rows, uint64_t i);

/* Reads row i (below count) into `buffer` and starts `fields` on it. False
 * when the file shrank or cannot be read. Safe from any thread. */
bool te_rows_read(const te_rows *rows, uint64_t i, char *buffer,
                  te_fields *fields, te_error *err);

/* For a row that no longer has the fields it had: fills err, returns false. */
bool te_rows_changed(const te_rows *rows, uint64_t i, te_error *err);

#endif
