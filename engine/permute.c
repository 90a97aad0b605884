/* permute.c - see permute.h. */
#include "permute.h"

#include <assert.h>

enum { ROUNDS = sizeof((te_permute *)0)->round_keys / sizeof(uint64_t) };

/* splitmix64 (Steele, Lea, Flood; prng.di.unimi.it/splitmix64.c). */
static uint64_t next_key(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

void te_permute_init(te_permute *p, uint64_t n, uint64_t key) {
    p->n = n;
    p->half_bits = 1;
    while (p->half_bits < 32 && (n - 1) >> (2 * p->half_bits) != 0)
        p->half_bits++;
    for (int i = 0; i < ROUNDS; i++)
        p->round_keys[i] = next_key(&key);
}

/* Any function will do for a Feistel round: this one spreads each bit of
 * `half` over the top bits, which are the best of a multiplication. */
static uint64_t scramble(uint64_t half, uint64_t key, unsigned bits) {
    uint64_t x = (half ^ key) * 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93;
    return x >> (64 - bits);
}

static uint64_t encipher(const te_permute *p, uint64_t x) {
    uint64_t mask = ((uint64_t)1 << p->half_bits) - 1;
    uint64_t left = x >> p->half_bits, right = x & mask;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t mixed = left ^ scramble(right, p->round_keys[i], p->half_bits);
        left = right;
        right = mixed;
    }
    return left << p->half_bits | right;
}

uint64_t te_permute_at(const te_permute *p, uint64_t i) {
    assert(i < p->n);
    if (p->n == 1) return 0;
    /* The domain has fewer than 4 n numbers and the cycle that i is on comes
     * back to i, which is below n: the walk ends. */
    do
        i = encipher(p, i);
    while (i >= p->n);
    return i;
}
