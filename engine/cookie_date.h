/* cookie_date.h - the dates of cookies, read as leniently as browsers do. */
#ifndef TE_COOKIE_DATE_H
#define TE_COOKIE_DATE_H

#include "slice.h"
#include <stdint.h>

/* Reads an Expires attribute ("Sun, 06 Nov 1994 08:49:37 GMT" and whatever
 * else looks remotely like it) by the algorithm of RFC 6265, 5.1.1, into
 * seconds since 1970. False when it is no date. Always UTC. */
bool te_cookie_date_parse(te_slice text, int64_t *unix_s);

#endif
