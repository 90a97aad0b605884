/* journal_file.h - lines that are appended to a file, whatever the disk does.
 *
 * One thread writes, another syncs: who hands over a line never waits for the
 * disk. Lines are written as they come (line_file.h), so that they outlive the
 * process, and synced every ten seconds, so that they outlive the machine. At
 * the first line that cannot be written it stops for good. */
#ifndef TE_JOURNAL_FILE_H
#define TE_JOURNAL_FILE_H

#include "error.h"
#include "line_file.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct te_journal_file te_journal_file;

/* What its lines are: see line_file.h. */
extern const te_line_kind te_journal_line_kind;

/* Opens the file anew: what was in it is gone. It is refused where that was
 * no journal, or one that is still written to. NULL and err (TE_ERROR_OUTPUT,
 * with the path). The first lines are in it at once; where it takes none of
 * them, te_journal_file_ok() says so, and a file that was not there before is
 * not there. */
te_journal_file *te_journal_file_open(const char *path, te_slice first,
                                      te_error *err);
/* Opens a journal to go on with it, which is `bytes` long and of which the
 * first `whole_bytes` are whole lines: what is behind them is cut off. It is
 * refused where someone writes to it, or has meanwhile. */
te_journal_file *te_journal_file_resume(const char *path, uint64_t bytes,
                                        uint64_t whole_bytes, te_error *err);

/* Hands over whole lines, which are copied. */
void te_journal_file_add(te_journal_file *f, te_slice lines);

/* Whether all that was handed over was written so far, as far as is known;
 * false and err (TE_ERROR_OUTPUT, with the path) for good once something was
 * not: the disk is full or away, someone removed the file, or the disk takes
 * lines so slowly that TE_JOURNAL_BACKLOG bytes wait. */
#define TE_JOURNAL_BACKLOG ((size_t)64 << 20)
bool te_journal_file_ok(te_journal_file *f, te_error *err);

/* Waits until all is written and synced, but not for a disk that does not
 * answer for ten seconds; closes it. As te_journal_file_ok(). */
bool te_journal_file_close(te_journal_file *f, te_error *err);

#endif
