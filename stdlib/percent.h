/* percent.h - percent-encoding for request lines (RFC 3986).
 *
 * Names in real URLs come half encoded: a valid %XX stays as it is, any other
 * byte that may not stand there is encoded. Encoding twice thus changes
 * nothing. A bare % becomes %25. */
#ifndef TE_PERCENT_H
#define TE_PERCENT_H

#include <stddef.h>

/* The most bytes that encoding a text of this length can take. */
#define TE_PERCENT_BYTES(length) (3 * (length))

/* Write text as (part of) a path or as a value in a query, and return the end
 * of what was written; `to` has TE_PERCENT_BYTES(length). In both, letters,
 * digits, -._~ and %XX stay; in a path !$&'()*+,;=:@/ too. */
char *te_percent_path(char *to, const char *text, size_t length);
char *te_percent_value(char *to, const char *text, size_t length);

/* Decodes into `to`, which has `length` bytes (text itself is fine), and
 * returns the end. A % that begins no valid %XX stays; so does +. */
char *te_percent_decode(char *to, const char *text, size_t length);

#endif
