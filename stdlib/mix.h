/* mix.h - a number for a value under a key, spread evenly over all 64 bits.
 *
 * Draws that need no state: the n-th one is te_mix(key, n), whoever asks.
 * The finalizer of splitmix64 (Steele, Lea, Flood; prng.di.unimi.it). */
#ifndef TE_MIX_H
#define TE_MIX_H

#include <stdint.h>

static inline uint64_t te_mix(uint64_t key, uint64_t value) {
    uint64_t z = key + (value + 1) * 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

#endif
