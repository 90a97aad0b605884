/* hist.c - see hist.h.
 *
 * Values are whole steps: microseconds of a duration, ones of an amount. The
 * buckets: steps below 2048 have a count each. From there on every doubling is
 * cut into 1024 equal parts, so that a part is never wider than a thousandth
 * of its value. A value's bucket is how far it must be shifted right to fit
 * into 11 bits; what is left after the shift is the part.
 *
 * Counts are kept in chunks of 64, in the order in which these were touched
 * first: a value far from all others costs half a kilobyte and not a page. */
#include "hist.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HALF_BITS = 10, /* log2 of the steps of a doubling */
    HALF_STEPS = 1 << HALF_BITS,
    STEPS = 2 * HALF_STEPS, /* 2048: what three digits need */
    TIME_BUCKETS = 22,      /* 2048 << 21 us is the first above one hour */
    AMOUNT_BUCKETS = 32,    /* 2048 << 31 is the first above the largest */
    CHUNK_BITS = 6,
    CHUNK = 1 << CHUNK_BITS, /* counts */
    CHUNKS = (AMOUNT_BUCKETS + 1) * HALF_STEPS / CHUNK,
};

/* Sums of a week do not fit into 64 bits once they are squared. */
__extension__ typedef unsigned __int128 wide;

struct te_hist {
    te_unit unit;
    uint64_t largest; /* te_unit_max(unit) */
    size_t counts_length;
    uint64_t count;
    uint64_t clamped;
    wide sum;
    wide sum_of_squares; /* 2.6e13 durations of one hour fit, 1.7e13 of the
                            largest amounts */
    /* Buckets first .. last hold all that was recorded, and neither end is
     * zero: they are the minimum and the maximum. Empty: first > last. */
    size_t first;
    size_t last;
    uint16_t used;           /* chunks */
    uint16_t places[CHUNKS]; /* the how many-th of them it is; 0: untouched */
    uint64_t counts[];
};

static size_t counts_length_of(te_unit unit) {
    size_t buckets = unit == TE_UNIT_SECONDS ? TIME_BUCKETS : AMOUNT_BUCKETS;
    return (buckets + 1) * HALF_STEPS;
}

const char *te_unit_name(te_unit unit) {
    static const char *const names[TE_UNITS] = {
        [TE_UNIT_SECONDS] = "seconds",
        [TE_UNIT_COUNT] = "count",
        [TE_UNIT_BYTES] = "bytes",
    };
    return names[unit];
}

uint64_t te_unit_max(te_unit unit) {
    return unit == TE_UNIT_SECONDS ? TE_HIST_MAX_NS : TE_HIST_MAX_AMOUNT;
}

static void mark_empty(te_hist *h) {
    h->count = 0;
    h->clamped = 0;
    h->sum = 0;
    h->sum_of_squares = 0;
    h->first = h->counts_length;
    h->last = 0;
    h->used = 0;
    memset(h->places, 0, sizeof h->places);
}

size_t te_hist_bytes(te_unit unit) {
    return sizeof(te_hist) + counts_length_of(unit) * sizeof(uint64_t);
}

te_hist *te_hist_new_of(te_unit unit) {
    te_hist *h = calloc(1, te_hist_bytes(unit));
    if (h == NULL) return NULL;
    h->unit = unit;
    h->largest = te_unit_max(unit);
    h->counts_length = counts_length_of(unit);
    mark_empty(h);
    return h;
}

void te_hist_reside(te_hist *h) {
    memset(h->counts + (size_t)h->used * CHUNK, 0,
           (h->counts_length - (size_t)h->used * CHUNK) * sizeof h->counts[0]);
}

te_hist *te_hist_new(void) { return te_hist_new_of(TE_UNIT_SECONDS); }

void te_hist_free(te_hist *h) { free(h); }

te_unit te_hist_unit(const te_hist *h) { return h->unit; }

