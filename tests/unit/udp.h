/* udp.h - a receiver of datagrams on loopback, in the test itself. What was
 * sent to it waits in the kernel until it is asked for. */
#ifndef TE_UDP_H
#define TE_UDP_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct udp {
    int fd;
    char url[64];        /* "udp://127.0.0.1:PORT" */
    char datagram[4096]; /* the last one, with a NUL behind it */
    size_t length;
} udp;

static inline void udp_listen(udp *u) {
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof at;
    int room = 8 << 20;
    u->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(u->fd >= 0);
    setsockopt(u->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    assert_int_equal(bind(u->fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(getsockname(u->fd, (struct sockaddr *)&at, &length), 0);
    snprintf(u->url, sizeof u->url, "udp://127.0.0.1:%d", ntohs(at.sin_port));
}

/* The next datagram; false when there is none. On loopback it is there as
 * soon as it was sent. */
static inline bool udp_next(udp *u) {
    ssize_t got =
        recv(u->fd, u->datagram, sizeof u->datagram - 1, MSG_DONTWAIT);
    u->length = got > 0 ? (size_t)got : 0;
    u->datagram[u->length] = '\0';
    return got > 0;
}

static inline void udp_close(udp *u) { close(u->fd); }

#endif
