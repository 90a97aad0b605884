/* stats.c - see stats.h. */
#include "stats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATH_SLOTS = 1 << 14, /* a power of two */
    PATH_MAX_USED = PATH_SLOTS / 2,
    PATH_MAX_BYTES = 1024,
};

static void clear_counts(path_counts *counts) {
    if (counts->slots != NULL)
        for (size_t i = 0; i < PATH_SLOTS; i++)
            free(counts->slots[i].path);
    free(counts->slots);
    *counts = (path_counts){0};
}

void stats_reset(stats *s) {
    stats fresh = {.open = s->open, .log = s->log, .log_dirty = s->log_dirty};
    clear_counts(&s->paths);
    clear_counts(&s->misbehaved);
    *s = fresh;
}

void stats_clear(stats *s) {
    stats_reset(s);
    if (s->log != NULL) fclose(s->log);
    s->log = NULL;
}

/* FNV-1a. */
static size_t hash(slice s) {
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < s.length; i++)
        sum = (sum ^ (unsigned char)s.data[i]) * UINT64_C(0x100000001b3);
    return (size_t)(sum ^ (sum >> 32));
}

/* Where the path is, or the free slot where it would be. */
static path_count *find(path_counts *counts, slice path) {
    size_t i = hash(path);
    for (;; i++) {
        path_count *slot = &counts->slots[i & (PATH_SLOTS - 1)];
        if (slot->path == NULL || slice_is(path, slot->path)) return slot;
    }
}

void stats_count(path_counts *counts, slice path) {
    static const char other[] = "(other)";
    if (counts->slots == NULL)
        counts->slots = calloc(PATH_SLOTS, sizeof *counts->slots);
    if (counts->slots == NULL) abort();
    if (path.length > PATH_MAX_BYTES) path = slice_of(other);
    path_count *slot = find(counts, path);
    if (slot->path == NULL && counts->used >= PATH_MAX_USED)
        slot = find(counts, path = slice_of(other));
    if (slot->path == NULL) {
        slot->path = strndup(path.data, path.length);
        if (slot->path == NULL) abort();
        counts->used++;
    }
    slot->count++;
}

void stats_log(stats *s, const log_line *line) {
    if (s->log == NULL) return;
    fprintf(s->log,
            "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %.*s %.*s %d"
            " %" PRIu64 " %" PRIu64 "\n",
            line->read_ns, line->sent_ns, line->connection, line->number,
            (int)line->method.length, line->method.data,
            (int)line->target.length, line->target.data, line->status,
            line->body_bytes, line->sent_bytes);
    s->log_dirty = true;
}

void stats_flush(stats *s) {
    if (s->log_dirty) fflush(s->log);
    s->log_dirty = false;
}

static int by_path(const void *a, const void *b) {
    const path_count *const *left = a, *const *right = b;
    return strcmp((*left)->path, (*right)->path);
}

static void add_counts(te_buf *b, const path_counts *counts) {
    const path_count **sorted = calloc(counts->used + 1, sizeof *sorted);
    if (sorted == NULL) abort();
    size_t n = 0;
    for (size_t i = 0; counts->slots != NULL && i < PATH_SLOTS; i++)
        if (counts->slots[i].path != NULL) sorted[n++] = &counts->slots[i];
    qsort(sorted, n, sizeof *sorted, by_path);
    text_adds(b, "{");
    for (size_t i = 0; i < n; i++) {
        text_adds(b, i > 0 ? ", " : "");
        text_json(b, slice_of(sorted[i]->path));
        text_addf(b, ": %" PRIu64, sorted[i]->count);
    }
    text_adds(b, "}");
    free(sorted);
}

void stats_json(const stats *s, te_buf *b) {
    text_addf(b,
              "{\"accepted\": %" PRIu64 ", \"open\": %" PRIu64
              ", \"begun\": %" PRIu64 ", \"requests\": %" PRIu64
              ", \"bad\": %" PRIu64 ", \"abandoned\": %" PRIu64
              ", \"tls_failed\": %" PRIu64 ", \"request_bytes\": %" PRIu64
              ", \"response_bytes\": %" PRIu64 ",\n \"paths\": ",
              s->accepted, s->open, s->begun, s->requests, s->bad, s->abandoned,
              s->tls_failed, s->request_bytes, s->response_bytes);
    add_counts(b, &s->paths);
    text_adds(b, ",\n \"misbehaved\": ");
    add_counts(b, &s->misbehaved);
    text_adds(b, "}\n");
}
