/* rng.h - random numbers that a seed repeats (xoshiro256**, seeded by
 * splitmix64; Blackman and Vigna, prng.di.unimi.it).
 *
 * Not for secrets. One generator per worker: its draws depend on the run's
 * seed and the worker's number only, never on threads or timing. */
#ifndef TE_RNG_H
#define TE_RNG_H

#include "api.h"
#include <stdint.h>

typedef struct te_rng {
    uint64_t state[4];
} te_rng;

/* Starts the stream number `stream` of the seed. */
TE_API void te_rng_seed(te_rng *rng, uint64_t seed, uint64_t stream);

TE_API uint64_t te_rng_next(te_rng *rng);
/* Uniform in [0, 1), 53 bits. */
TE_API double te_rng_double(te_rng *rng);
/* Uniform in [0, n), without bias; 0 when n is 0. */
TE_API uint64_t te_rng_below(te_rng *rng, uint64_t n);
/* Exponential with the given mean, e.g. gaps between arrivals. */
TE_API double te_rng_exponential(te_rng *rng, double mean);

#endif
