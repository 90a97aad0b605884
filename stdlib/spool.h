/* spool.h - bytes put aside on disk as they come, then read in place.
 *
 * They go into a file without a name, which is mapped once it is complete: to
 * read is to copy from memory, and what was not read for long is the page
 * cache's to drop, so it may hold more than there is memory. Nobody else can
 * shorten a file without a name, so that reading it ends in no SIGBUS. */
#ifndef TE_SPOOL_H
#define TE_SPOOL_H

#include "tengine_module.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct te_spool {
    int fd;            /* -1 when there is no file (any more) */
    te_buf pending;    /* added, and not written yet */
    uint64_t size;     /* bytes added */
    const char *bytes; /* all of them once it is sealed, else NULL */
} te_spool;

#define TE_SPOOL_INIT ((te_spool){-1, TE_BUF_INIT, 0, NULL})

/* These return false with errno set. */
bool te_spool_open(te_spool *spool);
bool te_spool_add(te_spool *spool, const void *bytes, size_t length);
/* No more bytes: `bytes` can be read, from any thread. */
bool te_spool_seal(te_spool *spool);

void te_spool_close(te_spool *spool); /* also a half-made one */

#endif
