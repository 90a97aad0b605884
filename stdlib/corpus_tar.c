/* corpus_tar.c - see corpus_tar.h. */
#include "corpus_tar.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 512,             /* headers are one, contents fill whole ones */
    MAX_EXTENSION = 1 << 20, /* of a header in several blocks */
};

/* A header block: fields by where they begin and how long they are. */
typedef struct tar_header {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8];
    char type;
    char link[100], magic[6], version[2], user[32], group[32], major[8];
    char minor[8], prefix[155], rest[12];
} tar_header;

_Static_assert(sizeof(tar_header) == BLOCK, "a header fills its block");

typedef struct tar {
    te_corpus *corpus;
    const te_source *source;
    te_error *err;
    uint64_t at; /* of the next header */
    tar_header header;
    uint64_t size; /* of the content behind it */
    /* What headers for the next member have told. */
    te_buf name;
    uint64_t told_size;
    bool has_name, has_size;
    te_buf content;
} tar;

/* ---- The header ---- */

/* A number in octal digits, or in base 256 behind a set bit; UINT64_MAX where
 * it is neither, or too large. */
static uint64_t number_of(const char *field, size_t length) {
    uint64_t n = 0;
    size_t i = 0;
    if ((unsigned char)field[0] == 0x80) {
        for (i = 1; i < length; i++) {
            if (n >> 55 != 0) return UINT64_MAX;
            n = n << 8 | (unsigned char)field[i];
        }
        return n;
    }
    while (i < length && field[i] == ' ')
        i++;
    for (; i < length && field[i] >= '0' && field[i] <= '7'; i++)
        n = n << 3 | (uint64_t)(field[i] - '0');
    bool ended = i == length || field[i] == '\0' || field[i] == ' ';
    return ended ? n : UINT64_MAX;
}

/* The sum of all bytes, those of the sum itself taken for spaces. */
static bool has_right_sum(const tar_header *h) {
    const unsigned char *bytes = (const unsigned char *)h;
    uint64_t sum = sizeof h->sum * ' ';
    for (size_t i = 0; i < BLOCK; i++)
        if (i < offsetof(tar_header, sum) || i >= offsetof(tar_header, type))
            sum += bytes[i];
    return number_of(h->sum, sizeof h->sum) == sum;
}

bool te_corpus_is_tar(const te_source *source) {
    tar_header h;
    return source->size >= BLOCK &&
           te_source_read(source, 0, &h, BLOCK, NULL) && has_right_sum(&h);
}

static bool damaged(tar *t, const char *what) {
    return te_fail(t->err, "%s: %s at byte %" PRIu64, t->source->path, what,
                   t->at);
}

/* Whether the header is about the next member: GNU's long name, pax. */
static bool is_about_next(const tar_header *h) {
    return h->type == 'L' || h->type == 'x';
}

/* The types of links, devices, folders and pipes, whatever size they say. */
static bool has_no_content(const tar_header *h) {
    return h->type >= '1' && h->type <= '6';
}

static bool is_empty(const tar_header *h) {
    static const tar_header empty;
    return memcmp(h, &empty, BLOCK) == 0;
}

/* Reads the header at t->at. */
static bool read_header(tar *t) {
    if (t->at > t->source->size || t->source->size - t->at < BLOCK)
        return damaged(t, "the archive is cut off");
    if (!te_source_read(t->source, t->at, &t->header, BLOCK, t->err))
        return false;
    if (is_empty(&t->header)) return true;
    if (!has_right_sum(&t->header))
        return damaged(t, "the archive is damaged: no header");
    t->size = number_of(t->header.size, sizeof t->header.size);
    if (t->has_size && !is_about_next(&t->header)) t->size = t->told_size;
    if (has_no_content(&t->header)) t->size = 0;
    if (t->size > t->source->size - t->at - BLOCK)
        return damaged(t, "the archive is cut off, or damaged: a member "
                          "larger than the rest");
    return true;
}

/* Goes behind the content of the member at hand. */
static void go_on(tar *t) {
    t->at += BLOCK + (t->size + BLOCK - 1) / BLOCK * BLOCK;
}

/* Reads the content of the member at hand. */
static bool read_content(tar *t) {
    te_buf_reset(&t->content);
    if (!te_buf_reserve(&t->content, t->size))
        return te_corpus_no_memory(t->corpus, t->err);
    t->content.length = (size_t)t->size;
    return te_source_read(t->source, t->at + BLOCK, t->content.data,
                          (size_t)t->size, t->err);
}

