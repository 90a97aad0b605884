/* h1_wire.c - see h1_wire.h. */
#include "h1_wire.h"

#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static struct iovec piece(te_slice text) {
    return (struct iovec){(void *)(uintptr_t)text.data, text.length};
}

/* A record for each: who joins them spends a copy. */
static ssize_t send_secured(te_curl_secured *secured, te_slice head,
                            te_slice body) {
    ssize_t sent = 0, more = 0;
    if (head.length > 0) {
        sent = te_curl_secured_send(secured, head.data, head.length);
        if (sent < (ssize_t)head.length || body.length == 0) return sent;
    }
    more = te_curl_secured_send(secured, body.data, body.length);
    return more >= 0 ? sent + more : head.length > 0 ? sent : -1;
}

ssize_t te_h1_wire_send(const te_h1_wire *wire, te_slice head, te_slice body) {
    if (wire->secured != NULL) return send_secured(wire->secured, head, body);
    if (body.length == 0)
        return send(wire->fd, head.data, head.length, MSG_NOSIGNAL);
    struct iovec pieces[2] = {piece(head), piece(body)};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2};
    return sendmsg(wire->fd, &message, MSG_NOSIGNAL);
}

ssize_t te_h1_wire_recv(const te_h1_wire *wire, char *bytes, size_t size) {
    if (wire->secured != NULL)
        return te_curl_secured_recv(wire->secured, bytes, size);
    return recv(wire->fd, bytes, size, 0);
}

const char *te_h1_wire_problem(const te_h1_wire *wire) {
    return te_curl_secured_problem(wire->secured);
}

bool te_h1_wire_is_clean(const te_h1_wire *wire) {
    return wire->secured == NULL || te_curl_secured_is_clean(wire->secured);
}

bool te_h1_wire_is_drained(const te_h1_wire *wire, bool is_first, size_t count,
                           size_t size) {
    if (wire->secured != NULL)
        return is_first && te_curl_secured_is_drained(wire->secured, count);
    return count < size;
}

void te_h1_wire_close(te_h1_wire *wire) {
    if (wire->secured != NULL)
        te_curl_secured_close(wire->secured);
    else if (wire->fd >= 0)
        close(wire->fd);
    *wire = (te_h1_wire){.fd = -1};
}
