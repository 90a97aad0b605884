/* h1_connection.h - an open HTTP/1.1 connection and the exchange that is on it.
 *
 * The request is written at once, the answer read as it comes. What is being
 * written and read lies in buffers of the thread's; a connection has memory of
 * its own for bytes only while the server takes a request more slowly than it
 * is sent. */
#ifndef TE_H1_CONNECTION_H
#define TE_H1_CONNECTION_H

#include "exchange.h"
#include "h1_parser.h"
#include "h1_wire.h"
#include "loop.h"

typedef struct te_h1_connection te_h1_connection;

/* How the exchange on a connection ended. */
typedef enum {
    TE_H1_KEPT,   /* answered; the connection can take the next */
    TE_H1_ENDED,  /* over; so is the connection */
    TE_H1_UNUSED, /* the connection, used before, was over before any of the
                     answer came: nothing is said of the exchange yet */
} te_h1_outcome;

/* What the connections of a thread share. */
typedef struct te_h1_desk {
    te_loop *loop;
    te_buf out; /* a request's head, or a piece of its body */
    char *in;   /* TE_H1_IN_BYTES */
    /* The last that is done in a turn with a connection: it may be gone
     * afterwards, or have the next exchange. */
    void (*on_end)(te_h1_connection *c, te_h1_outcome outcome);
} te_h1_desk;

enum { TE_H1_IN_BYTES = 64 * 1024 };

struct te_h1_connection {
    te_h1_desk *desk;
    te_h1_wire wire;
    te_watch watch;        /* of the wire's socket */
    te_exchange *exchange; /* NULL: idle */
    te_h1_parser parser;
    bool is_reused; /* it has answered before */
    bool is_sent;   /* the request is out, all of it */
    bool is_shut;   /* the server takes no more */
    bool has_ended; /* there is nothing more to read on it, ever */
    uint64_t sent_ns, first_ns, last_ns; /* out; first and last bytes in */
    /* Of the request: bytes in `desk->out` that did not go, how many of them
     * went since, and how much of the body went or lies there. */
    te_buf unsent;
    size_t unsent_done;
    uint64_t body_done;
};

/* Sends the request of the exchange at now_ns, or as much of it as goes. False
 * without memory: then nothing went. */
bool te_h1_connection_send(te_h1_connection *c, te_exchange *x,
                           uint64_t now_ns);

/* Whatever has become ready on an open connection. */
void te_h1_connection_on_ready(te_h1_connection *c, unsigned ready);

/* Ends the exchange; its response says why. */
void te_h1_connection_give_up(te_h1_connection *c);

/* Whether an idle connection is over: its end, or bytes that nobody asked for,
 * have come. */
bool te_h1_connection_is_over(te_h1_connection *c);

#endif
