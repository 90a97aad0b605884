#include "unit.h"

#include "clock.h"
#include "request_log.h"
#include "request_record.h"
#include "scratch.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <sys/resource.h>

enum { PUTTERS = 2, MANY = 20000 };

static te_request_log *open_log(const char *path) {
    te_error err = {.message = ""};
    te_request_log *log = te_request_log_open(path, NULL, &err);
    if (log == NULL) fail_msg("%s", err.message);
    return log;
}

static te_ring *join_log(te_request_log *log, size_t places) {
    te_ring *ring = te_request_log_join(log, places);
    assert_non_null(ring);
    return ring;
}

/* A request of this worker, the `number`-th. */
static void put(te_ring *ring, uint32_t worker, uint64_t number) {
    char name[] = "tea";
    te_exchange x = {.name = name, .worker = worker};
    x.response.sent_bytes = number;
    te_request_record_put(ring, &x, true);
}

static te_request_log_account end_log(te_request_log *log,
                                      uint64_t patience_ns) {
    te_request_log_account account;
    te_request_log_end(log, te_clock_now_ns(NULL) + patience_ns);
    te_request_log_wait(log, &account);
    return account;
}

/* Reads the next line, which must be whole; false when there is none. */
static bool next_line(FILE *file, uint64_t *worker, uint64_t *number) {
    char text[4096];
    if (fgets(text, sizeof text, file) == NULL) return false;
    assert_int_equal(text[strlen(text) - 1], '\n');
    json_t *line = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(line);
    *worker = (uint64_t)json_integer_value(json_object_get(line, "worker"));
    *number = (uint64_t)json_integer_value(json_object_get(line, "sent_bytes"));
    json_decref(line);
    return true;
}

typedef struct putter {
    pthread_t thread;
    te_ring *ring;
    uint32_t worker;
} putter;

static void *put_many(void *arg) {
    putter *p = arg;
    for (uint64_t i = 1; i <= MANY; i++)
        put(p->ring, p->worker, i);
    te_ring_let_go(p->ring);
    return NULL;
}

/* Some may find the ring full: how many is what the account says. */
static void
lines_of_a_thread_are_in_order_and_all_are_accounted_for(void **state) {
    (void)state;
    const char *path = scratch_path("all.jsonl");
    te_request_log *log = open_log(path);
    putter putters[PUTTERS];
    for (uint32_t i = 0; i < PUTTERS; i++) {
        putter *p = &putters[i];
        *p = (putter){.ring = join_log(log, 1024), .worker = i};
        assert_int_equal(pthread_create(&p->thread, NULL, put_many, p), 0);
    }
    for (uint32_t i = 0; i < PUTTERS; i++)
        assert_int_equal(pthread_join(putters[i].thread, NULL), 0);
    te_request_log_account account = end_log(log, 60 * TE_NS_PER_S);
    assert_int_equal(account.requests, PUTTERS * MANY);
    uint64_t last[PUTTERS] = {0}, lines = 0, worker, number;
    FILE *file = fopen(path, "r");
    while (next_line(file, &worker, &number)) {
        assert_in_range(worker, 0, PUTTERS - 1);
        assert_true(number > last[worker]);
        last[worker] = number;
        lines++;
    }
    fclose(file);
    assert_int_equal(lines, account.requests - account.lost);
    if (account.lost > 0)
        assert_string_equal(account.reason, "the disk was too slow");
    te_request_log_close(log);
}

/* A pipe that nobody reads: neither the threads nor the end wait for it. */
static void a_write_that_hangs_is_not_waited_for_long(void **state) {
    (void)state;
    const char *path = scratch_path("pipe");
    assert_int_equal(mkfifo(path, 0600), 0);
    FILE *reader = fopen(path, "r+");
    assert_non_null(reader);
    te_request_log *log = open_log(path);
    te_ring *ring = join_log(log, 1024);
    for (uint64_t i = 1; i <= MANY; i++)
        put(ring, 0, i);
    te_ring_let_go(ring);
    uint64_t begun_ns = te_clock_now_ns(NULL);
    te_request_log_account account = end_log(log, 0);
    assert_true(te_clock_now_ns(NULL) - begun_ns < 5 * TE_NS_PER_S);
    assert_int_equal(account.requests, MANY);
    assert_true(account.lost > 0);
    assert_string_equal(account.reason, "the disk was too slow");
    te_request_log_close(log);
    fclose(reader);
}

static void at_a_limit_the_file_ends_with_a_whole_line(void **state) {
    (void)state;
    const char *path = scratch_path("limited.jsonl");
    struct rlimit before, limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = (struct rlimit){100001, before.rlim_max};
    te_request_log *log = open_log(path);
    te_ring *ring = join_log(log, 1024);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (uint64_t i = 1; i <= 1000; i++)
        put(ring, 0, i);
    te_ring_let_go(ring);
    te_request_log_account account = end_log(log, 60 * TE_NS_PER_S);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_string_equal(account.reason, strerror(EFBIG));
    assert_int_equal(account.requests, 1000);
    assert_in_range(account.lost, 1, 999);
    uint64_t lines = 0, worker, number;
    FILE *file = fopen(path, "r");
    while (next_line(file, &worker, &number))
        assert_int_equal(number, ++lines);
    fclose(file);
    assert_int_equal(lines, 1000 - account.lost);
    te_request_log_close(log);
}

static void without_an_end_the_file_stays_what_it_was(void **state) {
    (void)state;
    char word[16] = "";
    const char *path = scratch_text("kept", "precious");
    te_request_log *log = open_log(path);
    te_ring *ring = join_log(log, 1024);
    put(ring, 0, 1);
    te_ring_let_go(ring);
    te_request_log_close(log);
    FILE *file = fopen(path, "r");
    assert_non_null(fgets(word, sizeof word, file));
    fclose(file);
    assert_string_equal(word, "precious");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            lines_of_a_thread_are_in_order_and_all_are_accounted_for),
        cmocka_unit_test(a_write_that_hangs_is_not_waited_for_long),
        cmocka_unit_test(at_a_limit_the_file_ends_with_a_whole_line),
        cmocka_unit_test(without_an_end_the_file_stays_what_it_was),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}
