/* standin_keys.h - a compact hash table from byte strings to byte strings.
 *
 * Keys and values lie one after the other in one block; a slot is 8 bytes.
 * 40,000 symbol keys take about 3 MB. Made to be filled once and read by many
 * threads; nothing is ever removed. The first value of a key stays. */
#ifndef TE_STANDIN_KEYS_H
#define TE_STANDIN_KEYS_H

#include "tengine_module.h"
#include <stdint.h>

typedef struct te_standin_keys {
    te_buf bytes; /* the entries */
    struct te_standin_slot {
        uint32_t at; /* where the entry is in `bytes`, plus 1; 0 is free */
        uint32_t hash;
    } * slots;
    size_t capacity; /* slots, a power of two */
    size_t count;    /* entries */
} te_standin_keys;

#define TE_STANDIN_KEYS_INIT ((te_standin_keys){TE_BUF_INIT, NULL, 0, 0})

void te_standin_keys_free(te_standin_keys *keys);

/* Adds a key unless it is there. False without memory, or past 4 GB. */
bool te_standin_keys_add(te_standin_keys *keys, const void *key,
                         size_t key_bytes, const void *value,
                         size_t value_bytes);

/* The key's value and its length, or NULL when the key is not there. Valid
 * until the next add. `value_bytes` may be NULL. */
const char *te_standin_keys_find(const te_standin_keys *keys, const void *key,
                                 size_t key_bytes, size_t *value_bytes);

/* FNV-1a, 64 bits: also for those who need a hash of their own. */
uint64_t te_standin_hash(const void *bytes, size_t length);

#endif
