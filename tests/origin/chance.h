/* chance.h - draws that a seed repeats: the n-th of a seed is always the same,
 * whoever asks for it, and needs none of those before it. */
#ifndef ORIGIN_CHANCE_H
#define ORIGIN_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

/* Where the n-th draw of the seed begins: splitmix64 (Sebastiano Vigna). */
uint64_t chance_state(uint64_t seed, uint64_t n);
/* Its bits, which look like chance. */
uint64_t chance_mix(uint64_t state);
/* Bits as a number in [0, 1). */
double chance_share(uint64_t bits);

/* The n-th of the shares of a seed. They are independent, or even: each of
 * them is the one before plus the golden ratio, less what is whole of it, so
 * that any N in a row fill [0, 1) with gaps of some 1 / N and no sampling
 * error is left (Weyl's sequence; Kuipers and Niederreiter, "Uniform
 * Distribution of Sequences", 1974, 2.3). */
double chance_nth_share(uint64_t seed, uint64_t n, bool even);

/* What a share of 0 to 1 of all draws from a log-normal distribution stays
 * below: median * exp(sigma * z), where z is what as many of a standard normal
 * distribution do. Of a share as above it is a draw (by inversion: Devroye,
 * "Non-Uniform Random Variate Generation", 1986, II.2). */
double chance_lognormal(double median, double sigma, double share);

#endif
