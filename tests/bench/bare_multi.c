/* bare_multi.c - the plain loop on libcurl's multi interface: a yardstick.
 *
 * One thread, one multi handle driven by curl_multi_socket_action over
 * level-triggered epoll, N easy handles that GET one URL again and again. It
 * does what a careful reader of libcurl's documentation would write, and
 * nothing else: no Lua, no metrics, nothing of the engine. What it costs per
 * request is thus what libcurl costs.
 *
 * Its connections can live in two places: in the multi's one pool, where a
 * handle usually has them, or each in a pool of its handle's own.
 *
 * Before it measures it warms up: until every handle has had an answer, so
 * that all connections are open. Prints one line of JSON.
 * Source: the shape of libcurl's example ephiperfifo.c. */
#include <curl/curl.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* Small batches are cheaper: with thousands of connections what a response
 * touched is still in the processor's cache when the next request begins. */
enum { MAX_EVENTS = 64, WARM_UP_LIMIT_S = 30 };
#define NEVER UINT64_MAX

typedef struct {
    const char *url;
    bool own_pools;     /* a pool per handle, not the multi's */
    size_t connections; /* handles, each with one request under way */
    double seconds;     /* how long to measure */
    uint64_t requests;  /* or until so many are done; 0: by time */
    double warm_up_s;   /* at least; longer until all are connected */
    bool fresh;         /* a new connection for every request */
    bool http2;
} options;

/* A handle that makes one request after the other. */
typedef struct {
    CURL *easy;
    CURLSH *pool; /* its own connection pool, or NULL: the multi's */
    bool answered;
} user;

typedef struct {
    const options *options;
    CURLM *multi;
    int epoll_fd;
    uint64_t timer_ns; /* when libcurl wants to be called, or NEVER */
    user *users;
    size_t answered;   /* users that had an answer at least once */
    uint64_t requests; /* done well */
    uint64_t failures;
    uint64_t connects;      /* sockets opened */
    const char *last_error; /* of a failure */
} client;

/* What was spent between two of these is what is reported. */
typedef struct {
    uint64_t wall_ns, requests, failures, connects;
    double cpu_s;
} reading;

