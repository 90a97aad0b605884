/* source.h - a data file that stays readable while a run lasts.
 *
 * Bytes are read by position (pread), so any thread may read at any time, and
 * a file that shrinks is an error rather than a SIGBUS. Compressed files
 * (gzip, known by their first bytes, not by their name) are inflated once
 * into a temporary file that has no name any more. */
#ifndef TE_SOURCE_H
#define TE_SOURCE_H

#include "tengine_module.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct te_source {
    int fd;        /* -1 when closed */
    uint64_t size; /* bytes when it was opened, after inflating */
    char *path;    /* as the person named it, for messages */
} te_source;

#define TE_SOURCE_INIT ((te_source){-1, 0, NULL})

/* Opens a regular file; false when it is missing, unreadable, something else
 * than a file, or compressed badly. `source` can be closed in either case. */
bool te_source_open(te_source *source, const char *path, te_error *err);
void te_source_close(te_source *source);

/* Reads exactly `length` bytes from `offset` on; false when the file has not
 * got them (any more). Safe from any thread. */
bool te_source_read(const te_source *source, uint64_t offset, void *into,
                    size_t length, te_error *err);

/* The file's name without its folders. */
const char *te_source_name(const te_source *source);

#endif
