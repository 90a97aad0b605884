/* permute.h - a keyed shuffle of 0 .. n-1 that needs no list.
 *
 * te_permute_at(p, i) for i = 0 .. n-1 visits every number below n exactly
 * once, in an order that the key decides: a Feistel network over the next
 * power of four, walked until it lands below n (cycle walking; Black and
 * Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). Reads of one
 * te_permute from several threads are fine. */
#ifndef TE_PERMUTE_H
#define TE_PERMUTE_H

#include "api.h"
#include <stdint.h>

typedef struct te_permute {
    uint64_t n;
    uint64_t round_keys[6];
    unsigned half_bits;
} te_permute;

TE_API void te_permute_init(te_permute *p, uint64_t n, uint64_t key);
/* Where position i (below n) lands, below n. O(1) on average. */
TE_API uint64_t te_permute_at(const te_permute *p, uint64_t i);

#endif
