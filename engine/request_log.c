/* request_log.c - see request_log.h. */
#include "request_log.h"

#include "clock.h"
#include "line_file.h"
#include "request_line.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BLOCK_BYTES ((size_t)64 << 10)
#define FLUSH_NS TE_NS_PER_S
/* Between two looks at rings that were empty. */
#define NAP_NS (5 * TE_NS_PER_MS)
/* How much longer than it was given the writer may be inside a write. */
#define PATIENCE_NS TE_NS_PER_S
/* From one ring at once, so that no thread's overflows meanwhile. */
enum { TURN_MAX = 1024 };

static const te_line_kind lines_of_requests = {TE_REQUEST_LINE_START,
                                               "log of requests"};

typedef struct member {
    te_ring *ring;
    struct member *next;
} member;

struct te_request_log {
    atomic_int owners; /* who opened it, and the writer */
    char *path;
    te_common *common;
    bool was_told;     /* that it is broken */
    uint64_t epoch_ns; /* 1970, by the clock of the records */
    pthread_t writer;
    bool has_writer;
    bool is_stranded;          /* inside a write that does not return */
    _Atomic(member *) first;   /* of those that joined */
    _Atomic uint64_t until_ns; /* 0: it goes on */
    _Atomic uint64_t warm_up_until_ns;
    atomic_bool is_given_up, is_broken, is_done;
    _Atomic uint64_t written; /* lines */

    /* The writer's own. */
    te_line_file file;
    bool has_begun; /* what was in the file before has gone */
    te_buf block;
    uint64_t flushed_ns;
    char why[200]; /* set before is_broken is */
};

static bool fail(te_error *err, const char *why) {
    return te_fail_as(err, TE_ERROR_SYSTEM, "%s", why);
}

/* The last one takes it down. */
static void let_go(te_request_log *log) {
    if (atomic_fetch_sub(&log->owners, 1) > 1) return;
    while (log->first != NULL) {
        member *m = log->first;
        log->first = m->next;
        te_ring_let_go(m->ring);
        free(m);
    }
    te_line_file_close(&log->file);
    te_buf_free(&log->block);
    free(log->path);
    free(log);
}

/* ---- Writing ---- */

static size_t count_lines(te_slice text) {
    size_t lines = 0;
    for (size_t i = 0; i < text.length; i++)
        lines += text.data[i] == '\n';
    return lines;
}

static void give_up(te_request_log *log, const char *why) {
    snprintf(log->why, sizeof log->why, "%.190s", why);
    atomic_store(&log->is_broken, true);
}

static void write_block(te_request_log *log) {
    int why;
    te_slice block = {log->block.data, log->block.length};
    size_t taken = te_line_file_add(&log->file, block, &why);
    log->written += count_lines(te_slice_to(block, taken));
    if (taken < block.length) give_up(log, strerror(why));
    if (!te_line_file_is_gone(&log->file)) return;
    log->written = 0;
    give_up(log, TE_LINE_FILE_GONE);
}

/* What was there before goes when there is something to come in its place, or
 * when it is known that there is nothing. */
static void begin(te_request_log *log) {
    if (log->has_begun) return;
    log->has_begun = true;
    if (!te_line_file_empty(&log->file, NULL)) give_up(log, strerror(errno));
}

static void flush(te_request_log *log) {
    if (log->block.length > 0) {
        begin(log);
        if (!log->is_broken) write_block(log);
        te_buf_reset(&log->block);
    }
    log->flushed_ns = te_clock_now_ns(NULL);
}

/* Some of what is in the ring, into the block; how many they were. */
static size_t take_from(te_request_log *log, te_ring *ring) {
    size_t taken = 0;
    const te_request_record *r;
    while (taken < TURN_MAX && (r = te_ring_first(ring)) != NULL) {
        bool is_warm_up = r->ended_ns < log->warm_up_until_ns;
        if (!log->is_broken) /* a line that finds no memory is lost */
            te_request_line_add(&log->block, r, log->epoch_ns, is_warm_up);
        te_ring_take(ring);
        taken++;
        if (log->block.length >= BLOCK_BYTES) flush(log);
    }
    return taken;
}

static void complete(te_request_log *log) {
    if (log->is_given_up && !log->has_begun) {
        te_line_file_undo(&log->file);
        return;
    }
    begin(log);
    flush(log);
    te_line_file_close(&log->file);
}

static void nap(void) {
    nanosleep(&(struct timespec){.tv_nsec = NAP_NS}, NULL);
}

/* The end is looked for before the rings are: what was put before it was told
 * is still found in them. */
