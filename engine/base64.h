/* base64.h - bytes as letters (RFC 4648, 4), with '=' at the end. */
#ifndef TE_BASE64_H
#define TE_BASE64_H

#include <stddef.h>

/* How many letters so many bytes are. */
#define TE_BASE64_LENGTH(bytes) (((bytes) + 2) / 3 * 4)

/* Writes the letters, without a NUL. */
void te_base64(const void *bytes, size_t length, char *out);

#endif
