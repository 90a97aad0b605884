/* resources.h - what the process has of what runs out, counted among the
 * metrics of the thread that collects them:
 *
 *   health.descriptors        file descriptors that are open: a gauge
 *   health.descriptors_limit  how many may be; 0: nobody says
 */
#ifndef TE_RESOURCES_H
#define TE_RESOURCES_H

#include "machine.h"
#include "metrics.h"

/* Zeroed at first. */
typedef struct te_resources {
    te_machine seen; /* what the gauges show */
    uint64_t ticks;
} te_resources;

/* Before each record is made. Looks in the first and every fifth of them. */
void te_resources_count(te_resources *r, te_metrics *metrics);

#endif
