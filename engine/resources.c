/* resources.c - see resources.h. */
#include "resources.h"

/* Ticks from one look at the machine to the next. */
enum { LOOK_EVERY = 5 };

/* A gauge is counted by its ups and downs. */
static void show(te_metrics *m, const char *name, uint64_t before,
                 uint64_t now) {
    te_series *gauge = te_metrics_series(m, TE_GAUGE, name, "");
    if (now != before) te_series_add(gauge, (double)now - (double)before);
}

void te_resources_count(te_resources *r, te_metrics *m) {
    if (r->ticks++ % LOOK_EVERY != 0) return;
    te_machine before = r->seen, now = te_machine_look();
    show(m, "health.descriptors", before.descriptors, now.descriptors);
    show(m, "health.descriptors_limit", before.descriptors_limit,
         now.descriptors_limit);
    r->seen = now;
}
