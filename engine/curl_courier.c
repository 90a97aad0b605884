/* curl_courier.c - see curl_courier.h. */
#include "curl_courier.h"

#include "curl_memory.h"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define NO_TIME "there was no more time"

struct te_courier {
    CURL *easy; /* the thread's own, once it runs */
    struct curl_slist *headers;
    pthread_t thread;
    bool is_started, is_joined;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    te_buf queue[TE_COURIER_QUEUE]; /* a ring of `count` from `first` on */
    size_t first, count, queue_bytes;
    bool is_ending;
    uint64_t until_ns;
    te_courier_account account;
};

/* ---- The queue; with the lock held ---- */

static te_buf take_oldest(te_courier *c) {
    te_buf body = c->queue[c->first];
    c->first = (c->first + 1) % TE_COURIER_QUEUE;
    c->count--;
    c->queue_bytes -= body.length;
    return body;
}

static void lose(te_courier *c, const char *reason) {
    c->account.lost++;
    snprintf(c->account.reason, sizeof c->account.reason, "%s", reason);
}

static void drop_oldest(te_courier *c, const char *reason) {
    te_buf body = take_oldest(c);
    te_buf_free(&body);
    lose(c, reason);
}

/* ---- Sending ---- */

static size_t drop_answer(char *bytes, size_t size, size_t count, void *arg) {
    (void)bytes;
    (void)arg;
    return size * count;
}

/* Called about once a second, at least: whether the end has come meanwhile. */
static int look_at_end(void *arg, curl_off_t a, curl_off_t b, curl_off_t c,
                       curl_off_t d) {
    te_courier *courier = arg;
    (void)a, (void)b, (void)c, (void)d;
    pthread_mutex_lock(&courier->lock);
    bool is_over =
        courier->is_ending && te_clock_now_ns(NULL) >= courier->until_ns;
    pthread_mutex_unlock(&courier->lock);
    return is_over; /* true breaks it off */
}

/* True when it arrived; else why not. */
static bool post(te_courier *c, const te_buf *body, uint64_t limit_ns,
                 char *reason, size_t size) {
    long status = 0, code = 0;
    curl_easy_setopt(c->easy, CURLOPT_TIMEOUT_MS,
                     (long)(limit_ns / TE_NS_PER_MS) + 1);
    curl_easy_setopt(c->easy, CURLOPT_POSTFIELDS, te_buf_str(body));
    curl_easy_setopt(c->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     (curl_off_t)body->length);
    CURLcode outcome = curl_easy_perform(c->easy);
    curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(c->easy, CURLINFO_OS_ERRNO, &code);
    if (outcome == CURLE_OK && status / 100 == 2) return true;
    if (outcome == CURLE_OK)
        snprintf(reason, size, "the answer was %ld", status);
    else if (outcome == CURLE_ABORTED_BY_CALLBACK)
        snprintf(reason, size, NO_TIME);
    else if (outcome == CURLE_COULDNT_CONNECT && code != 0)
        snprintf(reason, size, "%s", strerror((int)code));
    else
        snprintf(reason, size, "%s", curl_easy_strerror(outcome));
    return false;
}

/* The next body, once there is one. False when nothing follows, or there is no
 * time left for it. */
static bool next_body(te_courier *c, te_buf *body, uint64_t *limit_ns) {
    while (c->count == 0 && !c->is_ending)
        pthread_cond_wait(&c->changed, &c->lock);
    uint64_t now_ns = te_clock_now_ns(NULL);
    *limit_ns = TE_COURIER_POST_NS;
    if (c->is_ending && now_ns >= c->until_ns) return false;
    if (c->is_ending && c->until_ns - now_ns < *limit_ns)
        *limit_ns = c->until_ns - now_ns;
    if (c->count == 0) return false;
    *body = take_oldest(c);
    return true;
}

