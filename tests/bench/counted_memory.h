/* counted_memory.h - how many bytes a program has asked for and not given
 * back, to the byte.
 *
 * Linked in, it takes the place of malloc() and its family, as the GNU C
 * library's manual has it ("Replacing malloc"), and leaves the work to the
 * library's own. What an allocator keeps for later is not in the figure. */
#ifndef COUNTED_MEMORY_H
#define COUNTED_MEMORY_H

#include <stddef.h>

size_t counted_memory_bytes(void);

#endif
