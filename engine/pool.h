/* pool.h - memory in size classes, the block freed last given out first.
 *
 * With thousands of connections, malloc(3) hands out the block that has been
 * free the longest, and so the coldest: a miss of the cache for every one.
 * Here each class is a stack. A pool belongs to one thread at a time, gives
 * nothing back to the system before te_pool_free(), and grows to the most that
 * was ever in use. Sizes above TE_POOL_MAX_BYTES go to malloc.
 *
 * Under a sanitizer every block is malloc's own, so that it sees each. */
#ifndef TE_POOL_H
#define TE_POOL_H

#include <stddef.h>

#define TE_POOL_MAX_BYTES ((size_t)32 * 1024)

typedef struct te_pool te_pool;

te_pool *te_pool_new(void);       /* NULL without memory */
void te_pool_free(te_pool *pool); /* with every block in it; NULL is fine */

/* A block of at least `bytes` (above 0), aligned to 16; NULL without memory.
 * Whoever gives it back must know its size. */
void *te_pool_take(te_pool *pool, size_t bytes);
void te_pool_give(te_pool *pool, void *block, size_t bytes);

/* Moves to another size; NULL without memory, and the block stays. Never
 * fails to shrink. */
void *te_pool_resize(te_pool *pool, void *block, size_t before, size_t after);

#endif
