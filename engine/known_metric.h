/* known_metric.h - the metrics that the engine itself counts, by name.
 *
 * A scenario's own are known only once they were counted; of these it can be
 * said beforehand whether a name is right and what can be asked of it. */
#ifndef TE_KNOWN_METRIC_H
#define TE_KNOWN_METRIC_H

#include "metrics.h"
#include "suggest.h"

typedef struct te_known_metric {
    const char *name;
    te_series_kind kind;
    bool is_bytes; /* a counter of bytes */
    /* Of a counter: what it is a share of, or NULL. The whole has the same
     * tags but for `part_key`, which tells the parts from each other; with
     * `adds_itself` it is what stands there and the counter's own. */
    const char *whole;
    const char *part_key;
    bool adds_itself;
} te_known_metric;

/* NULL: there is none of that name. */
const te_known_metric *te_known_metric_find(const char *name);

/* Which tags it has beside those of the author, in words; "" for none. */
const char *te_known_metric_tags(const te_known_metric *metric);

/* The name that is nearest to it. */
te_suggestion te_known_metric_near(const char *name);

/* Whether a metric's name is of the engine's own families, not a
 * scenario's. */
bool te_metric_is_ours(const char *name);

#endif
