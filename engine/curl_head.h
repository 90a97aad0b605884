/* curl_head.h - the head of an answer as libcurl hands it over, line by line,
 * judged as h1_parser.h judges one.
 *
 * libcurl lets pass what smuggles: of several lengths it takes the last, and
 * fields that go on in a fold it sees in part. A head of HTTP/2 it makes up of
 * what came in frames, and has judged those: it is only kept, and measured. */
#ifndef TE_CURL_HEAD_H
#define TE_CURL_HEAD_H

#include "exchange.h"
#include "h1_parser.h"

typedef struct te_curl_head {
    /* To be read. */
    bool is_final; /* the empty line after the final head has come */
    bool is_kept;  /* the answer leaves the connection open; from is_final on,
                      false with HTTP/2 */
    size_t bytes;  /* of all lines of heads and trailers */

    /* Its own. */
    te_h1_parser parser;
    bool may_be_made_up, is_made_up, is_ended, has_trailers;
} te_curl_head;

/* For the next answer to the request. */
void te_curl_head_begin(te_curl_head *h, const te_exchange *x);

/* Takes a line with its end, of a head or a trailer. The last head goes into
 * response.head; false when the response has failed by it. */
bool te_curl_head_take(te_curl_head *h, te_http_response *response,
                       const char *line, size_t length);

#endif
