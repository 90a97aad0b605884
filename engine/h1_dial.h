/* h1_dial.h - a connection that is being opened.
 *
 * The host is looked up; when it is this connection's turn its addresses are
 * tried one after the other, and where the URL says https libcurl connects and
 * secures. What failed, and how long each part took, is noted in the
 * exchange's response. */
#ifndef TE_H1_DIAL_H
#define TE_H1_DIAL_H

#include "exchange.h"
#include "h1_wire.h"
#include "loop.h"
#include "network.h"
#include "outgoing.h"
#include "pacing.h"
#include "resolver.h"

typedef struct te_h1_dial te_h1_dial;

/* What those of a thread share. */
typedef struct te_h1_dialler {
    te_loop *loop;
    te_resolver *resolver;
    te_curl_securer *securer;
    te_outgoing outgoing;
    const te_network *network;
    te_pacing *pacing;
    unsigned turn; /* where a host has several addresses: whose it is */
} te_h1_dialler;

/* One for this exchange. `watch` becomes that of the socket: who owns it calls
 * te_h1_dial_on_ready(). on_dialled comes once, never from within
 * te_h1_dial_start(), with the wire, watched already, or NULL: then the
 * response says why. The dial is gone by then. NULL without memory, and the
 * response says so. */
te_h1_dial *
te_h1_dial_new(te_h1_dialler *dialler, te_exchange *x, te_watch *watch,
               void (*on_dialled)(void *arg, const te_h1_wire *wire),
               void *arg);
/* `pool`: the session's, for https. False when it failed at once. */
bool te_h1_dial_start(te_h1_dial *dial, te_curl_pool *pool);
void te_h1_dial_on_ready(te_h1_dial *dial, unsigned ready);
/* Gives it up; on_dialled does not come. NULL is fine. */
void te_h1_dial_cancel(te_h1_dial *dial);

#endif
