/* The stand-in on the wire. */
#include "unit.h"

#include "../../stdlib/standin_delay.h"
#include "../../stdlib/standin_sample.h"
#include "../../stdlib/standin_server.h"

#include "clock.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static te_standin_server *start(te_standin_options options) {
    te_error err = {0};
    te_standin_server *s = te_standin_server_start(&options, &err);
    if (s == NULL) fail_msg("%s", err.message);
    return s;
}

static int connect_to(const te_standin_server *s) {
    struct sockaddr_in to = {.sin_family = AF_INET};
    to.sin_port = htons((uint16_t)te_standin_server_port(s));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void send_text(int fd, const char *text) {
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL),
                     (ssize_t)strlen(text));
}

/* One more piece of the answer; 0 when the server has closed. */
static size_t receive_more(int fd, te_buf *b) {
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    char piece[4096];
    assert_int_equal(poll(&ready, 1, 10000), 1);
    ssize_t n = recv(fd, piece, sizeof piece, 0);
    assert_true(n >= 0);
    assert_true(te_buf_add(b, piece, (size_t)n));
    return (size_t)n;
}

/* A whole answer with a Content-Length, or in chunks. */
static const char *receive(int fd) {
    static char text[65536];
    te_buf b = TE_BUF_INIT;
    const char *body = NULL;
    for (;;) {
        body = strstr(te_buf_str(&b), "\r\n\r\n");
        if (body != NULL) {
            const char *length = strcasestr(b.data, "\r\nContent-Length: ");
            size_t have = b.length - (size_t)(body + 4 - b.data);
            if (length != NULL && have == strtoul(length + 18, NULL, 10)) break;
            if (length == NULL && strstr(body, "0\r\n\r\n") != NULL) break;
        }
        assert_true(receive_more(fd, &b) > 0);
    }
    snprintf(text, sizeof text, "%s", b.data);
    te_buf_free(&b);
    return text;
}

static const char *exchange(int fd, const char *request) {
    send_text(fd, request);
    return receive(fd);
}

