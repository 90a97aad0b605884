/* deadline.h - when an exchange has taken too long, and what is said then.
 *
 * An exchange has a limit for all of it; looking up and connecting have one of
 * their own, on each connection that is tried. */
#ifndef TE_DEADLINE_H
#define TE_DEADLINE_H

#include "exchange.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct te_deadline {
    uint64_t due_ns;   /* UINT64_MAX: never */
    uint64_t limit_ns; /* which limit it is that is reached then */
} te_deadline;

/* The limit that is reached first. `begun_ns`: when a connection was wanted. */
te_deadline te_deadline_of(const te_exchange *x, uint64_t begun_ns,
                           bool is_connected);

/* Makes the exchange one that took too long. The message is the same for all
 * that reach the same limit: errors are counted by message. */
void te_deadline_miss(te_exchange *x, te_deadline deadline, bool is_connected);

#endif
