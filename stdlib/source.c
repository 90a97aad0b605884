/* source.c - see source.h. */
#include "source.h"

#include "unnamed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { CHUNK_BYTES = 256 * 1024 };

/* Copies all that `from` inflates to; the number of bytes goes to *size. */
static bool inflate_into(gzFile from, int to, const char *path, uint64_t *size,
                         te_error *err) {
    char *chunk = malloc(CHUNK_BYTES);
    if (chunk == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
    int got;
    bool written = true;
    while (written && (got = gzread(from, chunk, CHUNK_BYTES)) > 0) {
        written = te_unnamed_write(to, chunk, (size_t)got);
        *size += (uint64_t)got;
    }
    int saved_errno = errno;
    free(chunk);
    if (!written)
        return te_fail_as(err, TE_ERROR_SYSTEM,
                          "%s: cannot inflate it into a temporary file: %s",
                          path, strerror(saved_errno));
    int code;
    const char *why = gzerror(from, &code);
    /* zlib names the file by its descriptor: "<fd:5>: what was wrong". */
    const char *after_name = strstr(why, ">: ");
    if (after_name != NULL) why = after_name + 3;
    if (code != Z_OK && code != Z_STREAM_END)
        return te_fail(err, "%s: cannot inflate it: %s", path, why);
    return true;
}

/* Puts a temporary file with the inflated bytes in the place of source->fd. */
static bool inflate_file(te_source *source, te_error *err) {
    int fd = te_unnamed_open();
    if (fd < 0)
        return te_fail_as(err, TE_ERROR_SYSTEM,
                          "%s: no temporary file to inflate it into: %s",
                          source->path, strerror(errno));
    gzFile from = gzdopen(source->fd, "rb");
    if (from == NULL) {
        close(fd);
        return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", source->path);
    }
    source->fd = fd; /* the compressed file is closed with `from` */
    gzbuffer(from, CHUNK_BYTES);
    source->size = 0;
    bool ok = inflate_into(from, fd, source->path, &source->size, err);
    int closed = gzclose(from);
    if (ok && closed == Z_BUF_ERROR)
        return te_fail(err, "%s: the compressed file ends too early",
                       source->path);
    return ok;
}

static bool is_gzip(int fd) {
    unsigned char start[2];
    return pread(fd, start, 2, 0) == 2 && start[0] == 0x1f && start[1] == 0x8b;
}

bool te_source_open(te_source *source, const char *path, te_error *err) {
    *source = TE_SOURCE_INIT;
    source->path = strdup(path);
    if (source->path == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
    /* Without O_NONBLOCK, opening a pipe would wait for its writer. */
    source->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat info;
    if (source->fd < 0 || fstat(source->fd, &info) != 0)
        return te_fail(err, "%s: %s", path, strerror(errno));
    if (!S_ISREG(info.st_mode))
        return te_fail(err, "%s: not a file but a %s", path,
                       S_ISDIR(info.st_mode) ? "folder" : "device or pipe");
    source->size = (uint64_t)info.st_size;
    return is_gzip(source->fd) ? inflate_file(source, err) : true;
}

void te_source_close(te_source *source) {
    if (source->fd >= 0) close(source->fd);
    free(source->path);
    *source = TE_SOURCE_INIT;
}

bool te_source_read(const te_source *source, uint64_t offset, void *into,
                    size_t length, te_error *err) {
    char *to = into;
    while (length > 0) {
        ssize_t got = pread(source->fd, to, length, (off_t)offset);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            return te_fail(err, "%s: %s", source->path, strerror(errno));
        if (got == 0)
            return te_fail(err, "%s: the file shrank while it was in use",
                           source->path);
        to += got;
        offset += (uint64_t)got;
        length -= (size_t)got;
    }
    return true;
}

const char *te_source_name(const te_source *source) {
    const char *slash = strrchr(source->path, '/');
    return slash != NULL ? slash + 1 : source->path;
}
