/* curl_secured.c - see curl_secured.h. */
#include "curl_secured.h"

#include "curl_multi.h"
#include "curl_opening.h"
#include "curl_policy.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libcurl's own buffer, which nothing is read into here: the least there is. */
#define BUFFER_BYTES 1024L

struct te_curl_securer {
    bool insecure;
    te_outgoing *outgoing;
    te_curl_multi *multi;
};

/* Of one session: connections, and TLS sessions that a further connection can
 * take up again. */
struct te_curl_pool {
    CURLSH *share;
};

struct te_curl_secured {
    te_curl_securer *securer;
    CURL *easy;
    curl_socket_t fd;
    SSL *ssl; /* libcurl's; NULL when its TLS is another library's */
    struct curl_slist *connect_to;
    void (*on_dialled)(void *arg, const te_curl_dialled *dialled);
    void *arg;
    int socket_errno; /* why there is no socket, or 0 */
    char message[CURL_ERROR_SIZE];
};

/* ---- How it went ---- */

static te_http_error classify(const te_curl_secured *s, CURLcode code) {
    switch (code) {
    case CURLE_OK:
        return TE_HTTP_OK;
    case CURLE_COULDNT_CONNECT:
        return te_curl_opening_error(s->easy, s->socket_errno);
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
        return TE_HTTP_LOCAL;
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return TE_HTTP_CLOSED;
    default:
        return TE_HTTP_TLS;
    }
}

static const char *reason(const te_curl_secured *s, CURLcode code) {
    const char *why = te_curl_opening_reason(s->easy, s->socket_errno);
    if (code == CURLE_COULDNT_CONNECT && why != NULL) return why;
    if (code == CURLE_SEND_ERROR) return TE_CURL_POLICY_REFUSED;
    return s->message[0] != '\0' ? s->message : curl_easy_strerror(code);
}

static void take_socket(te_curl_secured *s) {
    curl_easy_getinfo(s->easy, CURLINFO_ACTIVESOCKET, &s->fd);
    te_curl_sockets_release(te_curl_multi_sockets(s->securer->multi), s->fd);
}

static void on_end(void *arg, CURL *easy, CURLcode code) {
    te_curl_secured *s = NULL;
    (void)arg;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &s);
    te_curl_dialled dialled = {.error = classify(s, code)};
    te_curl_opening_times(easy, &dialled.connect_ns, &dialled.tls_ns);
    if (code == CURLE_OK)
        take_socket(s);
    else
        dialled.message = reason(s, code);
    s->on_dialled(s->arg, &dialled);
}

/* ---- The thread's part ---- */

te_curl_securer *te_curl_securer_new(te_loop *loop, bool insecure,
                                     te_outgoing *outgoing, te_error *err) {
    te_curl_securer *securer = calloc(1, sizeof *securer);
    if (securer == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "libcurl: no memory");
        return NULL;
    }
    securer->insecure = insecure;
    securer->outgoing = outgoing;
    securer->multi = te_curl_multi_new(loop, on_end, securer, err);
    if (securer->multi != NULL) return securer;
    te_curl_securer_free(securer);
    return NULL;
}

void te_curl_securer_free(te_curl_securer *securer) {
    if (securer == NULL) return;
    te_curl_multi_free(securer->multi);
    free(securer);
}

bool te_curl_securer_turn(te_curl_securer *securer) {
    return te_curl_multi_turn(securer->multi);
}

bool te_curl_securer_is_busy(const te_curl_securer *securer) {
    return te_curl_multi_is_busy(securer->multi);
}

/* ---- The session's ---- */

te_curl_pool *te_curl_pool_new(void) {
    te_curl_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL) return NULL;
    pool->share = curl_share_init();
    if (pool->share != NULL &&
        curl_share_setopt(pool->share, CURLSHOPT_SHARE,
                          CURL_LOCK_DATA_CONNECT) == CURLSHE_OK &&
        curl_share_setopt(pool->share, CURLSHOPT_SHARE,
                          CURL_LOCK_DATA_SSL_SESSION) == CURLSHE_OK)
        return pool;
    te_curl_pool_free(pool);
    return NULL;
}

void te_curl_pool_free(te_curl_pool *pool) {
    if (pool == NULL) return;
    curl_share_cleanup(pool->share);
    free(pool);
}

/* ---- A connection ---- */

static curl_socket_t on_open(void *arg, curlsocktype purpose,
                             struct curl_sockaddr *address) {
    (void)purpose;
    te_curl_secured *s = arg;
    te_curl_sockets *sockets = te_curl_multi_sockets(s->securer->multi);
    curl_socket_t fd =
        te_curl_sockets_open(sockets, s->securer->outgoing, address);
    if (fd == CURL_SOCKET_BAD) s->socket_errno = errno;
    return fd;
}

