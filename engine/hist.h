/* hist.h - durations counted in fixed memory, exact to three digits.
 *
 * One writer; to combine, merge. 184 KiB each, allocated once; pages that no
 * duration ever touched stay untouched. Durations are kept in microseconds,
 * rounded to the nearest, in the log-linear buckets of HdrHistogram
 * (hdrhistogram.org): lowest 1 us, highest one hour, three significant
 * digits, so that counts agree with its Java version bucket for bucket. */
#ifndef TE_HIST_H
#define TE_HIST_H

#include "api.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TE_HIST_MAX_NS UINT64_C(3600000000000) /* one hour */

typedef struct te_hist te_hist;

/* An empty histogram, or NULL without memory. Release with te_hist_free(). */
TE_API te_hist *te_hist_new(void);
TE_API void te_hist_free(te_hist *h); /* NULL is fine */

/* Counts one duration in O(1). Above TE_HIST_MAX_NS it counts as the maximum
 * and te_hist_clamped() grows by one: nothing is dropped. */
TE_API void te_hist_record(te_hist *h, uint64_t value_ns);
TE_API void te_hist_record_n(te_hist *h, uint64_t value_ns, uint64_t count);

/* Adds every count of `from` to `into`; exact, and the order of several
 * merges makes no difference. */
TE_API void te_hist_merge(te_hist *into, const te_hist *from);

/* Forgets everything; costs what the touched range costs. */
TE_API void te_hist_reset(te_hist *h);

TE_API uint64_t te_hist_count(const te_hist *h);
TE_API uint64_t te_hist_clamped(const te_hist *h);

/* Exact sum of what was recorded (clamped: the maximum), ns, not of the
 * buckets' values. Kept in 128 bits; what is above 64 shows as UINT64_MAX. */
TE_API uint64_t te_hist_sum_ns(const te_hist *h);
/* Mean and standard deviation of the population, ns; 0 when empty. Made from
 * exact sums: they too do not depend on the order of merges. */
TE_API double te_hist_mean_ns(const te_hist *h);
TE_API double te_hist_stddev_ns(const te_hist *h);
/* Lowest and highest duration, as their buckets show them, ns; 0 when empty. */
TE_API uint64_t te_hist_min_ns(const te_hist *h);
TE_API uint64_t te_hist_max_ns(const te_hist *h);

/* For each percents[i] (0..100, ascending) the smallest duration that so many
 * percent do not exceed, into values_ns[i]. Both hold n. All 0 when empty.
 * Ranks are rounded up, as HdrHistogram's Java version does. */
TE_API void te_hist_percentiles(const te_hist *h, const double *percents,
                                uint64_t *values_ns, size_t n);
TE_API uint64_t te_hist_percentile(const te_hist *h, double percent);

/* The buckets in which anything was counted, from the lowest on:
 *
 *     te_hist_bucket b = {0};
 *     while (te_hist_next(h, &b)) use(b.value_ns, b.count);
 *
 * `value_ns` is what percentiles show of its durations. False at the end. */
typedef struct te_hist_bucket {
    uint64_t value_ns;
    uint64_t count;
    size_t next; /* where to look for the one after it */
} te_hist_bucket;
TE_API bool te_hist_next(const te_hist *h, te_hist_bucket *bucket);

#endif
