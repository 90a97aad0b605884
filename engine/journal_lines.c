/* journal_lines.c - see journal_lines.h. */
#include "journal_lines.h"

#include "journal_json.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { CHUNK_BYTES = 1 << 16 };

/* Whoever writes holds the lock. */
static bool is_written(int fd) {
    if (flock(fd, LOCK_SH | LOCK_NB) != 0) return errno == EWOULDBLOCK;
    flock(fd, LOCK_UN);
    return false;
}

bool te_journal_lines_open(te_journal_lines *l, const char *path) {
    *l = (te_journal_lines){.fd = open(path, O_RDONLY | O_CLOEXEC)};
    if (l->fd < 0) return false;
    /* Asked before: its last line may come while the others are read. */
    l->was_written = is_written(l->fd);
    return true;
}

void te_journal_lines_close(te_journal_lines *l) {
    if (l->fd >= 0) close(l->fd);
    te_buf_free(&l->bytes);
}

/* Appends more of the file; 0 at its end, -1 and errno. */
static ssize_t fill(te_journal_lines *l) {
    if (l->used > 0) {
        l->bytes.length -= l->used;
        memmove(l->bytes.data, l->bytes.data + l->used, l->bytes.length);
        l->searched -= l->used;
        l->used = 0;
    }
    if (!te_buf_reserve(&l->bytes, CHUNK_BYTES)) {
        errno = ENOMEM;
        return -1;
    }
    ssize_t n = read(l->fd, l->bytes.data + l->bytes.length, CHUNK_BYTES);
    if (n > 0) l->bytes.length += (size_t)n;
    return n;
}

/* A line that is longer than any is one without end: what comes first in it
 * tells that it is none of ours. */
static bool is_foreign(const te_journal_lines *l) {
    te_slice start = {l->bytes.data, l->bytes.length};
    return l->number == 0 && start.length >= CHUNK_BYTES &&
           !te_slice_starts(start, TE_JOURNAL_START);
}

static void take(te_journal_lines *l, size_t end, bool is_whole,
                 te_slice *line) {
    *line = (te_slice){l->bytes.data + l->used, end - l->used};
    l->used = l->searched = end + is_whole;
    l->number++;
    l->whole_bytes += line->length + is_whole;
}

/* What is behind the last newline, where it is all of a line. */
static int take_rest(te_journal_lines *l, te_slice *line) {
    te_slice rest = {te_buf_str(&l->bytes) + l->used,
                     l->bytes.length - l->used};
    if (l->was_written || !te_journal_is_sealed(rest)) return 0;
    take(l, l->bytes.length, false, line);
    return 1;
}

int te_journal_lines_next(te_journal_lines *l, te_slice *line) {
    for (;;) {
        te_slice rest = {te_buf_str(&l->bytes) + l->searched,
                         l->bytes.length - l->searched};
        size_t end = l->searched + te_slice_find(rest, '\n');
        bool is_whole = end < l->bytes.length;
        if (is_whole || is_foreign(l)) {
            take(l, end, is_whole, line);
            return 1;
        }
        l->searched = l->bytes.length;
        if (l->bytes.length - l->used > TE_JOURNAL_LINE_MAX) {
            errno = EFBIG;
            return -1;
        }
        ssize_t n = fill(l);
        if (n <= 0) return n < 0 ? -1 : take_rest(l, line);
    }
}

uint64_t te_journal_lines_bytes(const te_journal_lines *l) {
    return l->whole_bytes + (l->bytes.length - l->used);
}