static void *write_as_they_come(void *arg) {
    te_request_log *log = arg;
    for (;;) {
        uint64_t until_ns = log->until_ns;
        size_t taken = 0;
        for (member *m = log->first; m != NULL; m = m->next)
            taken += take_from(log, m->ring);
        uint64_t now_ns = te_clock_now_ns(NULL);
        bool is_over = until_ns > 0 && (taken == 0 || now_ns >= until_ns);
        if (is_over) break;
        if (now_ns - log->flushed_ns >= FLUSH_NS) flush(log);
        if (taken == 0) nap();
    }
    complete(log);
    atomic_store(&log->is_done, true);
    let_go(log);
    return NULL;
}

/* Signals are for others; SIGXFSZ, which a limit on file sizes sends, becomes
 * an error of write(). */
static bool start_writer(te_request_log *log, te_error *err) {
    sigset_t all, before;
    sigfillset(&all);
    atomic_fetch_add(&log->owners, 1);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int status = pthread_create(&log->writer, NULL, write_as_they_come, log);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    log->has_writer = status == 0;
    if (log->has_writer) return true;
    atomic_fetch_sub(&log->owners, 1);
    return fail(err, strerror(status));
}

/* ---- What others see ---- */

static bool start(te_request_log *log, te_error *err) {
    if (!te_line_file_open(&log->file, log->path, &lines_of_requests, err))
        return false;
    /* A run that is resumed goes on in its log. */
    log->has_begun = te_common_is_resumed(log->common);
    if (log->has_begun && !te_line_file_mend(&log->file, err)) return false;
    if (start_writer(log, err)) return true;
    te_line_file_undo(&log->file);
    return false;
}

te_request_log *te_request_log_open(const char *path, te_common *common,
                                    te_error *err) {
    te_request_log *log = calloc(1, sizeof *log);
    if (log == NULL) {
        fail(err, "no memory");
        return NULL;
    }
    atomic_init(&log->owners, 1);
    log->common = common;
    log->file.fd = -1;
    log->flushed_ns = te_clock_now_ns(NULL);
    log->epoch_ns = te_clock_unix_ns() - log->flushed_ns;
    log->path = strdup(path);
    bool ok = log->path != NULL && te_buf_reserve(&log->block, 2 * BLOCK_BYTES);
    if (ok ? start(log, err) : fail(err, "no memory")) return log;
    te_request_log_close(log);
    return NULL;
}

static void wait_for_writer(te_request_log *log) {
    uint64_t until_ns = log->until_ns + PATIENCE_NS;
    while (!log->is_done && te_clock_now_ns(NULL) < until_ns)
        nap();
    log->is_stranded = !log->is_done;
    if (log->is_stranded)
        pthread_detach(log->writer);
    else
        pthread_join(log->writer, NULL);
    log->has_writer = false;
}

void te_request_log_close(te_request_log *log) {
    if (log == NULL) return;
    if (log->has_writer) {
        if (log->until_ns == 0) atomic_store(&log->is_given_up, true);
        te_request_log_end(log, te_clock_now_ns(NULL));
        wait_for_writer(log);
    }
    let_go(log);
}

te_ring *te_request_log_join(te_request_log *log, size_t ring_bytes) {
    member *m = calloc(1, sizeof *m);
    if (m == NULL) return NULL;
    m->ring = te_ring_new(ring_bytes);
    if (m->ring == NULL) {
        free(m);
        return NULL;
    }
    m->next = log->first;
    atomic_store(&log->first, m);
    return m->ring;
}

void te_request_log_warm_up(te_request_log *log, uint64_t until_ns) {
    atomic_store(&log->warm_up_until_ns, until_ns);
}

bool te_request_log_has_failed(const te_request_log *log) {
    return log->is_broken || log->is_stranded;
}

static const char *reason(const te_request_log *log) {
    return log->is_broken     ? log->why
           : log->is_stranded ? "the disk does not answer"
                              : "the disk was too slow";
}

void te_request_log_look(te_request_log *log) {
    if (log->was_told || !te_request_log_has_failed(log)) return;
    log->was_told = true;
    te_common_warn(log->common,
                   "cannot write '%.500s': %s; the run goes on without it",
                   log->path, reason(log));
}

void te_request_log_end(te_request_log *log, uint64_t until_ns) {
    if (log->until_ns == 0) atomic_store(&log->until_ns, until_ns);
}

void te_request_log_wait(te_request_log *log, te_request_log_account *account) {
    *account = (te_request_log_account){0};
    if (log->has_writer) wait_for_writer(log);
    uint64_t dropped = 0;
    for (member *m = log->first; m != NULL; m = m->next) {
        account->requests += te_ring_count(m->ring);
        dropped += te_ring_dropped(m->ring);
    }
    account->requests += dropped;
    account->lost = account->requests - log->written;
    snprintf(account->reason, sizeof account->reason, "%s", reason(log));
    te_request_log_look(log);
}

const char *te_request_log_path(const te_request_log *log) { return log->path; }
