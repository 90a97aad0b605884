/* zipf.h - draws of which the first numbers come most often.
 *
 * Number k (from 0) of n comes with a probability in proportion to
 * 1 / (k + 1)^exponent, as words of a language do, or files of a server. No
 * table of n entries: rejection-inversion (Hoermann and Derflinger,
 * "Rejection-inversion to generate variates from monotone discrete
 * distributions", 1996), fewer than two attempts a draw. */
#ifndef TE_ZIPF_H
#define TE_ZIPF_H

#include <stdint.h>

typedef struct te_zipf {
    uint64_t n;
    double exponent;
    double area_first, area_last; /* where the integral begins and ends */
    double sure; /* this near to a number, it is taken without a look */
} te_zipf;

/* n > 0; an exponent of 0 or more: 0 draws evenly, 1 is Zipf's law. */
void te_zipf_init(te_zipf *zipf, uint64_t n, double exponent);

/* A number below n; the same key gives the same one. */
uint64_t te_zipf_draw(const te_zipf *zipf, uint64_t key);

#endif
