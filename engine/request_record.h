/* request_record.h - what is told of one exchange that has ended: a record
 * that an engine thread fills and another one reads later, its texts behind
 * it.
 *
 * There is no URL, header or body in it, so no secret that stands there. */
#ifndef TE_REQUEST_RECORD_H
#define TE_REQUEST_RECORD_H

#include "exchange.h"
#include "ring.h"
#include "tags.h"
#include <stdbool.h>
#include <stdint.h>

/* The name of a scenario is cut to this; and what the author's tags take: those
 * of a scenario, and those of a session and a request. */
enum {
    TE_RECORD_DOING_BYTES = 200,
    TE_RECORD_TAGS_BYTES = 2 * TE_TAGS_OWN_BYTES
};

typedef struct te_request_record {
    uint64_t intended_ns, started_ns, ended_ns; /* by the clock of the loop */
    te_http_phases phases;
    uint64_t sent_bytes, received_bytes; /* heads and bodies */
    uint64_t body_bytes;                 /* of the answer, decoded */
    te_http_error error;
    int status; /* 0: there was no answer */
    unsigned retries;
    uint32_t worker; /* TE_FAILURE_NO_WORKER: a fixture of the run */
    bool is_expected, is_reused;
    char version[4]; /* of HTTP, as the answer says it: "1.1", "2"; or "" */
    char method[24];
    /* Good as long as the record is. */
    const char *name;  /* cut as the tag `name` is */
    const char *doing; /* a scenario or fixture, or "" */
    const char *tags;  /* as tags.h has them */
} te_request_record;

/* Puts one into a ring of such records. `expected`: whether the status that
 * came is one that was wanted. */
void te_request_record_put(te_ring *ring, const te_exchange *x, bool expected);

#endif
