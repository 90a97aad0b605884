/* resources.h - what the process has of what runs out, counted among the
 * metrics of the thread that collects them:
 *
 *   health.descriptors        file descriptors that are open: a gauge
 *   health.descriptors_limit  how many may be; 0: nobody says
 *   health.ports              local ports that are taken: a gauge
 *   health.ports_limit        how many there are for connections to one server
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

/* Before each record is made. Looks in the first and every fifth of them.
 * `sources`: how many local addresses were given, each of which has all ports;
 * 0: connections come from the machine's own. */
void te_resources_count(te_resources *r, te_metrics *metrics, size_t sources);

#endif
