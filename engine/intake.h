/* intake.h - what comes of the body of an answer, one way for every lane: it is
 * counted, held to its limit, decoded when the request asks for that, and kept
 * in response.body or dropped.
 *
 * A lane calls begin once the final head is in response.head, add for each
 * piece that comes (without the framing of chunks), end when the body is
 * whole. All three return false when the exchange has failed by that:
 * response.error and response.message say why.
 *
 * Content-Encoding gzip, x-gzip and deflate are decoded when
 * request.decode is set: then response.body_bytes,
 * max_body_bytes and the body are of what was decoded. deflate is taken with
 * and without zlib's wrapping, as servers send both; gzip may have several
 * members. What is cut short, damaged, followed by other bytes, or encoded
 * more than once is TE_HTTP_BAD_ENCODING. Encodings that nobody here knows are
 * left as they came. An empty body (a HEAD's, a 304's) needs no decoding.
 *
 * Decoding takes about 40 KB from the first byte of such a body until stop,
 * however much it expands to. */
#ifndef TE_INTAKE_H
#define TE_INTAKE_H

#include "exchange.h"
#include <stdbool.h>
#include <stddef.h>

bool te_intake_begin(te_exchange *exchange);
bool te_intake_add(te_exchange *exchange, const char *bytes, size_t length);
bool te_intake_end(te_exchange *exchange);

/* Releases what decoding holds; what was taken in stays. Needed once whatever
 * became of the exchange, also when it never began. */
void te_intake_stop(te_exchange *exchange);

#endif
