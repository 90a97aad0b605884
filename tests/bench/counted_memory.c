/* counted_memory.c - see counted_memory.h. In front of each block stands what
 * the library gave, and how much of it was asked for. Compiled without the
 * compiler's own idea of malloc(), of which this is the definition. */
#include "counted_memory.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Libraries are to find these, too. */
#pragma GCC visibility push(default)

extern void *__libc_malloc(size_t size);
extern void __libc_free(void *block);

typedef struct head {
    void *given;
    size_t bytes;
} head;

static atomic_size_t in_use;

size_t counted_memory_bytes(void) { return atomic_load(&in_use); }

void *aligned_alloc(size_t alignment, size_t size) {
    if (alignment < sizeof(head)) alignment = sizeof(head);
    size_t extra = alignment + sizeof(head);
    void *given = size < PTRDIFF_MAX - extra ? __libc_malloc(extra + size) : 0;
    if (given == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    uintptr_t start = (uintptr_t)given + extra - 1;
    void *block = (void *)(start - start % alignment);
    ((head *)block)[-1] = (head){given, size};
    atomic_fetch_add(&in_use, size);
    return block;
}

void *memalign(size_t alignment, size_t size) {
    return aligned_alloc(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = aligned_alloc(alignment, size);
    return *block != NULL ? 0 : ENOMEM;
}

void *malloc(size_t size) { return aligned_alloc(sizeof(head), size); }

void *calloc(size_t count, size_t size) {
    if (size > 0 && count > PTRDIFF_MAX / size) return malloc(SIZE_MAX);
    void *block = malloc(count * size);
    return block != NULL ? memset(block, 0, count * size) : NULL;
}

void free(void *block) {
    if (block == NULL) return;
    head front = ((head *)block)[-1];
    atomic_fetch_sub(&in_use, front.bytes);
    __libc_free(front.given);
}

void *realloc(void *old, size_t size) {
    if (old == NULL) return malloc(size);
    size_t before = ((head *)old)[-1].bytes;
    void *block = malloc(size);
    if (block == NULL) return NULL;
    memcpy(block, old, before < size ? before : size);
    free(old);
    return block;
}
