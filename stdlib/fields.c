/* fields.c - see fields.h. */
#include "fields.h"

#include <string.h>

te_fields te_fields_of(char *row, size_t length) {
    return (te_fields){row, row + length, true, false};
}

/* A row ends here: at LF, at CR LF, or where the text ends. */
static bool at_row_end(const te_fields *f) {
    if (f->at == f->end || *f->at == '\n') return true;
    return *f->at == '\r' && (f->at + 1 == f->end || f->at[1] == '\n');
}

/* After a field: past the comma, or remember that the row is over. */
static void step(te_fields *f) {
    if (at_row_end(f))
        f->more = false;
    else if (*f->at == ',')
        f->at++;
    else
        f->malformed = true; /* text after a closing quote */
}

static void read_plain(te_fields *f, te_slice *field) {
    field->data = f->at;
    while (f->at < f->end && *f->at != ',' && *f->at != '\n')
        f->at++;
    /* The CR of a CR LF, or of a last line, belongs to the line break. */
    bool line_ends = f->at == f->end || *f->at == '\n';
    if (line_ends && f->at > field->data && f->at[-1] == '\r') f->at--;
    field->length = (size_t)(f->at - field->data);
}

static void read_quoted(te_fields *f, te_slice *field) {
    char *to = ++f->at;
    field->data = to;
    for (;;) {
        size_t rest = (size_t)(f->end - f->at);
        char *quote = memchr(f->at, '"', rest);
        if (quote == NULL) {
            f->malformed = true;
            return;
        }
        size_t length = (size_t)(quote - f->at);
        if (to != f->at) memmove(to, f->at, length);
        to += length;
        f->at = quote + 1;
        if (f->at == f->end || *f->at != '"') break;
        *to++ = '"';
        f->at++;
    }
    field->length = (size_t)(to - field->data);
}

bool te_fields_next(te_fields *f, te_slice *field) {
    if (!f->more || f->malformed) return false;
    if (f->at < f->end && *f->at == '"')
        read_quoted(f, field);
    else
        read_plain(f, field);
    if (!f->malformed) step(f);
    return !f->malformed;
}

bool te_fields_split(te_fields *f, te_slice *fields, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!te_fields_next(f, &fields[i])) return false;
    return !f->more && !f->malformed;
}

bool te_field_number(te_slice field, uint64_t most, uint64_t *number) {
    uint64_t n = 0;
    for (size_t i = 0; i < field.length; i++) {
        char c = field.data[i];
        if (c < '0' || c > '9' || n > most / 10) return false;
        n = n * 10 + (uint64_t)(c - '0');
    }
    *number = n;
    return field.length > 0 && n <= most;
}
