/* control.c - see control.h. */
#include "control.h"

#include "control_request.h"
#include "control_socket.h"
#include "control_status.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* So many at once; then others of the loop have their turn. */
enum { REQUESTS_PER_TURN = 16 };

static const char BY[] = TE_CONTROL_NAME;

typedef struct client {
    te_control *control;
    te_watch watch; /* fd -1: nobody */
    uint64_t spoke; /* a number that is higher the later it was */
    char in[TE_CONTROL_LINE_MAX + 1];
    size_t in_length;
    bool has_ended; /* no more requests will come */
    te_buf out;     /* the answer, */
    size_t sent;    /* and how much of it was */
} client;

struct te_control {
    te_control_config config;
    te_control_socket socket;
    te_watch watch;
    te_control_status *status;
    uint64_t start_ns; /* 0: no load yet */
    uint64_t spoken;   /* requests and connections so far */
    client clients[TE_CONTROL_CLIENTS];
};

static uint64_t elapsed_ns(const te_control *c) {
    if (c->start_ns == 0) return 0;
    return te_loop_clock_ns(c->config.loop) - c->start_ns;
}

/* ---- Requests ---- */

/* What was done, where it was. */
static bool steer(te_control *c, const te_control_request *r, te_error *err) {
    te_helm *h = c->config.helm;
    uint64_t now_ns = elapsed_ns(c);
    switch (r->word) {
    case TE_CONTROL_PAUSE:
        return te_helm_pause(h, now_ns, BY, err);
    case TE_CONTROL_RESUME:
        return te_helm_resume(h, now_ns, BY, err);
    case TE_CONTROL_WORKERS:
        return te_helm_set_workers(h, r->load, r->workers, now_ns, BY, err);
    case TE_CONTROL_RATE:
        return te_helm_set_rate(h, r->load, r->per_s, now_ns, BY, err);
    case TE_CONTROL_PROFILE:
        return te_helm_let_go(h, r->load, now_ns, BY, err);
    default:
        if (!te_helm_stop(h, now_ns, BY, err)) return false;
        c->config.on_stop(c->config.arg);
        return true;
    }
}

static void answer(te_control *c, const char *line, te_buf *out) {
    te_control_request r;
    te_error err;
    if (!te_control_request_read(line, &r, &err))
        te_buf_addf(out, "error: %s\n", err.message);
    else if (r.word == TE_CONTROL_HELP)
        te_buf_adds(out, te_control_request_help());
    else if (r.word != TE_CONTROL_STATUS && !steer(c, &r, &err))
        te_buf_addf(out, "error: %s\n", err.message);
    else if (r.as_json)
        te_control_status_json(c->status, elapsed_ns(c), out);
    else if (r.word == TE_CONTROL_STATUS)
        te_control_status_text(c->status, elapsed_ns(c), out);
    else
        te_buf_addf(out, "%s\n", te_helm_last(c->config.helm));
    te_buf_addc(out, '\n');
}

/* ---- Clients ---- */

static void drop(client *cl) {
    if (cl->watch.fd < 0) return;
    te_loop_unwatch(cl->control->config.loop, &cl->watch);
    close(cl->watch.fd);
    te_buf_free(&cl->out);
    cl->watch.fd = -1;
}

/* Sends what can be sent; whether that was all. */
static bool flush(client *cl) {
    while (cl->sent < cl->out.length) {
        ssize_t n = send(cl->watch.fd, cl->out.data + cl->sent,
                         cl->out.length - cl->sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) {
            te_buf_reset(&cl->out); /* nobody will read it */
            cl->has_ended = true;
        } else if (n < 0) {
            return false;
        } else
            cl->sent += (size_t)n;
    }
    te_buf_reset(&cl->out);
    cl->sent = 0;
    return true;
}

/* Receives what there is room for; whether there may be more. What stands
 * there has no newline yet: the end of the input is one. */
static bool receive(client *cl) {
    size_t room = sizeof cl->in - cl->in_length;
    if (cl->has_ended || room == 0) return false;
    ssize_t n = recv(cl->watch.fd, cl->in + cl->in_length, room, 0);
    if (n > 0)
        cl->in_length += (size_t)n;
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        cl->has_ended = true;
    if (n != 0 || cl->in_length == 0) return n > 0;
    cl->in[cl->in_length++] = '\n';
    return true;
}

