/* csv_fuzz.c - any bytes as a CSV file: opened or refused, never a crash.
 *
 * Two readers follow the grammar, the indexer (rows.c) and the splitter
 * (fields.c): every row that one accepts the other must take apart into
 * exactly as many fields as the header has, before and after the file is cut
 * short under it. */
#include "../../stdlib/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int fd = memfd_create("csv", MFD_CLOEXEC);
    demand(fd >= 0 && write(fd, data, size) == (ssize_t)size, "a file is made");
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    te_error err = {0};
    te_rows_header any = {.any = size % 2 == 0};
    te_rows *rows = te_rows_open(path, &any, &err);
    demand(rows != NULL || err.message[0] != '\0', "a refusal says why");
    if (rows != NULL) {
        for (uint64_t i = 0; i < rows->count; i++)
            demand(splits(rows, i, &err), "an accepted row can be read");
        for (uint64_t i = 0; i < rows->skipped && i < TE_ROWS_NAMED; i++)
            demand(rows->complaints[i] != NULL, "a bad row is described");
        demand(ftruncate(fd, (off_t)size / 2) == 0, "the file shrinks");
        for (uint64_t i = 0; i < rows->count; i++)
            splits(rows, i, &err);
        te_rows_close(rows);
    }
    close(fd);
    return 0;
}
