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

void te_resources_count(te_resources *r, te_metrics *m, size_t sources) {
    if (r->ticks++ % LOOK_EVERY != 0) return;
    te_machine before = r->seen, now = te_machine_look();
    if (sources > 0) now.ports_limit *= sources;
    if (now.ports > now.ports_limit) now.ports = now.ports_limit;
    show(m, "health.descriptors", before.descriptors, now.descriptors);
    show(m, "health.descriptors_limit", before.descriptors_limit,
         now.descriptors_limit);
    show(m, "health.ports", before.ports, now.ports);
    show(m, "health.ports_limit", before.ports_limit, now.ports_limit);
    r->seen = now;
}
