/* curl_multi.h - a curl multi handle that our loop drives.
 *
 * libcurl is given time when a socket of its own is ready, when its timer is
 * due, and once per turn of the loop if it has something to do at once. What
 * has ended is handed over by on_done, which may add and remove handles. */
#ifndef TE_CURL_MULTI_H
#define TE_CURL_MULTI_H

#include "curl_sockets.h"
#include "error.h"
#include "loop.h"
#include <curl/curl.h>

typedef struct te_curl_multi te_curl_multi;

/* NULL and err when it cannot be made. */
te_curl_multi *te_curl_multi_new(te_loop *loop,
                                 void (*on_done)(void *arg, CURL *easy,
                                                 CURLcode code),
                                 void *arg, te_error *err);
/* Every handle must have been removed. */
void te_curl_multi_free(te_curl_multi *multi); /* NULL is fine */

/* Sockets of its transfers, for their callbacks. */
te_curl_sockets *te_curl_multi_sockets(te_curl_multi *multi);

/* Begins with a handle in the next te_curl_multi_turn(); false without
 * memory. */
bool te_curl_multi_add(te_curl_multi *multi, CURL *easy);
void te_curl_multi_remove(te_curl_multi *multi, CURL *easy);

/* Lets libcurl do what it has to do at once; false when there was nothing. */
bool te_curl_multi_turn(te_curl_multi *multi);
bool te_curl_multi_is_busy(const te_curl_multi *multi);

#endif
