/* origin.c - the program: a server whose delays and faults the client chooses
 * by the path it asks for. README.md has all of them.
 *
 * One thread, one epoll. It ends on SIGTERM and SIGINT, after --max-seconds,
 * and when told so, with its stdin: no test can leave it behind. */
#include "clock.h"
#include "connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

typedef struct options {
    uint16_t port;
    const char *cert, *key, *client_ca, *log;
    int backlog; /* of connections that are not accepted yet */
    uint64_t max_seconds;
    bool until_stdin_closes;
    bool mute;
} options;

typedef struct origin {
    house house;
    options options;
    int epoll_fd, listen_fd, signal_fd, timer_fd;
    int stdin_fd;       /* -1: not watched */
    bool accept_again;  /* there were no descriptors left */
    uint64_t armed_ns;  /* when the timer is due; 0: it is not set */
    uint64_t end_by_ns; /* however busy it is */
    bool ending;
} origin;

/* ---- Options ---- */

static const char usage[] = "usage: origin [--port N] [--tls CERT KEY] "
                            "[--client-ca FILE] [--log FILE]\n"
                            "              [--backlog N] [--max-seconds N] "
                            "[--until-stdin-closes] [--mute]\n";

static void die(const char *what) {
    fprintf(stderr, "origin: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void bad_usage(void) {
    fputs(usage, stderr);
    exit(2);
}

static uint64_t number_option(const char *text, uint64_t most) {
    uint64_t number;
    if (!slice_number(slice_of(text), &number) || number > most) bad_usage();
    return number;
}

static options parse_options(int argc, char **argv) {
    static const struct option known[] = {
        {"port", required_argument, NULL, 'p'},
        {"tls", required_argument, NULL, 't'},
        {"client-ca", required_argument, NULL, 'c'},
        {"log", required_argument, NULL, 'l'},
        {"backlog", required_argument, NULL, 'b'},
        {"max-seconds", required_argument, NULL, 'm'},
        {"until-stdin-closes", no_argument, NULL, 'u'},
        {"mute", no_argument, NULL, 'q'},
        {NULL, 0, NULL, 0},
    };
    options o = {.max_seconds = 600, .backlog = SOMAXCONN};
    int letter;
    while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (letter) {
        case 'p':
            o.port = (uint16_t)number_option(optarg, 65535);
            break;
        case 't':
            o.cert = optarg;
            if (optind >= argc) bad_usage();
            o.key = argv[optind++];
            break;
        case 'c':
            o.client_ca = optarg;
            break;
        case 'l':
            o.log = optarg;
            break;
        case 'b':
            o.backlog = (int)number_option(optarg, SOMAXCONN);
            break;
        case 'm':
            o.max_seconds = number_option(optarg, 1000000000);
            break;
        case 'u':
            o.until_stdin_closes = true;
            break;
        case 'q':
            o.mute = true;
            break;
        default:
            bad_usage();
        }
    }
    if (optind < argc) bad_usage();
    return o;
}

/* ---- Opening ---- */

static void watch(origin *o, int fd, void *who, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = who};
    if (epoll_ctl(o->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        die("epoll_ctl");
}

static void raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void open_signals(origin *o) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    o->signal_fd = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    if (o->signal_fd < 0) die("signalfd");
    watch(o, o->signal_fd, &o->signal_fd, EPOLLIN);
    o->stdin_fd = o->options.until_stdin_closes ? STDIN_FILENO : -1;
    if (o->stdin_fd >= 0) watch(o, o->stdin_fd, &o->stdin_fd, EPOLLIN);
}

static void open_timer(origin *o) {
    o->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (o->timer_fd < 0) die("timerfd_create");
    watch(o, o->timer_fd, &o->timer_fd, EPOLLIN | EPOLLET);
}

