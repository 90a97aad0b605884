/* redirect.h - from an answer that says "elsewhere" to the next request.
 *
 * 303, and 301 and 302 after a POST, go on as GET without a body, as browsers
 * and RFC 9110 (15.4) have it; 307 and 308 repeat the request. What might be
 * a credential goes to no other origin than the one it was meant for. */
#ifndef TE_REDIRECT_H
#define TE_REDIRECT_H

#include "exchange.h"

/* Whether the answer is a redirect with a Location. */
bool te_redirect_is_one(const te_http_response *response);

/* Appends the URL that the Location leads to. False and err when that is
 * nowhere that may be gone to. */
bool te_redirect_target(const te_exchange *exchange, te_buf *url,
                        te_error *err);

/* Turns the exchange's request into that for this URL. False without
 * memory. */
bool te_redirect_turn(te_exchange *exchange, const te_buf *url);

#endif
