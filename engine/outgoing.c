/* outgoing.c - see outgoing.h. */
#include "outgoing.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* IP_BIND_ADDRESS_NO_PORT: the port is chosen at connect(2), so that one port
 * can serve towards every other server. */
static bool bind_to(int fd, const te_address *source) {
    int yes = 1;
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    return bind(fd, &source->any, te_address_size(source)) == 0;
}

static const te_address *next_source(te_outgoing *o, int family) {
    for (size_t i = 0; i < o->count; i++) {
        const te_address *source = &o->sources[o->next++ % o->count];
        if (source->any.sa_family == family) return source;
    }
    return NULL;
}

static int close_with(int fd, int code) {
    close(fd);
    errno = code;
    return -1;
}

int te_outgoing_socket(te_outgoing *o, int family) {
    int yes = 1;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const te_address *source = next_source(o, family);
    if (source != NULL && !bind_to(fd, source)) return close_with(fd, errno);
    return fd;
}

int te_outgoing_connect(te_outgoing *o, const te_address *address) {
    int fd = te_outgoing_socket(o, address->any.sa_family);
    if (fd < 0) return -1;
    if (connect(fd, &address->any, te_address_size(address)) == 0 ||
        errno == EINPROGRESS)
        return fd;
    return close_with(fd, errno);
}

te_http_error te_outgoing_error(int code) {
    switch (code) {
    case EMFILE:
    case ENFILE:
    case EADDRNOTAVAIL:
    case ENOBUFS:
    case ENOMEM:
        return TE_HTTP_LOCAL;
    default:
        return TE_HTTP_CONNECT;
    }
}

const char *te_outgoing_reason(int code) {
    return code == EADDRNOTAVAIL
               ? "no local port is left for it: keep connections open, or use "
                 "more source addresses"
               : strerror(code);
}
