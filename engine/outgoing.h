/* outgoing.h - sockets towards a server: where they come from, and what it
 * means when there is none. */
#ifndef TE_OUTGOING_H
#define TE_OUTGOING_H

#include "address.h"
#include "http_error.h"
#include <stddef.h>

/* The addresses that connections come from, in turns; none: the kernel's
 * choice. */
typedef struct te_outgoing {
    const te_address *sources; /* borrowed */
    size_t count;
    size_t next;
} te_outgoing;

/* A socket for this family: it does not block, is closed on exec, does not
 * wait to fill its packets, and comes from the next source address of the
 * family. -1 and errno. */
int te_outgoing_socket(te_outgoing *outgoing, int family);
/* The same, on its way to the address. */
int te_outgoing_connect(te_outgoing *outgoing, const te_address *address);

/* Which kind of failure an errno of these is, and what it says: in one line,
 * static or until the next call. */
te_http_error te_outgoing_error(int code);
const char *te_outgoing_reason(int code);

#endif