static void open_listener(origin *o) {
    int on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(o->options.port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    o->listen_fd =
        socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (o->listen_fd < 0) die("socket");
    setsockopt(o->listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(o->listen_fd, (struct sockaddr *)&address, size) != 0 ||
        listen(o->listen_fd, o->options.backlog) != 0 ||
        getsockname(o->listen_fd, (struct sockaddr *)&address, &size) != 0)
        die("listen");
    /* Who is mute leaves its connections in the kernel's queue. */
    if (!o->options.mute)
        watch(o, o->listen_fd, &o->listen_fd, EPOLLIN | EPOLLET);
    printf("origin %s://127.0.0.1:%d\n", o->house.tls ? "https" : "http",
           ntohs(address.sin_port));
    fflush(stdout);
}

static void open_all(origin *o) {
    raise_descriptor_limit();
    o->end_by_ns = te_clock_now_ns(NULL) + o->options.max_seconds * TE_NS_PER_S;
    o->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (o->epoll_fd < 0) die("epoll_create1");
    if (o->options.cert != NULL) {
        o->house.tls = wire_tls_open(o->options.cert, o->options.key,
                                     o->options.client_ca);
        if (o->house.tls == NULL) exit(1);
    }
    if (o->options.log != NULL) {
        o->house.stats.log = fopen(o->options.log, "we");
        if (o->house.stats.log == NULL) die(o->options.log);
    }
    open_signals(o);
    open_timer(o);
    open_listener(o);
}

static void close_all(origin *o) {
    while (o->house.first != NULL)
        connection_close(o->house.first);
    close(o->listen_fd);
    close(o->signal_fd);
    close(o->timer_fd);
    close(o->epoll_fd);
    timers_clear(&o->house.timers);
    stats_clear(&o->house.stats);
    wire_tls_close(o->house.tls);
}

/* ---- The loop ---- */

static void accept_all(origin *o) {
    int fd;
    o->accept_again = false;
    while ((fd = accept4(o->listen_fd, NULL, NULL,
                         SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0 ||
           errno == ECONNABORTED) {
        if (fd < 0) continue;
        connection *c = connection_open(&o->house, fd);
        watch(o, fd, c, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
    }
    o->accept_again = errno == EMFILE || errno == ENFILE || errno == ENOMEM;
}

static bool stdin_is_closed(void) {
    char bytes[512];
    ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
    return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static void on_event(origin *o, const struct epoll_event *event) {
    void *who = event->data.ptr;
    if (who == &o->listen_fd)
        accept_all(o);
    else if (who == &o->signal_fd)
        o->ending = true;
    else if (who == &o->timer_fd)
        o->armed_ns = 0; /* run_timers() comes after all events */
    else if (who == &o->stdin_fd)
        o->ending = stdin_is_closed() || o->ending;
    else
        connection_drive(
            who, (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
}

static void run_timers(origin *o) {
    uint64_t now_ns = te_clock_now_ns(NULL);
    timer *first;
    while ((first = timers_first(&o->house.timers)) != NULL &&
           first->due_ns <= now_ns) {
        timers_unset(&o->house.timers, first);
        connection_drive(first->owner, false);
    }
}

/* Delays are promises: the kernel rounds how long epoll waits, by a thousandth
 * and more (select_estimate_accuracy in fs/select.c), but not when a timerfd is
 * due. */
static void set_timer(origin *o) {
    const timer *first = timers_first(&o->house.timers);
    uint64_t due_ns = first != NULL ? first->due_ns : 0;
    if (due_ns == o->armed_ns) return;
    struct itimerspec due = {
        .it_value = {.tv_sec = (time_t)(due_ns / TE_NS_PER_S),
                     .tv_nsec = (long)(due_ns % TE_NS_PER_S)}};
    if (timerfd_settime(o->timer_fd, TFD_TIMER_ABSTIME, &due, NULL) != 0)
        die("timerfd_settime");
    o->armed_ns = due_ns;
}

/* How long epoll may sleep if nothing happens, in milliseconds. */
static int until_next(const origin *o, uint64_t now_ns) {
    uint64_t wake_ns = o->end_by_ns;
    if (o->house.stats.log_dirty || o->accept_again)
        if (now_ns + 10 * TE_NS_PER_MS < wake_ns)
            wake_ns = now_ns + 10 * TE_NS_PER_MS;
    uint64_t sleep_ms =
        wake_ns > now_ns ? (wake_ns - now_ns) / TE_NS_PER_MS + 1 : 0;
    return sleep_ms < INT_MAX ? (int)sleep_ms : INT_MAX;
}

static void turn(origin *o) {
    struct epoll_event events[256];
    uint64_t now_ns = te_clock_now_ns(NULL);
    set_timer(o);
    int n = epoll_wait(o->epoll_fd, events, 256, until_next(o, now_ns));
    if (n < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < n; i++)
        on_event(o, &events[i]);
    run_timers(o);
    if (n == 0) stats_flush(&o->house.stats);
    if (o->accept_again) accept_all(o);
    if (now_ns >= o->end_by_ns) o->ending = true;
}

int main(int argc, char **argv) {
    static origin o;
    o.options = parse_options(argc, argv);
    open_all(&o);
    while (!o.ending)
        turn(&o);
    close_all(&o);
    return 0;
}
