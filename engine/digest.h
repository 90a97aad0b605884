/* digest.h - HTTP Digest authentication: from a server's challenge to the
 * answer that lets a user in (RFC 7616; RFC 2069 where there is no qop).
 *
 * MD5 and SHA-256, each also as -sess; qop "auth"; userhash. Text is sent as
 * it is given, which is UTF-8 where the scenario's is. Neither network nor
 * randomness here: the client's own nonce is an argument. */
#ifndef TE_DIGEST_H
#define TE_DIGEST_H

#include "buf.h"
#include "error.h"
#include "slice.h"
#include <stdint.h>

/* A challenge, as it was sent. A zeroed one is none. */
typedef struct te_digest {
    te_buf text;                              /* what the slices below lie in */
    te_slice realm, nonce, opaque, algorithm; /* unquoted */
    bool is_sha256, is_session;
    bool has_algorithm, has_opaque, has_qop;
    bool wants_userhash;
} te_digest;

void te_digest_free(te_digest *digest);

/* Reads the first challenge of a WWW-Authenticate field that can be answered;
 * a field may hold several, of other schemes too. False when there is none, or
 * no memory: then `digest` has no nonce. */
bool te_digest_read(te_digest *digest, te_slice field);

/* What is answered for. */
typedef struct te_digest_request {
    te_slice user, password;
    te_slice method, target;
    uint32_t count;     /* of requests with this challenge, from 1 */
    const char *cnonce; /* the client's nonce: the same for a challenge */
} te_digest_request;

/* Appends the value of the Authorization field; the user's name holds no
 * control character. False and err without memory, or without that hash. */
bool te_digest_answer(const te_digest *digest, const te_digest_request *request,
                      te_buf *out, te_error *err);

#endif
