/* h1_wire.h - the bytes of one connection, plain or secured, out and in. */
#ifndef TE_H1_WIRE_H
#define TE_H1_WIRE_H

#include "curl_secured.h"
#include "slice.h"

typedef struct te_h1_wire {
    int fd;                   /* -1: none */
    te_curl_secured *secured; /* NULL: plain */
} te_h1_wire;

/* As send(2), never with a signal. `head` and, if all of that fits, `body`;
 * how many bytes went, or -1 and errno. On a secured wire that gives EAGAIN
 * the same bytes have to come again from the same places. */
ssize_t te_h1_wire_send(const te_h1_wire *wire, te_slice head, te_slice body);

/* As recv(2). */
ssize_t te_h1_wire_recv(const te_h1_wire *wire, char *bytes, size_t size);

/* What TLS says went wrong, after errno EPROTO. */
const char *te_h1_wire_problem(const te_h1_wire *wire);

/* Whether nothing is on its way between the socket and us. */
bool te_h1_wire_is_clean(const te_h1_wire *wire);
/* Whether a recv (the first on a clean wire, or another) that got `count` of
 * `size` bytes has taken all there was: none is needed until the loop says so
 * again. False when in doubt. */
bool te_h1_wire_is_drained(const te_h1_wire *wire, bool is_first, size_t count,
                           size_t size);

/* Closes it; the loop must have forgotten it. */
void te_h1_wire_close(te_h1_wire *wire);

#endif
