/* logins.h - what a session knows of servers that want a Digest: their
 * challenges, by origin.
 *
 * The first request to an origin is sent as it is; its 401 brings a challenge,
 * which is answered from then on, counting up, until the server gives another.
 * At most TE_LOGINS_MAX origins are known; past that the oldest is forgotten,
 * and asks again. */
#ifndef TE_LOGINS_H
#define TE_LOGINS_H

#include "digest.h"
#include "exchange.h"

enum { TE_LOGINS_MAX = 8 };

typedef struct te_login {
    bool is_https;
    uint16_t port;
    te_buf host;
    te_digest challenge;
    char cnonce[17];
    uint32_t count; /* of requests that answered it */
} te_login;

typedef struct te_logins {
    te_login *known[TE_LOGINS_MAX];
    unsigned next; /* the one that makes room */
} te_logins;

void te_logins_free(te_logins *logins); /* a zeroed one is empty */

/* Takes in the challenge of an exchange that ended in a 401. True when it is
 * worth answering: not when it is of another kind, nor when this request has
 * answered it already, as its nonce tells. A nonce that went stale comes as a
 * new one; so does one after a wrong password, where a server gives out a new
 * one each time. `cnonce` is the client's nonce for it. */
bool te_logins_learn(te_logins *logins, const te_exchange *exchange,
                     uint64_t cnonce);

/* Puts the answer into the request's headers, if its origin has a challenge.
 * `who` is the user's name, NUL and the password. False and err without
 * memory. */
bool te_logins_answer(te_logins *logins, te_http_request *request,
                      const te_buf *who, te_error *err);

#endif
