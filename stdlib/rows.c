/* rows.c - see rows.h.
 *
 * Indexing goes over the bytes once, in chunks, and only counts: where rows
 * begin, how many fields they have, which line they are on. Values are taken
 * apart later, by fields.c, which follows the same grammar. */
#include "rows.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 256 * 1024, MAX_HEADER_BYTES = 1024 * 1024 };

typedef enum {
    AT_FIELD,    /* before a field's first byte */
    IN_PLAIN,    /* in a field without quotes */
    IN_QUOTES,   /* between quotes */
    AFTER_QUOTE, /* it closed the field, or is the first of two */
    AFTER_CR     /* a CR behind a closing quote: LF must follow */
} scan_state;

typedef struct scan {
    te_rows *rows;
    te_error *err;
    size_t capacity; /* of rows->offsets */
    bool want_header;
    scan_state state;
    uint64_t offset; /* of the byte that comes next */
    uint64_t line;   /* that it is on, from 1 */
    unsigned char last;
    /* The row under way. */
    uint64_t row_offset, row_line, quote_line;
    size_t fields;
    bool bad; /* text after a closing quote */
} scan;

static bool no_memory(const te_rows *rows, te_error *err) {
    return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", rows->source.path);
}

static bool add_offset(scan *s, uint64_t offset) {
    te_rows *rows = s->rows;
    if (rows->count == s->capacity) {
        size_t capacity = s->capacity == 0 ? 1024 : s->capacity * 2;
        uint64_t *offsets = realloc(rows->offsets, capacity * sizeof *offsets);
        if (offsets == NULL) return no_memory(rows, s->err);
        rows->offsets = offsets;
        s->capacity = capacity;
    }
    rows->offsets[rows->count++] = offset;
    return true;
}

static bool complain(scan *s) {
    te_rows *rows = s->rows;
    uint64_t n = rows->skipped++;
    if (n >= TE_ROWS_NAMED) return true;
    char text[sizeof s->err->message], why[96];
    if (s->bad)
        snprintf(why, sizeof why, "text after a closing quote");
    else
        snprintf(why, sizeof why, "%zu field%s where the header has %zu",
                 s->fields, s->fields == 1 ? "" : "s", rows->column_count);
    snprintf(text, sizeof text, "%s:%" PRIu64 ": %s", rows->source.path,
             s->row_line, why);
    rows->complaints[n] = strdup(text);
    return rows->complaints[n] != NULL || no_memory(rows, s->err);
}

/* Reads the header's text again and takes its fields apart. */
static bool keep_header(scan *s, uint64_t bytes) {
    te_rows *rows = s->rows;
    const char *path = rows->source.path;
    if (s->bad)
        return te_fail(s->err,
                       "%s:%" PRIu64 ": text after a closing quote in the "
                       "header",
                       path, s->row_line);
    if (bytes > MAX_HEADER_BYTES)
        return te_fail(
            s->err, "%s:%" PRIu64 ": a line of %" PRIu64 " bytes is no header",
            path, s->row_line, bytes);
    rows->column_count = s->fields;
    rows->header = malloc((size_t)bytes + 1);
    rows->columns = calloc(s->fields, sizeof *rows->columns);
    if (rows->header == NULL || rows->columns == NULL)
        return no_memory(rows, s->err);
    if (!te_source_read(&rows->source, s->row_offset, rows->header,
                        (size_t)bytes, s->err))
        return false;
    te_fields fields = te_fields_of(rows->header, (size_t)bytes);
    if (!te_fields_split(&fields, rows->columns, rows->column_count))
        return te_fail(s->err, "%s: the file changed while it was opened",
                       path);
    s->want_header = false;
    return true;
}

/* The row ended; s->offset is behind its line break. */
static bool end_row(scan *s, uint64_t text_bytes) {
    uint64_t bytes = s->offset - s->row_offset;
    bool blank = text_bytes == 0 || (text_bytes == 1 && s->last == '\r');
    bool ok = true;
    if (blank) {
        /* no row */
    } else if (s->want_header) {
        ok = keep_header(s, bytes);
    } else if (s->bad || s->fields != s->rows->column_count) {
        ok = complain(s);
    } else {
        ok = add_offset(s, s->row_offset);
        if (bytes > s->rows->max_bytes) s->rows->max_bytes = (size_t)bytes;
    }
    s->state = AT_FIELD;
    s->row_offset = s->offset;
    s->row_line = s->line;
    s->fields = 1;
    s->bad = false;
    return ok;
}

