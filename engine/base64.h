/* base64.h - bytes as letters (RFC 4648, 4), with '=' at the end. */
#ifndef TE_BASE64_H
#define TE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/* How many letters so many bytes are. */
#define TE_BASE64_LENGTH(bytes) (((bytes) + 2) / 3 * 4)

/* Writes the letters, without a NUL. */
void te_base64(const void *bytes, size_t length, char *out);

/* Reads them: `length` letters, the '=' included, into `out`, which holds
 * TE_BASE64_BYTES(length), and how many there are into *bytes. False for what
 * was not written so. */
#define TE_BASE64_BYTES(letters) ((letters) / 4 * 3)
bool te_base64_read(const char *letters, size_t length, void *out,
                    size_t *bytes);

#endif
