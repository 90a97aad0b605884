/* journal_file.c - see journal_file.h. */
#include "journal_file.h"

#include "buf.h"
#include "clock.h"
#include "journal_json.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SYNC_S 10
#define PATIENCE_S 10

struct te_journal_file {
    char *path;
    int fd;
    bool is_regular; /* can be cut, can be removed by others */
    off_t length;    /* of whole lines */
    pthread_t writer, syncer;
    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t changed;
    te_buf pending; /* not yet taken by the thread */
    bool is_closing, is_written, is_done;
    char why[160]; /* it stopped; "": it did not */
};

/* --- opening ------------------------------------------------------------ */

static bool fail(const char *path, const char *why, te_error *err) {
    return te_fail_as(err, TE_ERROR_OUTPUT, "cannot write '%s': %s", path, why);
}

bool te_journal_file_is_ours(int fd) {
    char start[sizeof TE_JOURNAL_START - 1];
    ssize_t length = pread(fd, start, sizeof start, 0);
    return length <= 0 || memcmp(start, TE_JOURNAL_START, (size_t)length) == 0;
}

/* What of the file stays when it is opened. */
typedef struct remains {
    bool is_resumed;
    uint64_t bytes, whole_bytes; /* as it was found; 0: nothing stays */
} remains;

static bool cut(te_journal_file *f, const remains *r, te_error *err) {
    f->length = (off_t)r->whole_bytes;
    return ftruncate(f->fd, f->length) == 0 ||
           fail(f->path, strerror(errno), err);
}

/* Pipes and devices have no locks and no end to cut at. */
static bool claim(te_journal_file *f, const remains *r, te_error *err) {
    struct stat info;
    if (fstat(f->fd, &info) != 0) return fail(f->path, strerror(errno), err);
    f->is_regular = S_ISREG(info.st_mode);
    if (!f->is_regular)
        return !r->is_resumed || fail(f->path, "it is no file", err);
    if (flock(f->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return fail(f->path, "another run writes its journal there", err);
    if (!te_journal_file_is_ours(f->fd))
        return fail(f->path, "what is there is no journal", err);
    /* Its size once it is locked: someone else may have resumed it. */
    if (r->is_resumed &&
        (fstat(f->fd, &info) != 0 || (uint64_t)info.st_size != r->bytes))
        return fail(f->path, "someone has written to it meanwhile", err);
    return cut(f, r, err);
}

static int open_either(const char *path) {
    int flags = O_CREAT | O_APPEND | O_CLOEXEC;
    int fd = open(path, O_RDWR | flags, 0666);
    /* A pipe would be held open by a reader of our own; /dev/stdout may be
     * for writing only. */
    struct stat info;
    if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) return fd;
    if (fd >= 0) close(fd);
    return open(path, O_WRONLY | flags, 0666);
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

static bool write_all(te_journal_file *f, te_slice lines) {
    while (lines.length > 0) {
        ssize_t n = write(f->fd, lines.data, lines.length);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            int why = n < 0 ? errno : ENOSPC;
            /* Back to whole lines; where that fails too, the last one is cut
             * off, as after a crash. */
            if (f->is_regular && ftruncate(f->fd, f->length) != 0) errno = why;
            stop(f, strerror(why));
            return false;
        }
        lines = te_slice_from(lines, (size_t)n);
    }
    return true;
}

static bool write_lines(te_journal_file *f, const te_buf *lines) {
    te_slice rest = {te_buf_str(lines), lines->length};
    while (rest.length > 0) {
        te_slice line = te_slice_to(rest, te_slice_find(rest, '\n') + 1);
        if (!write_all(f, line)) return false;
        f->length += (off_t)line.length;
        rest = te_slice_from(rest, line.length);
    }
    return true;
}

/* Not everything can be synced; what is lost says EIO, ENOSPC or EDQUOT. */
static void sync_file(te_journal_file *f) {
    struct stat info;
    if (!f->is_regular) return;
    if (fdatasync(f->fd) != 0 && errno != EINVAL && errno != EROFS)
        stop(f, strerror(errno));
    else if (fstat(f->fd, &info) == 0 && info.st_nlink == 0)
        stop(f, "someone removed it");
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
        if (!is_stopped(f)) write_lines(f, &lines);
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
    if (f->fd >= 0) close(f->fd);
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

static te_journal_file *open_file(const char *path, const remains *r,
                                  te_error *err) {
    te_journal_file *f = calloc(1, sizeof *f);
    if (f == NULL || (f->path = strdup(path)) == NULL) {
        free(f);
        fail(path, "no memory", err);
        return NULL;
    }
    init_locks(f);
    f->fd = open_either(path);
    bool ok =
        f->fd >= 0 ? claim(f, r, err) : fail(f->path, strerror(errno), err);
    if (ok && !start_threads(f)) ok = fail(f->path, strerror(errno), err);
    if (ok) return f;
    free_file(f);
    return NULL;
}

te_journal_file *te_journal_file_open(const char *path, te_error *err) {
    return open_file(path, &(remains){.is_resumed = false}, err);
}

te_journal_file *te_journal_file_resume(const char *path, uint64_t bytes,
                                        uint64_t whole_bytes, te_error *err) {
    return open_file(path, &(remains){true, bytes, whole_bytes}, err);
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
