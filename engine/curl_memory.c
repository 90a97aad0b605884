/* curl_memory.c - see curl_memory.h. */
#include "curl_memory.h"

#include "pool.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Before every block: its size, for it comes back without. */
enum { HEAD = 16 };

typedef struct thread_pool {
    te_pool *pool;
    struct thread_pool *next; /* of those that no thread has */
} thread_pool;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static thread_pool *left_over;
static pthread_key_t key; /* tells us that a thread ends */
static _Thread_local thread_pool *own;

static void on_thread_end(void *arg) {
    thread_pool *p = arg;
    pthread_mutex_lock(&lock);
    p->next = left_over;
    left_over = p;
    pthread_mutex_unlock(&lock);
    own = NULL;
}

static thread_pool *new_thread_pool(void) {
    thread_pool *p = calloc(1, sizeof *p);
    if (p == NULL) return NULL;
    p->pool = te_pool_new();
    if (p->pool != NULL) return p;
    free(p);
    return NULL;
}

static te_pool *own_pool(void) {
    if (own != NULL) return own->pool;
    pthread_mutex_lock(&lock);
    thread_pool *p = left_over;
    if (p != NULL) left_over = p->next;
    pthread_mutex_unlock(&lock);
    if (p == NULL) p = new_thread_pool();
    if (p == NULL) return NULL;
    own = p;
    pthread_setspecific(key, p);
    return p->pool;
}

static size_t size_of(void *block) {
    size_t size;
    memcpy(&size, (char *)block - HEAD, sizeof size);
    return size;
}

static void *with_head(char *start, size_t size) {
    memcpy(start, &size, sizeof size);
    return start + HEAD;
}

static void *take(size_t bytes) {
    te_pool *pool = own_pool();
    if (pool == NULL || bytes > SIZE_MAX - HEAD) return NULL;
    size_t size = bytes + HEAD;
    char *start = te_pool_take(pool, size);
    return start != NULL ? with_head(start, size) : NULL;
}

static void give(void *block) {
    te_pool *pool = own_pool();
    if (block == NULL || pool == NULL) return;
    te_pool_give(pool, (char *)block - HEAD, size_of(block));
}

static void *resize(void *block, size_t bytes) {
    if (block == NULL) return take(bytes);
    te_pool *pool = own_pool();
    if (pool == NULL || bytes > SIZE_MAX - HEAD) return NULL;
    size_t size = bytes + HEAD;
    char *start =
        te_pool_resize(pool, (char *)block - HEAD, size_of(block), size);
    return start != NULL ? with_head(start, size) : NULL;
}

static void *take_zeroed(size_t count, size_t bytes) {
    if (bytes != 0 && count > SIZE_MAX / bytes) return NULL;
    void *block = take(count * bytes);
    if (block != NULL) memset(block, 0, count * bytes);
    return block;
}

static char *copy(const char *text) {
    size_t bytes = strlen(text) + 1;
    char *block = take(bytes);
    if (block != NULL) memcpy(block, text, bytes);
    return block;
}

static void initialise(void) {
    if (pthread_key_create(&key, on_thread_end) != 0) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        return;
    }
    curl_global_init_mem(CURL_GLOBAL_DEFAULT, take, give, resize, copy,
                         take_zeroed);
}

void te_curl_initialise(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, initialise);
}
