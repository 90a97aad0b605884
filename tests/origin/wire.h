/* wire.h - the bytes of a connection, bare or inside TLS. */
#ifndef ORIGIN_WIRE_H
#define ORIGIN_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct wire_tls wire_tls; /* certificate and key, for all wires */

typedef struct wire {
    int fd;
    void *ssl;  /* NULL: bare */
    bool ended; /* FIN is sent */
} wire;

enum {
    WIRE_BLOCKED = -1, /* come back when the socket has news */
    WIRE_FAILED = -2,  /* nothing more is to be had */
};

/* NULL, with the reason on stderr, if the files are no good. */
wire_tls *wire_tls_open(const char *cert, const char *key,
                        const char *client_ca);
void wire_tls_close(wire_tls *tls);

/* Takes over a connected non-blocking socket. */
void wire_open(wire *w, int fd, wire_tls *tls); /* tls NULL: bare */

/* Bytes read or written, 0 at the end of what comes, or one of the above. */
ssize_t wire_read(wire *w, char *bytes, size_t length);
ssize_t wire_write(wire *w, const char *bytes, size_t length);

/* The TLS handshake is under way, or broke off. */
bool wire_is_shaking(const wire *w);

/* Sends FIN, and before it, if `notify`, TLS's close_notify. */
void wire_fin(wire *w, bool notify);
void wire_close(wire *w);
/* Closes with RST. */
void wire_reset(wire *w);

#endif
