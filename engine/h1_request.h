/* h1_request.h - a request as HTTP/1.1 sends it (RFC 9112). */
#ifndef TE_H1_REQUEST_H
#define TE_H1_REQUEST_H

#include "exchange.h"

/* Whether it can be sent from memory, without waiting for the server in
 * between: no files in its body, no Expect. */
bool te_h1_request_is_plain(const te_http_request *request);

/* Appends the head: request line, Host, the fields, the length of the body
 * where there is one, and the empty line. False without memory. */
bool te_h1_request_write(const te_http_request *request, te_buf *out);

/* Whether it says that the connection ends after its answer. */
bool te_h1_request_closes(const te_http_request *request);

/* Whether it may be sent twice (RFC 9110, 9.2.2). */
bool te_h1_request_is_idempotent(const te_http_request *request);

#endif
