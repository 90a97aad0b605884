/* body.h - what a request sends: text and files, one after the other.
 *
 * How long it is, is known before it is sent. Files are opened when all else
 * is there and read where their bytes are wanted, by position: none is ever
 * whole in memory, and a body that has to be sent again is read again. A file
 * that has grown meanwhile sends what it had; one that has shrunk cannot be
 * sent. */
#ifndef TE_BODY_H
#define TE_BODY_H

#include "buf.h"
#include "error.h"
#include "slice.h"
#include <stdint.h>

typedef struct te_body_part {
    const char *text; /* borrowed; NULL: in the body's own text, or a file */
    char *path;       /* of a file, else NULL */
    int fd;           /* its descriptor; -1: not open */
    size_t from;      /* where it begins in the body's own text */
    uint64_t bytes;
} te_body_part;

typedef struct te_body {
    te_body_part *parts; /* none: no body, which is not an empty one */
    size_t count, room;
    uint64_t bytes; /* of all parts; of files once they are open */
    te_buf text;    /* what was copied */
    te_buf problem; /* why it cannot be read */
} te_body;

/* A zeroed te_body has no part. Reset closes the files and keeps memory, up to
 * a bound. */
void te_body_reset(te_body *body);
void te_body_free(te_body *body);

/* Append. Borrowed text must stay until the body is reset. False without
 * memory. */
bool te_body_borrow(te_body *body, te_slice text);
bool te_body_add(te_body *body, te_slice text);
bool te_body_add_file(te_body *body, const char *path);

/* Opens the files, once all is appended. False and err for one that is none or
 * cannot be read: then the body is reset. */
bool te_body_open(te_body *body, te_error *err);

/* Whether nothing of it is a file. */
bool te_body_is_in_memory(const te_body *body);
/* Whether all of it is one text, and which. */
bool te_body_is_text(const te_body *body, te_slice *text);

/* Copies up to `size` bytes from `offset` on; *got is 0 at the end only. False
 * when a file cannot be read: te_body_problem() says why, in one line. */
bool te_body_read(te_body *body, uint64_t offset, char *out, size_t size,
                  size_t *got);
const char *te_body_problem(const te_body *body);

#endif
