/* machine.h - what the process has left of what runs out: file
 * descriptors. */
#ifndef TE_MACHINE_H
#define TE_MACHINE_H

#include <stdint.h>

typedef struct te_machine {
    uint64_t descriptors;       /* open */
    uint64_t descriptors_limit; /* allowed; 0: unknown, or no limit */
} te_machine;

/* Reads what the kernel tells; what it does not is 0. Milliseconds where
 * thousands of descriptors are open: once in some seconds. */
te_machine te_machine_look(void);

#endif