static void die(const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("bare_multi: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(2);
}

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static double seconds_of(struct timeval t) {
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static struct rusage usage(void) {
    struct rusage spent;
    getrusage(RUSAGE_SELF, &spent);
    return spent;
}

static reading read_meters(const client *c) {
    struct rusage spent = usage();
    return (reading){
        .wall_ns = now_ns(),
        .requests = c->requests,
        .failures = c->failures,
        .connects = c->connects,
        .cpu_s = seconds_of(spent.ru_utime) + seconds_of(spent.ru_stime),
    };
}

/* -- what libcurl calls ------------------------------------------------- */

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *data,
                     void *known) {
    client *c = data;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        /* It may be closed already, and is then forgotten by itself. */
        epoll_ctl(c->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
        return 0;
    }
    struct epoll_event event = {.data.fd = fd};
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    if (epoll_ctl(c->epoll_fd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd,
                  &event) < 0)
        die("epoll_ctl: %s", strerror(errno));
    if (!known) curl_multi_assign(c->multi, fd, c);
    return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *data) {
    client *c = data;
    (void)multi;
    c->timer_ns =
        timeout_ms < 0 ? NEVER : now_ns() + (uint64_t)timeout_ms * 1000000u;
    return 0;
}

static int on_connect(void *data, curl_socket_t fd, curlsocktype purpose) {
    client *c = data;
    (void)fd;
    (void)purpose;
    c->connects++;
    return CURL_SOCKOPT_OK;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data) {
    (void)bytes;
    (void)data;
    return size * count;
}

/* -- building and freeing ------------------------------------------------ */

static void must(CURLcode code) {
    if (code != CURLE_OK) die("%s", curl_easy_strerror(code));
}

static void must_multi(CURLMcode code) {
    if (code != CURLM_OK) die("%s", curl_multi_strerror(code));
}

static void user_init(user *u, client *c) {
    u->easy = curl_easy_init();
    if (u->easy == NULL) die("out of memory");
    must(curl_easy_setopt(u->easy, CURLOPT_URL, c->options->url));
    must(curl_easy_setopt(u->easy, CURLOPT_PRIVATE, u));
    must(curl_easy_setopt(u->easy, CURLOPT_NOSIGNAL, 1L));
    must(curl_easy_setopt(u->easy, CURLOPT_PROXY, ""));
    must(curl_easy_setopt(u->easy, CURLOPT_WRITEFUNCTION, on_body));
    must(curl_easy_setopt(u->easy, CURLOPT_SOCKOPTFUNCTION, on_connect));
    must(curl_easy_setopt(u->easy, CURLOPT_SOCKOPTDATA, c));
    /* The bench's server has a certificate that nobody trusts. */
    must(curl_easy_setopt(u->easy, CURLOPT_SSL_VERIFYPEER, 0L));
    must(curl_easy_setopt(u->easy, CURLOPT_SSL_VERIFYHOST, 0L));
    must(curl_easy_setopt(u->easy, CURLOPT_HTTP_VERSION,
                          c->options->http2 ? (long)CURL_HTTP_VERSION_2TLS
                                            : (long)CURL_HTTP_VERSION_1_1));
    must(curl_easy_setopt(u->easy, CURLOPT_FORBID_REUSE,
                          (long)c->options->fresh));
    if (!c->options->own_pools) return;
    u->pool = curl_share_init();
    if (u->pool == NULL) die("out of memory");
    curl_share_setopt(u->pool, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
    must(curl_easy_setopt(u->easy, CURLOPT_SHARE, u->pool));
}

static void user_clear(user *u, client *c) {
    curl_multi_remove_handle(c->multi, u->easy);
    curl_easy_cleanup(u->easy);
    curl_share_cleanup(u->pool);
}

static void client_init(client *c, const options *o) {
    *c = (client){.options = o, .timer_ns = NEVER};
    c->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (c->epoll_fd < 0) die("epoll: %s", strerror(errno));
    c->multi = curl_multi_init();
    c->users = calloc(o->connections, sizeof *c->users);
    if (c->multi == NULL || c->users == NULL) die("out of memory");
    curl_multi_setopt(c->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(c->multi, CURLMOPT_SOCKETDATA, c);
    curl_multi_setopt(c->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(c->multi, CURLMOPT_TIMERDATA, c);
    /* No connection is ever closed to make room. */
    curl_multi_setopt(c->multi, CURLMOPT_MAXCONNECTS, (long)o->connections);
    for (size_t i = 0; i < o->connections; i++) {
        user_init(&c->users[i], c);
        must_multi(curl_multi_add_handle(c->multi, c->users[i].easy));
    }
}

static void client_clear(client *c) {
    for (size_t i = 0; i < c->options->connections; i++)
        user_clear(&c->users[i], c);
    curl_multi_cleanup(c->multi);
    close(c->epoll_fd);
    free(c->users);
}

/* -- the loop ------------------------------------------------------------ */

static void on_done(client *c, CURL *easy, CURLcode code) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK && status == 200) {
        c->requests++;
    } else {
        c->failures++;
        c->last_error = code ? curl_easy_strerror(code) : "status is not 200";
    }
    char *data = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &data);
    user *u = (user *)(void *)data;
    if (!u->answered) {
        u->answered = true;
        c->answered++;
    }
}

/* Counts what is done; each handle begins its next request. */
static void take_results(client *c) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(c->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL *easy = message->easy_handle;
        on_done(c, easy, message->data.result);
        must_multi(curl_multi_remove_handle(c->multi, easy));
        must_multi(curl_multi_add_handle(c->multi, easy));
    }
}

static int wait_ms(const client *c, uint64_t end_ns) {
    uint64_t due_ns = c->timer_ns < end_ns ? c->timer_ns : end_ns;
    uint64_t now = now_ns();
    if (due_ns <= now) return 0;
    return (int)((due_ns - now + 999999u) / 1000000u);
}

/* Waits, no longer than until end_ns, and lets libcurl do what is due. */
static void turn(client *c, uint64_t end_ns) {
    struct epoll_event events[MAX_EVENTS];
    int running;
    int n = epoll_wait(c->epoll_fd, events, MAX_EVENTS, wait_ms(c, end_ns));
    if (n < 0 && errno != EINTR) die("epoll_wait: %s", strerror(errno));
    for (int i = 0; i < n; i++) {
        int ready = 0;
        if (events[i].events & EPOLLIN) ready |= CURL_CSELECT_IN;
        if (events[i].events & EPOLLOUT) ready |= CURL_CSELECT_OUT;
        if (events[i].events & (EPOLLERR | EPOLLHUP)) ready |= CURL_CSELECT_ERR;
        must_multi(curl_multi_socket_action(c->multi, events[i].data.fd, ready,
                                            &running));
    }
    take_results(c);
    if (c->timer_ns > now_ns()) return;
    c->timer_ns = NEVER;
    must_multi(
        curl_multi_socket_action(c->multi, CURL_SOCKET_TIMEOUT, 0, &running));
    take_results(c);
}

static uint64_t after(double seconds) {
    return now_ns() + (uint64_t)(seconds * 1e9);
}