/* ---- Headers for the next member ---- */

static bool set_name(tar *t, const char *name, size_t length) {
    te_buf_reset(&t->name);
    return te_buf_add(&t->name, name, strnlen(name, length)) ||
           te_corpus_no_memory(t->corpus, t->err);
}

/* One record of pax, "KEY=VALUE". */
static bool take_record(tar *t, te_slice record) {
    size_t equals = te_slice_find(record, '=');
    te_slice key = te_slice_to(record, equals);
    if (equals == record.length) return damaged(t, "a bad pax header");
    te_slice value = te_slice_from(record, equals + 1);
    if (te_slice_equal(key, te_slice_of("path"))) {
        t->has_name = true;
        return set_name(t, value.data, value.length);
    }
    if (!te_slice_equal(key, te_slice_of("size"))) return true;
    t->has_size = true;
    t->told_size = 0;
    for (size_t i = 0; i < value.length; i++) {
        if (value.data[i] < '0' || value.data[i] > '9' ||
            t->told_size >> 59 != 0)
            return damaged(t, "a bad size in a pax header");
        t->told_size = t->told_size * 10 + (uint64_t)(value.data[i] - '0');
    }
    return true;
}

/* Records are "LENGTH KEY=VALUE\n", where the length is that of all of it. */
static bool take_records(tar *t) {
    te_slice left = {t->content.data, t->content.length};
    while (left.length > 0) {
        size_t length = 0, digits = 0;
        for (; digits < left.length && left.data[digits] >= '0' &&
               left.data[digits] <= '9' && length < MAX_EXTENSION;
             digits++)
            length = length * 10 + (size_t)(left.data[digits] - '0');
        if (length > left.length || length < digits + 2 ||
            left.data[digits] != ' ' || left.data[length - 1] != '\n')
            return damaged(t, "a bad pax header");
        te_slice record = te_slice_to(left, length - 1);
        if (!take_record(t, te_slice_from(record, digits + 1))) return false;
        left = te_slice_from(left, length);
    }
    return true;
}

static bool take_told(tar *t) {
    if (t->size > MAX_EXTENSION)
        return damaged(t, "a header of more than a megabyte");
    if (!read_content(t)) return false;
    if (t->header.type == 'x') return take_records(t);
    t->has_name = true;
    return set_name(t, t->content.data, t->content.length);
}

/* ---- Members ---- */

/* The member's name without folders; those that ustar has apart are not looked
 * at. */
static const char *base_name(tar *t) {
    const tar_header *h = &t->header;
    if (!t->has_name && !set_name(t, h->name, sizeof h->name)) return NULL;
    const char *name = te_buf_str(&t->name);
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

static bool take_member(tar *t) {
    const char *name = base_name(t);
    if (name == NULL) return false;
    char type = t->header.type;
    if (!te_corpus_is_json_name(name)) return true;
    if (type != '0' && type != '\0' && type != '7')
        return te_corpus_skip(t->corpus, name, te_corpus_no_file, t->err);
    if (t->size > TE_CORPUS_MAX_BYTES)
        return te_corpus_skip(t->corpus, name, te_corpus_too_large, t->err);
    if (!read_content(t)) return false;
    te_slice text = {t->content.data, t->content.length};
    return te_corpus_add(t->corpus, name, text, t->err);
}

/* What the header at hand is about. Long links ('K') and what holds for all
 * members ('g') say nothing of interest. */
static bool take_header(tar *t) {
    if (is_about_next(&t->header)) return take_told(t);
    if (t->header.type == 'K' || t->header.type == 'g') return true;
    bool ok = take_member(t);
    t->has_name = t->has_size = false;
    return ok;
}

static bool read_members(tar *t) {
    while (read_header(t)) {
        if (is_empty(&t->header)) return true;
        if (!take_header(t)) return false;
        go_on(t);
    }
    return false;
}

bool te_corpus_read_tar(te_corpus *corpus, const te_source *source,
                        te_error *err) {
    tar t = {.corpus = corpus, .source = source, .err = err};
    corpus->wanted = "*.json files in this archive";
    if (asprintf(&corpus->place, "%s: ", source->path) < 0) {
        corpus->place = NULL;
        return te_corpus_no_memory(corpus, err);
    }
    bool ok = read_members(&t);
    te_buf_free(&t.name);
    te_buf_free(&t.content);
    return ok;
}
