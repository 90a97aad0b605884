/* Transfers that end before libcurl has begun with them, and what is left of
 * one for the next: the loop and the resolver are ours here, and so is
 * getaddrinfo. */
#include "unit.h"

#include "http.h"
#include "lane.h"
#include "live.h"

#include <netdb.h>
#include <pthread.h>

/* ---- A resolver that takes its time ---- */

/* Every name is 127.0.0.1, found once the gate is open. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static bool is_open;

static void open_gate(bool open) {
    pthread_mutex_lock(&lock);
    is_open = open;
    pthread_cond_broadcast(&opened);
    pthread_mutex_unlock(&lock);
}

int getaddrinfo(const char *restrict name, const char *restrict service,
                const struct addrinfo *restrict hints,
                struct addrinfo **restrict found) {
    static struct sockaddr_in address = {.sin_family = AF_INET};
    (void)name;
    (void)service;
    (void)hints;
    pthread_mutex_lock(&lock);
    while (!is_open)
        pthread_cond_wait(&opened, &lock);
    pthread_mutex_unlock(&lock);
    struct addrinfo *info = calloc(1, sizeof *info);
    assert_non_null(info);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    void *any = &address;
    info->ai_family = AF_INET;
    info->ai_addr = any;
    info->ai_addrlen = sizeof address;
    *found = info;
    return 0;
}

void freeaddrinfo(struct addrinfo *info) { free(info); }

/* ---- A thread's HTTP without the thread ---- */

typedef struct {
    te_loop *loop;
    te_metrics *metrics;
    te_http *http;
    int done;
} fixture;

static int set_up(void **state) {
    static fixture f;
    if (scratch_setup(state) != 0) return -1;
    origin_start();
    open_gate(false);
    /* No answer lives: each request looks its host up anew. */
    te_lane_config config = {.curl_only = true,
                             .dns_ttl_ns = 1}; /* stale at once */
    f = (fixture){.loop = te_loop_new(NULL, NULL),
                  .metrics = te_metrics_new(0)};
    f.http = te_http_new(f.loop, f.metrics, &config, NULL);
    if (f.http == NULL) return -1;
    *state = &f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    open_gate(true);
    te_http_free(f->http);
    te_metrics_free(f->metrics);
    te_loop_free(f->loop);
    origin_stop();
    return scratch_teardown(state);
}

static void on_done(te_exchange *x) {
    fixture *f = x->owner;
    f->done++;
}

static te_exchange *start_at(fixture *f, te_connections *connections,
                             const char *host, const char *path,
                             uint64_t timeout_ns) {
    te_error err;
    te_exchange *x = te_http_take(f->http);
    assert_non_null(x);
    assert_true(te_buf_addf(&x->request.url, "http://%s:%d%s", host,
                            origin.port, path));
    assert_true(te_url_parse(x->request.url.data, x->request.url.length,
                             &x->request.parts, &err));
    strcpy(x->request.method, "GET");
    x->request.timeout_ns = timeout_ns;
    x->request.max_body_bytes = 1000;
    x->name = "x";
    x->connections = connections;
    x->on_done = on_done;
    x->owner = f;
    te_http_start(f->http, x);
    return x;
}

static te_exchange *start(fixture *f, te_connections *connections,
                          const char *host, uint64_t timeout_ns) {
    return start_at(f, connections, host, "/", timeout_ns);
}

static void finish(fixture *f, const te_exchange *x) {
    f->done = 0;
    while (f->done == 0) {
        te_http_turn(f->http);
        te_loop_turn(f->loop, f->done == 0);
    }
    te_http_count(f->http, x, true);
}

/* ---- Claims ---- */

