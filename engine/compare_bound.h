/* compare_bound.h - by how much a figure may be worse: --fail-if.
 *
 *   bound  = metric ["{" tag {"," tag} "}"] [value] sign amount
 *            up to the value as in threshold_spec.h: a percentile, "avg",
 *            "rate", or nothing where it is a share: "http.failed"
 *   sign   = "+"                  more than that above the base is too much
 *          | "-"                  more than that below it
 *   amount = number "%"           of what the base has
 *          | duration | size | number            of such a figure
 *          | (number | size) "/s"                of a rate per second
 *          | number "pp"          percentage points, of a share
 *
 *   http.duration{name:GET symbol} p99 +10%
 *   http.failed +0.1pp
 *   http.requests rate -5%
 *
 * It is broken where the figure is surely another (the whole 95 % interval of
 * the difference lies on that side of zero) and the difference itself is past
 * the bound. Where it is past the bound and chance alone may have done that
 * nobody can tell: that is said, and breaks nothing; longer runs or more of
 * them can tell (compare.h: how long they are at least). A figure that one side
 * lacks breaks its bound. */
#ifndef TE_COMPARE_BOUND_H
#define TE_COMPARE_BOUND_H

#include "compare.h"

typedef enum {
    TE_BOUND_HOLDS,
    TE_BOUND_BROKEN,
    TE_BOUND_UNCLEAR,
    TE_BOUND_NOTHING, /* there is nothing to compare: broken as well */
} te_bound_verdict;

typedef struct te_compare_bound {
    char text[TE_THRESHOLD_BYTES + 1]; /* as it was written */
    te_threshold_spec of;
    bool is_relative; /* in percent of the base */
    double amount;    /* with its sign */
    te_bound_unit unit;
    te_compare_figure *figure;
} te_compare_bound;

/* Reads it and asks for its figure; false and err. */
bool te_compare_bound_parse(te_compare_bound *b, const char *text,
                            te_compare *c, te_error *err);

/* After te_compare_settle(). False and err where the amount is of another unit
 * than the figure turned out to have. */
bool te_compare_bound_judge(const te_compare_bound *b,
                            te_bound_verdict *verdict, te_error *err);

/* "holds", "broken", "cannot_tell", "nothing". */
const char *te_bound_verdict_name(te_bound_verdict verdict);

#endif
