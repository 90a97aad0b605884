/* curl_courier.h - bodies that are posted to one URL, on a thread of its own.
 *
 *     te_courier_send(c, &body);   the caller never waits
 *     te_courier_end(c, until_ns); nothing follows
 *     te_courier_wait(c, &account);
 *
 * One body after another is sent, each once and for TE_COURIER_POST_NS at
 * most. What comes faster than it can be sent waits in a queue that has an
 * end, in bodies and in bytes: then the oldest make room and are lost, as is
 * what the other side does not answer with 2xx.
 *
 * These are no requests of a run: they are counted nowhere, certificates are
 * always verified, and no proxy, redirect or .netrc is followed. */
#ifndef TE_CURL_COURIER_H
#define TE_CURL_COURIER_H

#include "buf.h"
#include "clock.h"
#include "error.h"
#include "headers.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TE_COURIER_POST_NS (5 * TE_NS_PER_S)
#define TE_COURIER_QUEUE 30
#define TE_COURIER_QUEUE_BYTES ((size_t)32 << 20)

typedef struct te_courier_config {
    const char *url;             /* http or https, without a user */
    const char *user, *password; /* for Basic authentication; NULL: nobody */
    const te_headers *headers;
} te_courier_config;

typedef struct te_courier te_courier;

/* Strings are copied. NULL and err without memory or a thread. */
te_courier *te_courier_new(const te_courier_config *config, te_error *err);
void te_courier_free(te_courier *c); /* loses what is still to be sent */

/* Takes the bytes over and leaves `body` empty. */
void te_courier_send(te_courier *c, te_buf *body);

/* Nothing follows: until `until_ns` of the real clock what waits is sent; then,
 * within a second, what is under way is broken off. */
void te_courier_end(te_courier *c, uint64_t until_ns);

typedef struct te_courier_account {
    uint64_t bodies, lost;
    char reason[160]; /* why the last one was lost; it holds no secret */
} te_courier_account;

/* After te_courier_end(): waits until all is sent or lost. */
void te_courier_wait(te_courier *c, te_courier_account *account);

#endif
