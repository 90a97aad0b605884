/* machine.c - see machine.h. */
#include "machine.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/resource.h>

/* Where there is none left to look with, all that are allowed are open. */
static uint64_t count_descriptors(uint64_t limit) {
    DIR *all = opendir("/proc/self/fd");
    uint64_t count = 0;
    if (all == NULL) return errno == EMFILE ? limit : 0;
    while (readdir(all) != NULL)
        count++;
    closedir(all);
    return count > 3 ? count - 3 : 0; /* "." and ".." and the folder's own */
}

static uint64_t descriptors_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
        limit.rlim_cur == RLIM_INFINITY)
        return 0;
    return limit.rlim_cur;
}

/* "TCP: inuse 5 orphan 0 tw 12 alloc 9 mem 1": both ends of a connection
 * within the machine are in use, and no more of these than descriptors can be
 * ours. */
static uint64_t count_ports(uint64_t descriptors) {
    uint64_t used = 0, waiting = 0;
    char line[200];
    FILE *f = fopen("/proc/net/sockstat", "re");
    if (f == NULL) return 0;
    while (fgets(line, sizeof line, f) != NULL)
        if (sscanf(line, "TCP: inuse %" SCNu64 " orphan %*u tw %" SCNu64, &used,
                   &waiting) > 0)
            break;
    fclose(f);
    return (used < descriptors ? used : descriptors) + waiting;
}

static uint64_t port_range(void) {
    uint64_t first, last;
    FILE *f = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
    if (f == NULL) return 0;
    bool ok = fscanf(f, "%" SCNu64 " %" SCNu64, &first, &last) == 2;
    fclose(f);
    return ok && last >= first ? last - first + 1 : 0;
}

te_machine te_machine_look(void) {
    te_machine m = {.descriptors_limit = descriptors_limit(),
                    .ports_limit = port_range()};
    m.descriptors = count_descriptors(m.descriptors_limit);
    m.ports = count_ports(m.descriptors);
    return m;
}
