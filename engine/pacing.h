/* pacing.h - how fast a thread opens connections to an address.
 *
 * Thousands of workers that begin together would send thousands of SYNs at
 * once. What a server's backlog has no room for is lost, and is sent again
 * after 1, 3, 7, 15 s (RFC 6298): seconds that no user of the server would
 * ever have waited. So only so many may be opening at a time; who finds no
 * room waits, first come, first served. A server that never answers must not
 * keep the others waiting: whatever becomes of those before, four more begin
 * every millisecond.
 *
 * Addresses are told apart by their hash, 256 at a time: two that share a
 * place only wait a little more. */
#ifndef TE_PACING_H
#define TE_PACING_H

#include "loop.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TE_PACING_AT_ONCE = 32 };
#define TE_PACING_AT_LEAST_EVERY (TE_NS_PER_MS / 4)

typedef struct te_pacing te_pacing; /* of one thread */

/* Somebody who wants to open a connection. Zero it, but for these two. */
typedef struct te_pace {
    void (*on_turn)(void *arg); /* it may begin */
    void *arg;
    struct te_pacing_place *place; /* NULL: neither waits nor opens */
    bool is_waiting;
    struct te_pace *previous, *next;
} te_pace;

te_pacing *te_pacing_new(te_loop *loop); /* NULL without memory */
void te_pacing_free(te_pacing *pacing);  /* nobody may wait; NULL is fine */

/* True: it may begin now. False: on_turn comes, from te_pacing_turn(). */
bool te_pacing_enter(te_pacing *pacing, te_pace *pace, uint64_t address_hash);

/* It is open or given up, or waits no more. Fine when it never entered. */
void te_pacing_leave(te_pacing *pacing, te_pace *pace);

/* Once per turn of the loop: lets in those whose turn it is. False when there
 * were none. */
bool te_pacing_turn(te_pacing *pacing);

#endif
