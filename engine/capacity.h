/* capacity.h - whether the machine has what a run needs. */
#ifndef TE_CAPACITY_H
#define TE_CAPACITY_H

#include "error.h"
#include <stdbool.h>
#include <stdint.h>

/* Whether there are file descriptors enough: one for the connection of each
 * worker, 8 for each thread, 16 for files and streams. False and err, which
 * says how many are needed, allowed, and how to get them. */
bool te_capacity_check(uint32_t workers, uint32_t threads, te_error *err);

#endif
