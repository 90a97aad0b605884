/* metrics.h - named series: counters, gauges, rates and trends.
 *
 * A te_metrics is a set of series with one writer. Every engine thread has
 * one of its own; te_metrics_drain() moves what was counted from one set into
 * another, so that thread -> outbox -> interval -> totals are four sets of
 * the same kind and adding them up is exact and order-free:
 *
 *   counter  a sum of what was added (whole numbers exact up to 2^53)
 *   gauge    a level, kept as the sum of its ups and downs: draining adds
 *            the change, so the totals show the level over all threads
 *   rate     how many of how many were true
 *   trend    a histogram: of durations, and trends of counts and of bytes
 *
 * A series is named by its metric and its tags (tags.h), as text:
 * "http.duration" and "name:GET symbol". Finding a series costs a hash; keep
 * the pointer, it stays valid.
 *
 * The number of series has a budget in bytes: past it, further series of a
 * metric share one with the tags "overflow:true", and te_metrics_overflowed()
 * says how many were folded. One in 64 beside it is for what is no trend, so
 * that histograms, which take most, don't fold the counters too. Past a quarter
 * more than the budget (a metric's name was made up anew for every value), one
 * series per kind takes the rest: "overflow.counter", "overflow.gauge",
 * "overflow.rate", "overflow.trend" (and "overflow.trend_count",
 * "overflow.trend_bytes"). Sums are exact all the same, and memory stays
 * bounded. */
#ifndef TE_METRICS_H
#define TE_METRICS_H

#include "api.h"
#include "hist.h"
#include "tags.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Trends of other units than durations are kinds of their own: a metric is of
 * one kind, so it is of one unit. */
typedef enum {
    TE_COUNTER,
    TE_GAUGE,
    TE_RATE,
    TE_TREND,
    TE_TREND_COUNT,
    TE_TREND_BYTES,
} te_series_kind;

static inline bool te_kind_is_trend(te_series_kind kind) {
    return kind >= TE_TREND;
}
/* Of a trend: the unit of its histogram; and the kind of its trends. */
te_unit te_kind_unit(te_series_kind kind);
te_series_kind te_kind_of_unit(te_unit unit);
/* "counter", "gauge", "rate" or "trend". */
const char *te_kind_name(te_series_kind kind);

typedef struct te_series {
    te_series_kind kind;
    char *name;    /* "http.requests" */
    char *tags;    /* "method:GET,name:home,status:200", or "" */
    bool touched;  /* changed since it was drained last */
    double value;  /* counter: the sum; gauge: the level (in a set that is
                      drained: its change); rate: how many were true */
    double total;  /* rate: of how many */
    te_hist *hist; /* trend; NULL for the other kinds */
    struct te_series *target; /* where draining puts it; see drain */
} te_series;

typedef struct te_metrics te_metrics;

/* An empty set. budget_bytes 0: TE_METRICS_BUDGET. NULL without memory. */
#define TE_METRICS_BUDGET ((size_t)64 << 20)
te_metrics *te_metrics_new(size_t budget_bytes);
void te_metrics_free(te_metrics *m); /* NULL is fine */
/* Histograms of series that are made from now on take so much of their memory
 * at once (te_hist_reside()), and not as values come: for a set that is there
 * as long as the run. */
void te_metrics_reside(te_metrics *m, size_t hist_bytes);

/* Finds the series or makes it; NULL only without memory for even the
 * overflow series. Asking for a name and tags with another kind than before
 * gives the series of the first kind. */
te_series *te_metrics_series(te_metrics *m, te_series_kind kind,
                             const char *name, const char *tags);
/* Finds it, or NULL. */
const te_series *te_metrics_find(const te_metrics *m, const char *name,
                                 const char *tags);

/* Writing. A NULL series is fine: nothing is counted. So is a value for a
 * series that is no trend; of durations it is in ns. */
static inline void te_series_add(te_series *s, double amount) {
    if (s == NULL) return;
    s->value += amount;
    s->touched = true;
}
static inline void te_series_rate(te_series *s, bool ok) {
    if (s == NULL) return;
    s->value += ok ? 1 : 0;
    s->total += 1;
    s->touched = true;
}
static inline void te_series_record(te_series *s, uint64_t value) {
    if (s == NULL || s->hist == NULL) return;
    te_hist_record(s->hist, value);
    s->touched = true;
}

/* Adds everything of `from` to `into` and leaves `from` with its series, all
 * zero. Only what was touched is looked up and added. A set must always be
 * drained into the same set, as the way there is remembered in `target`, until
 * te_metrics_redirect(). What one set has as a trend and the other as a counter
 * goes to the series "overflow.trend" (and so on), as it can't be added; what
 * `into` has no memory for stays in `from`. */
void te_metrics_drain(te_metrics *into, te_metrics *from);

/* The two halves of draining, for a set that is read in between: add what was
 * touched, leaving `from` as it is; then zero what was touched. */
void te_metrics_merge(te_metrics *into, te_metrics *from);
void te_metrics_reset(te_metrics *m);

/* From now on `from` may be drained into another set. */
void te_metrics_redirect(te_metrics *from);

/* As te_metrics_merge(), for a set that is merged into another one as well:
 * each series is looked up. False when one had no memory. */
bool te_metrics_add(te_metrics *into, const te_metrics *from);

/* Series in the order in which they were made. */
size_t te_metrics_count(const te_metrics *m);
const te_series *te_metrics_at(const te_metrics *m, size_t i);

/* All series by name, kind and tags, `count` of them, and a NULL; or NULL
 * without memory. Release with free(). How many from one of them on are of the
 * same metric and kind tells te_metrics_family(). */
const te_series **te_metrics_sorted(const te_metrics *m, size_t *count);
size_t te_metrics_family(const te_series *const *sorted);
/* Puts series, also of several sets, into that order. */
void te_metrics_sort(const te_series **series, size_t count);

/* Bytes that the series hold (histograms in full), the budget, and how many
 * different series had no room of their own (counted up to
 * TE_METRICS_OVERFLOW_MAX; draining carries it along). */
#define TE_METRICS_OVERFLOW_MAX 32768
size_t te_metrics_bytes(const te_metrics *m);
size_t te_metrics_budget(const te_metrics *m);
size_t te_metrics_overflowed(const te_metrics *m);

/* Those that had no room, as hashes of name and tags, for who writes a set
 * down: `*at` is 0 at first, false at the end. Noting one says whether it was
 * not noted before. */
bool te_metrics_next_folded(const te_metrics *m, size_t *at, uint64_t *hash);
bool te_metrics_note_folded(te_metrics *m, uint64_t hash);

/* The sum of a counter or gauge over all its tags; with `tag`
 * ("scenario:download"; NULL or "": all), over those that carry it. Of a rate
 * how many were true, of a trend how many values. 0 when there is none. */
double te_metrics_sum(const te_metrics *m, const char *name, const char *tag);

/* Adds what a trend holds, over all its tags or those that carry `tag`, to
 * `into`; what is of another unit than `into` is left out. */
void te_metrics_trend(const te_metrics *m, const char *name, const char *tag,
                      te_hist *into);

/* The unit of a trend; false where there is no trend of this name. */
bool te_metrics_unit(const te_metrics *m, const char *name, te_unit *unit);

/* Whether a series carries the tag "key:value". */
bool te_series_has_tag(const te_series *s, const char *tag);

/* The value of one tag of a series, copied into `out` (cut short at size),
 * or "" where the series has no such tag. Returns out. */
char *te_series_tag(const te_series *s, const char *key, char *out,
                    size_t size);

#endif
