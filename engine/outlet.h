/* outlet.h - one place that the figures of a run go to while it goes: what a
 * kind of them must be able to do.
 *
 * A kind is a row in the table of outlets.c. Only the main thread calls these,
 * and nobody waits in them: what takes time is done by a thread of the
 * outlet's own, behind a queue that has an end. Whoever cannot be reached is
 * told of when the run ends.
 *
 * Everything is sent, and what belongs to the warm-up carries a mark, so that
 * what does not is what the summary counts: figures by marked.h, the lines of
 * requests by request_line.h. */
#ifndef TE_OUTLET_H
#define TE_OUTLET_H

#include "common.h"
#include "error.h"
#include "interval.h"
#include "result.h"
#include "tengine.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct te_outlet_kind {
    const char *name;    /* as in --out NAME=WHERE */
    const char *example; /* of the whole: "statsd=udp://127.0.0.1:8125" */
    bool is_single;      /* there can be one of them only */

    /* Opens it before the run. NULL and err, which need not say of which
     * outlet, when `where` makes no sense or cannot be had; what is only far
     * away is no error. `config` and `common` are the run's, borrowed:
     * `config` until it returns, `common` until close. */
    void *(*open)(const char *where, const te_config *config, te_common *common,
                  te_error *err);

    /* Each interval record, in order; `result` is what is known of the run,
     * its totals included. */
    void (*interval)(void *self, const te_interval *interval,
                     const te_result *result);

    /* After the last record: what is left is to be sent until `until_ns` of
     * the real clock; does not wait for it. NULL: there is nothing to do. */
    void (*end)(void *self, uint64_t until_ns);

    /* After end: waits until all is sent or lost. True when something was
     * lost; then `line` says so for a person, without any secret that is in
     * `where`. NULL: nothing can be. */
    bool (*lost)(void *self, char *line, size_t size);

    /* Whether what it writes are results, and they could not be written. NULL:
     * they are none, and whoever misses them fails nothing. */
    bool (*has_failed)(const void *self);

    void (*close)(void *self); /* also without end */
} te_outlet_kind;

extern const te_outlet_kind te_outlet_influx;
extern const te_outlet_kind te_outlet_jsonl;
extern const te_outlet_kind te_outlet_otlp;
extern const te_outlet_kind te_outlet_prometheus;
extern const te_outlet_kind te_outlet_statsd;

#endif
