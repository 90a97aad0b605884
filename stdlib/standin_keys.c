/* standin_keys.c - see standin_keys.h. An entry is two lengths of 32 bits,
 * then the key, then the value; open addressing, at most three quarters
 * full. */
#include "standin_keys.h"

#include <stdlib.h>
#include <string.h>

typedef struct te_standin_slot slot;

uint64_t te_standin_hash(const void *bytes, size_t length) {
    const unsigned char *at = bytes;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * UINT64_C(1099511628211);
    return hash;
}

static uint32_t short_hash(const void *bytes, size_t length) {
    uint64_t hash = te_standin_hash(bytes, length);
    return (uint32_t)(hash ^ hash >> 32);
}

void te_standin_keys_free(te_standin_keys *keys) {
    te_buf_free(&keys->bytes);
    free(keys->slots);
    *keys = TE_STANDIN_KEYS_INIT;
}

static bool grow(te_standin_keys *keys) {
    size_t capacity = keys->capacity == 0 ? 64 : keys->capacity * 2;
    slot *slots = calloc(capacity, sizeof *slots);
    if (slots == NULL) return false;
    for (size_t i = 0; i < keys->capacity; i++) {
        slot old = keys->slots[i];
        if (old.at == 0) continue;
        size_t to = old.hash & (capacity - 1);
        while (slots[to].at != 0)
            to = (to + 1) & (capacity - 1);
        slots[to] = old;
    }
    free(keys->slots);
    keys->slots = slots;
    keys->capacity = capacity;
    return true;
}

/* The entry's key and value; lengths are read by memcpy, entries are not
 * aligned. */
typedef struct entry {
    uint32_t key_bytes, value_bytes;
    const char *key;
} entry;

static entry entry_at(const te_standin_keys *keys, const slot *s) {
    entry e;
    const char *at = keys->bytes.data + (s->at - 1);
    memcpy(&e.key_bytes, at, sizeof e.key_bytes);
    memcpy(&e.value_bytes, at + 4, sizeof e.value_bytes);
    e.key = at + 8;
    return e;
}

/* The slot of the key, or the free one where it belongs. */
static slot *seek(const te_standin_keys *keys, const void *key,
                  size_t key_bytes, uint32_t hash) {
    size_t i = hash & (keys->capacity - 1);
    for (;; i = (i + 1) & (keys->capacity - 1)) {
        slot *s = &keys->slots[i];
        if (s->at == 0) return s;
        if (s->hash != hash) continue;
        entry e = entry_at(keys, s);
        if (e.key_bytes == key_bytes && memcmp(e.key, key, key_bytes) == 0)
            return s;
    }
}

bool te_standin_keys_add(te_standin_keys *keys, const void *key,
                         size_t key_bytes, const void *value,
                         size_t value_bytes) {
    if (keys->count * 4 >= keys->capacity * 3 && !grow(keys)) return false;
    uint32_t hash = short_hash(key, key_bytes);
    slot *s = seek(keys, key, key_bytes, hash);
    if (s->at != 0) return true;
    if (key_bytes > UINT32_MAX / 4 || value_bytes > UINT32_MAX / 4 ||
        keys->bytes.length > UINT32_MAX / 2 ||
        !te_buf_reserve(&keys->bytes, 8 + key_bytes + value_bytes))
        return false;
    uint32_t lengths[2] = {(uint32_t)key_bytes, (uint32_t)value_bytes};
    s->at = (uint32_t)keys->bytes.length + 1;
    s->hash = hash;
    te_buf_add(&keys->bytes, lengths, sizeof lengths);
    te_buf_add(&keys->bytes, key, key_bytes);
    te_buf_add(&keys->bytes, value, value_bytes);
    keys->count++;
    return true;
}

const char *te_standin_keys_find(const te_standin_keys *keys, const void *key,
                                 size_t key_bytes, size_t *value_bytes) {
    if (keys->count == 0) return NULL;
    slot *s = seek(keys, key, key_bytes, short_hash(key, key_bytes));
    if (s->at == 0) return NULL;
    entry e = entry_at(keys, s);
    if (value_bytes != NULL) *value_bytes = e.value_bytes;
    return e.key + e.key_bytes;
}
