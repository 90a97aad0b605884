/* curl_sockets.c - see curl_sockets.h. */
#include "curl_sockets.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Chains of sockets by their local port; a power of two. */
enum { PORT_CHAINS = 4096 };

typedef struct socket_entry {
    te_watch watch;
    te_curl_sockets *sockets;
    struct socket_entry *next; /* in its chain */
    int local_port, remote_port;
    unsigned wanted; /* what libcurl waits for now */
    unsigned ready;  /* edges that it has not been told of */
    uint64_t opened_ns;
    uint32_t requests;
    bool has_served; /* a request was answered on it */
    bool is_stale;
} socket_entry;

struct te_curl_sockets {
    te_loop *loop;
    CURLM *multi;
    void (*after_action)(void *arg);
    void *arg;
    CURL *let_go; /* whose socket libcurl has let go of last */
    socket_entry **by_fd;
    size_t capacity;
    socket_entry *by_port[PORT_CHAINS];
};

te_curl_sockets *te_curl_sockets_new(te_loop *loop, CURLM *multi,
                                     void (*after_action)(void *arg),
                                     void *arg) {
    te_curl_sockets *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    s->loop = loop;
    s->multi = multi;
    s->after_action = after_action;
    s->arg = arg;
    return s;
}

void te_curl_sockets_free(te_curl_sockets *s) {
    if (s == NULL) return;
    for (size_t fd = 0; fd < s->capacity; fd++) {
        if (s->by_fd[fd] == NULL) continue;
        te_loop_unwatch(s->loop, &s->by_fd[fd]->watch);
        free(s->by_fd[fd]);
    }
    free(s->by_fd);
    free(s);
}

static socket_entry *find(const te_curl_sockets *s, curl_socket_t fd) {
    return fd >= 0 && (size_t)fd < s->capacity ? s->by_fd[fd] : NULL;
}

/* ---- By their ports ---- */

static int port_of(const struct sockaddr_storage *address) {
    const void *any = address;
    if (address->ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)any)->sin_port);
    if (address->ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)any)->sin6_port);
    return 0;
}

static socket_entry **chain_of(te_curl_sockets *s, int local_port) {
    return &s->by_port[(unsigned)local_port % PORT_CHAINS];
}

/* Once it has served, it is connected: its ports are known. */
static void add_to_chain(socket_entry *entry) {
    struct sockaddr_storage local = {0}, remote = {0};
    socklen_t local_size = sizeof local, remote_size = sizeof remote;
    void *ours = &local, *theirs = &remote;
    getsockname(entry->watch.fd, ours, &local_size);
    getpeername(entry->watch.fd, theirs, &remote_size);
    entry->local_port = port_of(&local);
    entry->remote_port = port_of(&remote);
    socket_entry **chain = chain_of(entry->sockets, entry->local_port);
    entry->next = *chain;
    *chain = entry;
}

static void remove_from_chain(socket_entry *entry) {
    socket_entry **link = chain_of(entry->sockets, entry->local_port);
    while (*link != NULL && *link != entry)
        link = &(*link)->next;
    if (*link == entry) *link = entry->next;
}

/* ---- What becomes ready ---- */

/* When an address has refused, libcurl 7.88 goes on to the next one only when
 * it is given time again, and does not ask for it: this does, for a handle that
 * still connects. */
static void give_time(CURL *easy) {
    if (curl_easy_pause(easy, CURLPAUSE_RECV) == CURLE_OK)
        curl_easy_pause(easy, CURLPAUSE_CONT);
}

/* Tells libcurl. It may close the socket, and free the entry, meanwhile. */
static void act(socket_entry *entry, unsigned ready) {
    te_curl_sockets *s = entry->sockets;
    bool has_served = entry->has_served;
    int fd = entry->watch.fd, running;
    int mask = (ready & TE_READABLE ? CURL_CSELECT_IN : 0) |
               (ready & TE_WRITABLE ? CURL_CSELECT_OUT : 0) |
               (ready & TE_BROKEN ? CURL_CSELECT_ERR : 0);
    entry->ready &= ~ready;
    s->let_go = NULL;
    curl_multi_socket_action(s->multi, fd, mask, &running);
    entry = find(s, fd);
    /* It reads a bounded amount at a time: see whether there is more. */
    if (entry != NULL && (entry->wanted & ready) != 0)
        te_loop_rearm(s->loop, &entry->watch);
    bool is_refused = entry == NULL && !has_served && (ready & TE_BROKEN);
    if (is_refused && s->let_go != NULL) give_time(s->let_go);
    s->after_action(s->arg);
}

static void on_ready(void *arg, unsigned ready) {
    socket_entry *entry = arg;
    entry->ready |= ready;
    if (entry->wanted == 0) {
        if ((ready & TE_READABLE) && entry->has_served) entry->is_stale = true;
        return;
    }
    unsigned now = entry->ready & (entry->wanted | TE_BROKEN);
    if (now != 0) act(entry, now);
}

