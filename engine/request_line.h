/* request_line.h - a request that has ended as a line of JSON.
 *
 *     {"time":"2026-03-01T12:00:00.250123Z","name":"GET /","method":"GET",
 *      "status":200,"worker":3,"scenario":"tea","duration_s":0.001234567,...}
 *
 * in one line, of RFC 8259. Keys, in this order:
 *
 *   time             when it began, UTC, to the microsecond
 *   name method      under which it is counted, cut to 400 bytes; its own
 *   status           0: there was no answer
 *   error            why it failed, as http.failed has it; only where it did
 *   worker scenario  whose it was, from 0, and in which; a fixture's name
 *   tags             the author's own, an object; only where there are any
 *   duration_s       from when it was meant to begin to its end
 *   service_s        from when it did begin to its end
 *   dns_s blocked_s connect_s tls_s wait_s receive_s     its phases
 *   sent_bytes received_bytes body_bytes    of which the last is decoded
 *   reused retries   whether the connection was open; sent again how often
 *   http_version     of the answer: "1.1"; only where there was one
 *   warm_up          true; only where it belongs to the warm-up
 *
 * Times are seconds with nine digits: exact. Bytes that are no UTF-8 stand as
 * the text "\\xff". request_line.schema.json says the same for programs. */
#ifndef TE_REQUEST_LINE_H
#define TE_REQUEST_LINE_H

#include "buf.h"
#include "request_record.h"
#include <stdbool.h>
#include <stdint.h>

/* What all lines begin with. */
#define TE_REQUEST_LINE_START "{\"time\":\""

/* Appends it, with its newline; `epoch_ns` is what has to be added to the
 * record's times to have nanoseconds since 1970. False without memory: then
 * `out` is as it was. */
bool te_request_line_add(te_buf *out, const te_request_record *record,
                         uint64_t epoch_ns, bool is_warm_up);

#endif
