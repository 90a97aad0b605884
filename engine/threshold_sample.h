/* threshold_sample.h - what a threshold has seen of its metric in a stretch
 * of time: the values themselves counted, or their sums.
 *
 * Filled from interval records; a stretch is put together out of shorter ones
 * by adding. */
#ifndef TE_THRESHOLD_SAMPLE_H
#define TE_THRESHOLD_SAMPLE_H

#include "interval.h"
#include "threshold_spec.h"

typedef struct te_threshold_sample {
    uint64_t ns;   /* how much time it is about */
    te_hist *hist; /* of a trend; NULL until there is one */
    double value;  /* counter: the sum; rate: how many were true */
    double total;  /* rate: of how many; counter: of what it is a share */
    double levels; /* gauge: of how many ticks; and their sum, lowest, ... */
    double sum, low, high;
} te_threshold_sample;

/* What is known of the metric, over all of a run. */
typedef struct te_threshold_metric {
    bool is_seen;        /* it, or what it is a share of, has appeared */
    bool has_kind;       /* a series of it has */
    te_series_kind kind; /* of that */
    double level;        /* of a gauge, by now */
} te_threshold_metric;

void te_threshold_sample_free(te_threshold_sample *s); /* what is in it */
void te_threshold_sample_reset(te_threshold_sample *s);

/* Adds what an interval has of the metric; false without memory. */
bool te_threshold_sample_take(te_threshold_sample *s,
                              te_threshold_metric *metric,
                              const te_threshold_spec *spec,
                              const te_interval *interval);

/* Adds a stretch to another; false without memory. */
bool te_threshold_sample_add(te_threshold_sample *into,
                             const te_threshold_sample *from);

/* Takes a stretch that was added out again; not of a gauge. */
void te_threshold_sample_remove(te_threshold_sample *from,
                                const te_threshold_sample *part);

/* How many values it is of: those that `after 1000 samples` counts. */
double te_threshold_sample_count(const te_threshold_sample *s,
                                 const te_threshold_spec *spec);

/* The value that is held against the bound, in its unit; false when there is
 * none (a percentile of nothing). */
bool te_threshold_sample_value(const te_threshold_sample *s,
                               const te_threshold_spec *spec, double *value);

#endif
