/* machine.c - see machine.h. */
#include "machine.h"

#include <dirent.h>
#include <stddef.h>
#include <sys/resource.h>

static uint64_t count_descriptors(void) {
    DIR *all = opendir("/proc/self/fd");
    uint64_t count = 0;
    if (all == NULL) return 0;
    while (readdir(all) != NULL)
        count++;
    closedir(all);
    return count > 3 ? count - 3 : 0; /* "." and ".." and the folder's own */
}

te_machine te_machine_look(void) {
    struct rlimit limit;
    te_machine m = {.descriptors = count_descriptors()};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
        limit.rlim_cur != RLIM_INFINITY)
        m.descriptors_limit = limit.rlim_cur;
    return m;
}
