/* journal_lines.h - the lines of a journal's file, one after the other, also
 * while someone writes it. */
#ifndef TE_JOURNAL_LINES_H
#define TE_JOURNAL_LINES_H

#include "buf.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

/* No line is longer: 64 MB of metrics are 20 in the worst of journals. */
#define TE_JOURNAL_LINE_MAX ((size_t)256 << 20)

typedef struct te_journal_lines {
    int fd;
    size_t number;        /* of the line that was taken last, from 1 */
    uint64_t whole_bytes; /* of the lines that were taken */
    bool was_written;     /* when it was opened someone wrote it still */
    te_buf bytes;         /* what was read and is not used up, */
    size_t used;          /* from here on; */
    size_t searched;      /* up to here there is no newline in it */
} te_journal_lines;

/* False and errno. Release with te_journal_lines_close() either way. */
bool te_journal_lines_open(te_journal_lines *l, const char *path);
void te_journal_lines_close(te_journal_lines *l);

/* The next line, without its newline, valid until the next call: 1. 0: there
 * is no further one that is whole; a last one may lack its newline, as editors
 * have it, if nobody writes there. -1: errno says why. A file that begins as
 * no journal does is one line. */
int te_journal_lines_next(te_journal_lines *l, te_slice *line);

/* How long the file was, a last line that was cut off included. */
uint64_t te_journal_lines_bytes(const te_journal_lines *l);

#endif
