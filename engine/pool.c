/* pool.c - see pool.h. */
#include "pool.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||     \
    __has_feature(memory_sanitizer)
#define IS_SANITIZED true
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED false
#endif

/* Steps of 16 bytes up to FINE_MAX, then four steps to each doubling. */
enum {
    STEP = 16,
    FINE_MAX = 1024,
    FINE_CLASSES = FINE_MAX / STEP,
    DOUBLINGS = 5, /* 1 KB to 32 KB */
    CLASSES = FINE_CLASSES + 4 * DOUBLINGS,
    CHUNK_BYTES = 64 * 1024,
    BLOCKS_PER_CHUNK = 8, /* at least */
};

typedef struct block {
    struct block *next;
} block;

/* What was asked of malloc; the blocks follow. */
typedef struct chunk {
    struct chunk *next;
    void *padding; /* to 16 */
} chunk;

struct te_pool {
    block *free[CLASSES];
    chunk *chunks;
    char *rest; /* of the newest chunk */
    size_t rest_bytes;
};

te_pool *te_pool_new(void) { return calloc(1, sizeof(te_pool)); }

void te_pool_free(te_pool *pool) {
    if (pool == NULL) return;
    while (pool->chunks != NULL) {
        chunk *c = pool->chunks;
        pool->chunks = c->next;
        free(c);
    }
    free(pool);
}

static unsigned class_of(size_t bytes) {
    if (bytes <= FINE_MAX) return (unsigned)((bytes - 1) / STEP);
    /* The doubling above 1 KB, then the quarter of it. */
    unsigned top = 63u - (unsigned)__builtin_clzll(bytes - 1);
    unsigned quarter = (unsigned)((bytes - 1) >> (top - 2)) & 3;
    return FINE_CLASSES + (top - 10) * 4 + quarter;
}

static size_t bytes_of(unsigned class) {
    if (class < FINE_CLASSES) return (size_t)(class + 1) * STEP;
    unsigned coarse = class - FINE_CLASSES;
    return ((size_t)5 + coarse % 4) << (coarse / 4 + 8);
}

static bool add_chunk(te_pool *pool, size_t block_bytes) {
    size_t bytes = block_bytes * BLOCKS_PER_CHUNK;
    if (bytes < CHUNK_BYTES) bytes = CHUNK_BYTES;
    chunk *c = malloc(sizeof *c + bytes);
    if (c == NULL) return false;
    c->next = pool->chunks;
    pool->chunks = c;
    pool->rest = (char *)(c + 1);
    pool->rest_bytes = bytes;
    return true;
}

void *te_pool_take(te_pool *pool, size_t bytes) {
    if (IS_SANITIZED || bytes > TE_POOL_MAX_BYTES) return malloc(bytes);
    unsigned class = class_of(bytes);
    block *b = pool->free[class];
    if (b != NULL) {
        pool->free[class] = b->next;
        return b;
    }
    size_t rounded = bytes_of(class);
    if (rounded > pool->rest_bytes && !add_chunk(pool, rounded)) return NULL;
    void *taken = pool->rest;
    pool->rest += rounded;
    pool->rest_bytes -= rounded;
    return taken;
}

void te_pool_give(te_pool *pool, void *given, size_t bytes) {
    if (IS_SANITIZED || bytes > TE_POOL_MAX_BYTES) {
        free(given);
        return;
    }
    unsigned class = class_of(bytes);
    block *b = given;
    b->next = pool->free[class];
    pool->free[class] = b;
}

void *te_pool_resize(te_pool *pool, void *given, size_t before, size_t after) {
    bool is_pooled = !IS_SANITIZED && before <= TE_POOL_MAX_BYTES;
    bool stays_pooled = !IS_SANITIZED && after <= TE_POOL_MAX_BYTES;
    if (!is_pooled && !stays_pooled) return realloc(given, after);
    if (is_pooled && stays_pooled && class_of(before) == class_of(after))
        return given;
    void *taken = te_pool_take(pool, after);
    /* A block that is larger than its class is a good one of that class. */
    if (taken == NULL) return after < before ? given : NULL;
    memcpy(taken, given, before < after ? before : after);
    te_pool_give(pool, given, before);
    return taken;
}
