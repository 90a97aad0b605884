#include "unit.h"

#include "clock.h"
#include "request_line.h"
#include "request_log.h"
#include "scratch.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

enum { PUTTERS = 2, MANY = 20000 };

static te_common *common;
static FILE *warnings;
static char told[1024]; /* the warnings of a test */

static int begin(void **state) {
    te_error err;
    memset(told, 0, sizeof told);
    warnings = fmemopen(told, sizeof told, "w");
    common = te_common_new(&(te_common_config){.err = warnings}, &err);
    return common != NULL ? scratch_setup(state) : -1;
}

static int end(void **state) {
    te_common_free(common);
    fclose(warnings);
    return scratch_teardown(state);
}

/* It was warned of once. */
static void assert_told(const char *wanted) {
    fflush(warnings);
    const char *at = strstr(told, wanted);
    if (at == NULL) fail_msg("no \"%s\" in \"%s\"", wanted, told);
    assert_null(strstr(at + 1, wanted));
}

static te_request_log *open_log(const char *path) {
    te_error err = {.message = ""};
    te_request_log *log = te_request_log_open(path, common, &err);
    if (log == NULL) fail_msg("%s", err.message);
    return log;
}

static te_ring *join_log(te_request_log *log) {
    te_ring *ring = te_request_log_join(log, 256 << 10);
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
        *p = (putter){.ring = join_log(log), .worker = i};
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
    te_ring *ring = join_log(log);
    for (uint64_t i = 1; i <= MANY; i++)
        put(ring, 0, i);
    te_ring_let_go(ring);
    uint64_t begun_ns = te_clock_now_ns(NULL);
    te_request_log_account account = end_log(log, 0);
    assert_true(te_clock_now_ns(NULL) - begun_ns < 5 * TE_NS_PER_S);
    assert_int_equal(account.requests, MANY);
    assert_true(account.lost > 0);
    assert_true(te_request_log_has_failed(log));
    assert_string_equal(account.reason, "the disk does not answer");
    assert_told("pipe': the disk does not answer; the run goes on");
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
    te_ring *ring = join_log(log);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (uint64_t i = 1; i <= 1000; i++)
        put(ring, 0, i);
    te_ring_let_go(ring);
    te_request_log_account account = end_log(log, 60 * TE_NS_PER_S);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(te_request_log_has_failed(log));
    assert_string_equal(account.reason, strerror(EFBIG));
    te_request_log_look(log);
    assert_told("limited.jsonl': File too large; the run goes on");
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

static void one_that_was_removed_is_lost_as_a_whole(void **state) {
    (void)state;
    const char *path = scratch_path("removed.jsonl");
    te_request_log *log = open_log(path);
    te_ring *ring = join_log(log);
    put(ring, 0, 1);
    unlink(path);
    te_ring_let_go(ring);
    te_request_log_account account = end_log(log, 60 * TE_NS_PER_S);
    assert_int_equal(account.lost, 1);
    assert_true(te_request_log_has_failed(log));
    assert_told("removed.jsonl': someone removed it");
    te_request_log_close(log);
}

/* Before the run ends, and even where it never does. */
static void lines_are_in_the_file_within_a_second_or_so(void **state) {
    (void)state;
    const char *path = scratch_path("followed.jsonl");
    te_request_log *log = open_log(path);
    te_ring *ring = join_log(log);
    uint64_t begun_ns = te_clock_now_ns(NULL), worker, number = 0;
    put(ring, 0, 7);
    FILE *file = fopen(path, "r");
    while (!next_line(file, &worker, &number)) {
        clearerr(file);
        sched_yield();
    }
    assert_int_equal(number, 7);
    assert_true(te_clock_now_ns(NULL) - begun_ns < 5 * TE_NS_PER_S);
    fclose(file);
    te_ring_let_go(ring);
    te_request_log_close(log);
}

static void what_is_there_stays_until_there_is_a_line_or_an_end(void **state) {
    (void)state;
    uint64_t worker, number;
    const char *path = scratch_text("kept", TE_REQUEST_LINE_START "old\"}\n");
    te_request_log_close(open_log(path));
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_true(info.st_size > 0);
    te_request_log *log = open_log(path);
    end_log(log, TE_NS_PER_S);
    te_request_log_close(log);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_size, 0);
    log = open_log(path);
    te_ring *ring = join_log(log);
    put(ring, 0, 1);
    te_ring_let_go(ring);
    end_log(log, 60 * TE_NS_PER_S);
    te_request_log_close(log);
    FILE *file = fopen(path, "r");
    assert_true(next_line(file, &worker, &number));
    assert_false(next_line(file, &worker, &number));
    fclose(file);
}

/* Two requests: the last that ends before the border, the first behind it. */
static void put_both(te_ring *ring, uint64_t border_ns) {
    char name[] = "tea";
    te_exchange x = {.name = name, .ended_ns = border_ns - 1};
    te_request_record_put(ring, &x, true);
    x.ended_ns = border_ns;
    te_request_record_put(ring, &x, true);
}

static void those_that_ended_in_a_warm_up_say_so(void **state) {
    (void)state;
    const char *path = scratch_path("warm.jsonl");
    char text[4096];
    te_request_log *log = open_log(path);
    te_ring *ring = join_log(log);
    te_request_log_warm_up(log, 1000);
    put_both(ring, 1000);
    te_ring_let_go(ring);
    assert_int_equal(end_log(log, 60 * TE_NS_PER_S).lost, 0);
    te_request_log_close(log);
    FILE *file = fopen(path, "r");
    for (int i = 0; i < 2; i++) {
        assert_non_null(fgets(text, sizeof text, file));
        bool is_marked = strstr(text, "\"warm_up\":true}") != NULL;
        assert_int_equal(is_marked, i == 0);
    }
    fclose(file);
}

#define A_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        A_TEST(lines_of_a_thread_are_in_order_and_all_are_accounted_for),
        A_TEST(a_write_that_hangs_is_not_waited_for_long),
        A_TEST(at_a_limit_the_file_ends_with_a_whole_line),
        A_TEST(one_that_was_removed_is_lost_as_a_whole),
        A_TEST(lines_are_in_the_file_within_a_second_or_so),
        A_TEST(what_is_there_stays_until_there_is_a_line_or_an_end),
        A_TEST(those_that_ended_in_a_warm_up_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