static void assert_starts(const char *text, const char *start) {
    if (strncmp(text, start, strlen(start)) != 0)
        fail_msg("%s does not start with %s", text, start);
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n\r\n"

static void connections_are_kept_and_requests_counted(void **state) {
    (void)state;
    te_standin_server *s = start((te_standin_options){0});
    assert_true(te_standin_server_found(s) > 10);
    int fd = connect_to(s);
    for (int i = 0; i < 3; i++) {
        const char *text = exchange(fd, GET("/a.pdb/AB/a.sym"));
        assert_starts(text, "HTTP/1.1 404 Not Found\r\n");
        assert_null(strcasestr(text, "\r\nConnection:"));
        assert_non_null(strstr(text, "\r\n\r\nSymbol Not Found"));
    }
    assert_starts(exchange(fd, "POST /symbolicate/v4 HTTP/1.1\r\nHost: x\r\n"
                               "Content-Length: 2\r\n\r\n{}"),
                  "HTTP/1.1 400 Bad Request\r\n");
    assert_int_equal(te_standin_server_requests(s), 4);
    close(fd);
    te_standin_server_stop(s);
}

static void connections_are_closed_when_told_to(void **state) {
    (void)state;
    te_standin_server *s = start((te_standin_options){.is_closing = true});
    int fd = connect_to(s);
    te_buf rest = TE_BUF_INIT;
    assert_non_null(strcasestr(exchange(fd, GET("/a.pdb/AB/a.sym")),
                               "\r\nConnection: close\r\n"));
    assert_int_equal(receive_more(fd, &rest), 0);
    te_buf_free(&rest);
    close(fd);
    te_standin_server_stop(s);
}

static void a_heartbeat_comes_in_chunks(void **state) {
    (void)state;
    te_standin_server *s = start((te_standin_options){0});
    int fd = connect_to(s);
    const char *text = exchange(fd, GET("/__heartbeat__"));
    assert_non_null(strstr(text, "Transfer-Encoding: chunked\r\n"));
    assert_non_null(strstr(text, "{\"status\": \"warning\"}"));
    assert_null(strstr(text, "Content-Length"));
    assert_starts(exchange(fd, GET("/__lbheartbeat__")), "HTTP/1.1 200");
    close(fd);
    te_standin_server_stop(s);
}

static void a_chunked_body_is_not_read(void **state) {
    (void)state;
    te_standin_server *s = start((te_standin_options){0});
    int fd = connect_to(s);
    const char *text =
        exchange(fd, "POST /symbolicate/v4 HTTP/1.1\r\nHost: localhost\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
    assert_non_null(strstr(text, "Payload is not valid JSON"));
    text = exchange(fd, "POST /symbolicate/v4 HTTP/1.1\r\nHost: localhost\r\n"
                        "Content-Length: 2\r\n\r\n{}");
    assert_non_null(strstr(text, "job 0 is invalid: no stacks specified"));
    close(fd);
    te_standin_server_stop(s);
}

static void an_expected_100_is_sent(void **state) {
    (void)state;
    te_standin_server *s = start((te_standin_options){0});
    int fd = connect_to(s);
    te_buf b = TE_BUF_INIT;
    send_text(fd, "POST /symbolicate/v4 HTTP/1.1\r\nHost: localhost\r\n"
                  "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    while (strstr(te_buf_str(&b), "\r\n\r\n") == NULL)
        assert_true(receive_more(fd, &b) > 0);
    assert_string_equal(b.data, "HTTP/1.1 100 Continue\r\n\r\n");
    assert_starts(exchange(fd, "{}"), "HTTP/1.1 400");
    te_buf_free(&b);
    close(fd);
    te_standin_server_stop(s);
}

static void targets_arrive_as_they_were_sent(void **state) {
    (void)state;
    te_standin_server *s = start((te_standin_options){0});
    int fd = connect_to(s);
    assert_non_null(strstr(exchange(fd, GET("//a%20b/..//x?y=%41")),
                           "\"path\": \"//a b/..//x\""));
    assert_starts(exchange(fd, GET("/nosuch%00.pdb/AB/x.sym")), "HTTP/1.1 404");
    close(fd);
    te_standin_server_stop(s);
}

static void a_delay_holds_back_only_its_own_request(void **state) {
    (void)state;
    te_standin_server *s =
        start((te_standin_options){.delay_min_s = 0.15, .delay_max_s = 0.15});
    enum { CONNECTIONS = 20 };
    int fds[CONNECTIONS];
    uint64_t began_ns = te_clock_now_ns(NULL);
    for (int i = 0; i < CONNECTIONS; i++) {
        fds[i] = connect_to(s);
        send_text(fds[i], GET("/a.pdb/AB/a.sym"));
    }
    int fd = connect_to(s); /* heartbeats are never held back */
    assert_starts(exchange(fd, GET("/__lbheartbeat__")), "HTTP/1.1 200");
    assert_true(te_clock_now_ns(NULL) - began_ns < 150 * TE_NS_PER_MS);
    for (int i = 0; i < CONNECTIONS; i++) {
        assert_starts(receive(fds[i]), "HTTP/1.1 404");
        close(fds[i]);
    }
    uint64_t took_ns = te_clock_now_ns(NULL) - began_ns;
    assert_true(took_ns >= 150 * TE_NS_PER_MS);
    assert_true(took_ns < 2000 * TE_NS_PER_MS); /* one after another: 3 s */
    close(fd);
    te_standin_server_stop(s);
}

static void a_stop_waits_for_nobody(void **state) {
    (void)state;
    te_standin_server *s =
        start((te_standin_options){.delay_min_s = 3600, .delay_max_s = 3600});
    int fd = connect_to(s), idle = connect_to(s);
    send_text(fd, GET("/a.pdb/AB/a.sym"));
    usleep(50000);
    uint64_t began_ns = te_clock_now_ns(NULL);
    te_standin_server_stop(s);
    assert_true(te_clock_now_ns(NULL) - began_ns < 5 * TE_NS_PER_S);
    close(fd);
    close(idle);
}

/* How many of 200 requests are answered by a 500. */
static int count_failures(uint64_t seed, double rate) {
    te_standin_server *s =
        start((te_standin_options){.fail_rate = rate, .seed = seed});
    int fd = connect_to(s), failures = 0;
    for (int i = 0; i < 200; i++) {
        const char *text = exchange(fd, GET("/a.pdb/AB/a.sym"));
        failures += strncmp(text, "HTTP/1.1 500", 12) == 0;
    }
    assert_int_equal(te_standin_server_requests(s), 200);
    close(fd);
    te_standin_server_stop(s);
    return failures;
}

static void the_failure_rate_is_kept_and_repeats_by_seed(void **state) {
    (void)state;
    assert_int_equal(count_failures(1, 0), 0);
    assert_int_equal(count_failures(1, 1), 200);
    int failures = count_failures(7, 0.25);
    assert_in_range(failures, 25, 75);
    assert_int_equal(count_failures(7, 0.25), failures);
}

static void several_threads_serve_as_one(void **state) {
    (void)state;
    te_standin_server *s = start((te_standin_options){
        .threads = 3, .delay_min_s = 0.001, .delay_max_s = 0.002});
    int fds[12];
    for (int i = 0; i < 12; i++)
        fds[i] = connect_to(s);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 12; i++)
            send_text(fds[i], GET("/a.pdb/AB/a.sym"));
        for (int i = 0; i < 12; i++)
            assert_starts(receive(fds[i]), "HTTP/1.1 404");
    }
    assert_int_equal(te_standin_server_requests(s), 60);
    for (int i = 0; i < 12; i++)
        close(fds[i]);
    te_standin_server_stop(s);
}

/* Whether every thread but the caller has all signals that can be blocked
 * blocked. */
static void assert_threads_take_no_signals(void) {
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    int others = 0;
    for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
        char path[300], line[256];
        unsigned long blocked = 0;
        if (atoi(task->d_name) == 0 || atoi(task->d_name) == getpid()) continue;
        snprintf(path, sizeof path, "/proc/self/task/%s/status", task->d_name);
        FILE *status = fopen(path, "re");
        assert_non_null(status);
        while (fgets(line, sizeof line, status) != NULL)
            if (strncmp(line, "SigBlk:", 7) == 0)
                blocked = strtoul(line + 7, NULL, 16);
        fclose(status);
        assert_true((blocked & 1ul << (SIGINT - 1)) != 0);
        assert_true((blocked & 1ul << (SIGTERM - 1)) != 0);
        others++;
    }
    closedir(tasks);
    assert_true(others >= 2);
}

