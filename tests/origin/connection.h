/* connection.h - one accepted socket: it reads a request, gets a plan for it,
 * plays the plan, and reads the next. */
#ifndef ORIGIN_CONNECTION_H
#define ORIGIN_CONNECTION_H

#include "behaviour.h"
#include "timers.h"
#include "wire.h"

/* What all connections share. */
typedef struct house {
    timers timers; /* their owners are connections */
    stats stats;
    wire_tls *tls; /* NULL: bare */
    uint64_t connections;
    struct connection *first; /* of all that are open */
    char scratch[64 << 10];   /* for what was just read */
} house;

typedef struct connection connection;

/* Takes over a non-blocking socket that epoll watches, edge-triggered, for
 * input, output and the peer's leaving. */
connection *connection_open(house *h, int fd);

/* The socket has news, or the timer is due: goes on as far as possible. The
 * connection may be gone afterwards. */
void connection_drive(connection *c, bool peer_left);

void connection_close(connection *c);

#endif
