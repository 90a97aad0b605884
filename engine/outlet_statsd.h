/* outlet_statsd.h - --out statsd=udp://HOST:PORT: interval records as
 * statsd_report.h has them. The figures of the scenario's own go to the first
 * such outlet, from sockets of the engine threads. */
#ifndef TE_OUTLET_STATSD_H
#define TE_OUTLET_STATSD_H

#include "statsd.h"

typedef struct te_statsd_outlet {
    te_statsd_address address;
    te_statsd *statsd;
    te_statsd_account threads; /* what became of what the threads sent: theirs
                                  to add up before it ends */
} te_statsd_outlet;

#endif
