/* standin_csv.c - see standin_csv.h. */
#include "standin_csv.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

bool te_standin_csv_slurp(te_buf *text, const char *path, te_error *err) {
    gzFile file = gzopen(path, "rbe");
    if (file == NULL)
        return te_fail(err, "%s: %s", path,
                       errno != 0 ? strerror(errno) : "out of memory");
    gzbuffer(file, 1 << 17);
    int n = 0;
    do {
        if (!te_buf_reserve(text, 1 << 20)) {
            gzclose(file);
            return te_fail_as(err, TE_ERROR_SYSTEM, "%s: out of memory", path);
        }
        errno = 0;
        n = gzread(file, text->data + text->length, 1 << 20);
        if (n > 0) text->length += (size_t)n;
    } while (n > 0);
    int code = Z_OK;
    const char *why = gzerror(file, &code);
    bool ok = n == 0 && code == Z_OK;
    if (!ok)
        te_fail(err, "%s: %s", path,
                code == Z_ERRNO       ? strerror(errno)
                : code == Z_BUF_ERROR ? "the gzip data ends too early"
                                      : why);
    gzclose(file);
    return ok;
}

/* Reads a quoted field that begins after its opening quote. */
static bool next_quoted(te_standin_csv *csv, size_t index) {
    char *out = csv->at;
    csv->fields[index].text = out;
    for (char *at = csv->at; at < csv->end; at++) {
        if (*at == '"' && at + 1 < csv->end && at[1] == '"') {
            at++;
        } else if (*at == '"') {
            csv->fields[index].length = (size_t)(out - csv->fields[index].text);
            csv->at = at + 1;
            return true;
        }
        if (*at == '\n') csv->line++;
        *out++ = *at;
    }
    return false;
}

static void next_plain(te_standin_csv *csv, size_t index) {
    char *at = csv->at;
    while (at < csv->end && *at != ',' && *at != '\n')
        at++;
    size_t length = (size_t)(at - csv->at);
    csv->fields[index].text = csv->at;
    if (length > 0 && at[-1] == '\r' && (at == csv->end || *at == '\n'))
        length--;
    csv->fields[index].length = length;
    csv->at = at;
}

static int bad_row(te_standin_csv *csv, te_error *err, const char *what) {
    te_fail(err, "%s:%zu: %s", csv->name, csv->row_line, what);
    return -1;
}

int te_standin_csv_next(te_standin_csv *csv, te_error *err) {
    while (csv->at < csv->end && (*csv->at == '\n' || *csv->at == '\r')) {
        if (*csv->at == '\n') csv->line++;
        csv->at++;
    }
    if (csv->at == csv->end) return 0;
    csv->row_line = csv->line;
    for (size_t i = 0;; i++) {
        if (i == TE_STANDIN_CSV_FIELDS)
            return bad_row(csv, err, "the row has too many fields");
        if (csv->at < csv->end && *csv->at == '"') {
            csv->at++;
            if (!next_quoted(csv, i))
                return bad_row(csv, err, "the quoted field never ends");
        } else {
            next_plain(csv, i);
        }
        if (csv->at < csv->end && *csv->at == '\r') csv->at++;
        if (csv->at == csv->end || *csv->at == '\n') {
            if (i + 1 < TE_STANDIN_CSV_FIELDS)
                return bad_row(csv, err, "the row has too few fields");
            if (csv->at < csv->end) csv->at++, csv->line++;
            return 1;
        }
        if (*csv->at != ',')
            return bad_row(csv, err, "text follows a quoted field");
        csv->at++;
    }
}

bool te_standin_csv_open(te_standin_csv *csv, const char *name, te_buf *text,
                         const char *header, te_error *err) {
    *csv = (te_standin_csv){.name = name, .line = 1, .row_line = 1};
    csv->at = text->data;
    csv->end = text->data + text->length;
    int got = text->length == 0 ? 0 : te_standin_csv_next(csv, NULL);
    te_buf found = TE_BUF_INIT;
    bool ok = got == 1;
    for (size_t i = 0; ok && i < TE_STANDIN_CSV_FIELDS; i++)
        ok = (i == 0 || te_buf_addc(&found, ',')) &&
             te_buf_add(&found, csv->fields[i].text, csv->fields[i].length);
    ok = ok && strcmp(te_buf_str(&found), header) == 0;
    te_buf_free(&found);
    return ok || te_fail(err, "%s:1: the header is not %s", name, header);
}
