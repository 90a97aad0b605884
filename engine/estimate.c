/* estimate.c - see estimate.h. */
#include "estimate.h"

#include <math.h>
#include <stddef.h>

/* Degrees of freedom, as far as anybody can tell. */
#define MANY 1e9

void te_spread_add(te_spread *s, double value) {
    double distance = value - s->mean;
    s->count += 1;
    s->mean += distance / s->count;
    s->squares += distance * (value - s->mean);
}

te_estimate te_estimate_of_blocks(double value, const te_spread *without) {
    te_estimate e = {.is_known = true, .value = value};
    if (without->count < 2) return e;
    e.variance = without->squares * (without->count - 1) / without->count;
    e.degrees = without->count - 1;
    return e;
}

te_estimate te_estimate_of_few(double value, const te_spread *in_each,
                               const te_spread *logs) {
    te_estimate e = {.is_known = true, .value = value};
    double n = in_each->count;
    if (n < 2) return e;
    bool is_above = logs->count == n && value > 0;
    double squares =
        is_above ? logs->squares * value * value : in_each->squares;
    double likeness = n > 2 ? 2 : 1; /* of seconds beside each other */
    e.variance = squares / (n - 1) / n * likeness;
    e.degrees = n - 1;
    return e;
}

void te_estimate_share(te_estimate *e, double total) {
    if (e->degrees == 0) return;
    double share = (e->value / 100 * total + 1) / (total + 2);
    double variance = 100 * 100 * share * (1 - share) / (total + 2);
    double t = te_estimate_t(e->degrees) / te_estimate_t(MANY);
    if (t * t * e->variance >= variance) return;
    e->variance = variance;
    e->degrees = MANY;
}

void te_estimate_runs_add(te_estimate_runs *r, const te_estimate *run) {
    if (!run->is_known) return;
    bool is_first = r->values.count == 0;
    te_spread_add(&r->values, run->value);
    r->variances += run->variance;
    bool is_vague = run->degrees == 0 || (!is_first && r->degrees == 0);
    r->degrees = is_vague ? 0 : r->degrees + run->degrees;
}

te_estimate te_estimate_of_runs(const te_estimate_runs *r) {
    double n = r->values.count;
    te_estimate e = {.is_known = n > 0, .value = r->values.mean};
    if (n == 0) return e;
    e.variance = r->variances / (n * n);
    e.degrees = r->degrees;
    double between = n > 1 ? r->values.squares / (n - 1) / n : 0;
    if (n == 1 || (between < e.variance && e.degrees > 0)) return e;
    e.variance = between;
    e.degrees = n - 1;
    return e;
}

/* Student's t at 97.5 %, between the rows in steps of 1 / degrees, in which
 * it is nearly a straight line. */
double te_estimate_t(double degrees) {
    static const struct {
        double degrees, t;
    } rows[] = {
        {1, 12.706},  {2, 4.303},    {3, 3.182},  {4, 2.776},  {5, 2.571},
        {6, 2.447},   {7, 2.365},    {8, 2.306},  {9, 2.262},  {10, 2.228},
        {12, 2.179},  {15, 2.131},   {20, 2.086}, {30, 2.042}, {60, 2.000},
        {120, 1.980}, {MANY, 1.960},
    };
    enum { LAST = sizeof rows / sizeof rows[0] - 1 };
    if (degrees <= rows[0].degrees) return rows[0].t;
    size_t i = 0;
    while (i < LAST - 1 && rows[i + 1].degrees < degrees)
        i++;
    double left = 1 / rows[i].degrees, right = 1 / rows[i + 1].degrees;
    double part = (left - 1 / degrees) / (left - right);
    return rows[i].t + fmin(part, 1) * (rows[i + 1].t - rows[i].t);
}

/* What the two variances are worth together (Welch and Satterthwaite). */
static double joint_degrees(const te_estimate *a, const te_estimate *b) {
    double sum = a->variance + b->variance;
    if (sum == 0) return fmin(a->degrees, b->degrees);
    return sum * sum /
           (a->variance * a->variance / a->degrees +
            b->variance * b->variance / b->degrees);
}

te_difference te_estimate_difference(const te_estimate *from,
                                     const te_estimate *to, double grain) {
    te_difference d = {.value = to->value - from->value};
    if (from->degrees == 0 || to->degrees == 0) return d;
    double error = sqrt(from->variance + to->variance);
    double reach = te_estimate_t(joint_degrees(from, to)) * error + grain;
    d.low = d.value - reach;
    d.high = d.value + reach;
    d.has_interval = true;
    return d;
}

/* Its error as a part of it: that of its logarithm, as far as it is small. */
static te_estimate logarithm(const te_estimate *e) {
    te_estimate log_of = *e;
    log_of.value = log(e->value);
    log_of.variance = e->variance / (e->value * e->value);
    return log_of;
}

te_difference te_estimate_ratio(const te_estimate *from, const te_estimate *to,
                                double grain) {
    te_estimate logs[] = {logarithm(from), logarithm(to)};
    te_difference d = te_estimate_difference(&logs[0], &logs[1], 0);
    d.value = to->value - from->value;
    if (!d.has_interval) return d;
    d.low = from->value * expm1(d.low) - grain;
    d.high = from->value * expm1(d.high) + grain;
    d.has_interval = isfinite(d.high);
    return d;
}
