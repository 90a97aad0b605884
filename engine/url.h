/* url.h - the URLs of requests, as text.
 *
 * Three ways to a URL, and one to take it apart:
 *   join     what a scenario writes, put behind the base URL as it stands
 *   resolve  what a redirect's Location says, as RFC 3986 (5.2) has it
 *   parse    scheme, host, port and target of a whole URL
 * They differ on purpose: joined to http://h, "//x/y" is a path of h (symbol
 * keys with empty parts look like that); in a Location it is the host x.
 *
 * Join and resolve percent-encode what must not stand in a request target
 * and leave every valid %XX as it is; host and port they do not touch. Parse
 * then refuses what no URL may hold, so nothing that was parsed can smuggle a
 * line end into a request. A fragment ("#...") is dropped everywhere. */
#ifndef TE_URL_H
#define TE_URL_H

#include "buf.h"
#include "error.h"
#include "slice.h"
#include <stdint.h>

enum { TE_URL_MAX_BYTES = 64 * 1024 };

/* A URL taken apart. The slices lie in the text that was parsed, except for a
 * target that was not there, which is a constant "/". */
typedef struct te_url {
    bool is_https;      /* else http */
    bool is_ipv6;       /* the host was written in brackets */
    uint16_t port;      /* 80 or 443 where none was written */
    te_slice host;      /* as written, without brackets; never empty */
    te_slice authority; /* host and port as written: the Host header */
    te_slice target;    /* path and query; begins with '/' */
} te_url;

/* Takes apart `length` bytes of text. Only http and https (in any case) with
 * a host; no user and password, no blanks, no control characters, port 1 to
 * 65535, at most TE_URL_MAX_BYTES. The message never quotes what might hold a
 * password. */
bool te_url_parse(const char *text, size_t length, te_url *out, te_error *err);

/* Appends the URL that `path` means to a session whose base is `base`:
 * - a path that begins with http:// or https:// is a URL of its own;
 * - otherwise base and path are put together with one '/' between them (of
 *   a '/' at the end of the one and at the start of the other, one goes);
 *   none is added before a '?', and "" is the base itself.
 * Never resolved: "..", "//" and ":" mean nothing here. An empty base leaves
 * the path alone. Whether the result is a URL, te_url_parse() tells. False
 * without memory: then `out` is as it was. */
bool te_url_join(te_slice base, te_slice path, te_buf *out);

/* Appends the URL that a `location`, seen in an answer from `base`, leads to:
 * relative ones are resolved, dots removed, and the result is one that
 * te_url_parse() takes. `base` must not lie in `out`. On failure `out` is as
 * it was. */
bool te_url_resolve(const te_url *base, te_slice location, te_buf *out,
                    te_error *err);

/* Appends text with every byte that must not stand in a request target as
 * %XX: blanks, control characters, '"', '#', '<', '>', '\', '^', '`', '{',
 * '|', '}', all beyond ASCII, and a '%' without two hex digits. Doing it
 * twice is doing it once. False without memory. */
bool te_url_encode(te_slice text, te_buf *out);

/* Appends text as a name or a value in a query: every byte but letters, digits
 * and -._~ as %XX; and as a form has it (application/x-www-form-urlencoded):
 * every byte but letters, digits and *-._, a blank as '+'. */
bool te_url_escape(te_slice text, te_buf *out);
bool te_url_escape_form(te_slice text, te_buf *out);

/* Appends text with every valid %XX as the byte it stands for: to compare. */
bool te_url_decode(te_slice text, te_buf *out);

/* Whether two URLs have the same host; and the same scheme and port, too. */
bool te_url_same_host(const te_url *a, const te_url *b);
bool te_url_same_origin(const te_url *a, const te_url *b);

#endif
