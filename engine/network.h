/* network.h - where connections come from and lead to, as people say it: source
 * addresses, and addresses of hosts that nobody is to look up. */
#ifndef TE_NETWORK_H
#define TE_NETWORK_H

#include "address.h"
#include "error.h"

typedef struct te_network {
    te_address *sources; /* in turns; none: the kernel's choice */
    size_t source_count;
    struct te_pin *pins;
    size_t pin_count;
} te_network;

/* A text or several; none: count is 0. Borrowed until the call returns. */
typedef struct te_texts {
    const char *const *items;
    size_t count;
} te_texts;

/* Each of `sources` is an address of this machine: that is tried. Each of
 * `pins` is HOST:PORT:ADDRESS[,ADDRESS], PORT a number or *, as curl(1) has
 * it for --resolve. False and err, which names what is wrong. Zero it first;
 * release with te_network_free() either way. */
bool te_network_read(te_network *network, te_texts sources, te_texts pins,
                     te_error *err);
void te_network_free(te_network *network);

/* The addresses ("127.0.0.1,[::1]") of a host that was given some, or NULL. The
 * first one that fits counts. */
const char *te_network_pinned(const te_network *network, te_slice host,
                              uint16_t port);

#endif
