/* rng.c - see rng.h. */
#include "rng.h"

#include <math.h>

__extension__ typedef unsigned __int128 wide;

static uint64_t rotate_left(uint64_t x, unsigned by) {
    return (x << by) | (x >> (64 - by));
}

/* The finalizer of splitmix64: one to one, and 0 stays 0. */
static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Stream 0 is the seeding that the authors recommend; the others start
 * splitmix64 far away from there and from each other. */
void te_rng_seed(te_rng *rng, uint64_t seed, uint64_t stream) {
    uint64_t walk = seed ^ mix(stream);
    for (int i = 0; i < 4; i++) {
        walk += UINT64_C(0x9e3779b97f4a7c15);
        rng->state[i] = mix(walk);
    }
}

uint64_t te_rng_next(te_rng *rng) {
    uint64_t *s = rng->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double te_rng_double(te_rng *rng) {
    return (double)(te_rng_next(rng) >> 11) * 0x1.0p-53;
}

/* The upper half of a 128-bit product (Lemire, "Fast Random Integer
 * Generation in an Interval", 2019). Of the 2^64 products the few that would
 * favour some results are drawn again. */
uint64_t te_rng_below(te_rng *rng, uint64_t n) {
    if (n == 0) return 0;
    wide product = (wide)te_rng_next(rng) * n;
    if ((uint64_t)product < n) {
        uint64_t surplus = (0 - n) % n;
        while ((uint64_t)product < surplus)
            product = (wide)te_rng_next(rng) * n;
    }
    return (uint64_t)(product >> 64);
}

double te_rng_exponential(te_rng *rng, double mean) {
    return -mean * log1p(-te_rng_double(rng));
}
