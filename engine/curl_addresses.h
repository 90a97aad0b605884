/* curl_addresses.h - the resolver's answers, as libcurl is told of them.
 *
 * libcurl keeps the addresses of a host and port for all transfers of a multi
 * handle, once one transfer has brought them (CURLOPT_RESOLVE). So the first
 * that begins after a new answer brings it, the others bring nothing. */
#ifndef TE_CURL_ADDRESSES_H
#define TE_CURL_ADDRESSES_H

#include "resolver.h"
#include "url.h"
#include <curl/curl.h>

typedef struct te_curl_addresses te_curl_addresses;

/* Of one multi handle. NULL without memory. */
te_curl_addresses *te_curl_addresses_new(void);
void te_curl_addresses_free(te_curl_addresses *addresses); /* NULL is fine */

/* What one transfer brings; zero it. */
typedef struct te_curl_brought {
    struct te_curl_seed *seed; /* NULL: nothing */
    struct curl_slist *list;   /* libcurl reads it when the transfer begins */
} te_curl_brought;

/* Has the transfer bring the answer for the URL's host and port, unless that
 * is known. False without memory. */
bool te_curl_addresses_bring(te_curl_addresses *addresses, CURL *easy,
                             const te_url *url, const te_addresses *answer,
                             te_curl_brought *brought);

/* The transfer has ended, and its handle is gone. One that ended before
 * libcurl began with it (`was_read` is false) has told nothing: the next one
 * brings it again. */
void te_curl_addresses_take_back(te_curl_brought *brought, bool was_read);

#endif
