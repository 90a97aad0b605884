/* line_file.h - lines that are appended to a file as they come.
 *
 * What was added is with the kernel and outlives the process. The file is one
 * of whole lines: of a line that cannot be written, what was written is taken
 * back. Only who is killed inside a write may leave a last line that is cut
 * off.
 *
 * While it is open the file is locked (flock), which tells those who read it
 * that there is more to come. */
#ifndef TE_LINE_FILE_H
#define TE_LINE_FILE_H

#include "error.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct te_line_file {
    const char *path; /* borrowed */
    int fd;           /* -1: it is not open */
    bool is_regular;  /* can be cut, can be removed by others */
    bool is_new;      /* there was no file of that name */
} te_line_file;

/* What stands in such a file: how each line begins, in up to
 * TE_LINE_START_MAX bytes, and what people call all of it. */
typedef struct te_line_kind {
    const char *start;
    const char *noun; /* "journal" */
} te_line_kind;

enum { TE_LINE_START_MAX = 16, TE_LINE_MEND_BYTES = 1 << 16 };

/* Whether what is there may go: nothing, or lines of this kind. */
bool te_line_file_is_ours(int fd, const te_line_kind *kind);

/* Makes the file, or claims the one that is there: what is in it stays for
 * now. It is refused where that is of another kind (the name may be a slip),
 * or where someone writes to it. False and err (TE_ERROR_OUTPUT, with the
 * path): then it is not open. */
bool te_line_file_open(te_line_file *f, const char *path,
                       const te_line_kind *kind, te_error *err);
void te_line_file_close(te_line_file *f); /* not open is fine, here and below */
/* As if it had never been opened, where nothing was changed in it. */
void te_line_file_undo(te_line_file *f);

/* Lets go of what is in it. As te_line_file_open(). */
bool te_line_file_empty(te_line_file *f, te_error *err);

/* Keeps the first `whole` of its bytes, of which there must be so many as were
 * seen before it was opened: others may have written to it since. Where the
 * last line lacks its newline it gets it. As te_line_file_open(). */
bool te_line_file_cut(te_line_file *f, uint64_t bytes, uint64_t whole,
                      te_error *err);
/* Keeps its whole lines; a last one that was cut off goes. Lines are shorter
 * than TE_LINE_MEND_BYTES. */
bool te_line_file_mend(te_line_file *f, te_error *err);

/* Appends whole lines. How many bytes of them are in the file now, whole lines
 * again; where that is not all, the errno is why. */
size_t te_line_file_add(te_line_file *f, te_slice lines, int *why);

/* Whether someone removed it, or unmounted what it was on; a file that was
 * renamed is still there. What to say then. */
#define TE_LINE_FILE_GONE "someone removed it, or unmounted its disk"
bool te_line_file_is_gone(const te_line_file *f);

#endif
