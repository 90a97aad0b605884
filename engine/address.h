/* address.h - IPv4 and IPv6 addresses: as text, and as the kernel takes them.
 */
#ifndef TE_ADDRESS_H
#define TE_ADDRESS_H

#include "slice.h"
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

typedef union te_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} te_address;

/* "127.0.0.1", "::1" or "[::1]", without a port, which is 0 then. */
bool te_address_parse(te_slice text, te_address *out);
/* The addresses of a list "127.0.0.1,[::1]", `most` of them; how many. */
size_t te_address_parse_list(const char *list, te_address *out, size_t most);

void te_address_set_port(te_address *address, uint16_t port);
/* For bind(2) and connect(2). */
socklen_t te_address_size(const te_address *address);

/* Of the address and its port. */
uint64_t te_address_hash(const te_address *address);

typedef struct te_address_text {
    char s[INET6_ADDRSTRLEN + 2]; /* "127.0.0.1" or "[::1]" */
} te_address_text;

te_address_text te_address_write(const te_address *address);

#endif
