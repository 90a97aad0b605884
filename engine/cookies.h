/* cookies.h - the cookies of one user, as a browser keeps them.
 *
 * A jar takes what servers say in Set-Cookie and says what a request to some
 * URL carries in Cookie. It follows RFC 6265 (section 5) and, where browsers
 * became stricter since, its successor (draft-ietf-httpbis-rfc6265bis): the
 * prefixes __Secure- and __Host-, no Secure cookie from or overwritten by
 * plain http, no control characters. Domains that nobody owns alone ("com",
 * "co.uk") are known from libpsl's list. SameSite is not looked at: a load
 * test has no other site.
 *
 * Nothing grows without bound: a cookie has at most TE_COOKIE_MAX_BYTES, a
 * domain TE_COOKIES_PER_DOMAIN cookies, a jar TE_COOKIES_MAX; beyond that the
 * expired go first, then the oldest. An empty jar is a few words.
 *
 * Everywhere: `host` is the URL's host without brackets and port, in any
 * case. `path` is the request target: what follows a '?' is ignored, and ""
 * is "/". `now_s` is seconds since 1970. What is passed in is copied; nothing
 * needs a NUL at its end. A jar belongs to one thread at a time. */
#ifndef TE_COOKIES_H
#define TE_COOKIES_H

#include "buf.h"
#include "slice.h"
#include <stdint.h>

enum {
    TE_COOKIES_MAX = 300,
    TE_COOKIES_PER_DOMAIN = 50,
    TE_COOKIE_MAX_BYTES = 4096,      /* name and value together */
    TE_COOKIE_MAX_PATH_BYTES = 1024, /* the path, given or not */
};

/* expires_s of a cookie that lasts as long as its jar. */
#define TE_COOKIE_SESSION INT64_MAX

/* One cookie as the jar holds it; valid until the jar's next change. */
typedef struct te_cookie {
    te_slice name;
    te_slice value;
    te_slice domain;   /* lower case, no leading dot */
    te_slice path;     /* begins with '/' */
    int64_t expires_s; /* since 1970, or TE_COOKIE_SESSION */
    uint64_t created;  /* counts the cookies that the jar ever took in */
    bool host_only;    /* for the domain itself, not for those below it */
    bool secure;       /* for https only */
    bool http_only;    /* kept, and of no meaning here */
} te_cookie;

typedef struct te_cookies te_cookies;

/* An empty jar, or NULL without memory. Release with te_cookies_free(). */
te_cookies *te_cookies_new(void);
void te_cookies_free(te_cookies *jar); /* NULL is fine */

/* Takes in the value of one Set-Cookie header of an answer from that host,
 * path and scheme. True when the jar now holds the cookie; false when the
 * rules refuse it, when it came expired (then one of its kind that was held
 * is gone) or without memory. */
bool te_cookies_store(te_cookies *jar, te_slice host, te_slice path,
                      bool is_https, te_slice set_cookie, int64_t now_s);

/* Appends the value of the Cookie header of a request, `a=b; c=d`, to `out`:
 * longest path first, then the oldest. Appends nothing when no cookie fits
 * (an empty jar costs a branch; a NULL jar is empty). What is appended never
 * holds a CR, LF or NUL. False without memory, and `out` is as it was. */
bool te_cookies_header(const te_cookies *jar, te_slice host, te_slice path,
                       bool is_https, int64_t now_s, te_buf *out);

/* How far what te_cookies_header() says to a host goes, while the jar stays
 * as it is: until then, and for any path or just for the one. */
typedef struct te_cookies_reach {
    int64_t until_s; /* INT64_MAX: for ever */
    bool any_path;
} te_cookies_reach;

te_cookies_reach te_cookies_reach_of(const te_cookies *jar, te_slice host,
                                     int64_t now_s);

/* Another number after every change of the jar. */
uint64_t te_cookies_changes(const te_cookies *jar);

/* The first cookie of that name that a request for the host's "/" or for
 * anything below could carry, whatever its path and scheme; or NULL. */
const te_cookie *te_cookies_get(const te_cookies *jar, te_slice host,
                                te_slice name, int64_t now_s);

/* Sets a cookie by hand: for that host alone, path "/", until the jar ends.
 * False when name or value could not stand in a Cookie header (a name is not
 * empty and has no '=' or blank; neither has ';' or control characters), when
 * they are too long, or without memory. */
bool te_cookies_set(te_cookies *jar, te_slice host, te_slice name,
                    te_slice value);

/* Removes every cookie that te_cookies_get() could find, and says how many
 * there were. */
size_t te_cookies_remove(te_cookies *jar, te_slice host, te_slice name);

void te_cookies_clear(te_cookies *jar);
/* Removes what a request to that host could carry. */
void te_cookies_clear_host(te_cookies *jar, te_slice host);

/* All there are (also expired ones that nothing pushed out yet), in the order
 * in which a header lists them: 0 <= i < te_cookies_count(jar). */
size_t te_cookies_count(const te_cookies *jar);
const te_cookie *te_cookies_at(const te_cookies *jar, size_t i);

#endif
