/* unnamed.h - files without a name: gone when they are closed. */
#ifndef TE_UNNAMED_H
#define TE_UNNAMED_H

#include <stdbool.h>
#include <stddef.h>

/* An empty file in TMPDIR or /tmp, open for reading and writing; -1 with
 * errno set where there can be none. */
int te_unnamed_open(void);

/* Writes all of it at the file's end; false with errno set. */
bool te_unnamed_write(int fd, const void *bytes, size_t length);

#endif
