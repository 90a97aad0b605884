/* estimate.h - how sure a figure is, and whether two of them differ.
 *
 * A figure of one run (a percentile, a share, a rate) is sure to the degree to
 * which it stays the same without one of the blocks of time that the run is
 * cut into: the jackknife that leaves out a block. Seconds beside each other
 * are alike, blocks that are long enough are not, and percentiles need blocks
 * too: left out one by one, single values would hardly move them.
 * Source: Künsch, The jackknife and the bootstrap for general stationary
 * observations, Annals of Statistics 17 (1989); Shao and Wu, A general theory
 * for jackknife variance estimation, same volume, for percentiles. Nothing is
 * drawn at random: the same runs give the same answer.
 *
 * A run of fewer than ten blocks, which are single seconds, is taken by what
 * the figure is in each of them (batch means: Alexopoulos and Seila, Output
 * data analysis, in Banks, Handbook of Simulation, 1998), for without one of so
 * few a percentile hardly moves, or by too much. Where there are more than two
 * of them their variance counts twice: seconds beside each other are alike.
 * That was tried, not derived: it is enough where half of the level of a second
 * is that of the second before. Of two Student's t is wide enough as it is.
 *
 * Of several runs the mean counts. They differ from each other by more than
 * blocks of one do (caches, neighbours, the day), so then it is their spread
 * that says how sure it is, or that of the blocks where it is the larger one.
 *
 * Two figures differ by what Welch's t-test says, at 95 %. Those above zero are
 * compared by their ratio, on a scale of logarithms: what is slower varies by
 * more, about in proportion, so that two sides that are far apart are as sure
 * there as two that are near, and nothing falls by more than all of it. */
#ifndef TE_ESTIMATE_H
#define TE_ESTIMATE_H

#include <stdbool.h>

typedef struct te_estimate {
    bool is_known; /* there is a value */
    double value;
    double variance;
    double degrees; /* of freedom; 0: nobody knows how sure it is */
} te_estimate;

/* Of numbers that come one by one; all zero at first. */
typedef struct te_spread {
    double count, mean;
    double squares; /* of the distances from the mean */
} te_spread;

void te_spread_add(te_spread *s, double value);

/* A figure, given what it was without each of the blocks. */
te_estimate te_estimate_of_blocks(double value, const te_spread *without);

/* The same of a run of few blocks, given what it was in each. `logs`: the
 * logarithms of those above zero; where all are, these tell. */
te_estimate te_estimate_of_few(double value, const te_spread *in_each,
                               const te_spread *logs);

/* A share of `total` things, in percent, is no surer than that many tosses of
 * a coin make it, whatever blocks say that are the same by chance. One of
 * either kind is added, so that none of few is not surely none (Agresti and
 * Caffo, Simple and effective confidence intervals for proportions, American
 * Statistician 54, 2000). */
void te_estimate_share(te_estimate *e, double total);

/* Of several runs; all zero at first. Those without a value do not count. */
typedef struct te_estimate_runs {
    te_spread values;
    double variances; /* their sum */
    double degrees;   /* theirs; 0 when there are none for one of them */
} te_estimate_runs;

void te_estimate_runs_add(te_estimate_runs *r, const te_estimate *run);
te_estimate te_estimate_of_runs(const te_estimate_runs *r);

/* So many standard errors to each side hold 95 % of what chance does. */
double te_estimate_t(double degrees);

/* `to` less `from`, and where that lies with a probability of 95 %. */
typedef struct te_difference {
    double value, low, high;
    bool has_interval;
} te_difference;

/* Both have a value. `grain`: what cannot be told apart anyhow. */
te_difference te_estimate_difference(const te_estimate *from,
                                     const te_estimate *to, double grain);

/* The same, by their ratio; both are above zero. No interval where that is
 * beyond all numbers. */
te_difference te_estimate_ratio(const te_estimate *from, const te_estimate *to,
                                double grain);

#endif
