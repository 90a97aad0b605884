/* corpus.c - see corpus.h. */
#include "corpus.h"

#include "corpus_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool te_corpus_no_memory(const te_corpus *corpus, te_error *err) {
    return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", corpus->path);
}

static bool no_room(const te_corpus *corpus, te_error *err) {
    return te_fail_as(err, TE_ERROR_SYSTEM,
                      "%s: cannot copy it into a temporary file: %s",
                      corpus->path, strerror(errno));
}

const char *te_corpus_name(const te_corpus *corpus, size_t i) {
    return corpus->names.data + corpus->entries[i].name;
}

te_slice te_corpus_text(const te_corpus *corpus, size_t i) {
    const te_corpus_entry *entry = &corpus->entries[i];
    return (te_slice){corpus->texts.bytes + entry->offset, entry->bytes};
}

/* ---- Reading in ---- */

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether it begins with { and ends with }, but for white space. */
static bool looks_like_object(te_slice text) {
    size_t first = 0, last = text.length;
    while (first < last && is_space(text.data[first]))
        first++;
    while (last > first && is_space(text.data[last - 1]))
        last--;
    return last - first >= 2 && text.data[first] == '{' &&
           text.data[last - 1] == '}';
}

static te_corpus_entry *new_entry(te_corpus *corpus) {
    if (corpus->count == corpus->capacity) {
        size_t capacity = corpus->capacity == 0 ? 256 : corpus->capacity * 2;
        te_corpus_entry *entries =
            realloc(corpus->entries, capacity * sizeof *entries);
        if (entries == NULL) return NULL;
        corpus->entries = entries;
        corpus->capacity = capacity;
    }
    return &corpus->entries[corpus->count++];
}

bool te_corpus_add(te_corpus *corpus, const char *name, te_slice text,
                   te_error *err) {
    if (!looks_like_object(text))
        return te_corpus_skip(corpus, name, "no JSON object", err);
    te_corpus_entry *entry = new_entry(corpus);
    if (entry == NULL) return te_corpus_no_memory(corpus, err);
    *entry = (te_corpus_entry){corpus->names.length, corpus->texts.size,
                               text.length};
    if (!te_buf_add(&corpus->names, name, strlen(name) + 1))
        return te_corpus_no_memory(corpus, err);
    return te_spool_add(&corpus->texts, text.data, text.length) ||
           no_room(corpus, err);
}

bool te_corpus_skip(te_corpus *corpus, const char *name, const char *fault,
                    te_error *err) {
    uint64_t n = corpus->skipped++;
    if (n >= TE_CORPUS_NAMED) return true;
    te_buf text = TE_BUF_INIT;
    if (!te_buf_addf(&text, "%s/%s: %s", corpus->path, name, fault))
        return te_corpus_no_memory(corpus, err);
    corpus->complaints[n] = text.data;
    return true;
}

/* ---- Opening ---- */

static int compare_names(const void *a, const void *b, void *names) {
    const te_corpus_entry *x = a, *y = b;
    return strcmp((const char *)names + x->name, (const char *)names + y->name);
}

static bool open_corpus(te_corpus *corpus, const char *path, te_error *err) {
    corpus->texts = TE_SPOOL_INIT;
    corpus->path = strdup(path);
    if (corpus->path == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
    if (!te_spool_open(&corpus->texts)) return no_room(corpus, err);
    if (!te_corpus_read_folder(corpus, err)) return false;
    if (corpus->count == 0 && corpus->skipped == 0)
        return te_fail(err, "%s: no *.json files in this folder", path);
    if (corpus->count == 0)
        return te_fail(err, "%s (and nothing else is in this folder)",
                       corpus->complaints[0]);
    qsort_r(corpus->entries, corpus->count, sizeof *corpus->entries,
            compare_names, corpus->names.data);
    return te_spool_seal(&corpus->texts) || no_room(corpus, err);
}

te_corpus *te_corpus_open(const char *path, te_error *err) {
    te_corpus *corpus = calloc(1, sizeof *corpus);
    if (corpus == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
        return NULL;
    }
    if (open_corpus(corpus, path, err)) return corpus;
    te_corpus_close(corpus);
    return NULL;
}

void te_corpus_close(te_corpus *corpus) {
    if (corpus == NULL) return;
    free(corpus->path);
    te_buf_free(&corpus->names);
    te_spool_close(&corpus->texts);
    free(corpus->entries);
    for (int i = 0; i < TE_CORPUS_NAMED; i++)
        free(corpus->complaints[i]);
    free(corpus);
}

bool te_corpus_find(const te_corpus *corpus, const char *name, size_t *i) {
    size_t from = 0, to = corpus->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = strcmp(te_corpus_name(corpus, middle), name);
        if (order == 0) {
            *i = middle;
            return true;
        }
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}
