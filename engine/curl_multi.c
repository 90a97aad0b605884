/* curl_multi.c - see curl_multi.h. */
#include "curl_multi.h"

#include "curl_memory.h"

#include <stdlib.h>

/* Connections that a pool keeps. Left alone, libcurl closes idle ones when
 * there are more than four times as many as transfers just then. */
#define KEPT_CONNECTIONS 100000L

struct te_curl_multi {
    te_loop *loop;
    CURLM *handle;
    te_curl_sockets *sockets;
    te_timer timer;
    bool is_kicked; /* libcurl has something to do at once */
    void (*on_done)(void *arg, CURL *easy, CURLcode code);
    void *arg;
};

/* Takes what libcurl has finished. */
static void reap(void *arg) {
    te_curl_multi *m = arg;
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(m->handle, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE)
            m->on_done(m->arg, message->easy_handle, message->data.result);
    }
}

bool te_curl_multi_turn(te_curl_multi *m) {
    int running;
    if (!m->is_kicked) return false;
    m->is_kicked = false;
    curl_multi_socket_action(m->handle, CURL_SOCKET_TIMEOUT, 0, &running);
    reap(m);
    return true;
}

bool te_curl_multi_is_busy(const te_curl_multi *m) { return m->is_kicked; }

static void on_due(void *arg) {
    te_curl_multi *m = arg;
    m->is_kicked = true; /* acted on at the end of the turn */
}

static int on_timer(CURLM *handle, long timeout_ms, void *arg) {
    (void)handle;
    te_curl_multi *m = arg;
    if (timeout_ms <= 0) {
        te_timer_stop(m->loop, &m->timer);
        if (timeout_ms == 0) m->is_kicked = true;
        return 0;
    }
    uint64_t wait_ns = (uint64_t)timeout_ms * TE_NS_PER_MS;
    uint64_t due_ns = te_loop_clock_ns(m->loop) + wait_ns;
    return te_timer_start(m->loop, &m->timer, due_ns) ? 0 : -1;
}

te_curl_sockets *te_curl_multi_sockets(te_curl_multi *m) { return m->sockets; }

bool te_curl_multi_add(te_curl_multi *m, CURL *easy) {
    if (curl_multi_add_handle(m->handle, easy) != CURLM_OK) return false;
    m->is_kicked = true;
    return true;
}

void te_curl_multi_remove(te_curl_multi *m, CURL *easy) {
    curl_multi_remove_handle(m->handle, easy);
}

/* ---- Its life ---- */

static bool set_up(te_curl_multi *m) {
    m->handle = curl_multi_init();
    if (m->handle == NULL) return false;
    m->sockets = te_curl_sockets_new(m->loop, m->handle, reap, m);
    if (m->sockets == NULL) return false;
    curl_multi_setopt(m->handle, CURLMOPT_SOCKETFUNCTION, te_curl_on_socket);
    curl_multi_setopt(m->handle, CURLMOPT_SOCKETDATA, m->sockets);
    curl_multi_setopt(m->handle, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(m->handle, CURLMOPT_TIMERDATA, m);
    curl_multi_setopt(m->handle, CURLMOPT_MAXCONNECTS, KEPT_CONNECTIONS);
    return true;
}

te_curl_multi *te_curl_multi_new(te_loop *loop,
                                 void (*on_done)(void *arg, CURL *easy,
                                                 CURLcode code),
                                 void *arg, te_error *err) {
    te_curl_initialise();
    te_curl_multi *m = calloc(1, sizeof *m);
    if (m != NULL) {
        m->loop = loop;
        m->on_done = on_done;
        m->arg = arg;
        m->timer = (te_timer){.on_due = on_due, .arg = m};
        if (set_up(m)) return m;
    }
    te_curl_multi_free(m);
    te_fail_as(err, TE_ERROR_SYSTEM, "libcurl: no memory");
    return NULL;
}

void te_curl_multi_free(te_curl_multi *m) {
    if (m == NULL) return;
    te_timer_stop(m->loop, &m->timer);
    if (m->handle != NULL) curl_multi_cleanup(m->handle);
    te_curl_sockets_free(m->sockets);
    free(m);
}
