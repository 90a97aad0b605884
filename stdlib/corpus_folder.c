/* corpus_folder.c - see corpus_folder.h. */
#include "corpus_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct folder {
    int fd;
    char **names; /* sorted */
    size_t count, capacity;
    te_buf text; /* of the file at hand */
} folder;

static void close_folder(folder *f) {
    if (f->fd >= 0) close(f->fd);
    for (size_t i = 0; i < f->count; i++)
        free(f->names[i]);
    free(f->names);
    te_buf_free(&f->text);
}

/* ---- The names ---- */

static bool add_name(folder *f, const char *name) {
    if (f->count == f->capacity) {
        size_t capacity = f->capacity == 0 ? 256 : f->capacity * 2;
        char **names = realloc(f->names, capacity * sizeof *names);
        if (names == NULL) return false;
        f->names = names;
        f->capacity = capacity;
    }
    f->names[f->count] = strdup(name);
    return f->names[f->count++] != NULL;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Opens corpus->path and collects the names in it. */
static bool list_folder(folder *f, te_corpus *corpus, te_error *err) {
    f->fd = open(corpus->path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    int listed = f->fd < 0 ? -1 : dup(f->fd);
    DIR *dir = listed < 0 ? NULL : fdopendir(listed);
    if (dir == NULL) {
        te_fail(err, "%s: %s", corpus->path, strerror(errno));
        if (listed >= 0) close(listed);
        return false;
    }
    bool ok = true;
    struct dirent *entry;
    while (ok && (entry = readdir(dir)) != NULL)
        if (te_corpus_is_json_name(entry->d_name))
            ok = add_name(f, entry->d_name) || te_corpus_no_memory(corpus, err);
    closedir(dir);
    if (ok && f->count > 0)
        qsort(f->names, f->count, sizeof *f->names, compare_names);
    return ok;
}

/* Makes corpus->path that of its subfolder "stacks", where it has one. */
static bool go_to_stacks(te_corpus *corpus, te_error *err) {
    char *path = NULL;
    struct stat info;
    if (asprintf(&path, "%s/stacks", corpus->path) < 0)
        return te_corpus_no_memory(corpus, err);
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        free(corpus->path);
        corpus->path = path;
    } else {
        free(path);
    }
    return true;
}

/* ---- The files ---- */

/* All that is left of a file, into f->text. Why not, or NULL. */
static const char *read_file(folder *f, int fd) {
    te_buf *text = &f->text;
    te_buf_reset(text);
    for (;;) {
        if (text->capacity - text->length < 2 &&
            !te_buf_reserve(text, text->length + 16 * 1024))
            return "no memory for it";
        size_t room = text->capacity - text->length - 1;
        ssize_t got = read(fd, text->data + text->length, room);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return strerror(errno);
        if (got == 0) return NULL;
        text->length += (size_t)got;
        if (text->length > TE_CORPUS_MAX_BYTES) return te_corpus_too_large;
    }
}

static const char *open_and_read(folder *f, const char *name) {
    int fd = openat(f->fd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return strerror(errno);
    struct stat info;
    bool is_file = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    const char *fault = is_file ? read_file(f, fd) : te_corpus_no_file;
    close(fd);
    return fault;
}

static bool read_files(folder *f, te_corpus *corpus, te_error *err) {
    if (asprintf(&corpus->place, "%s/", corpus->path) < 0) {
        corpus->place = NULL;
        return te_corpus_no_memory(corpus, err);
    }
    for (size_t i = 0; i < f->count; i++) {
        const char *name = f->names[i], *fault = open_and_read(f, name);
        te_slice text = {te_buf_str(&f->text), f->text.length};
        if (!(fault == NULL ? te_corpus_add(corpus, name, text, err)
                            : te_corpus_skip(corpus, name, fault, err)))
            return false;
    }
    return true;
}

bool te_corpus_read_folder(te_corpus *corpus, te_error *err) {
    folder f = {.fd = -1};
    corpus->wanted = "*.json files in this folder";
    bool ok = list_folder(&f, corpus, err);
    if (ok && f.count == 0) {
        close_folder(&f);
        f = (folder){.fd = -1};
        ok = go_to_stacks(corpus, err) && list_folder(&f, corpus, err);
    }
    ok = ok && read_files(&f, corpus, err);
    close_folder(&f);
    return ok;
}
