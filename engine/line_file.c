/* line_file.c - see line_file.h. */
#include "line_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const te_line_file *f, const char *why, te_error *err) {
    return te_fail_as(err, TE_ERROR_OUTPUT, "cannot write '%s': %s", f->path,
                      why);
}

/* ---- Opening ---- */

bool te_line_file_is_ours(int fd, const te_line_kind *kind) {
    char start[TE_LINE_START_MAX];
    size_t wanted = strlen(kind->start);
    assert(wanted <= sizeof start);
    ssize_t length = pread(fd, start, wanted, 0);
    return length <= 0 || memcmp(start, kind->start, (size_t)length) == 0;
}

/* A pipe is opened once, for writing only: it has a reader at its other end,
 * who would take a first opening that is closed again for all. */
static bool open_either(te_line_file *f) {
    struct stat info;
    bool is_there = stat(f->path, &info) == 0;
    int mode = is_there && !S_ISREG(info.st_mode) ? O_WRONLY : O_RDWR;
    f->is_new = !is_there && errno == ENOENT;
    f->fd = open(f->path, mode | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (f->fd < 0 || fstat(f->fd, &info) != 0) return false;
    f->is_regular = S_ISREG(info.st_mode);
    return true;
}

/* Pipes and devices have no locks, and nothing in them. */
static bool claim(te_line_file *f, const te_line_kind *kind, te_error *err) {
    char why[80];
    if (!f->is_regular) return true;
    bool is_free = flock(f->fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
    if (is_free && te_line_file_is_ours(f->fd, kind)) return true;
    snprintf(why, sizeof why,
             is_free ? "what is there is no %s"
                     : "another run writes its %s there",
             kind->noun);
    return fail(f, why, err);
}

bool te_line_file_open(te_line_file *f, const char *path,
                       const te_line_kind *kind, te_error *err) {
    *f = (te_line_file){.path = path, .fd = -1};
    if (open_either(f) ? claim(f, kind, err) : fail(f, strerror(errno), err))
        return true;
    te_line_file_close(f);
    return false;
}

void te_line_file_close(te_line_file *f) {
    if (f->fd >= 0) close(f->fd);
    f->fd = -1;
}

void te_line_file_undo(te_line_file *f) {
    if (f->fd >= 0 && f->is_new && f->is_regular) unlink(f->path);
    te_line_file_close(f);
}

static bool cut_at(te_line_file *f, off_t length, te_error *err) {
    return ftruncate(f->fd, length) == 0 || fail(f, strerror(errno), err);
}

bool te_line_file_empty(te_line_file *f, te_error *err) {
    return !f->is_regular || cut_at(f, 0, err);
}

static bool end_line(te_line_file *f, off_t length, te_error *err) {
    char last;
    int why;
    if (pread(f->fd, &last, 1, length - 1) != 1 || last == '\n') return true;
    return te_line_file_add(f, te_slice_of("\n"), &why) == 1 ||
           fail(f, strerror(why), err);
}

bool te_line_file_cut(te_line_file *f, uint64_t bytes, uint64_t whole,
                      te_error *err) {
    struct stat info;
    if (!f->is_regular) return fail(f, "it is no file", err);
    if (fstat(f->fd, &info) != 0) return fail(f, strerror(errno), err);
    if ((uint64_t)info.st_size != bytes)
        return fail(f, "someone has written to it meanwhile", err);
    return cut_at(f, (off_t)whole, err) && end_line(f, (off_t)whole, err);
}

bool te_line_file_mend(te_line_file *f, te_error *err) {
    char last[TE_LINE_MEND_BYTES];
    struct stat info;
    if (!f->is_regular) return true;
    if (fstat(f->fd, &info) != 0) return fail(f, strerror(errno), err);
    off_t from = info.st_size - (off_t)sizeof last;
    if (from < 0) from = 0;
    ssize_t length = pread(f->fd, last, sizeof last, from);
    if (length < 0) return fail(f, strerror(errno), err);
    while (length > 0 && last[length - 1] != '\n')
        length--;
    return cut_at(f, from + length, err);
}

/* ---- Writing ---- */

/* The last bytes of the file are no whole line. Where they cannot be taken back
 * they stay, as after a crash. */
static void take_back(te_line_file *f, size_t bytes) {
    if (!f->is_regular) return;
    off_t end = lseek(f->fd, 0, SEEK_END);
    if (ftruncate(f->fd, end - (off_t)bytes) != 0) return;
}

size_t te_line_file_add(te_line_file *f, te_slice lines, int *why) {
    size_t taken = 0, whole;
    while (taken < lines.length) {
        ssize_t n = write(f->fd, lines.data + taken, lines.length - taken);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            *why = n < 0 ? errno : ENOSPC;
            break;
        }
        taken += (size_t)n;
    }
    for (whole = taken; whole > 0 && lines.data[whole - 1] != '\n';)
        whole--;
    if (whole < taken) take_back(f, taken - whole);
    return whole;
}

/* ---- What others do to it ---- */

static bool leads_to(const char *path, const struct stat *file) {
    struct stat info;
    return stat(path, &info) == 0 && info.st_dev == file->st_dev &&
           info.st_ino == file->st_ino;
}

/* The kernel knows what it is called now. Below a file system that was
 * unmounted that is a path which leads nowhere, and of a file with several
 * names, the one that was removed. */
static bool has_another_name(int fd, const struct stat *file) {
    char link[40], name[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name);
    if (length < 0 || length == sizeof name) return true; /* who knows */
    te_slice text = {name, (size_t)length};
    if (te_slice_ends(text, " (deleted)")) return true;
    name[length] = '\0';
    return leads_to(name, file);
}

bool te_line_file_is_gone(const te_line_file *f) {
    struct stat info;
    if (!f->is_regular || fstat(f->fd, &info) != 0) return false;
    if (info.st_nlink == 0) return true;
    return !leads_to(f->path, &info) && !has_another_name(f->fd, &info);
}
