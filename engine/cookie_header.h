/* cookie_header.h - the Cookie header of a user's requests, remembered.
 *
 * A user asks for the same few pages again and again, mostly with the cookies
 * of the time before: the last TE_COOKIE_HEADERS values are kept, each with
 * what it holds for: scheme, host, path without query (any path, where the
 * host's cookies are for all of them), the jar as it was, and the time until
 * the first of the cookies expires. */
#ifndef TE_COOKIE_HEADER_H
#define TE_COOKIE_HEADER_H

#include "cookies.h"
#include "url.h"

enum { TE_COOKIE_HEADERS = 4 };

typedef struct te_cookie_header te_cookie_header;

/* For one jar; NULL without memory. */
te_cookie_header *te_cookie_header_new(const te_cookies *jar);
void te_cookie_header_free(te_cookie_header *header); /* NULL is fine */

/* What te_cookies_header() makes of it, as a slice that is valid until the
 * next call; empty when no cookie fits. False without memory. */
bool te_cookie_header_value(te_cookie_header *header, const te_url *url,
                            int64_t now_s, te_slice *value);

#endif
