/* criteria.h - what must hold of a load, judged over one window of interval
 * records at a time.
 *
 *   http.duration p99 < 200ms, http.failed < 0.1%
 *
 * Thresholds (threshold_spec.h) with commas between them. They are about the
 * window that is put together: `over`, `after`, `abort` and drifts, which are
 * about a run, are refused. */
#ifndef TE_CRITERIA_H
#define TE_CRITERIA_H

#include "interval.h"
#include "threshold_spec.h"

enum { TE_CRITERIA_MAX = 8 };

typedef struct te_criteria te_criteria;

/* NULL and err, which quotes what is wrong. */
te_criteria *te_criteria_parse(const char *text, te_error *err);
void te_criteria_free(te_criteria *criteria); /* NULL is fine */

size_t te_criteria_count(const te_criteria *criteria);
const te_threshold_spec *te_criteria_spec(const te_criteria *criteria,
                                          size_t i);

/* A window begins: with the next record. */
void te_criteria_begin(te_criteria *criteria);
/* Takes the next record, also one that is in no window: levels of gauges are
 * put together out of all of them. */
void te_criteria_interval(te_criteria *criteria, const te_interval *interval);

/* What one has come to in the window. */
typedef struct te_criterion {
    bool has_value, holds;
    double value; /* in the unit of its bound */
} te_criterion;

typedef enum {
    TE_CRITERIA_HOLD,
    TE_CRITERIA_BREAK,      /* one of them does */
    TE_CRITERIA_UNMEASURED, /* none breaks, and one has no value */
} te_criteria_outcome;

/* How they stand; `found` holds te_criteria_count() of them. */
te_criteria_outcome te_criteria_judge(const te_criteria *criteria,
                                      te_criterion *found);

/* Why the criterion has no value, as a piece of static text. */
const char *te_criteria_lack(const te_criteria *criteria, size_t i);

#endif
