/* machine.h - what the process has of what runs out: file descriptors, and the
 * local ports that connections come from. */
#ifndef TE_MACHINE_H
#define TE_MACHINE_H

#include <stdint.h>

typedef struct te_machine {
    uint64_t descriptors;       /* open */
    uint64_t descriptors_limit; /* allowed; 0: unknown, or no limit */
    /* Those of sockets that are open here, or were a minute ago and wait for
     * what may still come (TIME_WAIT, of the whole machine), give or take a
     * few; and how many there are for one local address and one server. */
    uint64_t ports, ports_limit;
} te_machine;

/* Reads what the kernel tells; what it does not is 0. Milliseconds where
 * thousands of descriptors are open: once in some seconds. */
te_machine te_machine_look(void);

#endif
