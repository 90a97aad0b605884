/* curl_secured.h - connections that libcurl makes and secures, and whose bytes
 * are ours: TLS without libcurl's transfers.
 *
 * libcurl is asked to connect only (CURLOPT_CONNECT_ONLY), with http/1.1 by
 * ALPN. Its handle stays for as long as the connection does: bytes go through
 * curl_easy_send(3) and curl_easy_recv(3), which look the connection up in its
 * pool every time. So each session's connections are in a pool of their own. */
#ifndef TE_CURL_SECURED_H
#define TE_CURL_SECURED_H

#include "connection_policy.h"
#include "error.h"
#include "http_error.h"
#include "loop.h"
#include "outgoing.h"
#include <sys/types.h>

typedef struct te_curl_securer te_curl_securer; /* of one thread */
typedef struct te_curl_pool te_curl_pool;       /* of one session */
typedef struct te_curl_secured te_curl_secured; /* one connection */

/* `outgoing` is borrowed. */
te_curl_securer *te_curl_securer_new(te_loop *loop, bool insecure,
                                     te_outgoing *outgoing, te_error *err);
/* Every connection must be closed and every pool freed. */
void te_curl_securer_free(te_curl_securer *securer); /* NULL is fine */
/* Once per turn of the loop; false when there was nothing to do. */
bool te_curl_securer_turn(te_curl_securer *securer);
bool te_curl_securer_is_busy(const te_curl_securer *securer);

te_curl_pool *te_curl_pool_new(void); /* NULL without memory */
void te_curl_pool_free(te_curl_pool *pool);

/* How it went. */
typedef struct te_curl_dialled {
    te_http_error error; /* TE_HTTP_OK: connected and secured */
    const char *message; /* why not; until the callback returns */
    uint64_t connect_ns, tls_ns;
} te_curl_dialled;

/* Begins to connect to the URL's host, at this address ("1.2.3.4" or "[::1]").
 * on_dialled comes once, in a later turn, unless it is closed before. NULL
 * without memory. */
te_curl_secured *te_curl_secured_open(
    te_curl_securer *securer, te_curl_pool *pool,
    const te_connection_policy *policy, const char *url, const char *address,
    void (*on_dialled)(void *arg, const te_curl_dialled *dialled), void *arg);
void te_curl_secured_close(te_curl_secured *secured);

/* The socket of one that is connected. libcurl watches it no longer. */
int te_curl_secured_socket(te_curl_secured *secured);

/* As send(2) and recv(2): -1 with errno EAGAIN, or another for a connection
 * that is over (EPROTO: TLS says why, in te_curl_secured_problem()). What could
 * not be sent must come again as it was, from the same place. */
ssize_t te_curl_secured_send(te_curl_secured *secured, const char *bytes,
                             size_t length);
ssize_t te_curl_secured_recv(te_curl_secured *secured, char *bytes,
                             size_t size);
const char *te_curl_secured_problem(const te_curl_secured *secured);
/* Whether nothing of what was received is on its way between the socket and
 * us; false when in doubt. */
bool te_curl_secured_is_clean(const te_curl_secured *secured);
/* Whether a recv of `count` bytes, the first on a clean connection, has taken
 * all there was; false when in doubt. */
bool te_curl_secured_is_drained(const te_curl_secured *secured, size_t count);

#endif
