/* standin_server.c - see standin_server.h. A request is read whole, perhaps
 * held back, answered by standin_routes.c, and handed to libmicrohttpd
 * without being copied again. */
#include "standin_server.h"

#include "standin_delay.h"
#include "standin_routes.h"
#include "standin_sample.h"
#include "tengine_module.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_BODY_BYTES (64u << 20)
#define MAX_CONNECTIONS 65536u

struct te_standin_server {
    int socket; /* that listens, until the daemon owns it; -1 */
    struct MHD_Daemon *daemon;
    te_standin_delay *delay; /* NULL when answers are not held back */
    te_standin_service service;
    te_standin_options options; /* its strings are not ours any more */
    char host[64], authority[96], url[112];
    unsigned port;
    atomic_uint_least64_t requests; /* answered */
    atomic_uint_least64_t draws;    /* of the dice */
};

typedef union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} address;

/* A request on its way in. */
typedef struct arrival {
    char *target;
    te_buf body;
    uint64_t arrived_ns;
    bool is_begun;   /* its headers were seen; what follows is its body */
    bool is_held;    /* it was delayed already */
    bool is_chunked; /* its body is not read */
    bool is_too_big;
} arrival;

/* ---- Dice ---- */

/* A number in [0, 1): the next of the seed (splitmix64). */
static double draw(te_standin_server *s) {
    uint64_t n = atomic_fetch_add_explicit(&s->draws, 1, memory_order_relaxed);
    uint64_t z = s->options.seed + (n + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return (double)(z >> 11) * 0x1p-53;
}

/* ---- A request ---- */

/* Called with the request line, before anything is decoded. */
static void *on_arrival(void *self, const char *target,
                        struct MHD_Connection *connection) {
    (void)self;
    (void)connection;
    arrival *in = calloc(1, sizeof *in);
    if (in == NULL) return NULL;
    in->arrived_ns = te_clock_now_ns(NULL);
    in->target = strdup(target);
    if (in->target != NULL) return in;
    free(in);
    return NULL;
}

static void on_done(void *self, struct MHD_Connection *connection, void **state,
                    enum MHD_RequestTerminationCode code) {
    (void)self;
    (void)connection;
    (void)code;
    arrival *in = *state;
    if (in == NULL) return;
    te_buf_free(&in->body);
    free(in->target);
    free(in);
    *state = NULL;
}

/* The target stays escaped: what was sent is looked at. */
static size_t keep_escaped(void *self, struct MHD_Connection *connection,
                           char *text) {
    (void)self;
    (void)connection;
    return strlen(text);
}

static const char *header_of(struct MHD_Connection *connection,
                             const char *name) {
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* The real services read no body that comes in chunks. */
static void take_body(arrival *in, struct MHD_Connection *connection,
                      const char *bytes, size_t length) {
    if (in->body.length == 0 && !in->is_chunked)
        in->is_chunked = header_of(connection, "Transfer-Encoding") != NULL;
    if (in->is_chunked) return;
    if (length > MAX_BODY_BYTES - in->body.length ||
        !te_buf_add(&in->body, bytes, length))
        in->is_too_big = true;
}

/* ---- Its answer ---- */

static ssize_t read_answer(void *answer, uint64_t at, char *out, size_t max) {
    const te_buf *body = answer;
    if (at >= body->length) return MHD_CONTENT_READER_END_OF_STREAM;
    size_t n = body->length - (size_t)at;
    if (n > max) n = max;
    memcpy(out, body->data + at, n);
    return (ssize_t)n;
}

static void free_answer(void *answer) {
    te_buf_free(answer);
    free(answer);
}

/* A body of unknown length: libmicrohttpd sends it in chunks. */
static struct MHD_Response *chunked_response(te_standin_answer *a) {
    te_buf *body = malloc(sizeof *body);
    if (body == NULL) return NULL;
    *body = a->body;
    a->body = TE_BUF_INIT;
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, 1024, read_answer, body, free_answer);
    if (response == NULL) free_answer(body);
    return response;
}

static struct MHD_Response *whole_response(te_standin_answer *a) {
    struct MHD_Response *response = MHD_create_response_from_buffer(
        a->body.length, a->body.data,
        a->body.data == NULL ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_FREE);
    if (response == NULL) return NULL;
    a->body = TE_BUF_INIT;
    return response;
}

static bool add_headers(struct MHD_Response *response,
                        const te_standin_answer *a) {
    const char *at = a->headers.data, *end = at + a->headers.length;
    while (at < end) {
        const char *value = at + strlen(at) + 1;
        if (*value != '\0' &&
            MHD_add_response_header(response, at, value) != MHD_YES)
            return false;
        at = value + strlen(value) + 1;
    }
    return true;
}

static enum MHD_Result respond(te_standin_server *s,
                               struct MHD_Connection *connection,
                               te_standin_answer *a) {
    struct MHD_Response *response = NULL;
    if (!a->is_broken)
        response = a->is_chunked ? chunked_response(a) : whole_response(a);
    bool ok = response != NULL && add_headers(response, a);
    if (ok && s->options.is_closing)
        ok =
            MHD_add_response_header(response, "Connection", "close") == MHD_YES;
    enum MHD_Result result = MHD_NO;
    if (ok) result = MHD_queue_response(connection, a->status, response);
    if (response != NULL) MHD_destroy_response(response);
    te_standin_answer_free(a);
    return result;
}

static enum MHD_Result answer(te_standin_server *s,
                              struct MHD_Connection *connection,
                              const char *method, const arrival *in) {
    te_standin_request r = {
        .method = method,
        .target = in->target,
        .host = header_of(connection, "Host"),
        .debug = header_of(connection, "Debug"),
        .auth_token = header_of(connection, "Auth-Token"),
        .content_type = header_of(connection, "Content-Type"),
        .origin = header_of(connection, "Origin"),
        .wanted_method = header_of(connection, "Access-Control-Request-Method"),
        .wanted_headers =
            header_of(connection, "Access-Control-Request-Headers"),
        .body = te_buf_str(&in->body),
        .body_bytes = in->body.length,
        .arrived_ns = in->arrived_ns,
    };
    te_standin_answer a = TE_STANDIN_ANSWER_INIT;
    if (in->is_too_big)
        te_standin_error(&a, 413, "Request Entity Too Large");
    else if (s->options.fail_rate > 0 && !te_standin_is_heartbeat(r.target) &&
             draw(s) < s->options.fail_rate)
        te_standin_fail(&r, &a);
    else
        te_standin_route(&s->service, &r, &a);
    atomic_fetch_add_explicit(&s->requests, 1, memory_order_relaxed);
    return respond(s, connection, &a);
}

/* Suspends the connection; true if it is to be waited for. */
static bool hold_back(te_standin_server *s, struct MHD_Connection *connection,
                      arrival *in) {
    if (s->delay == NULL || in->is_held || te_standin_is_heartbeat(in->target))
        return false;
    double span_s = s->options.delay_max_s - s->options.delay_min_s;
    double delay_s = s->options.delay_min_s;
    if (span_s > 0) delay_s += span_s * draw(s);
    in->is_held = true;
    MHD_suspend_connection(connection);
    te_standin_delay_add(s->delay, in->arrived_ns + te_ns_from_s(delay_s),
                         connection);
    return true;
}

static void wake(void *connection) { MHD_resume_connection(connection); }

/* Called when the headers are there, with every piece of the body, and when
 * all of it is there; after a delay once more. */
static enum MHD_Result on_request(void *self, struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *upload,
                                  size_t *upload_bytes, void **state) {
    te_standin_server *s = self;
    arrival *in = *state;
    (void)url;
    (void)version;
    if (in == NULL) return MHD_NO;
    if (!in->is_begun) {
        /* An answer now would close the connection: the body is unread. */
        in->is_begun = true;
        return MHD_YES;
    }
    if (*upload_bytes > 0) {
        take_body(in, connection, upload, *upload_bytes);
        *upload_bytes = 0;
        return MHD_YES;
    }
    if (hold_back(s, connection, in)) return MHD_YES;
    return answer(s, connection, method, in);
}

/* ---- Start and stop ---- */

static bool check_options(const te_standin_options *o, te_error *err) {
    if (o->port > 65535)
        return te_fail(err, "standin: port %u is not below 65536", o->port);
    if (!(o->fail_rate >= 0 && o->fail_rate <= 1))
        return te_fail(err, "standin: fail_rate %g is not within 0 and 1",
                       o->fail_rate);
    if (!(o->delay_min_s >= 0 && o->delay_max_s >= o->delay_min_s &&
          o->delay_max_s <= 3600))
        return te_fail(err, "standin: delay is not a number of seconds, or "
                            "{least, most}, up to an hour");
    if (o->threads > 64) return te_fail(err, "standin: more than 64 threads");
    return true;
}

static bool fill_symbols(te_standin_symbols *symbols,
                         const te_standin_options *o, te_error *err) {
    bool filled = o->groups == NULL
                      ? te_standin_sample_load(symbols, err)
                      : te_standin_symbols_load_groups(symbols, o->groups, err);
    if (!filled || o->missing == NULL) return filled;
    return te_standin_symbols_load_missing(symbols, o->missing, err);
}

/* The socket address of the host option, an IPv4 or IPv6 address. */
static bool read_address(te_standin_server *s, address *to, te_error *err) {
    const char *host =
        strcmp(s->host, "localhost") == 0 ? "127.0.0.1" : s->host;
    *to = (address){0};
    if (inet_pton(AF_INET, host, &to->v4.sin_addr) == 1) {
        to->v4.sin_family = AF_INET;
        to->v4.sin_port = htons((uint16_t)s->options.port);
        s->service.is_any_host = to->v4.sin_addr.s_addr == INADDR_ANY;
    } else if (inet_pton(AF_INET6, host, &to->v6.sin6_addr) == 1) {
        to->v6.sin6_family = AF_INET6;
        to->v6.sin6_port = htons((uint16_t)s->options.port);
        s->service.is_any_host = IN6_IS_ADDR_UNSPECIFIED(&to->v6.sin6_addr);
    } else {
        return te_fail(err, "standin: host %s is no IP address", s->host);
    }
    return true;
}

/* Listens there; `at` becomes the address with its port. */
static bool open_socket(te_standin_server *s, address *at, te_error *err) {
    socklen_t length = sizeof *at;
    int on = 1;
    s->socket = socket(at->any.sa_family,
                       SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->socket >= 0 &&
        setsockopt(s->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(s->socket, &at->any, length) == 0 &&
        listen(s->socket, 4096) == 0 &&
        getsockname(s->socket, &at->any, &length) == 0)
        return true;
    return te_fail(err, "standin: cannot serve %s port %u: %s", s->host,
                   s->options.port, strerror(errno));
}

static void name_address(te_standin_server *s, const address *at) {
    bool is_v6 = at->any.sa_family == AF_INET6;
    const char *host = s->host;
    if (s->service.is_any_host) host = is_v6 ? "::1" : "127.0.0.1";
    s->port = ntohs(is_v6 ? at->v6.sin6_port : at->v4.sin_port);
    snprintf(s->authority, sizeof s->authority, is_v6 ? "[%s]:%u" : "%s:%u",
             host, s->port);
    snprintf(s->url, sizeof s->url, "http://%s", s->authority);
    s->service.authority = s->authority;
}

static bool start_daemon(te_standin_server *s, te_error *err) {
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO |
                     MHD_ALLOW_SUSPEND_RESUME;
    unsigned threads = s->options.threads > 1 ? s->options.threads : 0;
    s->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET,
        s->socket, MHD_OPTION_URI_LOG_CALLBACK, on_arrival, s,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escaped, s,
        MHD_OPTION_NOTIFY_COMPLETED, on_done, s, MHD_OPTION_CONNECTION_LIMIT,
        MAX_CONNECTIONS, MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_END);
    if (s->daemon == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM,
                          "standin: cannot start serving");
    s->socket = -1; /* the daemon's now */
    return true;
}

/* Threads are started with all signals blocked: those are the command's. */
static bool start_threads(te_standin_server *s, te_error *err) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = true;
    if (s->options.delay_max_s > 0) {
        s->delay = te_standin_delay_start(wake, err);
        ok = s->delay != NULL;
    }
    ok = ok && start_daemon(s, err);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

static bool start(te_standin_server *s, te_error *err) {
    address at;
    s->service.symbols = te_standin_symbols_new();
    if (s->service.symbols == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "standin: out of memory");
    if (!check_options(&s->options, err) ||
        !fill_symbols(s->service.symbols, &s->options, err) ||
        !read_address(s, &at, err) || !open_socket(s, &at, err))
        return false;
    name_address(s, &at);
    return start_threads(s, err);
}

te_standin_server *te_standin_server_start(const te_standin_options *options,
                                           te_error *err) {
    te_standin_server *s = calloc(1, sizeof *s);
    if (s == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "standin: out of memory");
        return NULL;
    }
    s->options = *options;
    s->socket = -1;
    snprintf(s->host, sizeof s->host, "%s",
             options->host != NULL ? options->host : "127.0.0.1");
    s->service.bound_host = s->host;
    s->service.is_strict = options->is_strict;
    if (start(s, err)) return s;
    te_standin_server_stop(s);
    return NULL;
}

void te_standin_server_stop(te_standin_server *s) {
    if (s == NULL) return;
    te_standin_delay_stop(s->delay);
    if (s->daemon != NULL) MHD_stop_daemon(s->daemon);
    te_standin_delay_free(s->delay);
    if (s->socket >= 0) close(s->socket);
    te_standin_symbols_free(s->service.symbols);
    free(s);
}

const char *te_standin_server_url(const te_standin_server *s) { return s->url; }

unsigned te_standin_server_port(const te_standin_server *s) { return s->port; }

uint64_t te_standin_server_requests(const te_standin_server *s) {
    return atomic_load_explicit(&s->requests, memory_order_relaxed);
}

uint64_t te_standin_server_found(const te_standin_server *s) {
    return te_standin_symbols_count(s->service.symbols);
}
