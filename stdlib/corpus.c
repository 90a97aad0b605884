/* corpus.c - see corpus.h. */
#include "corpus.h"

#include "stack_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const te_floats_names[] = {"keep", "repair", "skip", NULL};
const char te_corpus_too_large[] = "larger than 64 MB";
const char te_corpus_no_file[] = "not a file";

bool te_corpus_no_memory(const te_corpus *corpus, te_error *err) {
    return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", corpus->path);
}

static bool no_room(const te_corpus *corpus, te_error *err) {
    return te_fail_as(err, TE_ERROR_SYSTEM,
                      "%s: cannot copy it into a temporary file: %s",
                      corpus->path, strerror(errno));
}

bool te_corpus_is_json_name(const char *name) {
    size_t length = strlen(name);
    return length > 5 && name[0] != '.' &&
           strcmp(name + length - 5, ".json") == 0;
}

/* ---- What is in it ---- */

const char *te_corpus_name(const te_corpus *corpus, size_t i) {
    return corpus->names.data + corpus->entries[i].name;
}

te_slice te_corpus_text(const te_corpus *corpus, size_t i) {
    const te_corpus_entry *entry = &corpus->entries[i];
    return (te_slice){corpus->texts.bytes + entry->offset, entry->bytes};
}

te_corpus_job te_corpus_job_of(const te_corpus *corpus, size_t i) {
    const te_corpus_entry *entry = &corpus->entries[i];
    te_slice text = te_corpus_text(corpus, i);
    return (te_corpus_job){te_slice_to(text, entry->cut_from),
                           te_slice_from(text, entry->cut_to)};
}

bool te_corpus_find(const te_corpus *corpus, const char *name, size_t *i) {
    size_t from = 0, to = corpus->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (corpus->compare(te_corpus_name(corpus, middle), name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    *i = from;
    return from < corpus->count &&
           strcmp(te_corpus_name(corpus, from), name) == 0;
}

/* ---- Reading in ---- */

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

static bool keep(te_corpus *corpus, const char *name, te_slice text,
                 const te_stack_text *found, te_error *err) {
    te_corpus_entry *entry = new_entry(corpus);
    if (entry == NULL) return te_corpus_no_memory(corpus, err);
    *entry = (te_corpus_entry){
        .name = corpus->names.length,
        .offset = corpus->texts.size,
        .bytes = (uint32_t)text.length,
        .cut_from = (uint32_t)found->cut_from,
        .cut_to = (uint32_t)found->cut_to,
    };
    if (!te_buf_add(&corpus->names, name, strlen(name) + 1))
        return te_corpus_no_memory(corpus, err);
    return te_spool_add(&corpus->texts, text.data, text.length) ||
           no_room(corpus, err);
}

static bool keep_repaired(te_corpus *corpus, const char *name, te_slice text,
                          te_error *err) {
    te_buf *repaired = &corpus->repaired;
    te_stack_text found;
    te_buf_reset(repaired);
    if (!te_stack_text_repair(text, repaired))
        return te_corpus_no_memory(corpus, err);
    text = (te_slice){repaired->data, repaired->length};
    te_stack_text_read(text, &found); /* "version" has moved */
    return keep(corpus, name, text, &found, err);
}

static bool skip_malformed(te_corpus *corpus, const char *name, te_slice text,
                           size_t at, te_error *err) {
    size_t first = 0;
    while (first < text.length && strchr(" \t\r\n", text.data[first]) != NULL &&
           text.data[first] != '\0')
        first++;
    if (first == text.length || text.data[first] != '{')
        return te_corpus_skip(corpus, name, "no JSON object", err);
    if (at == text.length)
        return te_corpus_skip(corpus, name, "JSON that is cut off", err);
    char fault[64];
    snprintf(fault, sizeof fault, "malformed JSON at byte %zu", at + 1);
    return te_corpus_skip(corpus, name, fault, err);
}

bool te_corpus_add(te_corpus *corpus, const char *name, te_slice text,
                   te_error *err) {
    te_stack_text found;
    if (!te_stack_text_read(text, &found))
        return skip_malformed(corpus, name, text, found.bad_at, err);
    if (found.float_offsets == 0) return keep(corpus, name, text, &found, err);
    corpus->float_offsets++;
    switch (corpus->options.floats) {
    case TE_FLOATS_SKIP:
        return true;
    case TE_FLOATS_REPAIR:
        return keep_repaired(corpus, name, text, err);
    case TE_FLOATS_KEEP:
        break;
    }
    return keep(corpus, name, text, &found, err);
}

bool te_corpus_skip(te_corpus *corpus, const char *name, const char *fault,
                    te_error *err) {
    if (corpus->options.is_strict)
        return te_fail(err, "%s%s: %s", corpus->place, name, fault);
    uint64_t n = corpus->skipped++;
    if (n >= TE_CORPUS_NAMED) return true;
    te_buf text = TE_BUF_INIT;
    if (!te_buf_addf(&text, "%s%s: %s", corpus->place, name, fault))
        return te_corpus_no_memory(corpus, err);
    corpus->complaints[n] = text.data;
    return true;
}

/* ---- Beginning and end ---- */

static bool init(te_corpus *corpus, const te_corpus_options *options,
                 te_error *err) {
    corpus->texts = TE_SPOOL_INIT;
    corpus->options = *options;
    corpus->options.path = NULL;
    corpus->compare = strcmp;
    corpus->path = strdup(options->path);
    if (corpus->path == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", options->path);
    return te_spool_open(&corpus->texts) || no_room(corpus, err);
}

te_corpus *te_corpus_new(const te_corpus_options *options, te_error *err) {
    te_corpus *corpus = calloc(1, sizeof *corpus);
    if (corpus == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", options->path);
        return NULL;
    }
    if (init(corpus, options, err)) return corpus;
    te_corpus_close(corpus);
    return NULL;
}

static int compare_entries(const void *a, const void *b, void *ctx) {
    const te_corpus *corpus = ctx;
    const te_corpus_entry *x = a, *y = b;
    int order = corpus->compare(corpus->names.data + x->name,
                                corpus->names.data + y->name);
    if (order != 0) return order;
    return x->name < y->name ? -1 : x->name > y->name;
}

bool te_corpus_seal(te_corpus *corpus, te_error *err) {
    if (corpus->count == 0 && corpus->skipped > 0)
        return te_fail(err, "%s (and nothing else is there)",
                       corpus->complaints[0]);
    if (corpus->count == 0)
        return te_fail(err, "%s: no %s", corpus->path,
                       corpus->float_offsets > 0
                           ? "stacks without float offsets"
                           : corpus->wanted);
    qsort_r(corpus->entries, corpus->count, sizeof *corpus->entries,
            compare_entries, corpus);
    te_buf_free(&corpus->repaired);
    return te_spool_seal(&corpus->texts) || no_room(corpus, err);
}

void te_corpus_close(te_corpus *corpus) {
    if (corpus == NULL) return;
    free(corpus->path);
    free(corpus->place);
    te_buf_free(&corpus->names);
    te_buf_free(&corpus->repaired);
    te_spool_close(&corpus->texts);
    free(corpus->entries);
    for (int i = 0; i < TE_CORPUS_NAMED; i++)
        free(corpus->complaints[i]);
    free(corpus);
}
