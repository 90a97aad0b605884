/* headers.h - the header fields of a request: an ordered list of name: value.
 *
 * What a name or value must not hold (CR, LF, NUL, a name that is no token)
 * is refused here, once, for every lane: libcurl 7.88 would send it.
 *
 * The fields lie in one buffer, "Name: value" NUL after NUL, so that copying
 * a worker's defaults into a request is one memcpy. */
#ifndef TE_HEADERS_H
#define TE_HEADERS_H

#include "buf.h"
#include "error.h"

typedef struct te_headers {
    te_buf text;  /* "Name: value\0Name: value\0" */
    size_t count; /* fields */
} te_headers;

#define TE_HEADERS_INIT ((te_headers){TE_BUF_INIT, 0})
#define TE_HEADERS_MAX_BYTES ((size_t)256 * 1024)

void te_headers_free(te_headers *h);
void te_headers_reset(te_headers *h); /* keeps the memory */
bool te_headers_copy(te_headers *to, const te_headers *from);

/* Appends a field, whatever is there already. */
bool te_headers_add(te_headers *h, const char *name, size_t name_length,
                    const char *value, size_t value_length, te_error *err);
/* Removes every field of that name, in whatever case; returns how many. */
size_t te_headers_remove(te_headers *h, const char *name, size_t name_length);

/* The value of the first field of that name (its length in *length unless
 * NULL), or NULL. */
const char *te_headers_find(const te_headers *h, const char *name,
                            size_t *length);

/* Walks the fields: NULL starts, NULL ends. Each is "Name: value". */
const char *te_headers_next(const te_headers *h, const char *field);

#endif
