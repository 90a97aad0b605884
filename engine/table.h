/* table.h - rows of cells, aligned, at most 80 columns wide unless told.
 *
 *     te_table t;
 *     te_table_init(&t, 2);
 *     te_table_cell(&t, "CHECKS");
 *     te_table_cell(&t, "passed");
 *     te_table_cell(&t, "status is 200");
 *     te_table_cell(&t, "10");
 *     te_table_print(&t, out);
 *     te_table_free(&t);
 *
 * The first row are the titles, the first of them the table's own. The first
 * column is aligned to the left and cut short where a row is too long, the
 * others to the right. Text is made harmless (see text.h). */
#ifndef TE_TABLE_H
#define TE_TABLE_H

#include "buf.h"
#include "text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define TE_TABLE_MAX_COLUMNS 16

typedef struct te_table {
    size_t columns;
    size_t count;  /* cells so far, row by row */
    te_buf cells;  /* their clean text, each followed by a NUL */
    bool is_short; /* memory ran out: what is there is not all */
    /* Set by te_table_init(), and then by who wants other ones: how wide a
     * column is at least, the blanks before a row and before each column but
     * the first, and how wide all of it may be. */
    size_t least[TE_TABLE_MAX_COLUMNS];
    size_t indent;
    size_t gap;
    size_t most_columns;
} te_table;

TE_API void te_table_init(te_table *t, size_t columns);
TE_API void te_table_free(te_table *t);

/* Adds the next cell; text is copied. */
TE_API void te_table_cell(te_table *t, const char *text);

/* Writes the titles, and below them the rows, indented. */
TE_API void te_table_print(const te_table *t, FILE *out);

#endif
