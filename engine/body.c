/* body.c - see body.h. */
#include "body.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What one large body needed beyond this is not kept. */
#define KEPT_BYTES ((size_t)64 * 1024)
enum { KEPT_PARTS = 64 };

void te_body_reset(te_body *b) {
    for (size_t i = 0; i < b->count; i++) {
        if (b->parts[i].fd >= 0) close(b->parts[i].fd);
        free(b->parts[i].path);
    }
    if (b->room > KEPT_PARTS) {
        free(b->parts);
        b->parts = NULL;
        b->room = 0;
    }
    b->count = 0;
    b->bytes = 0;
    if (b->text.capacity > KEPT_BYTES) te_buf_free(&b->text);
    te_buf_reset(&b->text);
    te_buf_reset(&b->problem);
}

void te_body_free(te_body *b) {
    te_body_reset(b);
    te_buf_free(&b->text);
    te_buf_free(&b->problem);
    free(b->parts);
    *b = (te_body){0};
}

/* ---- Filling ---- */

static te_body_part *add_part(te_body *b, uint64_t bytes) {
    if (b->count == b->room) {
        size_t room = b->room > 0 ? b->room * 2 : 1;
        te_body_part *more = realloc(b->parts, room * sizeof *more);
        if (more == NULL) return NULL;
        b->parts = more;
        b->room = room;
    }
    te_body_part *part = &b->parts[b->count++];
    *part = (te_body_part){.fd = -1, .bytes = bytes};
    b->bytes += bytes;
    return part;
}

bool te_body_borrow(te_body *b, te_slice text) {
    te_body_part *part = add_part(b, text.length);
    if (part == NULL) return false;
    part->text = text.data;
    return true;
}

static bool is_own_text(const te_body_part *part) {
    return part->text == NULL && part->path == NULL;
}

bool te_body_add(te_body *b, te_slice text) {
    size_t from = b->text.length;
    if (!te_buf_add(&b->text, text.data, text.length)) return false;
    te_body_part *last = b->count > 0 ? &b->parts[b->count - 1] : NULL;
    if (last != NULL && is_own_text(last)) { /* goes on */
        last->bytes += text.length;
        b->bytes += text.length;
        return true;
    }
    te_body_part *part = add_part(b, text.length);
    if (part == NULL) return false;
    part->from = from;
    return true;
}

bool te_body_add_file(te_body *b, const char *path) {
    char *copy = strdup(path);
    te_body_part *part = copy != NULL ? add_part(b, 0) : NULL;
    if (part == NULL) {
        free(copy);
        return false;
    }
    part->path = copy;
    return true;
}

/* ---- Opening ---- */

static bool fail_file(const char *path, const char *why, te_error *err) {
    return te_fail(err, "cannot send %s: %s", path, why);
}

/* Opens a file that can be read, and says how long it is. */
static bool open_file(te_body_part *part, te_error *err) {
    struct stat status;
    /* Not to wait for who writes into a pipe. */
    part->fd = open(part->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (part->fd < 0 || fstat(part->fd, &status) != 0)
        return fail_file(part->path, strerror(errno), err);
    if (!S_ISREG(status.st_mode))
        return fail_file(part->path, "it is not a file", err);
    part->bytes = (uint64_t)status.st_size;
    return true;
}

bool te_body_open(te_body *b, te_error *err) {
    for (size_t i = 0; i < b->count; i++) {
        te_body_part *part = &b->parts[i];
        if (part->path == NULL) continue;
        if (!open_file(part, err)) {
            te_body_reset(b);
            return false;
        }
        b->bytes += part->bytes;
    }
    return true;
}

/* ---- Reading ---- */

static const char *text_of(const te_body *b, const te_body_part *part) {
    return part->text != NULL ? part->text : te_buf_str(&b->text) + part->from;
}

bool te_body_is_in_memory(const te_body *b) {
    for (size_t i = 0; i < b->count; i++) {
        if (b->parts[i].path != NULL) return false;
    }
    return true;
}

bool te_body_is_text(const te_body *b, te_slice *text) {
    if (b->count != 1 || b->parts[0].path != NULL) return false;
    *text = (te_slice){text_of(b, b->parts), (size_t)b->parts[0].bytes};
    return true;
}

/* Reads `size` bytes, all of them within the file as it was. */
static bool read_file(te_body *b, const te_body_part *part, uint64_t offset,
                      char *out, size_t size) {
    for (size_t done = 0; done < size;) {
        ssize_t n =
            pread(part->fd, out + done, size - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            te_buf_reset(&b->problem);
            te_buf_addf(&b->problem, "cannot send %.150s: %s", part->path,
                        n == 0 ? "it became shorter while it was sent"
                               : strerror(errno));
            return false;
        }
        done += (size_t)n;
    }
    return true;
}

bool te_body_read(te_body *b, uint64_t offset, char *out, size_t size,
                  size_t *got) {
    *got = 0;
    for (size_t i = 0; i < b->count && *got < size; i++) {
        const te_body_part *part = &b->parts[i];
        if (offset >= part->bytes) {
            offset -= part->bytes;
            continue;
        }
        uint64_t left = part->bytes - offset;
        size_t n = left < size - *got ? (size_t)left : size - *got;
        if (part->path == NULL)
            memcpy(out + *got, text_of(b, part) + offset, n);
        else if (!read_file(b, part, offset, out + *got, n))
            return false;
        *got += n;
        offset = 0;
    }
    return true;
}

const char *te_body_problem(const te_body *b) {
    return b->problem.length > 0 ? b->problem.data : "no memory for the reason";
}
