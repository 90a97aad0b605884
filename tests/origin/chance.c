/* chance.c - see chance.h. */
#include "chance.h"

#include <math.h>

/* 2^64 / the golden ratio, odd. */
static const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);

uint64_t chance_mix(uint64_t state) {
    uint64_t z = state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t chance_state(uint64_t seed, uint64_t n) {
    return chance_mix(seed) + n * golden;
}

double chance_share(uint64_t bits) { return (double)(bits >> 11) * 0x1p-53; }

/* splitmix64 walks by the golden ratio before it mixes: without the mixing it
 * is Weyl's sequence. */
double chance_nth_share(uint64_t seed, uint64_t n, bool even) {
    uint64_t state = chance_state(seed, n);
    return chance_share(even ? state : chance_mix(state));
}

/* By halving: 60 times is to the last bit, and takes microseconds. */
static double normal_quantile(double share) {
    double low = -9, high = 9; /* beyond are 1e-19 of all */
    for (int i = 0; i < 60; i++) {
        double z = (low + high) / 2;
        double below = erfc(-z * 0.7071067811865476) / 2;
        if (below < share)
            low = z;
        else
            high = z;
    }
    return low;
}

double chance_lognormal(double median, double sigma, double share) {
    return median * exp(sigma * normal_quantile(share));
}
