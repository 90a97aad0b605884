/* journal_file.c - see journal_file.h. */
#include "journal_file.h"

#include "buf.h"
#include "clock.h"
#include "journal_json.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SYNC_S 10
#define PATIENCE_S 10

struct te_journal_file {
    char *path;
    te_line_file file;
    pthread_t writer, syncer;
    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t changed;
    te_buf pending; /* not yet taken by the thread */
    bool is_closing, is_written, is_done;
    char why[160]; /* it stopped; "": it did not */
};

const te_line_kind te_journal_line_kind = {TE_JOURNAL_START, "journal"};

static bool fail(const char *path, const char *why, te_error *err) {
    return te_fail_as(err, TE_ERROR_OUTPUT, "cannot write '%s': %s", path, why);
}

/* --- the threads -------------------------------------------------------- */

/* The first reason holds. The lock is held. */
static void note_why(te_journal_file *f, const char *why) {
    if (f->why[0] == '\0') snprintf(f->why, sizeof f->why, "%s", why);
}

static void stop(te_journal_file *f, const char *why) {
    pthread_mutex_lock(&f->lock);
    note_why(f, why);
    te_buf_free(&f->pending);
    pthread_mutex_unlock(&f->lock);
}

/* How many bytes of them are in the file. */
static size_t write_lines(te_journal_file *f, te_slice lines) {
    int why;
    size_t taken = te_line_file_add(&f->file, lines, &why);
    if (taken < lines.length) stop(f, strerror(why));
    return taken;
}

/* Not everything can be synced; what is lost says EIO, ENOSPC or EDQUOT. */
static void sync_file(te_journal_file *f) {
    if (!f->file.is_regular) return;
    if (fdatasync(f->file.fd) != 0 && errno != EINVAL && errno != EROFS)
        stop(f, strerror(errno));
    else if (te_line_file_is_gone(&f->file))
        stop(f, TE_LINE_FILE_GONE);
}

static struct timespec moment_after(int seconds) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += seconds;
    return at;
}

static bool is_stopped(te_journal_file *f) {
    pthread_mutex_lock(&f->lock);
    bool stopped = f->why[0] != '\0';
    pthread_mutex_unlock(&f->lock);
    return stopped;
}

static void set(te_journal_file *f, bool *flag) {
    pthread_mutex_lock(&f->lock);
    *flag = true;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

/* Waits until there is something to write, and takes it; false at the end. */
static bool take(te_journal_file *f, te_buf *lines) {
    te_buf_reset(lines);
    pthread_mutex_lock(&f->lock);
    while (f->pending.length == 0 && !f->is_closing)
        pthread_cond_wait(&f->changed, &f->lock);
    te_buf empty = *lines;
    *lines = f->pending;
    f->pending = empty;
    bool is_over = f->is_closing && lines->length == 0;
    pthread_mutex_unlock(&f->lock);
    return !is_over;
}

static void *write_lines_as_they_come(void *arg) {
    te_journal_file *f = arg;
    te_buf lines = TE_BUF_INIT;
    while (take(f, &lines))
        if (!is_stopped(f))
            write_lines(f, (te_slice){lines.data, lines.length});
    te_buf_free(&lines);
    set(f, &f->is_written);
    return NULL;
}

/* True when all was written, false when it is time to sync. */
static bool wait_for_written(te_journal_file *f) {
    struct timespec until = moment_after(SYNC_S);
    pthread_mutex_lock(&f->lock);
    int status = 0;
    while (!f->is_written && status == 0)
        status = pthread_cond_timedwait(&f->changed, &f->lock, &until);
    bool is_written = f->is_written;
    pthread_mutex_unlock(&f->lock);
    return is_written;
}

static void *sync_now_and_then(void *arg) {
    te_journal_file *f = arg;
    bool is_last;
    do {
        is_last = wait_for_written(f);
        if (!is_stopped(f)) sync_file(f);
    } while (!is_last);
    set(f, &f->is_done);
    return NULL;
}

/* Signals are for others; SIGXFSZ, which a limit on file sizes sends, becomes
 * an error of write(). */
static bool start_threads(te_journal_file *f) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int status = pthread_create(&f->writer, NULL, write_lines_as_they_come, f);
    if (status == 0) {
        status = pthread_create(&f->syncer, NULL, sync_now_and_then, f);
        if (status != 0) {
            set(f, &f->is_closing);
            pthread_join(f->writer, NULL);
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (status != 0) errno = status;
    return status == 0;
}

/* --- what others see ---------------------------------------------------- */

static void free_file(te_journal_file *f) {
    te_line_file_close(&f->file);
    te_buf_free(&f->pending);
    pthread_cond_destroy(&f->changed);
    pthread_mutex_destroy(&f->lock);
    free(f->path);
    free(f);
}

static void init_locks(te_journal_file *f) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&f->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&f->lock, NULL);
}