static bool reserve(te_curl_sockets *s, size_t count) {
    if (count <= s->capacity) return true;
    size_t capacity = s->capacity < 64 ? 64 : s->capacity;
    while (capacity < count)
        capacity *= 2;
    socket_entry **by_fd = realloc(s->by_fd, capacity * sizeof *by_fd);
    if (by_fd == NULL) return false;
    memset(by_fd + s->capacity, 0, (capacity - s->capacity) * sizeof *by_fd);
    s->by_fd = by_fd;
    s->capacity = capacity;
    return true;
}

static socket_entry *add(te_curl_sockets *s, curl_socket_t fd) {
    if (!reserve(s, (size_t)fd + 1)) return NULL;
    socket_entry *entry = calloc(1, sizeof *entry);
    if (entry == NULL) return NULL;
    entry->sockets = s;
    entry->opened_ns = te_loop_clock_ns(s->loop);
    entry->watch = (te_watch){fd, on_ready, entry};
    if (!te_loop_watch(s->loop, &entry->watch)) {
        free(entry);
        return NULL;
    }
    s->by_fd[fd] = entry;
    return entry;
}

int te_curl_on_socket(CURL *easy, curl_socket_t fd, int what, void *sockets,
                      void *unused) {
    (void)unused;
    te_curl_sockets *s = sockets;
    unsigned wanted = (what & CURL_POLL_IN ? TE_READABLE : 0) |
                      (what & CURL_POLL_OUT ? TE_WRITABLE : 0);
    if (what == CURL_POLL_REMOVE) {
        wanted = 0;
        s->let_go = easy;
    }
    socket_entry *entry = find(s, fd);
    if (entry == NULL) {
        if (wanted == 0) return 0;
        entry = add(s, fd);
        if (entry == NULL) return -1;
        entry->wanted = wanted;
        return 0;
    }
    /* An edge that came before libcurl asked: have it reported again, if it
     * is still true. Room to write may have been there all the time, when
     * what libcurl wrote so far did not fill it: no edge tells of that. */
    unsigned missed = (entry->ready | TE_WRITABLE) & wanted & ~entry->wanted;
    entry->wanted = wanted;
    if (missed != 0) {
        entry->ready &= ~missed;
        te_loop_rearm(s->loop, &entry->watch);
    }
    return 0;
}

void te_curl_sockets_release(te_curl_sockets *s, curl_socket_t fd) {
    socket_entry *entry = find(s, fd);
    if (entry == NULL) return;
    te_loop_unwatch(s->loop, &entry->watch);
    remove_from_chain(entry);
    s->by_fd[fd] = NULL;
    free(entry);
}

/* What is still known of this number is of a socket that libcurl closed while
 * it was connecting: then it does not ask us to. If it tries the next address
 * at once, it does not say either that it waits for this socket now. */
curl_socket_t te_curl_sockets_open(te_curl_sockets *s, te_outgoing *outgoing,
                                   const struct curl_sockaddr *address) {
    curl_socket_t fd = te_outgoing_socket(outgoing, address->family);
    socket_entry *entry = find(s, fd);
    if (entry == NULL) return fd;
    unsigned wanted = entry->wanted;
    te_curl_sockets_release(s, fd);
    entry = wanted != 0 ? add(s, fd) : NULL;
    if (entry != NULL) entry->wanted = wanted;
    return fd;
}

int te_curl_on_close(void *sockets, curl_socket_t fd) {
    te_curl_sockets_release(sockets, fd);
    return close(fd);
}

/* ---- Between two requests ---- */

void te_curl_sockets_idle(te_curl_sockets *s, curl_socket_t fd) {
    socket_entry *entry = find(s, fd);
    if (entry == NULL || entry->has_served) return;
    entry->has_served = true;
    entry->requests = 1;
    add_to_chain(entry);
}

/* Whether there is something to read, or its end, that the loop has not told
 * of yet. */
static bool has_news(const socket_entry *entry) {
    char byte;
    ssize_t got = recv(entry->watch.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

/* Two sockets to different hosts can have the same ports: then one that is
 * stale, or has had enough, costs the other a new connection. One that is not
 * found has not served yet. */
te_curl_socket_use te_curl_sockets_use(te_curl_sockets *s, int local_port,
                                       int remote_port) {
    te_curl_socket_use use = {.requests = 1,
                              .opened_ns = te_loop_clock_ns(s->loop)};
    socket_entry *entry = *chain_of(s, local_port);
    for (; entry != NULL; entry = entry->next) {
        if (entry->local_port != local_port ||
            entry->remote_port != remote_port)
            continue;
        if (entry->is_stale || has_news(entry)) use.is_stale = true;
        if (++entry->requests > use.requests) use.requests = entry->requests;
        if (entry->opened_ns < use.opened_ns) use.opened_ns = entry->opened_ns;
    }
    return use;
}
