/* standin_server.h - the stand-in symbol server: what it is told to be, and
 * its life on the network.
 *
 * It serves from threads of its own (libmicrohttpd's, which take no signals),
 * in whatever process starts it, and answers as standin_routes.h says: both
 * services on one port. (Content-Length is written by libmicrohttpd, so it is
 * never in lower case, as the symbolication service has it.) Connections are
 * kept alive unless it is told to close them, which the real ones do. */
#ifndef TE_STANDIN_SERVER_H
#define TE_STANDIN_SERVER_H

#include "tengine_module.h"
#include <stdint.h>

typedef struct te_standin_options {
    const char *host;    /* the address to serve; NULL: 127.0.0.1 */
    unsigned port;       /* 0: a free one */
    const char *groups;  /* CSV of what is found and not; NULL: the sample */
    const char *missing; /* CSV of code ids; NULL: none, or the sample's */
    double delay_min_s, delay_max_s; /* before every answer, evenly spread */
    double fail_rate;                /* 0..1 of the answers are a 500 */
    uint64_t seed;                   /* decides which, and the delays */
    bool is_strict;   /* refuse module -1's floating-point offsets, as Eliot */
    bool is_closing;  /* `Connection: close` with every answer */
    unsigned threads; /* that serve; 0: one */
} te_standin_options;

typedef struct te_standin_server te_standin_server;

/* Serves from the return on. NULL with a message that names the option, the
 * file or the address. */
te_standin_server *te_standin_server_start(const te_standin_options *options,
                                           te_error *err);

/* Ends all connections, then the threads; delayed answers go out first. */
void te_standin_server_stop(te_standin_server *s); /* NULL is fine */

/* Such as "http://127.0.0.1:8000", and its port. */
const char *te_standin_server_url(const te_standin_server *s);
unsigned te_standin_server_port(const te_standin_server *s);

/* Requests that were answered so far, on purpose failed ones too. */
uint64_t te_standin_server_requests(const te_standin_server *s);

/* How many files are found, by the CSV or the sample. */
uint64_t te_standin_server_found(const te_standin_server *s);

#endif
