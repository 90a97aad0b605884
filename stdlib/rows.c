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

bool te_rows_leave_out(te_rows *rows, uint64_t line, te_error *err,
                       const char *format, ...) {
    uint64_t n = rows->skipped++;
    if (n >= TE_ROWS_NAMED) return true;
    char text[sizeof err->message];
    int used = snprintf(text, sizeof text, "%s:%" PRIu64 ": ",
                        rows->source.path, line);
    if (used < 0 || (size_t)used >= sizeof text) used = 0;
    va_list args;
    va_start(args, format);
    vsnprintf(text + used, sizeof text - (size_t)used, format, args);
    va_end(args);
    rows->complaints[n] = strdup(text);
    return rows->complaints[n] != NULL || no_memory(rows, err);
}

static bool leave_out(scan *s) {
    if (s->bad)
        return te_rows_leave_out(s->rows, s->row_line, s->err,
                                 "text after a closing quote");
    return te_rows_leave_out(
        s->rows, s->row_line, s->err, "%zu field%s where the %s has %zu",
        s->fields, s->fields == 1 ? "" : "s",
        s->rows->columns.names != NULL ? "header" : "first row",
        s->rows->columns.count);
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
    char *text = malloc((size_t)bytes + 1);
    if (text == NULL) return no_memory(rows, s->err);
    bool read = te_source_read(&rows->source, s->row_offset, text,
                               (size_t)bytes, s->err);
    /* The text is the columns' in either case. */
    bool split =
        te_columns_from_line(&rows->columns, text, (size_t)bytes, s->fields);
    if (!read) return false;
    if (rows->columns.names == NULL) return no_memory(rows, s->err);
    if (!split)
        return te_fail(s->err, "%s: the file changed while it was opened",
                       path);
    s->want_header = false;
    return true;
}

/* A row of data, counted or left out. */
static bool take_row(scan *s, uint64_t bytes) {
    te_rows *rows = s->rows;
    if (rows->columns.count == 0 && !s->bad) rows->columns.count = s->fields;
    if (s->bad || s->fields != rows->columns.count) return leave_out(s);
    if (!te_steps_add(&rows->offsets, s->row_offset))
        return no_memory(rows, s->err);
    rows->count++;
    if (bytes > rows->max_bytes) rows->max_bytes = (size_t)bytes;
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
    } else {
        ok = take_row(s, bytes);
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

static bool open_rows(te_rows *rows, const char *path,
                      const te_rows_header *header, te_error *err) {
    bool named = header->names != NULL;
    if (!te_source_open(&rows->source, path, err)) return false;
    if (named && !te_columns_from_names(&rows->columns, header->names,
                                        header->name_count))
        return no_memory(rows, err);
    scan s = {.rows = rows, .err = err};
    s.want_header = !named && !header->none;
    s.line = s.row_line = 1;
    s.fields = 1;
    if (!scan_file(&s)) return false;
    if (s.want_header)
        return te_fail(err, "%s: wanted a header, but the file is empty", path);
    te_steps_fit(&rows->offsets);
    return te_columns_check(&rows->columns, path, named || header->any, err);
}

te_rows *te_rows_open(const char *path, const te_rows_header *header,
                      te_error *err) {
    te_rows *rows = calloc(1, sizeof *rows);
    if (rows == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
        return NULL;
    }
    rows->source = TE_SOURCE_INIT;
    static const te_rows_header plain = {0};
    if (open_rows(rows, path, header != NULL ? header : &plain, err))
        return rows;
    te_rows_close(rows);
    return NULL;
}

void te_rows_close(te_rows *rows) {
    if (rows == NULL) return;
    te_source_close(&rows->source);
    te_steps_free(&rows->offsets);
    te_columns_free(&rows->columns);
    for (int i = 0; i < TE_ROWS_NAMED; i++)
        free(rows->complaints[i]);
    free(rows);
}

bool te_rows_want(const te_rows *rows, const char *const *names, size_t count,
                  te_error *err) {
    return te_columns_want(&rows->columns, rows->source.path, names, count,
                           err);
}

uint64_t te_rows_offset(const te_rows *rows, uint64_t i) {
    return te_steps_at(&rows->offsets, i);
}

size_t te_rows_span(const te_rows *rows, uint64_t i) {
    uint64_t end =
        i + 1 < rows->count ? te_rows_offset(rows, i + 1) : rows->source.size;
    uint64_t span = end - te_rows_offset(rows, i);
    return span < rows->max_bytes ? (size_t)span : rows->max_bytes;
}

bool te_rows_read(const te_rows *rows, uint64_t i, char *buffer,
                  te_fields *fields, te_error *err) {
    size_t span = te_rows_span(rows, i);
    *fields = te_fields_of(buffer, span);
    return te_source_read(&rows->source, te_rows_offset(rows, i), buffer, span,
                          err);
}

bool te_rows_line(const te_rows *rows, uint64_t i, uint64_t *line,
                  te_error *err) {
    char chunk[8192];
    uint64_t offset = 0, end = te_rows_offset(rows, i);
    *line = 1;
    while (offset < end) {
        size_t length =
            end - offset < sizeof chunk ? (size_t)(end - offset) : sizeof chunk;
        if (!te_source_read(&rows->source, offset, chunk, length, err))
            return false;
        for (size_t at = 0; at < length; at++)
            *line += chunk[at] == '\n';
        offset += length;
    }
    return true;
}

bool te_rows_changed(const te_rows *rows, uint64_t i, te_error *err) {
    return te_fail(err, "%s: row %" PRIu64 " changed after the file was opened",
                   rows->source.path, i + 1);
}