/* A connection that is closed over unread bytes is reset, and what it was sent
 * is lost: of a line that is too long a good part is read for that alone. */
static void read_over(const client *cl) {
    char waste[4096];
    for (int i = 0; i < REQUESTS_PER_TURN; i++)
        if (recv(cl->watch.fd, waste, sizeof waste, 0) <= 0) return;
}

/* Answers the first line, if there is one; or says that it is too long, and
 * listens no more. */
static bool take_line(client *cl) {
    te_control *c = cl->control;
    char *end = memchr(cl->in, '\n', cl->in_length);
    if (end == NULL && cl->in_length < sizeof cl->in) return false;
    if (end == NULL) {
        te_buf_addf(&cl->out, "error: a request has at most %d bytes\n\n",
                    TE_CONTROL_LINE_MAX);
        cl->has_ended = true;
        cl->in_length = 0;
        read_over(cl);
        return true;
    }
    size_t length = (size_t)(end - cl->in) + 1;
    *end = '\0';
    cl->spoke = ++c->spoken;
    answer(c, cl->in, &cl->out);
    cl->in_length -= length;
    memmove(cl->in, end + 1, cl->in_length);
    return true;
}

static void on_client(void *arg, unsigned ready) {
    client *cl = arg;
    (void)ready;
    for (int i = 0; flush(cl); i++) {
        if (i == REQUESTS_PER_TURN) {
            te_loop_rearm(cl->control->config.loop, &cl->watch);
            return;
        }
        if (take_line(cl) || receive(cl)) continue;
        if (cl->has_ended) drop(cl);
        return;
    }
}

/* A place for one more: one that is free, or of who spoke longest ago. */
static client *make_place(te_control *c) {
    client *oldest = &c->clients[0];
    for (size_t i = 0; i < TE_CONTROL_CLIENTS; i++) {
        client *cl = &c->clients[i];
        if (cl->watch.fd < 0) return cl;
        if (cl->spoke < oldest->spoke) oldest = cl;
    }
    drop(oldest);
    return oldest;
}

static void add_client(te_control *c, int fd) {
    client *cl = make_place(c);
    *cl = (client){
        .control = c,
        .watch = {.fd = fd, .on_ready = on_client, .arg = cl},
        .spoke = ++c->spoken,
    };
    if (te_loop_watch(c->config.loop, &cl->watch)) return;
    close(fd);
    cl->watch.fd = -1;
}

static void on_connection(void *arg, unsigned ready) {
    te_control *c = arg;
    (void)ready;
    for (int i = 0; i < TE_CONTROL_CLIENTS; i++) {
        int fd =
            accept4(c->socket.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && errno != ECONNABORTED && errno != EINTR) return;
        if (fd >= 0) add_client(c, fd);
    }
    te_loop_rearm(c->config.loop, &c->watch);
}

/* ---- The socket ---- */

te_control *te_control_new(const te_control_config *config, te_error *err) {
    te_control *c = calloc(1, sizeof *c);
    if (c == NULL) goto no_memory;
    c->config = *config;
    c->socket.fd = -1;
    for (size_t i = 0; i < TE_CONTROL_CLIENTS; i++)
        c->clients[i].watch.fd = -1;
    c->status = te_control_status_new(config->helm, config->before);
    if (c->status == NULL) goto no_memory;
    if (!te_control_socket_listen(&c->socket, config->path, err)) goto fail;
    c->watch =
        (te_watch){.fd = c->socket.fd, .on_ready = on_connection, .arg = c};
    if (te_loop_watch(config->loop, &c->watch)) return c;
no_memory:
    te_fail_as(err, TE_ERROR_SYSTEM, "control: no memory");
fail:
    te_control_free(c);
    return NULL;
}

void te_control_free(te_control *c) {
    if (c == NULL) return;
    for (size_t i = 0; i < TE_CONTROL_CLIENTS; i++)
        drop(&c->clients[i]);
    if (c->watch.fd > 0) te_loop_unwatch(c->config.loop, &c->watch);
    te_control_socket_close(&c->socket);
    te_control_status_free(c->status);
    free(c);
}

void te_control_start(te_control *c, uint64_t start_ns) {
    if (c != NULL) c->start_ns = start_ns;
}

void te_control_interval(te_control *c, const te_interval *interval) {
    if (c != NULL) te_control_status_interval(c->status, interval);
}
