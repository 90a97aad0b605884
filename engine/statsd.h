/* statsd.h - figures for a DogStatsD receiver, over UDP.
 *
 *     te_statsd_send(s, &(te_statsd_line){.name = "carts", .value = 3,
 *                                         .type = "c", .tags = "shop:tea"});
 *
 * is the line "carts:3|c|#shop:tea". Lines are gathered into datagrams of at
 * most TE_STATSD_DATAGRAM_BYTES, which fit into an Ethernet frame with IPv6.
 * One is sent when the next line does not fit any more, and by flush.
 *
 * Nothing here waits or fails. What the system does not take at once, or a
 * receiver that is not there refuses, is lost, as it is with UDP anyway; what
 * we know of it is counted. Each has one owner, one thread.
 * Source: the datagram format of docs.datadoghq.com/developers/dogstatsd. */
#ifndef TE_STATSD_H
#define TE_STATSD_H

#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define TE_STATSD_ADDRESS "udp://127.0.0.1:8125" /* unless told otherwise */
#define TE_STATSD_DATAGRAM_BYTES 1432

typedef struct te_statsd_address {
    struct sockaddr_storage socket;
    socklen_t length;
} te_statsd_address;

/* Reads "udp://host:port", "udp://[::1]:8125"; looks the host up, of which an
 * address of IPv4 is taken where there is one. False and err, which says what
 * is wanted. */
bool te_statsd_address_read(const char *text, te_statsd_address *address,
                            te_error *err);

typedef struct te_statsd te_statsd;

/* NULL without memory. A socket that cannot be had is no failure: all is
 * lost. */
te_statsd *te_statsd_open(const te_statsd_address *address);
void te_statsd_close(te_statsd *s); /* NULL is fine; sends nothing */

typedef struct te_statsd_line {
    const char *prefix; /* before the name; NULL: none */
    const char *name;
    const char *suffix;  /* behind it; NULL: none */
    double value;        /* of a timing in milliseconds */
    const char *type;    /* "c", "g", "ms", "h" */
    uint64_t stands_for; /* so many like it; 0 and 1: itself alone */
    const char *tags;    /* "key:value,key:value"; NULL: none */
} te_statsd_line;

/* Adds a line. What would end a part of it becomes '_': ':', '|', '@', '#',
 * blanks and control characters in names, '|', '#' and control characters in
 * tags. A line that no datagram could hold, or whose value is not finite, is
 * left out and counted. `s` NULL: nothing is done. */
void te_statsd_send(te_statsd *s, const te_statsd_line *line);

/* Sends what is gathered. NULL is fine. */
void te_statsd_flush(te_statsd *s);

typedef struct te_statsd_account {
    uint64_t datagrams;      /* made */
    uint64_t lost_datagrams; /* of those, that were not taken or refused */
    uint64_t lost_lines;     /* that never were in one */
    int error;               /* the errno of the last loss, or 0 */
} te_statsd_account;

/* Sends what is left, asks what became of it and adds up in `sum`. NULL is
 * fine. */
void te_statsd_end(te_statsd *s, te_statsd_account *sum);

/* Says in a line for a person what was lost; false when nothing was. */
bool te_statsd_describe_losses(const te_statsd_account *sum, char *line,
                               size_t size);

#endif
