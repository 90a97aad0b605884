/* percent.h - percent-encoding for request lines (RFC 3986).
 *
 * Names in real URLs come half encoded: a valid %XX stays as it is, any other
 * byte that may not stand there is encoded. Encoding twice thus changes
 * nothing. A bare % becomes %25. */
#ifndef TE_PERCENT_H
#define TE_PERCENT_H

#include "buf.h"

/* Appends text as (part of) a path: letters, digits, -._~!$&'()*+,;=:@/ and
 * %XX stay. False without memory. */
bool te_percent_path(te_buf *to, const char *text, size_t length);

/* Appends text as a value in a query: letters, digits, -._~ and %XX stay. */
bool te_percent_value(te_buf *to, const char *text, size_t length);

/* Writes the decoded text over itself and returns its length. A % that does
 * not begin a valid %XX stays; so does +. */
size_t te_percent_decode(char *text, size_t length);

#endif
