/* curl_opening.h - how the opening of an easy handle's connection went: what
 * libcurl knows of it, in our terms. */
#ifndef TE_CURL_OPENING_H
#define TE_CURL_OPENING_H

#include "http_error.h"

#include <curl/curl.h>
#include <stdint.h>

/* How long it took to connect and to secure, each 0 where it did not come to
 * that. Of a connection that was open already it says nothing of use. */
void te_curl_opening_times(CURL *easy, uint64_t *connect_ns, uint64_t *tls_ns);

/* Why it could not connect: the kind of failure, and the reason in one line,
 * static or until the next call; NULL when nobody knows. `socket_errno` is why
 * there was no socket, which libcurl does not tell, or 0. */
te_http_error te_curl_opening_error(CURL *easy, int socket_errno);
const char *te_curl_opening_reason(CURL *easy, int socket_errno);

#endif
