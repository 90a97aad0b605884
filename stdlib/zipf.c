/* zipf.c - see zipf.h. The letters h and H are the paper's: h(x) = 1 /
 * x^exponent, and H is its integral, of which an inverse is known. */
#include "zipf.h"

#include "mix.h"

#include <math.h>

/* expm1(x) / x and log1p(x) / x, which go to 1 where x goes to 0: there an
 * exponent of 1 is no special case. */
static double expm1_by(double x) { return fabs(x) < 1e-8 ? 1 : expm1(x) / x; }
static double log1p_by(double x) { return fabs(x) < 1e-8 ? 1 : log1p(x) / x; }

static double h(const te_zipf *z, double x) {
    return exp(-z->exponent * log(x));
}

static double H(const te_zipf *z, double x) {
    double log_x = log(x);
    return expm1_by((1 - z->exponent) * log_x) * log_x;
}

static double H_inverse(const te_zipf *z, double area) {
    double t = area * (1 - z->exponent);
    if (t < -1) t = -1; /* rounding, at the far end of large exponents */
    return exp(log1p_by(t) * area);
}

void te_zipf_init(te_zipf *z, uint64_t n, double exponent) {
    z->n = n;
    z->exponent = exponent;
    z->area_first = H(z, 1.5) - 1;
    z->area_last = H(z, (double)n + 0.5);
    z->sure = 2 - H_inverse(z, H(z, 2.5) - h(z, 2));
}

/* In [0, 1). */
static double fraction(uint64_t bits) { return (double)(bits >> 11) * 0x1p-53; }

uint64_t te_zipf_draw(const te_zipf *z, uint64_t key) {
    for (uint64_t attempt = 0;; attempt++) {
        double u = fraction(te_mix(key, attempt));
        double area = z->area_last + u * (z->area_first - z->area_last);
        double x = H_inverse(z, area), k = floor(x + 0.5);
        if (!(k > 1)) k = 1;
        if (k > (double)z->n) k = (double)z->n;
        if (k - x <= z->sure || area >= H(z, k + 0.5) - h(z, k))
            return (uint64_t)k - 1;
    }
}
