/* punctuality.c - see punctuality.h. */
#include "punctuality.h"

#include "loop.h"

static void open_series(te_punctuality *p) {
    te_metrics *m = p->metrics;
    p->arrivals = te_metrics_series(m, TE_COUNTER, "health.arrivals", "");
    p->late = te_metrics_series(m, TE_COUNTER, "health.arrivals_late", "");
    p->lateness = te_metrics_series(m, TE_TREND, "health.arrival_lateness", "");
}

void te_punctuality_note(te_punctuality *p, uint64_t due_ns, uint64_t now_ns) {
    uint64_t late_ns = now_ns > due_ns ? now_ns - due_ns : 0;
    if (p->arrivals == NULL) open_series(p);
    te_series_add(p->arrivals, 1);
    if (late_ns > TE_LOOP_LATE_NS) te_series_add(p->late, 1);
    te_series_record(p->lateness, late_ns);
}
