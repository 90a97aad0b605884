#include "unit.h"

#include "curl_courier.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/socket.h>
#include <unistd.h>

/* A server that answers one request after another, when it is told to, and
 * notes the bodies, as far as they fit. */
enum { BODIES_MAX = 64, HEAD_BYTES = 4096 };
typedef struct server {
    int fd;
    int connection;
    pthread_t thread;
    char url[64];
    const char *answer;
    sem_t came, may_answer;
    int count;
    char bodies[BODIES_MAX][16];
} server;

static server s;

/* Reads a head and what follows it; false when the connection was closed. */
static bool read_request(server *at, char *first_bytes) {
    char head[HEAD_BYTES + 1] = "", waste[65536];
    size_t used = 0, length;
    char *end;
    while ((end = strstr(head, "\r\n\r\n")) == NULL) {
        ssize_t n = read(at->connection, head + used, HEAD_BYTES - used);
        if (n <= 0) return false;
        head[used += (size_t)n] = '\0';
    }
    assert_int_equal(
        sscanf(strstr(head, "Content-Length: "), "%*s %zu", &length), 1);
    snprintf(first_bytes, sizeof at->bodies[0], "%s", end + 4);
    for (size_t had = used - (size_t)(end + 4 - head); had < length;) {
        ssize_t n = read(at->connection, waste, sizeof waste);
        if (n <= 0) return false;
        had += (size_t)n;
    }
    return true;
}

static void *serve(void *arg) {
    server *at = arg;
    while ((at->connection = accept(at->fd, NULL, NULL)) >= 0) {
        while (read_request(at, at->bodies[at->count])) {
            at->count++;
            sem_post(&at->came);
            sem_wait(&at->may_answer);
            if (write(at->connection, at->answer, strlen(at->answer)) < 0)
                break;
        }
        close(at->connection);
    }
    return NULL;
}

static int begin(void **state) {
    (void)state;
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t length = sizeof at;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s = (server){.answer = "HTTP/1.1 204 No Content\r\n\r\n"};
    s.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s.fd, (void *)&at, length), 0);
    assert_int_equal(listen(s.fd, 8), 0);
    assert_int_equal(getsockname(s.fd, (void *)&at, &length), 0);
    snprintf(s.url, sizeof s.url, "http://127.0.0.1:%d/", ntohs(at.sin_port));
    sem_init(&s.came, 0, 0);
    sem_init(&s.may_answer, 0, 0);
    return pthread_create(&s.thread, NULL, serve, &s);
}

static int end(void **state) {
    (void)state;
    shutdown(s.fd, SHUT_RDWR);
    pthread_join(s.thread, NULL);
    close(s.fd);
    return 0;
}

static te_courier *courier(void) {
    static const te_headers none = {{NULL, 0, 0}, 0};
    te_courier_config config = {.url = s.url, .headers = &none};
    te_courier *c = te_courier_new(&config, NULL);
    assert_non_null(c);
    return c;
}

static void send_text(te_courier *c, const char *text) {
    te_buf body = TE_BUF_INIT;
    te_buf_adds(&body, text);
    te_courier_send(c, &body);
    assert_null(body.data);
}

static te_courier_account settle(te_courier *c) {
    te_courier_account account;
    for (int i = 0; i < BODIES_MAX; i++)
        sem_post(&s.may_answer);
    te_courier_end(c, te_clock_now_ns(NULL) + 20 * TE_NS_PER_S);
    te_courier_wait(c, &account);
    te_courier_free(c);
    return account;
}

static void bodies_arrive_in_order(void **state) {
    (void)state;
    te_courier *c = courier();
    send_text(c, "one");
    send_text(c, "two");
    send_text(c, "three");
    te_courier_account account = settle(c);
    assert_int_equal(account.bodies, 3);
    assert_int_equal(account.lost, 0);
    assert_int_equal(s.count, 3);
    assert_string_equal(s.bodies[0], "one");
    assert_string_equal(s.bodies[1], "two");
    assert_string_equal(s.bodies[2], "three");
}

static void a_full_queue_loses_the_oldest(void **state) {
    (void)state;
    te_courier *c = courier();
    char text[16];
    send_text(c, "under way");
    sem_wait(&s.came);
    for (int i = 0; i < TE_COURIER_QUEUE + 5; i++) {
        snprintf(text, sizeof text, "%d", i);
        send_text(c, text);
    }
    te_courier_account account = settle(c);
    assert_int_equal(account.bodies, TE_COURIER_QUEUE + 6);
    assert_int_equal(account.lost, 5);
    assert_string_equal(account.reason, "it takes them too slowly");
    assert_int_equal(s.count, TE_COURIER_QUEUE + 1);
    assert_string_equal(s.bodies[0], "under way");
    assert_string_equal(s.bodies[1], "5");
}

static void the_queue_is_bounded_in_bytes_too(void **state) {
    (void)state;
    te_courier *c = courier();
    send_text(c, "under way");
    sem_wait(&s.came);
    for (int i = 0; i < 3; i++) {
        te_buf large = TE_BUF_INIT;
        te_buf_reserve(&large, TE_COURIER_QUEUE_BYTES / 2 + 1);
        memset(large.data, 'a' + i, TE_COURIER_QUEUE_BYTES / 2 + 1);
        large.length = TE_COURIER_QUEUE_BYTES / 2 + 1;
        te_courier_send(c, &large);
    }
    te_courier_account account = settle(c);
    assert_int_equal(account.lost, 2);
    assert_int_equal(s.count, 2);
}

static void an_answer_that_is_no_success_is_a_loss(void **state) {
    (void)state;
    s.answer =
        "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n";
    te_courier *c = courier();
    send_text(c, "one");
    te_courier_account account = settle(c);
    assert_int_equal(account.lost, 1);
    assert_string_equal(account.reason, "the answer was 302");
    assert_int_equal(s.count, 1);
}

static void when_the_time_is_up_all_is_lost_that_has_not_arrived(void **state) {
    (void)state;
    te_courier *c = courier();
    te_courier_account account;
    send_text(c, "under way");
    sem_wait(&s.came);
    send_text(c, "too late");
    uint64_t begun_ns = te_clock_now_ns(NULL);
    te_courier_end(c, begun_ns);
    te_courier_wait(c, &account);
    assert_true(te_clock_now_ns(NULL) - begun_ns < TE_COURIER_POST_NS / 2);
    te_courier_free(c);
    sem_post(&s.may_answer);
    assert_int_equal(account.bodies, 2);
    assert_int_equal(account.lost, 2);
    assert_string_equal(account.reason, "there was no more time");
}

#define A_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        A_TEST(bodies_arrive_in_order),
        A_TEST(a_full_queue_loses_the_oldest),
        A_TEST(the_queue_is_bounded_in_bytes_too),
        A_TEST(an_answer_that_is_no_success_is_a_loss),
        A_TEST(when_the_time_is_up_all_is_lost_that_has_not_arrived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
