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

/* From how many ports the kernel chooses, for each source address; 0: it does
 * not say. */
static unsigned count_ports(void) {
    unsigned first = 1, last = 0;
    FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
    if (file == NULL) return 0;
    bool is_read = fscanf(file, "%u %u", &first, &last) == 2;
    fclose(file);
    return is_read && last >= first ? last - first + 1 : 0;
}

/* Written once a thread: who runs out of ports does so thousands of times. */
static const char *no_port(void) {
    static _Thread_local char text[160];
    if (text[0] != '\0') return text;
    unsigned count = count_ports();
    char of_them[40] = "";
    if (count > 0) snprintf(of_them, sizeof of_them, " of the %u", count);
    snprintf(text, sizeof text,
             "no local port%s is left: keep connections open, or give more "
             "source addresses (--local-addr)",
             of_them);
    return text;
}

const char *te_outgoing_reason(int code) {
    return code == EADDRNOTAVAIL ? no_port() : strerror(code);
}
