/* corpus.h - JSON texts of a folder, an archive or a file of lines, to be
 * sent as they are.
 *
 * They are copied once, when the corpus is opened, into one file without a
 * name (spool.h), and read from there in place: what happens to the files
 * later makes no difference, and a corpus of any size costs a name and 32
 * bytes per text. A text that is no JSON object is left out, counted and, for
 * the first few, named. */
#ifndef TE_CORPUS_H
#define TE_CORPUS_H

#include "spool.h"
#include "tengine_module.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TE_CORPUS_NAMED = 5,            /* bad texts that are described */
    TE_CORPUS_MAX_BYTES = 64 << 20, /* of one text; larger ones are bad */
};

/* What is done about offsets of stacks that have a fraction or an exponent
 * (stack_text.h). */
typedef enum {
    TE_FLOATS_KEEP,   /* nothing */
    TE_FLOATS_REPAIR, /* they become -1 */
    TE_FLOATS_SKIP    /* texts that hold one are left out */
} te_floats;

/* The words for them in options, ended by NULL, in the order of the enum. */
extern const char *const te_floats_names[];

typedef struct te_corpus_options {
    const char *path;
    te_floats floats;
    bool is_strict; /* a bad text is an error, none is left out */
} te_corpus_options;

typedef struct te_corpus_entry {
    uint64_t name;             /* where its name begins in `names` */
    uint64_t offset;           /* where its text begins in `texts` */
    uint32_t bytes;            /* of the text */
    uint32_t cut_from, cut_to; /* its member "version", see stack_text.h */
} te_corpus_entry;

typedef struct te_corpus {
    te_corpus_options options; /* but for its path */
    char *path;                /* where the texts were found */
    /* What a name lacks to tell people where the text is: "stacks/". */
    char *place;
    const char *wanted; /* what was looked for */
    te_buf names;       /* each ended by a NUL */
    te_spool texts;
    te_corpus_entry *entries; /* sorted by name, as `compare` has it */
    int (*compare)(const char *a, const char *b);
    size_t count, capacity;
    uint64_t skipped;       /* bad ones */
    uint64_t float_offsets; /* texts with such an offset, left out or not */
    /* The first bad ones, such as "stacks/a.json: no JSON object". */
    char *complaints[TE_CORPUS_NAMED];
    te_buf repaired; /* the text at hand, while it is read in */
} te_corpus;

void te_corpus_close(te_corpus *corpus); /* NULL is fine */

/* Name (of the file, without folders; "NAME:LINE" in a file of lines) and
 * text of i, below count. Safe from any thread. */
const char *te_corpus_name(const te_corpus *corpus, size_t i);
te_slice te_corpus_text(const te_corpus *corpus, size_t i);

/* The text as a job of a v5 request, without "version", is `head` and then
 * `tail`. */
typedef struct te_corpus_job {
    te_slice head, tail;
} te_corpus_job;
te_corpus_job te_corpus_job_of(const te_corpus *corpus, size_t i);

/* Finds a text by name, in O(log count); the first that was read, where
 * several have it. */
bool te_corpus_find(const te_corpus *corpus, const char *name, size_t *i);

/* ---- For those who read a corpus in (corpus_open.h) ---- */

/* One that has no texts yet; NULL with err filled. */
te_corpus *te_corpus_new(const te_corpus_options *options, te_error *err);

/* All is read: sorts it. False where there is not one good text. */
bool te_corpus_seal(te_corpus *corpus, te_error *err);

/* Keeps a text, or leaves it out where it is bad. */
bool te_corpus_add(te_corpus *corpus, const char *name, te_slice text,
                   te_error *err);
/* Leaves out a text that could not be had, and says why. */
bool te_corpus_skip(te_corpus *corpus, const char *name, const char *fault,
                    te_error *err);
bool te_corpus_no_memory(const te_corpus *corpus, te_error *err); /* false */

/* Whether a file of this name is read: *.json, and not hidden. */
bool te_corpus_is_json_name(const char *name);

/* Why texts are left out. */
extern const char te_corpus_too_large[], te_corpus_no_file[];

#endif