/* Steps out of a value, rounded to the nearest; and back. */
static uint64_t steps_of(const te_hist *h, uint64_t value) {
    return h->unit == TE_UNIT_SECONDS ? (value + 500) / 1000 : value;
}

static uint64_t value_of(const te_hist *h, uint64_t steps) {
    return h->unit == TE_UNIT_SECONDS ? steps * 1000 : steps;
}

static size_t index_of(uint64_t steps) {
    unsigned highest_bit = 63U - (unsigned)__builtin_clzll(steps | (STEPS - 1));
    unsigned bucket = highest_bit - HALF_BITS;
    return ((size_t)bucket << HALF_BITS) + (size_t)(steps >> bucket);
}

static unsigned bucket_of(size_t index) {
    return index < STEPS ? 0 : (unsigned)(index >> HALF_BITS) - 1;
}

static uint64_t lowest_steps(size_t index) {
    unsigned bucket = bucket_of(index);
    return (uint64_t)(index - ((size_t)bucket << HALF_BITS)) << bucket;
}

static uint64_t highest_steps(size_t index) {
    return lowest_steps(index) + (UINT64_C(1) << bucket_of(index)) - 1;
}

/* ---- Chunks ---- */

/* Where the bucket's chunk is; NULL where nothing was counted. */
static const uint64_t *chunk_at(const te_hist *h, size_t index) {
    uint16_t place = h->places[index >> CHUNK_BITS];
    return place > 0 ? &h->counts[(size_t)(place - 1) << CHUNK_BITS] : NULL;
}

static uint64_t *chunk_for(te_hist *h, size_t index) {
    uint16_t *place = &h->places[index >> CHUNK_BITS];
    if (*place == 0) *place = ++h->used;
    return &h->counts[(size_t)(*place - 1) << CHUNK_BITS];
}

static uint64_t count_at(const te_hist *h, size_t index) {
    const uint64_t *chunk = chunk_at(h, index);
    return chunk != NULL ? chunk[index % CHUNK] : 0;
}

/* The first bucket from there on that has a count; above h->last: none. */
static size_t counted_from(const te_hist *h, size_t index) {
    while (index <= h->last && count_at(h, index) == 0)
        index =
            chunk_at(h, index) != NULL ? index + 1 : (index | (CHUNK - 1)) + 1;
    return index;
}

/* ---- Counting ---- */

static void stretch(te_hist *h, size_t first, size_t last) {
    if (first < h->first) h->first = first;
    if (last > h->last) h->last = last;
}

void te_hist_record(te_hist *h, uint64_t value) {
    te_hist_record_n(h, value, 1);
}

void te_hist_record_n(te_hist *h, uint64_t value, uint64_t count) {
    if (count == 0) return;
    if (value > h->largest) {
        value = h->largest;
        h->clamped += count;
    }
    size_t index = index_of(steps_of(h, value));
    stretch(h, index, index);
    chunk_for(h, index)[index % CHUNK] += count;
    h->count += count;
    h->sum += (wide)value * count;
    h->sum_of_squares += (wide)value * value * count;
}

void te_hist_merge(te_hist *into, const te_hist *from) {
    assert(into->unit == from->unit);
    if (from->count == 0) return;
    size_t first = from->first - from->first % CHUNK;
    for (size_t index = first; index <= from->last; index += CHUNK) {
        const uint64_t *chunk = chunk_at(from, index);
        if (chunk == NULL) continue;
        uint64_t *sum = chunk_for(into, index);
        for (size_t i = 0; i < CHUNK; i++)
            sum[i] += chunk[i];
    }
    stretch(into, from->first, from->last);
    into->count += from->count;
    into->clamped += from->clamped;
    into->sum += from->sum;
    into->sum_of_squares += from->sum_of_squares;
}