static void its_threads_take_no_signals(void **state) {
    (void)state;
#if !defined(__SANITIZE_THREAD__)
    sigset_t before, after;
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    te_standin_server *s =
        start((te_standin_options){.delay_min_s = 1, .delay_max_s = 1});
    assert_threads_take_no_signals();
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    assert_int_equal(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
    te_standin_server_stop(s);
#else
    (void)assert_threads_take_no_signals;
    skip();
#endif
}

static const char *refusal(te_standin_options options) {
    static te_error err;
    assert_null(te_standin_server_start(&options, &err));
    return err.message;
}

static void what_cannot_be_served_is_said(void **state) {
    (void)state;
    te_standin_server *s = start((te_standin_options){0});
    char wanted[128];
    unsigned port = te_standin_server_port(s);
    snprintf(wanted, sizeof wanted,
             "standin: cannot serve 127.0.0.1 port %u: Address already in use",
             port);
    assert_string_equal(refusal((te_standin_options){.port = port}), wanted);
    te_standin_server_stop(s);
    assert_string_equal(refusal((te_standin_options){.host = "nowhere"}),
                        "standin: host nowhere is no IP address");
    assert_string_equal(refusal((te_standin_options){.fail_rate = 2}),
                        "standin: fail_rate 2 is not within 0 and 1");
    assert_non_null(
        strstr(refusal((te_standin_options){.delay_min_s = -1}), "delay"));
    assert_string_equal(refusal((te_standin_options){.groups = "/no/such"}),
                        "/no/such: No such file or directory");
}

static void the_sample_is_written_served_and_removed(void **state) {
    (void)state;
    te_buf folder = TE_BUF_INIT;
    te_error err = {0};
    assert_true(te_standin_sample_write(&folder, &err));
    char groups[512], missing[512], stack[512];
    snprintf(groups, sizeof groups, "%s/groups.csv", folder.data);
    snprintf(missing, sizeof missing, "%s/missing.csv", folder.data);
    snprintf(stack, sizeof stack, "%s/stacks/20.json", folder.data);
    te_standin_server *built_in = start((te_standin_options){0});
    te_standin_server *s =
        start((te_standin_options){.groups = groups, .missing = missing});
    assert_int_equal(te_standin_server_found(s),
                     te_standin_server_found(built_in));
    te_standin_server_stop(built_in);
    int fd = connect_to(s), known = 0;
    for (unsigned i = 0; i < TE_STANDIN_SAMPLE_STACKS; i++) {
        te_buf json = TE_BUF_INIT, request = TE_BUF_INIT;
        assert_true(te_standin_sample_stack(&json, i));
        assert_true(te_buf_addf(&request,
                                "POST /symbolicate/v4 HTTP/1.1\r\nHost: x\r\n"
                                "Content-Length: %zu\r\n\r\n%s",
                                json.length, json.data));
        const char *text = exchange(fd, request.data);
        assert_starts(text, "HTTP/1.1 200");
        known += strstr(text, "true") != NULL;
        te_buf_free(&json);
        te_buf_free(&request);
    }
    assert_true(known > TE_STANDIN_SAMPLE_STACKS / 2);
    close(fd);
    te_standin_server_stop(s);
    assert_int_equal(access(stack, R_OK), 0);
    te_standin_sample_remove(folder.data);
    assert_int_not_equal(access(folder.data, F_OK), 0);
    te_buf_free(&folder);
}

/* ---- Delays by themselves ---- */

static int order[3];
static atomic_int woken;

static void note(void *item) {
    order[woken] = *(int *)item; /* one thread writes */
    woken++;
}

static void the_earliest_is_woken_first(void **state) {
    (void)state;
    int items[] = {1, 2, 3};
    woken = 0;
    te_standin_delay *d = te_standin_delay_start(note, NULL);
    uint64_t now_ns = te_clock_now_ns(NULL);
    te_standin_delay_add(d, now_ns + 60 * TE_NS_PER_MS, &items[2]);
    te_standin_delay_add(d, now_ns + 20 * TE_NS_PER_MS, &items[0]);
    te_standin_delay_add(d, now_ns + 3600 * TE_NS_PER_S, &items[1]);
    while (woken < 2)
        usleep(1000);
    assert_true(te_clock_now_ns(NULL) - now_ns >= 60 * TE_NS_PER_MS);
    assert_int_equal(order[0], 1);
    assert_int_equal(order[1], 3);
    te_standin_delay_stop(d);
    assert_int_equal(woken, 3); /* the stop woke the last */
    assert_int_equal(order[2], 2);
    te_standin_delay_free(d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connections_are_kept_and_requests_counted),
        cmocka_unit_test(connections_are_closed_when_told_to),
        cmocka_unit_test(a_heartbeat_comes_in_chunks),
        cmocka_unit_test(a_chunked_body_is_not_read),
        cmocka_unit_test(an_expected_100_is_sent),
        cmocka_unit_test(targets_arrive_as_they_were_sent),
        cmocka_unit_test(a_delay_holds_back_only_its_own_request),
        cmocka_unit_test(a_stop_waits_for_nobody),
        cmocka_unit_test(the_failure_rate_is_kept_and_repeats_by_seed),
        cmocka_unit_test(several_threads_serve_as_one),
        cmocka_unit_test(its_threads_take_no_signals),
        cmocka_unit_test(what_cannot_be_served_is_said),
        cmocka_unit_test(the_sample_is_written_served_and_removed),
        cmocka_unit_test(the_earliest_is_woken_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
