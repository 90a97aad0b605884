/* query.h - the parameters of a URL: `a=1&b=%0d%0a`, percent-decoded.
 *
 * Names and values may hold any byte, and a name may come several times. A
 * `+` is a plus. */
#ifndef ORIGIN_QUERY_H
#define ORIGIN_QUERY_H

#include "text.h"

/* Takes the first parameter off the front of *query and decodes it into name
 * and value, whose earlier text goes. False when there is none left. */
bool query_next(slice *query, te_buf *name, te_buf *value);

/* The first value of `name`, into value (left alone without one). */
bool query_text(slice query, const char *name, te_buf *value);

/* The first value of `name` as a number, or `fallback` without a good one. */
uint64_t query_number(slice query, const char *name, uint64_t fallback);
/* The same as milliseconds (slice_ms), in nanoseconds; the fallback too is of
 * milliseconds. */
uint64_t query_ms(slice query, const char *name, uint64_t fallback_ms);
double query_fraction(slice query, const char *name, double fallback);

/* Whether the first value of `name` is `text`. */
bool query_is(slice query, const char *name, const char *text);

#endif
