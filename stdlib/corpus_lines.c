/* corpus_lines.c - see corpus_lines.h. */
#include "corpus_lines.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 256 * 1024 };

typedef struct lines {
    te_corpus *corpus;
    te_error *err;
    const char *file; /* its name, without folders */
    te_buf line, name;
    uint64_t number;   /* of the line, from 1 */
    bool is_too_large; /* the line; what is beyond the limit is dropped */
} lines;

static te_slice without_edges(te_slice line, uint64_t number) {
    if (number == 1 && te_slice_starts(line, "\xef\xbb\xbf"))
        line = te_slice_from(line, 3);
    if (line.length > 0 && line.data[line.length - 1] == '\r') line.length--;
    return line;
}

static bool is_blank(te_slice line) {
    for (size_t i = 0; i < line.length; i++)
        if (line.data[i] != ' ' && line.data[i] != '\t') return false;
    return true;
}

/* The line is complete. */
static bool end_line(lines *l) {
    l->number++;
    te_slice line = {te_buf_str(&l->line), l->line.length};
    line = without_edges(line, l->number);
    te_buf_reset(&l->name);
    if (!te_buf_addf(&l->name, "%s:%" PRIu64, l->file, l->number))
        return te_corpus_no_memory(l->corpus, l->err);
    bool ok = true;
    if (l->is_too_large)
        ok = te_corpus_skip(l->corpus, l->name.data, te_corpus_too_large,
                            l->err);
    else if (!is_blank(line))
        ok = te_corpus_add(l->corpus, l->name.data, line, l->err);
    te_buf_reset(&l->line);
    l->is_too_large = false;
    return ok;
}

static bool add_to_line(lines *l, te_slice more) {
    if (l->line.length + more.length > TE_CORPUS_MAX_BYTES)
        l->is_too_large = true;
    return l->is_too_large || te_buf_add(&l->line, more.data, more.length) ||
           te_corpus_no_memory(l->corpus, l->err);
}

static bool take_chunk(lines *l, te_slice chunk) {
    while (chunk.length > 0) {
        size_t length = te_slice_find(chunk, '\n');
        if (!add_to_line(l, te_slice_to(chunk, length))) return false;
        if (length == chunk.length) return true;
        if (!end_line(l)) return false;
        chunk = te_slice_from(chunk, length + 1);
    }
    return true;
}

static bool read_all(lines *l, const te_source *source) {
    char *chunk = malloc(CHUNK_BYTES);
    bool ok = chunk != NULL || te_corpus_no_memory(l->corpus, l->err);
    for (uint64_t at = 0; ok && at < source->size; at += CHUNK_BYTES) {
        uint64_t left = source->size - at;
        size_t n = left < CHUNK_BYTES ? (size_t)left : CHUNK_BYTES;
        ok = te_source_read(source, at, chunk, n, l->err) &&
             take_chunk(l, (te_slice){chunk, n});
    }
    free(chunk);
    /* The last line may have no end of its own. */
    bool is_open = l->line.length > 0 || l->is_too_large;
    return ok && (!is_open || end_line(l));
}

/* What stands before the file's name: its folder. */
static bool set_place(te_corpus *corpus, const char *file, te_error *err) {
    corpus->place =
        strndup(corpus->path, (size_t)(strlen(corpus->path) - strlen(file)));
    return corpus->place != NULL || te_corpus_no_memory(corpus, err);
}

bool te_corpus_read_lines(te_corpus *corpus, const te_source *source,
                          te_error *err) {
    lines l = {.corpus = corpus, .err = err, .file = te_source_name(source)};
    corpus->wanted = "lines of JSON in this file";
    corpus->compare = strverscmp; /* line 9 comes before line 10 */
    if (!set_place(corpus, l.file, err)) return false;
    bool ok = read_all(&l, source);
    te_buf_free(&l.line);
    te_buf_free(&l.name);
    return ok;
}