void te_hist_remove(te_hist *from, const te_hist *part) {
    assert(from->unit == part->unit && from->count >= part->count);
    if (part->count == 0) return;
    for (size_t i = part->first; i <= part->last; i = counted_from(part, i + 1))
        chunk_for(from, i)[i % CHUNK] -= count_at(part, i);
    from->count -= part->count;
    from->clamped -= part->clamped;
    from->sum -= part->sum;
    from->sum_of_squares -= part->sum_of_squares;
    from->first = counted_from(from, from->first);
    while (from->last > from->first && count_at(from, from->last) == 0)
        from->last--;
    if (from->count == 0) mark_empty(from);
}

void te_hist_reset(te_hist *h) {
    if (h->count == 0) return;
    memset(h->counts, 0, (size_t)h->used * CHUNK * sizeof h->counts[0]);
    mark_empty(h);
}

uint64_t te_hist_count(const te_hist *h) { return h->count; }

uint64_t te_hist_clamped(const te_hist *h) { return h->clamped; }

uint64_t te_hist_sum(const te_hist *h) {
    return h->sum > UINT64_MAX ? UINT64_MAX : (uint64_t)h->sum;
}

double te_hist_mean(const te_hist *h) {
    if (h->count == 0) return 0;
    return (double)h->sum / (double)h->count;
}

/* The textbook's difference of two huge sums would lose every digit in
 * floating point. So the squares are moved to the whole part of the mean
 * first, in integers: what wraps around on the way there comes back. */
double te_hist_stddev(const te_hist *h) {
    if (h->count == 0) return 0;
    wide mean = h->sum / h->count;
    wide rest = h->sum % h->count;
    wide squares =
        h->sum_of_squares - 2 * mean * h->sum + mean * mean * h->count;
    double count = (double)h->count;
    double fraction = (double)rest / count;
    double variance = (double)squares / count - fraction * fraction;
    return variance > 0 ? sqrt(variance) : 0;
}

uint64_t te_hist_min(const te_hist *h) {
    return h->count == 0 ? 0 : value_of(h, lowest_steps(h->first));
}

uint64_t te_hist_max(const te_hist *h) {
    return h->count == 0 ? 0 : value_of(h, highest_steps(h->last));
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
                         uint64_t *values, size_t n) {
    size_t index = h->first;
    uint64_t seen = h->count == 0 ? 0 : count_at(h, index);
    for (size_t i = 0; i < n; i++) {
        assert(i == 0 || percents[i] >= percents[i - 1]);
        if (h->count == 0) {
            values[i] = 0;
            continue;
        }
        uint64_t rank = rank_of(percents[i], h->count);
        while (seen < rank && index < h->last) {
            index = counted_from(h, index + 1);
            seen += count_at(h, index);
        }
        uint64_t steps =
            percents[i] <= 0 ? lowest_steps(index) : highest_steps(index);
        values[i] = value_of(h, steps);
    }
}

uint64_t te_hist_percentile(const te_hist *h, double percent) {
    uint64_t value;
    te_hist_percentiles(h, &percent, &value, 1);
    return value;
}

bool te_hist_next(const te_hist *h, te_hist_bucket *bucket) {
    size_t index = bucket->next > h->first ? bucket->next : h->first;
    index = counted_from(h, index);
    if (index > h->last) return false;
    bucket->value = value_of(h, highest_steps(index));
    bucket->count = count_at(h, index);
    bucket->next = index + 1;
    return true;
}

te_hist_sums te_hist_get_sums(const te_hist *h) {
    return (te_hist_sums){
        .sum_high = (uint64_t)(h->sum >> 64),
        .sum_low = (uint64_t)h->sum,
        .squares_high = (uint64_t)(h->sum_of_squares >> 64),
        .squares_low = (uint64_t)h->sum_of_squares,
        .clamped = h->clamped,
    };
}

void te_hist_set_sums(te_hist *h, const te_hist_sums *sums) {
    h->sum = (wide)sums->sum_high << 64 | sums->sum_low;
    h->sum_of_squares = (wide)sums->squares_high << 64 | sums->squares_low;
    h->clamped = sums->clamped;
}
