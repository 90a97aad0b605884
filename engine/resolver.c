/* resolver.c - see resolver.h. */
#include "resolver.h"

#include "buf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Hosts are few; past this many the oldest that nobody waits for goes. */
enum { HOSTS_MAX = 256 };

/* One getaddrinfo, owned by its thread and by the host that asked; whoever
 * lets go last releases it. */
typedef struct lookup {
    atomic_int owners;
    atomic_bool is_done;
    int notify_fd; /* the resolver's eventfd, duplicated */
    char *host;
    te_buf list;
    char message[128];
} lookup;

typedef struct te_host {
    char *name;
    te_buf list;
    char message[160];
    bool is_known; /* an answer has come, be it "not found" */
    uint64_t expires_ns;
    uint64_t generation;
    lookup *lookup; /* under way, or NULL */
    te_resolve_wait *waits;
    struct te_host *next;
} te_host;

struct te_resolver {
    te_loop *loop;
    uint64_t ttl_ns;
    te_host *hosts; /* newest first */
    size_t host_count;
    uint64_t generations;
    int event_fd;
    te_watch watch;
};

/* ---- The lookup, in its thread ---- */

static void release_lookup(lookup *l) {
    if (atomic_fetch_sub(&l->owners, 1) > 1) return;
    close(l->notify_fd);
    te_buf_free(&l->list);
    free(l->host);
    free(l);
}

static void add_address(te_buf *list, const struct addrinfo *info) {
    char text[INET6_ADDRSTRLEN];
    bool is_v6 = info->ai_family == AF_INET6;
    const void *address =
        is_v6 ? (const void *)&(
                    (const struct sockaddr_in6 *)(const void *)info->ai_addr)
                    ->sin6_addr
              : (const void *)&(
                    (const struct sockaddr_in *)(const void *)info->ai_addr)
                    ->sin_addr;
    if (inet_ntop(info->ai_family, address, text, sizeof text) == NULL) return;
    if (list->length > 0) te_buf_addc(list, ',');
    te_buf_addf(list, is_v6 ? "[%s]" : "%s", text);
}

static void *look_up(void *arg) {
    lookup *l = arg;
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(l->host, NULL, &hints, &found);
    for (struct addrinfo *i = found; i != NULL; i = i->ai_next) {
        if (i->ai_family == AF_INET || i->ai_family == AF_INET6)
            add_address(&l->list, i);
    }
    if (found != NULL) freeaddrinfo(found);
    if (code != 0)
        snprintf(l->message, sizeof l->message, "%s",
                 code == EAI_SYSTEM ? strerror(errno) : gai_strerror(code));
    atomic_store(&l->is_done, true);
    uint64_t one = 1;
    ssize_t written = write(l->notify_fd, &one, sizeof one);
    (void)written;
    release_lookup(l);
    return NULL;
}

/* Signals are the business of the thread that runs the program. */
static bool start_thread(lookup *l) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    bool ok = pthread_create(&thread, NULL, look_up, l) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (ok) pthread_detach(thread);
    return ok;
}

static lookup *new_lookup(const te_resolver *r, const char *host) {
    lookup *l = calloc(1, sizeof *l);
    if (l == NULL) return NULL;
    l->host = strdup(host);
    l->notify_fd = dup(r->event_fd);
    atomic_init(&l->owners, 2);
    if (l->host == NULL || l->notify_fd < 0 || !start_thread(l)) {
        atomic_store(&l->owners, 1);
        release_lookup(l);
        return NULL;
    }
    return l;
}

/* ---- Hosts ---- */

static void free_host(te_host *host) {
    if (host->lookup != NULL) release_lookup(host->lookup);
    te_buf_free(&host->list);
    free(host->name);
    free(host);
}

static te_host *find_host(te_resolver *r, const char *name) {
    te_host *host = r->hosts;
    while (host != NULL && strcmp(host->name, name) != 0)
        host = host->next;
    return host;
}

static void forget_oldest(te_resolver *r) {
    te_host **oldest = NULL;
    for (te_host **link = &r->hosts; *link != NULL; link = &(*link)->next) {
        if ((*link)->waits == NULL) oldest = link;
    }
    if (oldest == NULL) return;
    te_host *host = *oldest;
    *oldest = host->next;
    free_host(host);
    r->host_count--;
}