/* One byte outside of plain text. False when the row ended badly. */
static bool scan_byte(scan *s, unsigned char c) {
    bool ends_row = false;
    switch (s->state) {
    case AT_FIELD:
    case IN_PLAIN:
        if (c == ',') {
            s->fields++;
            s->state = AT_FIELD;
        } else if (c == '\n') {
            ends_row = true;
        } else if (c == '"' && s->state == AT_FIELD) {
            s->state = IN_QUOTES;
            s->quote_line = s->line;
        } else {
            s->state = IN_PLAIN;
        }
        break;
    case IN_QUOTES:
        if (c == '"') s->state = AFTER_QUOTE;
        break;
    case AFTER_QUOTE:
    case AFTER_CR:
        if (c == '\n') {
            ends_row = true;
        } else if (c == '"' && s->state == AFTER_QUOTE) {
            s->state = IN_QUOTES;
        } else if (c == ',' && s->state == AFTER_QUOTE) {
            s->fields++;
            s->state = AT_FIELD;
        } else if (c == '\r' && s->state == AFTER_QUOTE) {
            s->state = AFTER_CR;
        } else {
            s->bad = true;
            s->fields += c == ',';
            s->state = IN_PLAIN;
        }
        break;
    }
    s->offset++;
    if (c == '\n') s->line++;
    bool ok = !ends_row || end_row(s, s->offset - 1 - s->row_offset);
    s->last = c;
    return ok;
}

static bool scan_chunk(scan *s, const unsigned char *bytes, size_t length) {
    const unsigned char *at = bytes, *end = bytes + length;
    while (at < end) {
        if (s->state == IN_PLAIN) { /* most bytes: on to what ends the field */
            const unsigned char *from = at;
            while (at < end && *at != ',' && *at != '\n')
                at++;
            if (at > from) {
                s->offset += (uint64_t)(at - from);
                s->last = at[-1];
            }
            if (at == end) break;
        }
        if (!scan_byte(s, *at++)) return false;
    }
    return true;
}

static bool scan_end(scan *s) {
    if (s->state == IN_QUOTES)
        return te_fail(s->err, "%s:%" PRIu64 ": a quote that never closes",
                       s->rows->source.path, s->quote_line);
    if (s->offset > s->row_offset) return end_row(s, s->offset - s->row_offset);
    return true;
}

static bool skip_bom(scan *s) {
    const te_source *source = &s->rows->source;
    unsigned char bom[3] = {0};
    size_t length = source->size < 3 ? (size_t)source->size : 3;
    if (!te_source_read(source, 0, bom, length, s->err)) return false;
    if ((bom[0] == 0xff && bom[1] == 0xfe) ||
        (bom[0] == 0xfe && bom[1] == 0xff))
        return te_fail(s->err, "%s: the text is UTF-16, wanted UTF-8",
                       source->path);
    if (memcmp(bom, "\xef\xbb\xbf", 3) == 0) s->offset = 3;
    return true;
}

static bool scan_file(scan *s) {
    const te_source *source = &s->rows->source;
    if (!skip_bom(s)) return false;
    s->row_offset = s->offset;
    unsigned char *chunk = malloc(CHUNK_BYTES);
    if (chunk == NULL) return no_memory(s->rows, s->err);
    bool ok = true;
    while (ok && s->offset < source->size) {
        uint64_t rest = source->size - s->offset;
        size_t length = rest < CHUNK_BYTES ? (size_t)rest : CHUNK_BYTES;
        ok = te_source_read(source, s->offset, chunk, length, s->err) &&
             scan_chunk(s, chunk, length);
    }
    free(chunk);
    return ok && scan_end(s);
}

/* How much of a name fits into a message. */
static int shown(te_slice name) {
    return name.length < 60 ? (int)name.length : 60;
}

/* Whether a column's name looks like data: digits, with a sign or a point. */
static bool is_number(te_slice name) {
    size_t digits = 0, points = 0;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if (c >= '0' && c <= '9')
            digits++;
        else if (c == '.')
            points++;
        else if (i > 0 || (c != '-' && c != '+'))
            return false;
    }
    return digits > 0 && points <= 1;
}

static int compare_texts(const void *a, const void *b) {
    const te_slice *x = a, *y = b;
    size_t shorter = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->data, y->data, shorter);
    if (order != 0) return order;
    return (x->length > y->length) - (x->length < y->length);
}

static bool names_differ(const te_rows *rows, te_error *err) {
    te_slice *sorted = calloc(rows->column_count, sizeof *sorted);
    if (sorted == NULL) return no_memory(rows, err);
    memcpy(sorted, rows->columns, rows->column_count * sizeof *sorted);
    qsort(sorted, rows->column_count, sizeof *sorted, compare_texts);
    bool ok = true;
    for (size_t i = 1; ok && i < rows->column_count; i++)
        if (compare_texts(&sorted[i - 1], &sorted[i]) == 0)
            ok = te_fail(err, "%s: the column \"%.*s\" comes twice",
                         rows->source.path, shown(sorted[i]), sorted[i].data);
    free(sorted);
    return ok;
}

