/* corpus.h - a folder of JSON files, to be sent as they are.
 *
 * The names are kept in memory, sorted by their bytes; a body is read from
 * its file each time, so a corpus of any size costs a name per file. A file
 * whose content is no JSON object (a cheap look at its first and last byte)
 * is left out, counted and, for the first few, named. */
#ifndef TE_CORPUS_H
#define TE_CORPUS_H

#include "tengine_module.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TE_CORPUS_NAMED = 5 }; /* bad files that are described */

typedef struct te_corpus_entry {
    size_t name;    /* where its name begins in `names` */
    uint64_t bytes; /* of the file when the corpus was opened */
} te_corpus_entry;

typedef struct te_corpus {
    int folder; /* kept open: renaming it does no harm */
    char *path;
    te_buf names; /* each ended by a NUL */
    te_corpus_entry *entries;
    size_t count;
    uint64_t skipped;
    /* The first bad files, such as "stacks/a.json: no JSON object". */
    char *complaints[TE_CORPUS_NAMED];
} te_corpus;

/* The *.json files of a folder or, when it has none, of its subfolder
 * "stacks". NULL with err filled when there is not one good file. */
te_corpus *te_corpus_open(const char *path, te_error *err);
void te_corpus_close(te_corpus *corpus); /* NULL is fine */

/* The file's name, without folders. i is below count. */
const char *te_corpus_name(const te_corpus *corpus, size_t i);

/* Finds a file by name, in O(log count). */
bool te_corpus_find(const te_corpus *corpus, const char *name, size_t *i);

/* Reads all entries[i].bytes of the file; false when it is gone or no longer
 * of that size. Safe from any thread. */
bool te_corpus_read(const te_corpus *corpus, size_t i, void *into,
                    te_error *err);

#endif