/* What is in the file once it is open. */
typedef struct contents {
    te_slice first;              /* new lines */
    bool is_resumed;             /* and before them old ones: */
    uint64_t bytes, whole_bytes; /* as it was found */
} contents;

/* By who opens it, not by the writer: whoever sees the file shall see what it
 * is. The signals of a write that fails are taken back, as others may not
 * expect them. One that takes nothing is not made. */
static void write_first(te_journal_file *f, te_slice lines) {
    sigset_t sent, before;
    sigemptyset(&sent);
    sigaddset(&sent, SIGXFSZ);
    sigaddset(&sent, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &sent, &before);
    size_t taken = write_lines(f, lines);
    if (taken < lines.length) sigtimedwait(&sent, NULL, &(struct timespec){0});
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (taken == 0 && lines.length > 0) te_line_file_undo(&f->file);
}

/* What was in it is gone, but for what a run that is resumed leaves. */
static bool open_file(te_journal_file *f, const contents *c, te_error *err) {
    bool ok = te_line_file_open(&f->file, f->path, &te_journal_line_kind, err);
    if (ok && c->is_resumed)
        ok = te_line_file_cut(&f->file, c->bytes, c->whole_bytes, err);
    else if (ok)
        ok = te_line_file_empty(&f->file, err);
    if (!ok) return false;
    write_first(f, c->first);
    return start_threads(f) || fail(f->path, strerror(errno), err);
}

static te_journal_file *make_file(const char *path, const contents *c,
                                  te_error *err) {
    te_journal_file *f = calloc(1, sizeof *f);
    if (f == NULL || (f->path = strdup(path)) == NULL) {
        free(f);
        fail(path, "no memory", err);
        return NULL;
    }
    init_locks(f);
    if (open_file(f, c, err)) return f;
    free_file(f);
    return NULL;
}

te_journal_file *te_journal_file_open(const char *path, te_slice first,
                                      te_error *err) {
    return make_file(path, &(contents){.first = first}, err);
}

te_journal_file *te_journal_file_resume(const char *path, uint64_t bytes,
                                        uint64_t whole_bytes, te_error *err) {
    contents c = {
        .is_resumed = true, .bytes = bytes, .whole_bytes = whole_bytes};
    return make_file(path, &c, err);
}

void te_journal_file_add(te_journal_file *f, te_slice lines) {
    pthread_mutex_lock(&f->lock);
    bool is_slow = f->pending.length + lines.length > TE_JOURNAL_BACKLOG;
    if (f->why[0] != '\0')
        ; /* nothing more is wanted */
    else if (is_slow)
        note_why(f, "it takes what is written too slowly");
    else if (!te_buf_add(&f->pending, lines.data, lines.length))
        note_why(f, "no memory");
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

bool te_journal_file_ok(te_journal_file *f, te_error *err) {
    pthread_mutex_lock(&f->lock);
    bool ok = f->why[0] == '\0' || fail(f->path, f->why, err);
    pthread_mutex_unlock(&f->lock);
    return ok;
}

/* Whether the thread has come to its end in time. */
static bool wait_for_end(te_journal_file *f) {
    struct timespec until = moment_after(PATIENCE_S);
    set(f, &f->is_closing);
    pthread_mutex_lock(&f->lock);
    int status = 0;
    while (!f->is_done && status == 0)
        status = pthread_cond_timedwait(&f->changed, &f->lock, &until);
    bool is_done = f->is_done;
    pthread_mutex_unlock(&f->lock);
    return is_done;
}

bool te_journal_file_close(te_journal_file *f, te_error *err) {
    if (f == NULL) return true;
    if (!wait_for_end(f)) {
        /* It is the threads' for ever. */
        pthread_detach(f->writer);
        pthread_detach(f->syncer);
        return fail(f->path, "the disk does not answer", err);
    }
    pthread_join(f->writer, NULL);
    pthread_join(f->syncer, NULL);
    bool ok = te_journal_file_ok(f, err);
    free_file(f);
    return ok;
}
