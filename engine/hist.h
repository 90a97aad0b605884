/* hist.h - values counted in fixed memory, exact to three digits.
 *
 * A histogram is of durations or of amounts. Durations are given in
 * nanoseconds and kept in microseconds, rounded to the nearest, up to one
 * hour; amounts (things, bytes) are whole numbers up to 4.4e12. "Values" below
 * are nanoseconds for the former, ones for the latter.
 *
 * One writer; to combine, merge. 185 KiB each (of amounts: 265), allocated
 * once; what no value ever touched stays untouched, in steps of half a KiB. The
 * buckets are the log-linear ones of HdrHistogram (hdrhistogram.org): lowest 1,
 * three significant digits, so that counts agree with its Java version bucket
 * for bucket. */
#ifndef TE_HIST_H
#define TE_HIST_H

#include "api.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is measured. People read seconds; C counts nanoseconds. */
typedef enum { TE_UNIT_SECONDS, TE_UNIT_COUNT, TE_UNIT_BYTES } te_unit;
#define TE_UNITS 3

#define TE_HIST_MAX_NS UINT64_C(3600000000000)     /* one hour */
#define TE_HIST_MAX_AMOUNT UINT64_C(4398046511103) /* 2^42 - 1 */
TE_API uint64_t te_unit_max(te_unit unit);
/* "seconds", "count" or "bytes". */
TE_API const char *te_unit_name(te_unit unit);

typedef struct te_hist te_hist;

/* An empty histogram, or NULL without memory. Release with te_hist_free(). */
TE_API te_hist *te_hist_new(void); /* of durations */
TE_API te_hist *te_hist_new_of(te_unit unit);
TE_API void te_hist_free(te_hist *h); /* NULL is fine */
TE_API te_unit te_hist_unit(const te_hist *h);
/* What one takes. */
TE_API size_t te_hist_bytes(te_unit unit);
/* Touches all of it, so that no value makes a process larger later on. */
TE_API void te_hist_reside(te_hist *h);

/* Counts one value in O(1). Above te_unit_max() it counts as the maximum and
 * te_hist_clamped() grows by one: nothing is dropped. */
TE_API void te_hist_record(te_hist *h, uint64_t value);
TE_API void te_hist_record_n(te_hist *h, uint64_t value, uint64_t count);

/* Adds every count of `from`, which is of the same unit, to `into`; exact, and
 * the order of several merges makes no difference. */
TE_API void te_hist_merge(te_hist *into, const te_hist *from);

/* Takes every count of `part`, which was merged into `from` before, out of it
 * again; exact. */
TE_API void te_hist_remove(te_hist *from, const te_hist *part);

/* Forgets everything; costs what the touched range costs. */
TE_API void te_hist_reset(te_hist *h);

TE_API uint64_t te_hist_count(const te_hist *h);
TE_API uint64_t te_hist_clamped(const te_hist *h);

/* Exact sum of what was recorded (clamped: the maximum), not of what the
 * buckets show. Kept in 128 bits; what is above 64 shows as UINT64_MAX. */
TE_API uint64_t te_hist_sum(const te_hist *h);
/* Mean and standard deviation of the population; 0 when empty. Made from
 * exact sums: they too do not depend on the order of merges. */
TE_API double te_hist_mean(const te_hist *h);
TE_API double te_hist_stddev(const te_hist *h);
/* Lowest and highest value, as their buckets show them; 0 when empty. */
TE_API uint64_t te_hist_min(const te_hist *h);
TE_API uint64_t te_hist_max(const te_hist *h);

/* For each percents[i] (0..100, ascending) the smallest value that so many
 * percent do not exceed, into values[i]. Both hold n. All 0 when empty.
 * Ranks are rounded up, as HdrHistogram's Java version does. */
TE_API void te_hist_percentiles(const te_hist *h, const double *percents,
                                uint64_t *values, size_t n);
TE_API uint64_t te_hist_percentile(const te_hist *h, double percent);

/* The buckets in which anything was counted, from the lowest on:
 *
 *     te_hist_bucket b = {0};
 *     while (te_hist_next(h, &b)) use(b.value, b.count);
 *
 * `value` is what percentiles show of what it holds. False at the end. */
typedef struct te_hist_bucket {
    uint64_t value;
    uint64_t count;
    size_t next; /* where to look for the one after it */
} te_hist_bucket;
TE_API bool te_hist_next(const te_hist *h, te_hist_bucket *bucket);

/* What buckets do not tell: the exact sums, of 128 bits each, and how many
 * values were above the range. With them a histogram that was read from text
 * (hist_text.h) is the one that was written, mean and deviation included. */
typedef struct te_hist_sums {
    uint64_t sum_high, sum_low;         /* of the values */
    uint64_t squares_high, squares_low; /* of their squares */
    uint64_t clamped;
} te_hist_sums;
TE_API te_hist_sums te_hist_get_sums(const te_hist *h);
TE_API void te_hist_set_sums(te_hist *h, const te_hist_sums *sums);

#endif
