/* spool.c - see spool.h. */
#include "spool.h"

#include "unnamed.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PENDING_BYTES = 256 * 1024 }; /* that many are written at once */

bool te_spool_open(te_spool *spool) {
    *spool = TE_SPOOL_INIT;
    spool->fd = te_unnamed_open();
    return spool->fd >= 0;
}

static bool write_pending(te_spool *spool) {
    bool ok =
        te_unnamed_write(spool->fd, spool->pending.data, spool->pending.length);
    te_buf_reset(&spool->pending);
    return ok;
}

bool te_spool_add(te_spool *spool, const void *bytes, size_t length) {
    if (spool->pending.length + length > PENDING_BYTES && !write_pending(spool))
        return false;
    spool->size += length;
    if (length > PENDING_BYTES)
        return te_unnamed_write(spool->fd, bytes, length);
    if (te_buf_add(&spool->pending, bytes, length)) return true;
    errno = ENOMEM;
    return false;
}

bool te_spool_seal(te_spool *spool) {
    if (!write_pending(spool)) return false;
    te_buf_free(&spool->pending);
    if (spool->size == 0) {
        spool->bytes = "";
        return true;
    }
    void *mapped =
        mmap(NULL, (size_t)spool->size, PROT_READ, MAP_SHARED, spool->fd, 0);
    if (mapped == MAP_FAILED) return false;
    spool->bytes = mapped;
    close(spool->fd); /* the mapping keeps the file */
    spool->fd = -1;
    return true;
}

void te_spool_close(te_spool *spool) {
    if (spool->bytes != NULL && spool->size > 0)
        munmap((void *)spool->bytes, (size_t)spool->size);
    if (spool->fd >= 0) close(spool->fd);
    te_buf_free(&spool->pending);
    *spool = TE_SPOOL_INIT;
}