static te_host *new_host(te_resolver *r, const char *name) {
    if (r->host_count >= HOSTS_MAX) forget_oldest(r);
    te_host *host = calloc(1, sizeof *host);
    if (host == NULL) return NULL;
    host->name = strdup(name);
    if (host->name == NULL) {
        free(host);
        return NULL;
    }
    host->next = r->hosts;
    r->hosts = host;
    r->host_count++;
    return host;
}

static te_addresses answer_of(const te_host *host) {
    bool found = host->list.length > 0;
    return (te_addresses){.list = found ? host->list.data : NULL,
                          .message = found ? "" : host->message,
                          .generation = host->generation};
}

static void tell_waiters(te_host *host) {
    te_addresses addresses = answer_of(host);
    te_resolve_wait *wait;
    while ((wait = host->waits) != NULL) {
        te_resolver_cancel(wait);
        wait->on_resolved(wait->arg, &addresses);
    }
}

static void take_answer(te_resolver *r, te_host *host) {
    lookup *l = host->lookup;
    host->lookup = NULL;
    bool found = l->list.length > 0;
    /* An answer that was good is better than none, where answers are kept. */
    if (found || host->list.length == 0 || r->ttl_ns == 0) {
        te_buf_reset(&host->list);
        te_buf_add(&host->list, l->list.data, l->list.length);
        snprintf(host->message, sizeof host->message, "%s: %s", host->name,
                 l->message);
        host->generation = ++r->generations;
    }
    host->is_known = true;
    uint64_t keep_ns = found || r->ttl_ns == 0 ? r->ttl_ns : TE_NS_PER_S;
    host->expires_ns = te_loop_clock_ns(r->loop) + keep_ns;
    release_lookup(l);
    tell_waiters(host);
}

static void on_answer(void *arg, unsigned ready) {
    te_resolver *r = arg;
    uint64_t count;
    if ((ready & TE_READABLE) == 0) return;
    ssize_t got = read(r->event_fd, &count, sizeof count);
    (void)got;
    for (te_host *host = r->hosts; host != NULL; host = host->next) {
        if (host->lookup != NULL && atomic_load(&host->lookup->is_done))
            take_answer(r, host);
    }
}

/* ---- The face ---- */

te_resolver *te_resolver_new(te_loop *loop, uint64_t ttl_ns, te_error *err) {
    te_resolver *r = calloc(1, sizeof *r);
    if (r == NULL) goto fail;
    r->loop = loop;
    r->ttl_ns = ttl_ns;
    r->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (r->event_fd < 0) goto fail;
    r->watch = (te_watch){r->event_fd, on_answer, r};
    if (!te_loop_watch(loop, &r->watch)) goto fail;
    return r;
fail:
    te_fail_as(err, TE_ERROR_SYSTEM, "resolver: %s", strerror(errno));
    if (r != NULL && r->event_fd >= 0) close(r->event_fd);
    free(r);
    return NULL;
}

void te_resolver_free(te_resolver *r) {
    if (r == NULL) return;
    while (r->hosts != NULL) {
        te_host *host = r->hosts;
        r->hosts = host->next;
        free_host(host);
    }
    te_loop_unwatch(r->loop, &r->watch);
    close(r->event_fd);
    free(r);
}

static void queue_wait(te_host *host, te_resolve_wait *wait) {
    wait->host = host;
    wait->previous = NULL;
    wait->next = host->waits;
    if (host->waits != NULL) host->waits->previous = wait;
    host->waits = wait;
}

void te_resolver_cancel(te_resolve_wait *wait) {
    if (wait->host == NULL) return;
    if (wait->previous != NULL)
        wait->previous->next = wait->next;
    else
        wait->host->waits = wait->next;
    if (wait->next != NULL) wait->next->previous = wait->previous;
    wait->host = NULL;
    wait->previous = wait->next = NULL;
}

bool te_resolver_find(te_resolver *r, const char *name, te_resolve_wait *wait,
                      te_addresses *addresses) {
    te_host *host = find_host(r, name);
    if (host == NULL) host = new_host(r, name);
    if (host != NULL && host->lookup == NULL &&
        (!host->is_known || te_loop_clock_ns(r->loop) >= host->expires_ns))
        host->lookup = new_lookup(r, name);
    bool is_kept = host != NULL && host->is_known && r->ttl_ns > 0;
    if (host == NULL || (!is_kept && host->lookup == NULL)) {
        *addresses = (te_addresses){
            .list = NULL, .message = "no memory or thread to look it up"};
        return true;
    }
    if (is_kept && (host->list.length > 0 || host->lookup == NULL)) {
        *addresses = answer_of(host);
        return true;
    }
    queue_wait(host, wait);
    return false;
}
