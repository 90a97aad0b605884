/* outlet_prometheus.c - --out prometheus=[ADDRESS]:PORT: the totals of a run
 * for whoever asks, at /metrics.
 *
 * A thread of libmicrohttpd serves them; nothing is made until somebody asks,
 * and of one interval record only once. Without an address it is on loopback:
 * nothing of a run can be seen from elsewhere unless that was asked for. */
#include "outlet.h"

#include "address.h"
#include "report_prom.h"

#include <errno.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_CONNECTIONS 64u
#define IDLE_S 30u

/* The totals as one of both texts, kept until there are newer ones. */
typedef struct page {
    char *text;
    size_t length;
    uint64_t number; /* of the interval record it includes */
} page;

typedef struct server {
    te_common *common;
    int socket; /* that listens, until the daemon owns it; -1 */
    struct MHD_Daemon *daemon;
    _Atomic uint64_t number; /* of the last interval record */
    page pages[2];           /* by te_prom_format; the daemon's own */
} server;

/* ---- What is served ---- */

/* False before the run has begun, or without memory. The totals stand still
 * meanwhile, which is as long as there are series. */
static bool make_page(server *s, page *p, te_prom_format format) {
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) return false;
    const te_result *result = te_common_lock_result(s->common);
    uint64_t number = atomic_load(&s->number);
    bool ok = result != NULL && te_report_prom(out, result->totals, format);
    te_common_unlock_result(s->common);
    ok = fclose(out) == 0 && ok;
    if (!ok) {
        free(text);
        return false;
    }
    free(p->text);
    *p = (page){text, length, number};
    return true;
}

static te_prom_format format_for(struct MHD_Connection *connection) {
    const char *accept =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept");
    bool is_asked_for =
        accept != NULL && strcasestr(accept, "openmetrics-text");
    return is_asked_for ? TE_PROM_OPENMETRICS : TE_PROM_TEXT;
}

static enum MHD_Result respond(struct MHD_Connection *connection,
                               unsigned status, const char *type,
                               const char *text, size_t length) {
    struct MHD_Response *response = MHD_create_response_from_buffer(
        length, (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
    if (response == NULL) return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result refuse(struct MHD_Connection *connection,
                              unsigned status, const char *text) {
    return respond(connection, status, "text/plain; charset=utf-8", text,
                   strlen(text));
}

static enum MHD_Result serve_metrics(server *s,
                                     struct MHD_Connection *connection) {
    static const char *const types[] = {
        [TE_PROM_TEXT] = "text/plain; version=0.0.4; charset=utf-8",
        [TE_PROM_OPENMETRICS] = "application/openmetrics-text; version=1.0.0; "
                                "charset=utf-8",
    };
    te_prom_format format = format_for(connection);
    page *p = &s->pages[format];
    bool is_stale = p->text == NULL || p->number != atomic_load(&s->number);
    if (is_stale && !make_page(s, p, format))
        return refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
                      "no figures yet\n");
    return respond(connection, MHD_HTTP_OK, types[format], p->text, p->length);
}

/* Called once for the head of a request, and then until it is answered. */
static enum MHD_Result on_request(void *self, struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *upload,
                                  size_t *upload_bytes, void **state) {
    (void)version;
    (void)upload;
    if (*state == NULL) {
        *state = self;
        return MHD_YES;
    }
    if (*upload_bytes > 0) {
        *upload_bytes = 0; /* a body says nothing here */
        return MHD_YES;
    }
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
        return refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
                      "figures are only told\n");
    if (strcmp(url, "/metrics") != 0)
        return refuse(connection, MHD_HTTP_NOT_FOUND,
                      "figures are at /metrics\n");
    return serve_metrics(self, connection);
}

/* ---- Where ---- */

/* Takes "127.0.0.1:9090", "[::1]:9090", "localhost:9090" or ":9090" apart. */
static bool read_address(const char *where, te_address *to, te_error *err) {
    const char *colon = strrchr(where, ':');
    te_slice host = {where, colon != NULL ? (size_t)(colon - where) : 0};
    if (host.length == 0 || te_slice_equal(host, te_slice_of("localhost")))
        host = te_slice_of("127.0.0.1");
    const char *port = colon != NULL ? colon + 1 : "";
    size_t digits = strspn(port, "0123456789");
    long number = strtol(port, NULL, 10);
    bool is_v6 = memchr(host.data, ':', host.length) != NULL;
    if (digits == 0 || digits > 5 || port[digits] != '\0' || number > 65535 ||
        (is_v6 && host.data[0] != '[') || !te_address_parse(host, to))
        return te_fail(err,
                       "'%.200s' is not [ADDRESS]:PORT, such as :9090, which "
                       "only this machine sees, or 0.0.0.0:9090",
                       where);
    te_address_set_port(to, (uint16_t)number);
    return true;
}

/* `at` becomes the address with its port. */
static bool open_socket(server *s, const char *where, te_address *at,
                        te_error *err) {
    int on = 1;
    socklen_t length = te_address_size(at);
    s->socket = socket(at->any.sa_family,
                       SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->socket >= 0 &&
        setsockopt(s->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(s->socket, &at->any, length) == 0 && listen(s->socket, 16) == 0 &&
        getsockname(s->socket, &at->any, &length) == 0)
        return true;
    return te_fail(err, "cannot serve at %s: %s", where, strerror(errno));
}

/* Its thread is started with all signals blocked: those are the command's. */
static bool start_daemon(server *s, te_error *err) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    s->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, on_request, s,
        MHD_OPTION_LISTEN_SOCKET, s->socket, MHD_OPTION_CONNECTION_LIMIT,
        MAX_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S, MHD_OPTION_END);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (s->daemon == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "cannot start serving");
    s->socket = -1; /* the daemon's now */
    return true;
}

/* A port that the system chose is of no use to who does not hear of it. */
static void tell_port(server *s, const char *where, const te_address *at) {
    const char *port = strrchr(where, ':') + 1;
    if (strtol(port, NULL, 10) != 0) return;
    bool is_v6 = at->any.sa_family == AF_INET6;
    te_common_warn(s->common, "figures are at http://%s:%u/metrics",
                   te_address_write(at).s,
                   ntohs(is_v6 ? at->v6.sin6_port : at->v4.sin_port));
}

/* ---- The outlet ---- */

static void close_server(void *self) {
    server *s = self;
    if (s->daemon != NULL) MHD_stop_daemon(s->daemon);
    if (s->socket >= 0) close(s->socket);
    for (size_t i = 0; i < sizeof s->pages / sizeof s->pages[0]; i++)
        free(s->pages[i].text);
    free(s);
}

static void *open_server(const char *where, const te_config *config,
                         te_common *common, te_error *err) {
    te_address at;
    (void)config;
    if (!read_address(where, &at, err)) return NULL;
    server *s = calloc(1, sizeof *s);
    if (s == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
        return NULL;
    }
    s->common = common;
    s->socket = -1;
    if (!open_socket(s, where, &at, err) || !start_daemon(s, err)) {
        close_server(s);
        return NULL;
    }
    tell_port(s, where, &at);
    return s;
}

static void note_interval(void *self, const te_interval *interval,
                          const te_result *result) {
    (void)result;
    atomic_store(&((server *)self)->number, interval->number);
}

const te_outlet_kind te_outlet_prometheus = {
    .name = "prometheus",
    .example = "prometheus=:9090",
    .open = open_server,
    .interval = note_interval,
    .close = close_server,
};