/* Until all connections are open. What fails now could not be measured. */
static void warm_up(client *c) {
    uint64_t end_ns = after(c->options->warm_up_s);
    uint64_t limit_ns = end_ns + WARM_UP_LIMIT_S * UINT64_C(1000000000);
    while (now_ns() < end_ns || c->answered < c->options->connections) {
        turn(c, now_ns() < end_ns ? end_ns : limit_ns);
        if (c->failures > 0) die("%s: %s", c->options->url, c->last_error);
        if (now_ns() >= limit_ns)
            die("%zu of %zu connections answered within %d s", c->answered,
                c->options->connections, WARM_UP_LIMIT_S);
    }
}

static void measure(client *c) {
    const options *o = c->options;
    uint64_t end_ns = o->requests ? NEVER : after(o->seconds);
    uint64_t target =
        o->requests ? c->requests + c->failures + o->requests : NEVER;
    /* Without an end in time, a second is as good a pause as any. */
    while (now_ns() < end_ns && c->requests + c->failures < target)
        turn(c, end_ns == NEVER ? after(1) : end_ns);
}

static void report(const client *c, reading before, reading after_all) {
    uint64_t requests = after_all.requests - before.requests;
    uint64_t failures = after_all.failures - before.failures;
    double seconds = (double)(after_all.wall_ns - before.wall_ns) / 1e9;
    double done = (double)(requests + failures);
    double cpu_s = after_all.cpu_s - before.cpu_s;
    printf("{\"pool\":\"%s\",\"connections\":%zu,\"requests\":%llu,"
           "\"failures\":%llu,\"connects\":%llu,\"seconds\":%.3f,"
           "\"requests_per_s\":%.1f,\"cpu_us_per_request\":%.3f,"
           "\"maxrss_kb\":%ld,\"libcurl\":\"%s\"}\n",
           c->options->own_pools ? "own" : "shared", c->options->connections,
           (unsigned long long)requests, (unsigned long long)failures,
           (unsigned long long)(after_all.connects - before.connects), seconds,
           done / seconds, done > 0 ? cpu_s * 1e6 / done : 0, usage().ru_maxrss,
           curl_version_info(CURLVERSION_NOW)->version);
}

/* -- the command line ---------------------------------------------------- */

static const char help[] =
    "usage: bare_multi [options] URL\n"
    "  --pool shared|own   connections in the multi's one pool, or each in\n"
    "                      a pool of its handle's own (shared)\n"
    "  --connections N     handles, each with one request under way (64)\n"
    "  --seconds S         how long to measure (3)\n"
    "  --requests R        measure until R requests are done instead\n"
    "  --warm-up S         before measuring, at least (0.5)\n"
    "  --fresh             a new connection for every request\n"
    "  --http2             over TLS; each handle has a connection of its own\n"
    "Certificates are not verified.\n"
    "Exits with 0, with 1 when requests failed, with 2 when it could not\n"
    "measure.\n";

static double number(const char *text, double least) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value) || value < least ||
        value > 1e9)
        die("not a number from %g on: %s", least, text);
    return value;
}

static options parse(int argc, char **argv) {
    static const struct option names[] = {
        {"pool", required_argument, NULL, 'p'},
        {"connections", required_argument, NULL, 'c'},
        {"seconds", required_argument, NULL, 's'},
        {"requests", required_argument, NULL, 'r'},
        {"warm-up", required_argument, NULL, 'w'},
        {"fresh", no_argument, NULL, 'f'},
        {"http2", no_argument, NULL, '2'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    options o = {.connections = 64, .seconds = 3, .warm_up_s = 0.5};
    int option;
    while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        switch (option) {
        case 'p':
            o.own_pools = strcmp(optarg, "own") == 0;
            if (!o.own_pools && strcmp(optarg, "shared") != 0)
                die("--pool is shared or own, not %s", optarg);
            break;
        case 'c':
            o.connections = (size_t)number(optarg, 1);
            break;
        case 's':
            o.seconds = number(optarg, 0.001);
            break;
        case 'r':
            o.requests = (uint64_t)number(optarg, 1);
            break;
        case 'w':
            o.warm_up_s = number(optarg, 0);
            break;
        case 'f':
            o.fresh = true;
            break;
        case '2':
            o.http2 = true;
            break;
        case 'h':
            fputs(help, stdout);
            exit(0);
        default:
            fputs(help, stderr);
            exit(2);
        }
    }
    if (optind != argc - 1) {
        fputs(help, stderr);
        exit(2);
    }
    o.url = argv[optind];
    return o;
}

int main(int argc, char **argv) {
    options o = parse(argc, argv);
    must(curl_global_init(CURL_GLOBAL_DEFAULT));
    client c;
    client_init(&c, &o);
    warm_up(&c);
    reading before = read_meters(&c);
    measure(&c);
    reading after_all = read_meters(&c);
    report(&c, before, after_all);
    client_clear(&c);
    curl_global_cleanup();
    return after_all.failures > before.failures;
}
