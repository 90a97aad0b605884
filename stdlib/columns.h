/* columns.h - how many columns a CSV file has, and what they are called. */
#ifndef TE_COLUMNS_H
#define TE_COLUMNS_H

#include "tengine_module.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct te_columns {
    size_t count;    /* 0 until it is known */
    te_slice *names; /* NULL: they have places only */
    char *text;      /* the bytes of the names */
} te_columns;

/* Takes the names out of a header line with `count` fields. The text becomes
 * the columns' own, also where it fails: without memory, or when the line has
 * another number of fields. */
bool te_columns_from_line(te_columns *columns, char *text, size_t bytes,
                          size_t count);

/* Copies the names that a caller gives. False without memory. */
bool te_columns_from_names(te_columns *columns, const char *const *names,
                           size_t count);
void te_columns_free(te_columns *columns);

/* Whether the names are good ones: none is missing, none comes twice, and,
 * unless `any` will do, none is a number, which would be data. Fills err. */
bool te_columns_check(const te_columns *columns, const char *path, bool any,
                      te_error *err);

/* Whether they are exactly these; else err says what was wanted. */
bool te_columns_want(const te_columns *columns, const char *path,
                     const char *const *names, size_t count, te_error *err);

/* The place of a column, from 0. */
bool te_columns_find(const te_columns *columns, const char *name,
                     size_t *place);

#endif
