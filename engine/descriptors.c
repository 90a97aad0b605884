/* descriptors.c - see descriptors.h. */
#include "descriptors.h"

#include <inttypes.h>
#include <sys/resource.h>

enum { PER_THREAD = 8, PER_RUN = 16 };

bool te_descriptors_check(uint32_t workers, uint32_t threads, te_error *err) {
    struct rlimit limit;
    uint64_t needed =
        (uint64_t)workers + (uint64_t)threads * PER_THREAD + PER_RUN;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
        limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= needed)
        return true;
    return te_fail(
        err,
        "%u workers on %u threads need %" PRIu64
        " file descriptors, and %" PRIu64
        " are allowed: raise the limit (ulimit -n %" PRIu64
        ", or LimitNOFILE=%" PRIu64 " of a service), or take fewer workers",
        workers, threads, needed, (uint64_t)limit.rlim_cur, needed, needed);
}
