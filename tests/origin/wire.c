/* wire.c - see wire.h. */
#include "wire.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Clients have to show a certificate that this one has signed. */
static bool demand_certificates(SSL_CTX *ctx, const char *client_ca) {
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       NULL);
    return SSL_CTX_load_verify_locations(ctx, client_ca, NULL) == 1;
}

wire_tls *wire_tls_open(const char *cert, const char *key,
                        const char *client_ca) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    if (ctx != NULL && SSL_CTX_use_certificate_chain_file(ctx, cert) == 1 &&
        SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) == 1 &&
        (client_ca == NULL || demand_certificates(ctx, client_ca))) {
        SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
        return (wire_tls *)ctx;
    }
    ERR_print_errors_fp(stderr);
    SSL_CTX_free(ctx);
    return NULL;
}

void wire_tls_close(wire_tls *tls) { SSL_CTX_free((SSL_CTX *)tls); }

static void *new_ssl(int fd, wire_tls *tls) {
    SSL *ssl = SSL_new((SSL_CTX *)tls);
    if (ssl == NULL || SSL_set_fd(ssl, fd) != 1) abort();
    SSL_set_accept_state(ssl);
    return ssl;
}

/* One outcome for what SSL_read and SSL_write return. */
static ssize_t outcome(wire *w, int returned) {
    if (returned > 0) return returned;
    int error = SSL_get_error(w->ssl, returned);
    ERR_clear_error();
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return WIRE_BLOCKED;
    return error == SSL_ERROR_ZERO_RETURN ? 0 : WIRE_FAILED;
}

static int clamp(size_t length) {
    return length > INT_MAX ? INT_MAX : (int)length;
}

static ssize_t ssl_read(wire *w, char *bytes, size_t length) {
    return outcome(w, SSL_read(w->ssl, bytes, clamp(length)));
}

static ssize_t ssl_write(wire *w, const char *bytes, size_t length) {
    return outcome(w, SSL_write(w->ssl, bytes, clamp(length)));
}

static void ssl_notify(wire *w) {
    if (SSL_is_init_finished(w->ssl)) SSL_shutdown(w->ssl);
    ERR_clear_error();
}

static void ssl_free(wire *w) { SSL_free(w->ssl); }

bool wire_is_shaking(const wire *w) {
    return w->ssl != NULL && !SSL_is_init_finished(w->ssl);
}

void wire_open(wire *w, int fd, wire_tls *tls) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    *w = (wire){.fd = fd, .ssl = tls ? new_ssl(fd, tls) : NULL};
}

static ssize_t checked(ssize_t count) {
    if (count >= 0) return count;
    return errno == EAGAIN || errno == EINTR ? WIRE_BLOCKED : WIRE_FAILED;
}

ssize_t wire_read(wire *w, char *bytes, size_t length) {
    if (w->ssl != NULL) return ssl_read(w, bytes, length);
    return checked(recv(w->fd, bytes, length, 0));
}

ssize_t wire_write(wire *w, const char *bytes, size_t length) {
    if (w->ssl != NULL) return ssl_write(w, bytes, length);
    return checked(send(w->fd, bytes, length, MSG_NOSIGNAL));
}

void wire_fin(wire *w, bool notify) {
    if (w->ended) return;
    w->ended = true;
    if (notify && w->ssl != NULL) ssl_notify(w);
    shutdown(w->fd, SHUT_WR);
}

void wire_close(wire *w) {
    if (w->ssl != NULL) ssl_free(w);
    close(w->fd);
    *w = (wire){.fd = -1};
}

void wire_reset(wire *w) {
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(w->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    wire_close(w);
}
