/* curl_transfer.h - one exchange on one curl easy handle: the request put
 * into its options, the answer and its timings read out of it.
 *
 * Each exchange has a new handle. Until 8.1.1 libcurl keeps in a handle where
 * it put the last field of the transfer before, and goes on there, in freed
 * memory, when the next head begins with a fold. */
#ifndef TE_CURL_TRANSFER_H
#define TE_CURL_TRANSFER_H

#include "curl_addresses.h"
#include "curl_head.h"
#include "deadline.h"
#include "exchange.h"
#include "loop.h"
#include "resolver.h"
#include <curl/curl.h>

typedef struct te_curl_transfer {
    CURL *easy; /* NULL while it is put by */
    void *lane;
    void *connections;
    te_exchange *exchange; /* NULL as well */
    struct te_curl_transfer *next;
    te_resolve_wait wait;
    te_timer timer;    /* see lane_curl.c on timeouts */
    uint64_t begun_ns; /* when libcurl got it, this time */

    unsigned sendings; /* how often libcurl wanted to send this time */
    bool is_stale;     /* it chose a connection that is over */
    bool is_last;      /* on its connection, which is closed then */
    bool is_fresh;     /* this time on a new connection */
    bool is_alone;     /* at its end, its session has no other under way */

    uint64_t sent_ns;  /* when it began to be sent */
    uint64_t first_ns; /* when the answer began, 0 before */

    te_curl_brought brought; /* addresses */

    uint64_t body_offset; /* where the next read of the body begins */

    struct curl_slist *fields; /* an array: libcurl walks its links */
    size_t field_room;
    te_buf bare;       /* fields without a value, as libcurl wants them */
    te_curl_head head; /* of the answer */
    int socket_errno;  /* why there is no socket, or 0 */
    char message[CURL_ERROR_SIZE];
} te_curl_transfer;

/* NULL without memory. */
te_curl_transfer *te_curl_transfer_new(void);
void te_curl_transfer_free(te_curl_transfer *t);

/* Between the two it has an exchange and a handle. False without memory. */
bool te_curl_transfer_open(te_curl_transfer *t, te_exchange *exchange,
                           CURLSH *share, bool insecure);
void te_curl_transfer_close(te_curl_transfer *t);
/* When the exchange has taken too long. */
te_deadline te_curl_transfer_deadline(const te_curl_transfer *t);

/* Sets the options of the exchange; false without memory. */
bool te_curl_transfer_prepare(te_curl_transfer *t);

typedef enum {
    TE_CURL_DONE,
    TE_CURL_AGAIN, /* the reused connection was over: once more, on a new one */
} te_curl_outcome;

/* Reads how it went into the exchange's response. */
te_curl_outcome te_curl_transfer_read(te_curl_transfer *t, CURLcode code);

#endif
