/* csv_fuzz.c - any bytes as a CSV file: opened or refused, never a crash.
 *
 * Three readers follow the grammar, the indexer (rows.c), the splitter
 * (fields.c) and who walks over all rows (walk.c): every row that the first
 * accepts the others must take apart into exactly as many fields as the header
 * has, before and after the file is cut short under them. With the last column
 * as weights, a pass in slices has each row as often as it weighs. */
#include "../../stdlib/feed.h"
#include "../../stdlib/walk.h"
#include "../../stdlib/weights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LONG_PASS = 2000 }; /* longer ones are not tried */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds, const char *claim) {
    if (holds) return;
    fprintf(stderr, "csv_fuzz: %s\n", claim);
    abort();
}

/* Whether row i has as many fields as the header. */
static bool splits(const te_rows *rows, uint64_t i, te_error *err) {
    size_t span = te_rows_span(rows, i);
    demand(span <= rows->max_bytes, "a row fits into max_bytes");
    char *buffer = malloc(span > 0 ? span : 1); /* exact: ASan guards it */
    te_slice *texts = calloc(rows->columns.count, sizeof *texts);
    te_fields fields;
    bool ok = te_rows_read(rows, i, buffer, &fields, err) &&
              te_fields_split(&fields, texts, rows->columns.count);
    for (size_t t = 0; ok && t < rows->columns.count; t++)
        demand(texts[t].length <= span, "a field is shorter than its row");
    free(texts);
    free(buffer);
    return ok;
}

/* Whether a walk gets to the end, with as many fields in each row. */
static bool walks(const te_rows *rows, te_error *err) {
    te_walk walk;
    bool ok = te_walk_init(&walk, rows, err);
    te_slice *texts = calloc(rows->columns.count + 1, sizeof *texts);
    for (uint64_t i = 0; ok && i < rows->count; i++) {
        te_fields fields;
        ok = te_walk_next(&walk, &fields, err) &&
             te_fields_split(&fields, texts, rows->columns.count);
    }
    free(texts);
    te_walk_clear(&walk);
    return ok;
}

static uint64_t weight_of(const te_steps *ends, uint64_t row) {
    return te_steps_at(ends, row) - (row > 0 ? te_steps_at(ends, row - 1) : 0);
}

/* A pass of all slices together. */
static void share_out(const te_steps *ends, uint64_t slices, te_order order) {
    uint64_t *seen = calloc((size_t)ends->count, sizeof *seen), row;
    for (uint64_t slice = 0; slice < slices; slice++) {
        te_feed feed;
        te_feed_init(&feed, ends->count, order, TE_ON_END_STOP, slices, "");
        te_feed_set_slice(&feed, slice, slices);
        te_feed_set_weights(&feed, ends);
        while (te_feed_next(&feed, &row)) {
            demand(row < ends->count, "a row of the file is handed out");
            seen[row]++;
        }
    }
    for (row = 0; row < ends->count && order <= TE_ORDER_SHUFFLE; row++)
        demand(seen[row] == weight_of(ends, row), "a row comes as it weighs");
    free(seen);
}

static void weigh(te_rows *rows, uint64_t slices, te_error *err) {
    te_steps ends = TE_STEPS_INIT;
    uint64_t line, skipped = rows->skipped;
    demand(te_weights_read(rows, rows->columns.count - 1, &ends, err),
           "weights can be read");
    demand(ends.count == rows->count, "each row has a weight");
    demand(rows->skipped <= skipped + rows->count, "bad weights are rows");
    demand(te_rows_line(rows, rows->count - 1, &line, err) && line > 0,
           "a row has a line");
    if (te_steps_at(&ends, ends.count - 1) <= LONG_PASS)
        for (te_order order = TE_ORDER_FILE; order <= TE_ORDER_ZIPF; order++)
            share_out(&ends, slices, order);
    te_steps_free(&ends);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int fd = memfd_create("csv", MFD_CLOEXEC);
    demand(fd >= 0 && write(fd, data, size) == (ssize_t)size, "a file is made");
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    te_error err = {0};
    te_rows_header header = {.any = size % 2 == 0, .none = size % 3 == 0};
    te_rows *rows = te_rows_open(path, &header, &err);
    demand(rows != NULL || err.message[0] != '\0', "a refusal says why");
    if (rows != NULL) {
        for (uint64_t i = 0; i < rows->count; i++)
            demand(splits(rows, i, &err), "an accepted row can be read");
        demand(walks(rows, &err), "accepted rows can be walked over");
        if (rows->count > 0) weigh(rows, 1 + size % 5, &err);
        for (uint64_t i = 0; i < rows->skipped && i < TE_ROWS_NAMED; i++)
            demand(rows->complaints[i] != NULL, "a bad row is described");
        demand(ftruncate(fd, (off_t)size / 2) == 0, "the file shrinks");
        for (uint64_t i = 0; i < rows->count; i++)
            splits(rows, i, &err);
        walks(rows, &err);
        te_rows_close(rows);
    }
    close(fd);
    return 0;
}
