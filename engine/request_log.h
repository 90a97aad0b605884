/* request_log.h - a file with a line for every request (request_line.h).
 *
 *     engine thread -- ring --\
 *                              writer's thread -- file
 *     engine thread -- ring --/
 *
 * An engine thread puts records into a ring of its own and never waits; what
 * finds it full, as the writer cannot keep up, is dropped and counted. Lines of
 * one thread stand in the order in which their requests ended, those of several
 * are mixed.
 *
 * The file has its name from the start and gets whole lines (line_file.h), at
 * least once a second, so that it can be followed while it grows. At the first
 * block that cannot be written it stops for good; the run goes on, and the rest
 * is counted as lost. */
#ifndef TE_REQUEST_LOG_H
#define TE_REQUEST_LOG_H

#include "common.h"
#include "error.h"
#include "ring.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct te_request_log te_request_log;

/* What may wait of an engine thread: 4 MiB are some 20,000 records as they
 * usually are, 3,000 of the longest. */
enum { TE_REQUEST_LOG_RING_BYTES = 4 << 20 };

/* All of these are called by the main thread. The file is made or claimed; what
 * is there already has to be a log of requests, and stays until the first line
 * or te_request_log_end(), or for good where the run is one that is resumed.
 * `common` is borrowed, for a warning. NULL and err
 * when the file cannot be written. */
te_request_log *te_request_log_open(const char *path, te_common *common,
                                    te_error *err);
/* Without te_request_log_end(), and before any line was written, it is as if
 * there had been none. NULL is fine. */
void te_request_log_close(te_request_log *log);

/* A ring of te_request_records for one more thread, which lets go of it once it
 * puts no more; NULL without memory. */
te_ring *te_request_log_join(te_request_log *log, size_t ring_bytes);

/* Requests that end before this, by the clock of their records, are marked as
 * of the warm-up; UINT64_MAX: all, for nobody knows yet when it ends. To be
 * told before requests that end later are put. */
void te_request_log_warm_up(te_request_log *log, uint64_t until_ns);

/* Whether the file takes no more. */
bool te_request_log_has_failed(const te_request_log *log);
/* Now and then: warns of that, once. */
void te_request_log_look(te_request_log *log);

/* Nothing follows: what waits is written until `until_ns` of the real clock.
 * Does not wait for that. */
void te_request_log_end(te_request_log *log, uint64_t until_ns);

/* What became of all requests. */
typedef struct te_request_log_account {
    uint64_t requests; /* that there were */
    uint64_t lost;     /* of them: no lines of the file; why: */
    char reason[200];
} te_request_log_account;

/* After te_request_log_end(): waits for the writer, not much longer than it was
 * given. */
void te_request_log_wait(te_request_log *log, te_request_log_account *account);

/* The path that it was opened with. */
const char *te_request_log_path(const te_request_log *log);

#endif