static void *deliver(void *arg) {
    te_courier *c = arg;
    te_buf body;
    uint64_t limit_ns;
    pthread_mutex_lock(&c->lock);
    while (next_body(c, &body, &limit_ns)) {
        char reason[sizeof c->account.reason];
        pthread_mutex_unlock(&c->lock);
        bool arrived = post(c, &body, limit_ns, reason, sizeof reason);
        te_buf_free(&body);
        pthread_mutex_lock(&c->lock);
        if (!arrived) lose(c, reason);
    }
    while (c->count > 0)
        drop_oldest(c, NO_TIME);
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

/* ---- Making and ending ---- */

static bool add_header(te_courier *c, const char *line) {
    struct curl_slist *longer = curl_slist_append(c->headers, line);
    if (longer != NULL) c->headers = longer;
    return longer != NULL;
}

static bool set_up(te_courier *c, const te_courier_config *config) {
    c->easy = curl_easy_init();
    if (c->easy == NULL || !add_header(c, "Expect:")) return false;
    const char *field = NULL;
    while ((field = te_headers_next(config->headers, field)) != NULL)
        if (!add_header(c, field)) return false;
    curl_easy_setopt(c->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c->easy, CURLOPT_QUICK_EXIT, 1L); /* waits for no lookup */
    curl_easy_setopt(c->easy, CURLOPT_PROXY, "");
    curl_easy_setopt(c->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(c->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c->easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, drop_answer);
    curl_easy_setopt(c->easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c->easy, CURLOPT_XFERINFOFUNCTION, look_at_end);
    curl_easy_setopt(c->easy, CURLOPT_XFERINFODATA, c);
    curl_easy_setopt(c->easy, CURLOPT_POST, 1L);
    curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->headers);
    if (config->user != NULL) {
        curl_easy_setopt(c->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        if (curl_easy_setopt(c->easy, CURLOPT_USERNAME, config->user) != 0 ||
            curl_easy_setopt(c->easy, CURLOPT_PASSWORD, config->password) != 0)
            return false;
    }
    return curl_easy_setopt(c->easy, CURLOPT_USERAGENT,
                            "tengine/" TE_VERSION) == CURLE_OK &&
           curl_easy_setopt(c->easy, CURLOPT_URL, config->url) == CURLE_OK;
}

/* Signals are for others. */
static bool start_thread(te_courier *c) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    c->is_started = pthread_create(&c->thread, NULL, deliver, c) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return c->is_started;
}

te_courier *te_courier_new(const te_courier_config *config, te_error *err) {
    te_curl_initialise();
    te_courier *c = calloc(1, sizeof *c);
    if (c != NULL) {
        pthread_mutex_init(&c->lock, NULL);
        pthread_cond_init(&c->changed, NULL);
        if (set_up(c, config) && start_thread(c)) return c;
    }
    te_fail_as(err, TE_ERROR_SYSTEM, "no memory, or no thread");
    te_courier_free(c);
    return NULL;
}

static void join(te_courier *c) {
    if (c->is_started && !c->is_joined) pthread_join(c->thread, NULL);
    c->is_joined = true;
}

void te_courier_free(te_courier *c) {
    if (c == NULL) return;
    if (!c->is_joined) te_courier_end(c, 0);
    join(c);
    curl_easy_cleanup(c->easy);
    curl_slist_free_all(c->headers);
    pthread_cond_destroy(&c->changed);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

void te_courier_send(te_courier *c, te_buf *body) {
    pthread_mutex_lock(&c->lock);
    c->account.bodies++;
    while (c->count > 0 &&
           (c->count == TE_COURIER_QUEUE ||
            c->queue_bytes + body->length > TE_COURIER_QUEUE_BYTES))
        drop_oldest(c, "it takes them too slowly");
    c->queue[(c->first + c->count++) % TE_COURIER_QUEUE] = *body;
    c->queue_bytes += body->length;
    pthread_cond_signal(&c->changed);
    pthread_mutex_unlock(&c->lock);
    *body = TE_BUF_INIT;
}

void te_courier_end(te_courier *c, uint64_t until_ns) {
    pthread_mutex_lock(&c->lock);
    c->is_ending = true;
    c->until_ns = until_ns;
    pthread_cond_signal(&c->changed);
    pthread_mutex_unlock(&c->lock);
}

void te_courier_wait(te_courier *c, te_courier_account *account) {
    join(c);
    *account = c->account;
}
