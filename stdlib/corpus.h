/* corpus.h - JSON texts of a folder, to be sent as they are.
 *
 * They are copied once, when the corpus is opened, into one file without a
 * name (spool.h), and read from there in place: what happens to the files
 * later makes no difference, and a corpus of any size costs a name per text.
 * A file whose content is no JSON object (a cheap look at its first and last
 * byte) is left out, counted and, for the first few, named. */
#ifndef TE_CORPUS_H
#define TE_CORPUS_H

#include "spool.h"
#include "tengine_module.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TE_CORPUS_NAMED = 5,            /* bad files that are described */
    TE_CORPUS_MAX_BYTES = 64 << 20, /* of one text; larger ones are bad */
};

typedef struct te_corpus_entry {
    size_t name;     /* where its name begins in `names` */
    uint64_t offset; /* where its text begins in `texts` */
    size_t bytes;    /* of the text */
} te_corpus_entry;

typedef struct te_corpus {
    char *path;   /* where the texts were found */
    te_buf names; /* each ended by a NUL */
    te_spool texts;
    te_corpus_entry *entries; /* sorted by name */
    size_t count, capacity;
    uint64_t skipped;
    /* The first bad files, such as "stacks/a.json: no JSON object". */
    char *complaints[TE_CORPUS_NAMED];
} te_corpus;

/* The *.json files of a folder or, when it has none, of its subfolder
 * "stacks". NULL with err filled when there is not one good file. */
te_corpus *te_corpus_open(const char *path, te_error *err);
void te_corpus_close(te_corpus *corpus); /* NULL is fine */

/* Name (of the file, without folders) and text of i, below count. Safe from
 * any thread. */
const char *te_corpus_name(const te_corpus *corpus, size_t i);
te_slice te_corpus_text(const te_corpus *corpus, size_t i);

/* Finds a text by name, in O(log count). */
bool te_corpus_find(const te_corpus *corpus, const char *name, size_t *i);

/* ---- For those who read a corpus in ---- */

/* Keeps a text, or leaves it out where it is no JSON object. */
bool te_corpus_add(te_corpus *corpus, const char *name, te_slice text,
                   te_error *err);
/* Leaves out a text that could not be had, and says why. */
bool te_corpus_skip(te_corpus *corpus, const char *name, const char *fault,
                    te_error *err);
bool te_corpus_no_memory(const te_corpus *corpus, te_error *err); /* false */

#endif
