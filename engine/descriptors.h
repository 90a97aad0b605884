/* descriptors.h - whether a run may open as many files as it needs. */
#ifndef TE_DESCRIPTORS_H
#define TE_DESCRIPTORS_H

#include "error.h"
#include <stdbool.h>
#include <stdint.h>

/* Whether there are file descriptors enough: one for the connection of each
 * worker, 8 for each thread, 16 for files and streams. False and err, which
 * says how many are needed, allowed, and how to get them. */
bool te_descriptors_check(uint32_t workers, uint32_t threads, te_error *err);

#endif
