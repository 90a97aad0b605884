/* corpus.c - see corpus.h. */
#include "corpus.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EDGE_BYTES = 64 }; /* how much of a file's ends is looked at */

static bool no_memory(const te_corpus *corpus, te_error *err) {
    return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", corpus->path);
}

const char *te_corpus_name(const te_corpus *corpus, size_t i) {
    return corpus->names.data + corpus->entries[i].name;
}

static bool is_json_name(const char *name) {
    size_t length = strlen(name);
    return length > 5 && name[0] != '.' &&
           strcmp(name + length - 5, ".json") == 0;
}

static bool add_name(te_corpus *corpus, size_t *capacity, const char *name,
                     te_error *err) {
    if (corpus->count == *capacity) {
        *capacity = *capacity == 0 ? 256 : *capacity * 2;
        te_corpus_entry *entries =
            realloc(corpus->entries, *capacity * sizeof *entries);
        if (entries == NULL) return no_memory(corpus, err);
        corpus->entries = entries;
    }
    corpus->entries[corpus->count++].name = corpus->names.length;
    return te_buf_add(&corpus->names, name, strlen(name) + 1) ||
           no_memory(corpus, err);
}

/* Opens corpus->path and collects the names in it. */
static bool list_folder(te_corpus *corpus, te_error *err) {
    corpus->folder =
        open(corpus->path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    int listed = corpus->folder < 0 ? -1 : dup(corpus->folder);
    DIR *dir = listed < 0 ? NULL : fdopendir(listed);
    if (dir == NULL) {
        te_fail(err, "%s: %s", corpus->path, strerror(errno));
        if (listed >= 0) close(listed);
        return false;
    }
    size_t capacity = 0;
    bool ok = true;
    struct dirent *entry;
    while (ok && (entry = readdir(dir)) != NULL)
        if (is_json_name(entry->d_name))
            ok = add_name(corpus, &capacity, entry->d_name, err);
    closedir(dir);
    return ok;
}

/* The same, falling back on the subfolder "stacks". */
static bool list_files(te_corpus *corpus, te_error *err) {
    if (!list_folder(corpus, err)) return false;
    if (corpus->count > 0) return true;
    struct stat info;
    if (fstatat(corpus->folder, "stacks", &info, 0) != 0 ||
        !S_ISDIR(info.st_mode))
        return true;
    char *path = malloc(strlen(corpus->path) + sizeof "/stacks");
    if (path == NULL) return no_memory(corpus, err);
    strcpy(path, corpus->path);
    strcat(path, "/stacks");
    free(corpus->path);
    corpus->path = path;
    close(corpus->folder);
    return list_folder(corpus, err);
}

static int compare_names(const void *a, const void *b, void *names) {
    const te_corpus_entry *x = a, *y = b;
    return strcmp((const char *)names + x->name, (const char *)names + y->name);
}

static bool read_at(int fd, uint64_t offset, char *into, uint64_t bytes) {
    while (bytes > 0) {
        ssize_t got = pread(fd, into, (size_t)bytes, (off_t)offset);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        into += got;
        offset += (uint64_t)got;
        bytes -= (uint64_t)got;
    }
    return true;
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether the file begins with { and ends with }, but for white space. */
static bool looks_like_object(int fd, uint64_t bytes) {
    char edge[EDGE_BYTES];
    uint64_t looked = bytes < EDGE_BYTES ? bytes : EDGE_BYTES;
    if (!read_at(fd, 0, edge, looked)) return false;
    size_t first = 0, last = (size_t)looked;
    while (first < looked && is_space(edge[first]))
        first++;
    if (first == looked || edge[first] != '{') return false;
    if (!read_at(fd, bytes - looked, edge, looked)) return false;
    while (last > 0 && is_space(edge[last - 1]))
        last--;
    /* In a short file both ends may be the same byte: "{" is no object. */
    bool one_byte = bytes == looked && last == first + 1;
    return last > 0 && edge[last - 1] == '}' && !one_byte;
}

/* Why the file cannot be sent, or NULL; its size goes to *bytes. */
static const char *find_fault(const te_corpus *corpus, const char *name,
                              uint64_t *bytes) {
    int fd = openat(corpus->folder, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return strerror(errno);
    const char *fault = NULL;
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        fault = "not a file";
    } else {
        *bytes = (uint64_t)info.st_size;
        if (!looks_like_object(fd, *bytes)) fault = "no JSON object";
    }
    close(fd);
    return fault;
}

static bool complain(te_corpus *corpus, const char *name, const char *fault,
                     te_error *err) {
    uint64_t n = corpus->skipped++;
    if (n >= TE_CORPUS_NAMED) return true;
    te_buf text = TE_BUF_INIT;
    if (!te_buf_addf(&text, "%s/%s: %s", corpus->path, name, fault))
        return no_memory(corpus, err);
    corpus->complaints[n] = text.data;
    return true;
}

/* Keeps the good files, in their order. */
static bool keep_good(te_corpus *corpus, te_error *err) {
    size_t kept = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        te_corpus_entry entry = corpus->entries[i];
        const char *name = corpus->names.data + entry.name;
        const char *fault = find_fault(corpus, name, &entry.bytes);
        if (fault == NULL)
            corpus->entries[kept++] = entry;
        else if (!complain(corpus, name, fault, err))
            return false;
    }
    corpus->count = kept;
    return true;
}

static bool open_corpus(te_corpus *corpus, const char *path, te_error *err) {
    corpus->folder = -1;
    corpus->path = strdup(path);
    if (corpus->path == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
    if (!list_files(corpus, err)) return false;
    if (corpus->count == 0)
        return te_fail(err, "%s: no *.json files in this folder", path);
    qsort_r(corpus->entries, corpus->count, sizeof *corpus->entries,
            compare_names, corpus->names.data);
    if (!keep_good(corpus, err)) return false;
    if (corpus->count == 0)
        return te_fail(err, "%s (and nothing else is in this folder)",
                       corpus->complaints[0]);
    return true;
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
    if (corpus->folder >= 0) close(corpus->folder);
    free(corpus->path);
    te_buf_free(&corpus->names);
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

bool te_corpus_read(const te_corpus *corpus, size_t i, void *into,
                    te_error *err) {
    const char *name = te_corpus_name(corpus, i);
    uint64_t bytes = corpus->entries[i].bytes;
    int fd = openat(corpus->folder, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return te_fail(err, "%s/%s: %s", corpus->path, name, strerror(errno));
    struct stat info;
    bool ok = fstat(fd, &info) == 0 && (uint64_t)info.st_size == bytes &&
              read_at(fd, 0, into, bytes);
    close(fd);
    if (ok) return true;
    return te_fail(err, "%s/%s: changed after the folder was opened",
                   corpus->path, name);
}