static bool check_header(const te_rows *rows, bool any, te_error *err) {
    for (size_t i = 0; i < rows->column_count; i++) {
        te_slice name = rows->columns[i];
        if (name.length == 0)
            return te_fail(err,
                           "%s: wanted a header, but column %zu of the first "
                           "line has no name",
                           rows->source.path, i + 1);
        if (!any && is_number(name))
            return te_fail(err,
                           "%s: wanted a header, but column %zu of the first "
                           "line is the number %.*s",
                           rows->source.path, i + 1, shown(name), name.data);
    }
    return names_differ(rows, err);
}

/* Columns named by the caller, for a file without a header line. */
static bool name_columns(te_rows *rows, const te_rows_header *header,
                         te_error *err) {
    size_t bytes = 0;
    for (size_t i = 0; i < header->name_count; i++)
        bytes += strlen(header->names[i]) + 1;
    rows->column_count = header->name_count;
    rows->header = malloc(bytes + 1);
    rows->columns = calloc(header->name_count + 1, sizeof *rows->columns);
    if (rows->header == NULL || rows->columns == NULL)
        return no_memory(rows, err);
    char *to = rows->header;
    for (size_t i = 0; i < header->name_count; i++) {
        size_t length = strlen(header->names[i]);
        memcpy(to, header->names[i], length + 1);
        rows->columns[i] = (te_slice){to, length};
        to += length + 1;
    }
    return true;
}

static bool open_rows(te_rows *rows, const char *path,
                      const te_rows_header *header, te_error *err) {
    bool named = header != NULL && header->names != NULL;
    if (!te_source_open(&rows->source, path, err)) return false;
    if (named && !name_columns(rows, header, err)) return false;
    scan s = {.rows = rows, .err = err, .want_header = !named};
    s.line = s.row_line = 1;
    s.fields = 1;
    if (!scan_file(&s)) return false;
    if (s.want_header)
        return te_fail(err, "%s: wanted a header, but the file is empty", path);
    if (rows->count > 0 && rows->count < s.capacity) {
        uint64_t *fit =
            realloc(rows->offsets, (size_t)rows->count * sizeof *rows->offsets);
        if (fit != NULL) rows->offsets = fit;
    }
    return check_header(rows, named || (header != NULL && header->any), err);
}

te_rows *te_rows_open(const char *path, const te_rows_header *header,
                      te_error *err) {
    te_rows *rows = calloc(1, sizeof *rows);
    if (rows == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
        return NULL;
    }
    rows->source = TE_SOURCE_INIT;
    if (open_rows(rows, path, header, err)) return rows;
    te_rows_close(rows);
    return NULL;
}

void te_rows_close(te_rows *rows) {
    if (rows == NULL) return;
    te_source_close(&rows->source);
    free(rows->offsets);
    free(rows->columns);
    free(rows->header);
    for (int i = 0; i < TE_ROWS_NAMED; i++)
        free(rows->complaints[i]);
    free(rows);
}

bool te_rows_want(const te_rows *rows, const char *const *names, size_t count,
                  te_error *err) {
    bool same = rows->column_count == count;
    for (size_t i = 0; same && i < count; i++)
        same = te_slice_equal(rows->columns[i], te_slice_of(names[i]));
    if (same) return true;
    char wanted[256] = "";
    for (size_t i = 0, used = 0; i < count && used < sizeof wanted; i++)
        used += (size_t)snprintf(wanted + used, sizeof wanted - used, "%s%s",
                                 i > 0 ? "," : "", names[i]);
    return te_fail(err, "%s:1: wanted the header %s", rows->source.path,
                   wanted);
}

size_t te_rows_span(const te_rows *rows, uint64_t i) {
    uint64_t end =
        i + 1 < rows->count ? rows->offsets[i + 1] : rows->source.size;
    uint64_t span = end - rows->offsets[i];
    return span < rows->max_bytes ? (size_t)span : rows->max_bytes;
}

bool te_rows_read(const te_rows *rows, uint64_t i, char *buffer,
                  te_fields *fields, te_error *err) {
    size_t span = te_rows_span(rows, i);
    *fields = te_fields_of(buffer, span);
    return te_source_read(&rows->source, rows->offsets[i], buffer, span, err);
}

bool te_rows_changed(const te_rows *rows, uint64_t i, te_error *err) {
    return te_fail(err, "%s: row %" PRIu64 " changed after the file was opened",
                   rows->source.path, i + 1);
}
