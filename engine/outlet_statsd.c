/* outlet_statsd.c - see outlet_statsd.h. */
#include "outlet_statsd.h"

#include "outlet.h"
#include "statsd_report.h"

#include <stdlib.h>

static void close_statsd(void *self) {
    te_statsd_outlet *outlet = self;
    te_statsd_close(outlet->statsd);
    free(outlet);
}

static void *open_statsd(const char *where, const te_config *config,
                         te_common *common, te_error *err) {
    (void)config;
    (void)common;
    te_statsd_address address;
    if (!te_statsd_address_read(where, &address, err)) return NULL;
    te_statsd_outlet *outlet = calloc(1, sizeof *outlet);
    if (outlet == NULL) goto no_memory;
    outlet->address = address;
    outlet->statsd = te_statsd_open(&address);
    if (outlet->statsd != NULL) return outlet;
    close_statsd(outlet);
no_memory:
    te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    return NULL;
}

static void report_interval(void *self, const te_interval *interval,
                            const te_result *result) {
    te_statsd_report(((te_statsd_outlet *)self)->statsd, interval,
                     result->totals);
}

/* Datagrams wait for nobody. */
static bool end_statsd(void *self, char *line, size_t size) {
    te_statsd_outlet *outlet = self;
    te_statsd_account all = outlet->threads;
    te_statsd_end(outlet->statsd, &all);
    return te_statsd_describe_losses(&all, line, size);
}

const te_outlet_kind te_outlet_statsd = {
    .name = "statsd",
    .example = "statsd=" TE_STATSD_ADDRESS,
    .open = open_statsd,
    .interval = report_interval,
    .lost = end_statsd,
    .close = close_statsd,
};
