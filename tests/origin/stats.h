/* stats.h - the origin's own record: what it read and sent, whatever the
 * client believes. Asking for the record leaves no trace in it. */
#ifndef ORIGIN_STATS_H
#define ORIGIN_STATS_H

#include "request.h"

#include <stdio.h>

typedef struct path_count {
    char *path;
    uint64_t count;
} path_count;

/* How often each path came. Open addressing; what is too much for it is
 * counted under "(other)". */
typedef struct path_counts {
    path_count *slots; /* PATH_SLOTS of them, or NULL while empty */
    size_t used;
} path_counts;

/* The places of /queue: when each is free again. */
enum { QUEUE_PLACES = 64 };

typedef struct stats {
    uint64_t accepted;  /* connections, since the last reset */
    uint64_t open;      /* now: a reset leaves it */
    uint64_t begun;     /* requests whose head was read whole */
    uint64_t requests;  /* requests that were read whole */
    uint64_t bad;       /* that were refused as malformed */
    uint64_t abandoned; /* read, but the peer left before the answer was out */
    uint64_t tls_failed;
    uint64_t request_bytes, response_bytes; /* inside of TLS */
    path_counts paths;                      /* of requests read whole */
    path_counts misbehaved;                 /* what /random came to */
    uint64_t random_draws;
    uint64_t queue_free_ns[QUEUE_PLACES];
    FILE *log; /* NULL: none */
    bool log_dirty;
} stats;

/* One line of the log. */
typedef struct log_line {
    uint64_t read_ns, sent_ns; /* monotonic; 0: it never came to that */
    uint64_t connection, number;
    slice method, target;
    int status;
    uint64_t body_bytes, sent_bytes;
} log_line;

void stats_reset(stats *s);
void stats_clear(stats *s); /* at the end: releases, closes the log */

void stats_count(path_counts *counts, slice path);
void stats_log(stats *s, const log_line *line);
void stats_flush(stats *s);

/* Appends the record as a JSON object. */
void stats_json(const stats *s, te_buf *b);

#endif
