/* hist.c - see hist.h.
 *
 * The buckets: values below 2048 us have a count each. From there on every
 * doubling is cut into 1024 equal steps, so that a step is never wider than a
 * thousandth of its value. A value's bucket is how far it must be shifted
 * right to fit into 11 bits; what is left after the shift is the step. */
#include "hist.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HALF_BITS = 10, /* log2 of the steps of a doubling */
    HALF_STEPS = 1 << HALF_BITS,
    STEPS = 2 * HALF_STEPS, /* 2048: what three digits need */
    BUCKETS = 22,           /* 2048 << 21 is the first above one hour */
    COUNTS = (BUCKETS + 1) * HALF_STEPS,
};

/* Sums of a week do not fit into 64 bits once they are squared. */
__extension__ typedef unsigned __int128 wide;

struct te_hist {
    uint64_t count;
    uint64_t clamped;
    wide sum_ns;
    wide sum_of_squares_ns2; /* 2.6e13 durations of one hour fit */
    /* counts[first .. last] hold all that was recorded, and neither end is
     * zero: they are the minimum and the maximum. Empty: first > last. */
    size_t first;
    size_t last;
    uint64_t counts[COUNTS];
};

static void mark_empty(te_hist *h) {
    h->count = 0;
    h->clamped = 0;
    h->sum_ns = 0;
    h->sum_of_squares_ns2 = 0;
    h->first = COUNTS;
    h->last = 0;
}

te_hist *te_hist_new(void) {
    te_hist *h = calloc(1, sizeof *h);
    if (h != NULL) mark_empty(h);
    return h;
}

void te_hist_free(te_hist *h) { free(h); }

static size_t index_of(uint64_t value_us) {
    unsigned highest_bit =
        63U - (unsigned)__builtin_clzll(value_us | (STEPS - 1));
    unsigned bucket = highest_bit - HALF_BITS;
    return ((size_t)bucket << HALF_BITS) + (size_t)(value_us >> bucket);
}

static unsigned bucket_of(size_t index) {
    return index < STEPS ? 0 : (unsigned)(index >> HALF_BITS) - 1;
}

static uint64_t lowest_us(size_t index) {
    unsigned bucket = bucket_of(index);
    return (uint64_t)(index - ((size_t)bucket << HALF_BITS)) << bucket;
}

static uint64_t highest_us(size_t index) {
    return lowest_us(index) + (UINT64_C(1) << bucket_of(index)) - 1;
}

static void stretch(te_hist *h, size_t first, size_t last) {
    if (first < h->first) h->first = first;
    if (last > h->last) h->last = last;
}

void te_hist_record(te_hist *h, uint64_t value_ns) {
    te_hist_record_n(h, value_ns, 1);
}

void te_hist_record_n(te_hist *h, uint64_t value_ns, uint64_t count) {
    if (count == 0) return;
    if (value_ns > TE_HIST_MAX_NS) {
        value_ns = TE_HIST_MAX_NS;
        h->clamped += count;
    }
    size_t index = index_of((value_ns + 500) / 1000);
    stretch(h, index, index);
    h->counts[index] += count;
    h->count += count;
    h->sum_ns += (wide)value_ns * count;
    h->sum_of_squares_ns2 += (wide)value_ns * value_ns * count;
}

void te_hist_merge(te_hist *into, const te_hist *from) {
    if (from->count == 0) return;
    for (size_t i = from->first; i <= from->last; i++)
        into->counts[i] += from->counts[i];
    stretch(into, from->first, from->last);
    into->count += from->count;
    into->clamped += from->clamped;
    into->sum_ns += from->sum_ns;
    into->sum_of_squares_ns2 += from->sum_of_squares_ns2;
}

void te_hist_reset(te_hist *h) {
    if (h->count == 0) return;
    size_t touched = h->last - h->first + 1;
    memset(h->counts + h->first, 0, touched * sizeof h->counts[0]);
    mark_empty(h);
}

uint64_t te_hist_count(const te_hist *h) { return h->count; }

uint64_t te_hist_clamped(const te_hist *h) { return h->clamped; }

uint64_t te_hist_sum_ns(const te_hist *h) {
    return h->sum_ns > UINT64_MAX ? UINT64_MAX : (uint64_t)h->sum_ns;
}

double te_hist_mean_ns(const te_hist *h) {
    if (h->count == 0) return 0;
    return (double)h->sum_ns / (double)h->count;
}

/* The textbook's difference of two huge sums would lose every digit in
 * floating point. So the squares are moved to the whole part of the mean
 * first, in integers: what wraps around on the way there comes back. */
double te_hist_stddev_ns(const te_hist *h) {
    if (h->count == 0) return 0;
    wide mean = h->sum_ns / h->count;
    wide rest = h->sum_ns % h->count;
    wide squares =
        h->sum_of_squares_ns2 - 2 * mean * h->sum_ns + mean * mean * h->count;
    double count = (double)h->count;
    double fraction = (double)rest / count;
    double variance = (double)squares / count - fraction * fraction;
    return variance > 0 ? sqrt(variance) : 0;
}

uint64_t te_hist_min_ns(const te_hist *h) {
    return h->count == 0 ? 0 : lowest_us(h->first) * 1000;
}

uint64_t te_hist_max_ns(const te_hist *h) {
    return h->count == 0 ? 0 : highest_us(h->last) * 1000;
}

/* As Java's HdrHistogram has it: the percent is made a hair smaller, so that
 * a product that came out a hair too large does not reach the next rank. */
static uint64_t rank_of(double percent, uint64_t count) {
    double asked = fmin(fmax(nextafter(percent, -INFINITY), 0), 100);
    double rank = ceil(asked * (double)count / 100);
    if (rank <= 1) return 1;
    return rank >= (double)count ? count : (uint64_t)rank;
}

void te_hist_percentiles(const te_hist *h, const double *percents,
                         uint64_t *values_ns, size_t n) {
    size_t index = h->first;
    uint64_t seen = h->count == 0 ? 0 : h->counts[index];
    for (size_t i = 0; i < n; i++) {
        assert(i == 0 || percents[i] >= percents[i - 1]);
        if (h->count == 0) {
            values_ns[i] = 0;
            continue;
        }
        uint64_t rank = rank_of(percents[i], h->count);
        while (seen < rank && index < h->last)
            seen += h->counts[++index];
        uint64_t us = percents[i] <= 0 ? lowest_us(index) : highest_us(index);
        values_ns[i] = us * 1000;
    }
}

uint64_t te_hist_percentile(const te_hist *h, double percent) {
    uint64_t value_ns;
    te_hist_percentiles(h, &percent, &value_ns, 1);
    return value_ns;
}

bool te_hist_next(const te_hist *h, te_hist_bucket *bucket) {
    size_t index = bucket->next > h->first ? bucket->next : h->first;
    while (index <= h->last && h->counts[index] == 0)
        index++;
    if (index > h->last) return false;
    bucket->value_ns = highest_us(index) * 1000;
    bucket->count = h->counts[index];
    bucket->next = index + 1;
    return true;
}