static void what_was_never_sent_has_nothing_of_the_one_before(void **state) {
    fixture *f = *state;
    te_connections *connections = te_connections_new(f->http);
    te_exchange *x = start(f, connections, "127.0.0.1", 5 * TE_NS_PER_S);
    finish(f, x);
    assert_int_equal(x->response.status, 200);
    assert_true(x->response.sent_bytes > 0);
    te_http_give_back(f->http, x);
    x = start(f, connections, "slow.test", 20 * TE_NS_PER_MS);
    finish(f, x);
    assert_int_equal(x->response.error, TE_HTTP_TIMEOUT);
    assert_int_equal(x->response.status, 0);
    assert_int_equal(x->response.sent_bytes, 0);
    assert_int_equal(x->response.received_bytes, 0);
    assert_int_equal(x->response.phases.connect_ns, 0);
    assert_int_equal(x->response.phases.wait_ns, 0);
    assert_int_equal(x->response.phases.receive_ns, 0);
    te_http_give_back(f->http, x);
    te_connections_free(connections);
}

/* Turns until the name has been looked up, but not so far that libcurl is
 * told to begin. */
static void wait_for_address(fixture *f, const te_exchange *x) {
    open_gate(true);
    while (x->response.phases.dns_ns == 0)
        te_loop_turn(f->loop, true);
}

static void addresses_that_were_not_read_are_brought_again(void **state) {
    fixture *f = *state;
    te_connections *first = te_connections_new(f->http);
    te_connections *second = te_connections_new(f->http);
    te_exchange *x = start(f, first, "a.test", 0);
    wait_for_address(f, x);
    te_http_cancel(f->http, x);
    te_http_give_back(f->http, x);
    /* Were they not, libcurl would now look the name up by itself. */
    open_gate(false);
    x = start(f, second, "a.test", 2 * TE_NS_PER_S);
    finish(f, x);
    assert_int_equal(x->response.error, TE_HTTP_OK);
    te_http_give_back(f->http, x);
    open_gate(true);
    for (int i = 0; i < 4; i++) { /* newer answers, and the first handle */
        x = start(f, i % 2 ? first : second, "a.test", 2 * TE_NS_PER_S);
        finish(f, x);
        assert_int_equal(x->response.error, TE_HTTP_OK);
        te_http_give_back(f->http, x);
        usleep(10000);
    }
    te_connections_free(first);
    te_connections_free(second);
}

/* The next socket has the number of the one before. Were it taken for that
 * one, libcurl would hear of it only when it looks by itself, 200 ms later. */
static void
one_that_was_cancelled_while_connecting_is_in_nobodys_way(void **state) {
    fixture *f = *state;
    te_connections *connections = te_connections_new(f->http);
    te_exchange *x = start(f, connections, "127.0.0.1", 0);
    te_http_turn(f->http); /* connects, and does not wait for it */
    te_http_cancel(f->http, x);
    te_http_give_back(f->http, x);
    x = start(f, connections, "127.0.0.1", 150 * TE_NS_PER_MS);
    finish(f, x);
    assert_int_equal(x->response.error, TE_HTTP_OK);
    assert_int_equal(x->response.status, 200);
    te_http_give_back(f->http, x);
    te_connections_free(connections);
}

/* libcurl before 8.1.1 appended such a fold to the last field of the transfer
 * that its handle made before, which is freed: the sanitizer sees it. */
static void a_fold_in_front_is_not_put_behind_an_earlier_field(void **state) {
    fixture *f = *state;
    te_connections *connections = te_connections_new(f->http);
    static const char *const answers[] = {
        "/raw?data=HTTP/1.1%20200%20OK%0D%0AContent-Length:%200%0D%0A"
        "A:%20b%0D%0A%0D%0A",
        "/raw?data=HTTP/1.1%20200%20OK%0D%0A%20X:%20folded%0D%0A"
        "Content-Length:%200%0D%0A%0D%0A",
    };
    for (int i = 0; i < 4; i++) {
        te_exchange *x = start_at(f, connections, "127.0.0.1", answers[i % 2],
                                  5 * TE_NS_PER_S);
        finish(f, x);
        assert_int_equal(x->response.status, 200);
        te_http_give_back(f->http, x);
    }
    te_connections_free(connections);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            what_was_never_sent_has_nothing_of_the_one_before, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            addresses_that_were_not_read_are_brought_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            one_that_was_cancelled_while_connecting_is_in_nobodys_way, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            a_fold_in_front_is_not_put_behind_an_earlier_field, set_up,
            tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
