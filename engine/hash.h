/* hash.h - FNV-1a, 64 bits (Fowler, Noll, Vo): short texts into tables. */
#ifndef TE_HASH_H
#define TE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define TE_HASH_START UINT64_C(0xcbf29ce484222325)

/* Goes on from `hash` with these bytes and an end mark, so that ("a", "bc")
 * and ("ab", "c") differ. */
static inline uint64_t te_hash_bytes(uint64_t hash, const char *bytes,
                                     size_t length) {
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return (hash ^ 0xff) * UINT64_C(0x100000001b3);
}

static inline uint64_t te_hash_text(uint64_t hash, const char *text) {
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return (hash ^ 0xff) * UINT64_C(0x100000001b3);
}

#endif