/* Called when all is connected, which is the only time that libcurl names its
 * SSL. Has OpenSSL read what there is at once, not a record's head and then its
 * rest: a recv(2) less for each. */
static int on_secured(void *arg, char *remote_ip, char *local_ip,
                      int remote_port, int local_port) {
    (void)remote_ip;
    (void)local_ip;
    (void)remote_port;
    (void)local_port;
    te_curl_secured *s = arg;
    struct curl_tlssessioninfo *info = NULL;
    curl_easy_getinfo(s->easy, CURLINFO_TLS_SSL_PTR, &info);
    if (info != NULL && info->backend == CURLSSLBACKEND_OPENSSL)
        s->ssl = info->internals;
    if (s->ssl != NULL) SSL_set_read_ahead(s->ssl, 1);
    return CURL_PREREQFUNC_OK;
}

static bool set_options(te_curl_secured *s, te_curl_pool *pool,
                        const te_connection_policy *policy, const char *url,
                        const char *address) {
    CURL *easy = s->easy;
    char route[80]; /* whatever host and port: this address, the same port */
    long verifies = s->securer->insecure ? 0L : 1L;
    snprintf(route, sizeof route, "::%s:", address);
    s->connect_to = curl_slist_append(NULL, route);
    if (s->connect_to == NULL) return false;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, s);
    curl_easy_setopt(easy, CURLOPT_SHARE, pool->share);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, s->message);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verifies);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2 * verifies);
    te_curl_policy_trust(easy, policy);
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, s->connect_to);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, BUFFER_BYTES);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_secured);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, s);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, s);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, te_curl_on_close);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA,
                     te_curl_multi_sockets(s->securer->multi));
    return curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK;
}

te_curl_secured *te_curl_secured_open(
    te_curl_securer *securer, te_curl_pool *pool,
    const te_connection_policy *policy, const char *url, const char *address,
    void (*on_dialled)(void *arg, const te_curl_dialled *dialled), void *arg) {
    te_curl_secured *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    s->securer = securer;
    s->fd = CURL_SOCKET_BAD;
    s->on_dialled = on_dialled;
    s->arg = arg;
    s->easy = curl_easy_init();
    if (s->easy != NULL && set_options(s, pool, policy, url, address) &&
        te_curl_multi_add(securer->multi, s->easy))
        return s;
    te_curl_secured_close(s);
    return NULL;
}

/* A connection that was only made is closed with the handle that made it. */
void te_curl_secured_close(te_curl_secured *s) {
    if (s == NULL) return;
    if (s->easy != NULL) te_curl_multi_remove(s->securer->multi, s->easy);
    curl_easy_cleanup(s->easy);
    curl_slist_free_all(s->connect_to);
    free(s);
}

int te_curl_secured_socket(te_curl_secured *s) { return s->fd; }

/* ---- Bytes ---- */

/* A server that did not like our certificate says so by an alert, and with TLS
 * 1.3 only when the connection has been secured. */
static ssize_t outcome(const te_curl_secured *s, CURLcode code, size_t count) {
    if (code == CURLE_OK) return (ssize_t)count;
    errno = code == CURLE_AGAIN                   ? EAGAIN
            : te_curl_policy_is_alert(s->message) ? EPROTO
                                                  : ECONNRESET;
    return -1;
}

const char *te_curl_secured_problem(const te_curl_secured *s) {
    return s->message;
}

ssize_t te_curl_secured_send(te_curl_secured *s, const char *bytes,
                             size_t length) {
    size_t count = 0;
    CURLcode code = curl_easy_send(s->easy, bytes, length, &count);
    return outcome(s, code, count);
}

ssize_t te_curl_secured_recv(te_curl_secured *s, char *bytes, size_t size) {
    size_t count = 0;
    CURLcode code = curl_easy_recv(s->easy, bytes, size, &count);
    return outcome(s, code, count);
}

/* Of a record that has begun OpenSSL reads the rest and no more; only at the
 * start of one, with nothing left over, it reads up to 16 KB of the socket at
 * once. A short record with nothing behind it was then all there was. */
bool te_curl_secured_is_clean(const te_curl_secured *s) {
    return s->ssl != NULL && !SSL_has_pending(s->ssl) &&
           strcmp(SSL_rstate_string(s->ssl), "RH") == 0;
}

bool te_curl_secured_is_drained(const te_curl_secured *s, size_t count) {
    enum { SHORT_BYTES = 4096 };
    return count < SHORT_BYTES && te_curl_secured_is_clean(s);
}
