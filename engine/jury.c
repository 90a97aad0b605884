/* jury.c - see jury.h. */
#include "jury.h"

const te_threshold *te_jury_interval(te_jury *jury,
                                     const te_interval *interval) {
    const te_threshold *aborting =
        te_thresholds_interval(jury->thresholds, interval);
    te_health_interval(&jury->health, interval);
    if (interval->is_over) te_jury_end(jury);
    return aborting;
}

void te_jury_end(te_jury *jury) { te_thresholds_end(jury->thresholds); }
