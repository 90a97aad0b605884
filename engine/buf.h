/* buf.h - a growing array of bytes, always followed by a NUL.
 *
 * `data` is a valid C string from the first append on; te_buf_str() is one
 * always. Growing doubles; clearing keeps the memory, so that a buffer that
 * is used again and again soon allocates no more.
 *
 * Appending returns false without memory and leaves what was there. */
#ifndef TE_BUF_H
#define TE_BUF_H

#include "api.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct te_buf {
    char *data;      /* NULL until something was appended */
    size_t length;   /* bytes, without the NUL */
    size_t capacity; /* bytes, with the NUL */
} te_buf;

#define TE_BUF_INIT ((te_buf){NULL, 0, 0})

/* Releases the memory and leaves an empty buffer. */
TE_API void te_buf_free(te_buf *b);

/* Forgets the bytes, keeps the memory. */
TE_API void te_buf_reset(te_buf *b);

/* Makes room for `more` further bytes. */
TE_API bool te_buf_reserve(te_buf *b, size_t more);

TE_API bool te_buf_add(te_buf *b, const void *bytes, size_t length);
TE_API bool te_buf_adds(te_buf *b, const char *text);
TE_API bool te_buf_addc(te_buf *b, char c);
TE_API bool te_buf_addf(te_buf *b, const char *format, ...) TE_PRINTF(2, 3);

/* The bytes as a C string, "" when there are none. */
TE_API const char *te_buf_str(const te_buf *b);

#endif
