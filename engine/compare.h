/* compare.h - recorded runs on two sides, figure by figure.
 *
 * Per figure: what it was on either side (the mean of the runs there), the
 * difference, and the interval in which that lies with a probability of 95 %
 * (estimate.h, over the blocks of run_blocks.h). Where the interval leaves out
 * "no difference" there is one. Of twenty figures that chance alone moves, one
 * will look so.
 *
 * The least is two seconds of a run in which there is something of it, or
 * several runs a side: with less there is no interval, and nothing is sure. Two
 * seconds tell what is many times as slow; three tell twice as slow, where a
 * second has a hundred values or more; a minute tells ten percent.
 *
 * Which figures: requests and runs per second, the shares of those that
 * failed, durations of requests (of all, and of each name) and of scenarios,
 * checks, and metrics of the scenario's own, but for gauges; and those that
 * were asked for. */
#ifndef TE_COMPARE_H
#define TE_COMPARE_H

#include "estimate.h"
#include "threshold_sample.h"

typedef enum { TE_BASE, TE_NEW } te_compare_side;
enum { TE_COMPARE_SIDES = 2 };

typedef enum {
    TE_COMPARED_SAME,   /* no difference seen */
    TE_COMPARED_BETTER, /* surely another, and that is good */
    TE_COMPARED_WORSE,  /* or bad */
    TE_COMPARED_MORE,   /* or nobody knows what it is */
    TE_COMPARED_LESS,
    TE_COMPARED_UNSURE,    /* a run is too short, or has too little of it */
    TE_COMPARED_ONE_SIDED, /* it is on one side only */
    TE_COMPARED_ABSENT,    /* it is nowhere */
} te_compared;

/* "same", "better", ...: as programs read it. */
const char *te_compared_name(te_compared verdict);

typedef struct te_compare_figure {
    te_statistic statistic;
    double percent; /* of a percentile */
    bool has_unit;
    te_bound_unit unit;
    te_estimate_runs runs[TE_COMPARE_SIDES];
    /* Of the run that is being read: without each of its blocks; or, where
     * these are few, in each, and the logarithms of that. */
    te_spread without, in_each, logs;
    /* After te_compare_settle(). */
    te_estimate sides[TE_COMPARE_SIDES];
    te_difference difference; /* where both sides have a value */
    te_compared verdict;
} te_compare_figure;

enum { TE_COMPARE_FIGURES = 16, TE_COMPARE_GROUPS = 400 };

/* The figures of one metric, over all its series or those with some tags. */
typedef struct te_compare_group {
    te_threshold_spec of; /* its metric and its tags */
    int good;             /* 1: more is better, -1: less; 0: nobody knows */
    te_threshold_metric seen;
    te_threshold_sample whole, block; /* of the run that is being read */
    te_compare_figure figures[TE_COMPARE_FIGURES];
    size_t count;
} te_compare_group;

/* What load a side ran at: means of its runs. */
typedef struct te_compare_load {
    te_spread requests_per_s, runs_per_s, workers, measured_s, skipped_s;
} te_compare_load;

typedef struct te_compare {
    te_compare_group **groups; /* sorted by te_compare_settle() */
    size_t count;
    bool is_cut; /* there were more than TE_COMPARE_GROUPS */
    te_compare_load loads[TE_COMPARE_SIDES];
    bool is_short; /* no memory for a part of it */
} te_compare;

void te_compare_clear(te_compare *c);

/* Asks for a figure: metric, tags and value of `spec`. It stays where it is.
 * NULL and err. */
te_compare_figure *te_compare_want(te_compare *c, const te_threshold_spec *spec,
                                   te_error *err);

/* Adds a run to a side; false and err. */
bool te_compare_add(te_compare *c, te_compare_side side, const char *path,
                    te_error *err);

/* After the last one: fills in differences and verdicts. */
void te_compare_settle(te_compare *c);

/* The unit of a value of such metrics. */
te_bound_unit te_compare_unit(const te_threshold_spec *of,
                              te_statistic statistic, te_series_kind kind);

#endif
