/* h1_oddities.h - what must be refused in an answer, read from the whole of it
 * and as simply as can be: the measure for the parser that gets it in pieces.
 *
 * By kinds, all that there are. The answer is one to a GET, and too short for
 * the limits of a head. libcurl passes over every fold; we refuse the two whose
 * field, read on, would have the body end elsewhere. */
#ifndef H1_ODDITIES_H
#define H1_ODDITIES_H

#include "http_error.h"
#include "slice.h"

typedef struct h1_oddities {
    bool found[TE_HTTP_CANCELLED + 1]; /* by te_http_error */
} h1_oddities;

/* What a head says of its body. */
typedef struct h1_framing {
    char status[4];
    int codings;
    te_slice length;         /* without zeros in front */
    te_http_error if_folded; /* what a fold of the last field is */
} h1_framing;

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static size_t span(te_slice s, const char *set) {
    size_t n = 0;
    while (n < s.length && s.data[n] != '\0' && strchr(set, s.data[n]) != NULL)
        n++;
    return n;
}

/* The next line without its end, CR LF or LF. */
static te_slice take_line(te_slice *rest, h1_oddities *o) {
    size_t end = te_slice_find(*rest, '\n');
    te_slice line = te_slice_to(*rest, end);
    if (end == rest->length) o->found[TE_HTTP_TRUNCATED] = true;
    *rest = te_slice_from(*rest, end < rest->length ? end + 1 : end);
    if (line.length > 0 && line.data[line.length - 1] == '\r') line.length--;
    if (te_slice_find(line, '\r') < line.length)
        o->found[TE_HTTP_BARE_CR] = true;
    if (te_slice_find(line, '\0') < line.length) o->found[TE_HTTP_NUL] = true;
    return line;
}

static void look_at_status(te_slice line, h1_framing *f, h1_oddities *o) {
    bool ok = line.length >= 12 && te_slice_starts(line, "HTTP/1.") &&
              (line.data[7] == '0' || line.data[7] == '1') &&
              line.data[8] == ' ' && line.data[9] != '0' &&
              span((te_slice){line.data + 9, 3}, "0123456789") == 3 &&
              (line.length == 12 || line.data[12] == ' ');
    if (ok) memcpy(f->status, line.data + 9, 3);
    if (!ok || strcmp(f->status, "101") == 0) o->found[TE_HTTP_PROTOCOL] = true;
}

static void look_at_length(te_slice value, h1_framing *f, h1_oddities *o) {
    size_t digits = span(value, "0123456789");
    bool ok = value.length > 0 && digits == value.length;
    size_t zeros = ok ? span(te_slice_to(value, digits - 1), "0") : 0;
    value = te_slice_from(value, zeros);
    if (!ok || value.length > 18 ||
        (f->length.length > 0 && !te_slice_equal(f->length, value)))
        o->found[TE_HTTP_BAD_LENGTH] = true;
    f->length = value;
}

static void look_at_fold(const h1_framing *f, h1_oddities *o) {
    if (f->if_folded != TE_HTTP_OK) o->found[f->if_folded] = true;
}

static void look_at_field(te_slice line, h1_framing *f, h1_oddities *o) {
    size_t colon = te_slice_find(line, ':');
    if (colon == 0 || colon == line.length || is_blank(line.data[0]) ||
        is_blank(line.data[colon - 1])) {
        o->found[TE_HTTP_PROTOCOL] = true;
        return;
    }
    te_slice name = te_slice_to(line, colon);
    te_slice value = te_slice_trim(te_slice_from(line, colon + 1));
    bool is_length = te_slice_alike(name, te_slice_of("Content-Length"));
    bool is_coding = te_slice_alike(name, te_slice_of("Transfer-Encoding"));
    if (is_length) look_at_length(value, f, o);
    if (is_coding &&
        (f->codings++ > 0 || !te_slice_alike(value, te_slice_of("chunked"))))
        o->found[TE_HTTP_PROTOCOL] = true;
    f->if_folded = is_length   ? TE_HTTP_BAD_LENGTH
                   : is_coding ? TE_HTTP_PROTOCOL
                               : TE_HTTP_OK;
}

static h1_framing take_head(te_slice *rest, h1_oddities *o) {
    h1_framing f = {.status = ""};
    te_slice line = take_line(rest, o);
    look_at_status(line, &f, o);
    for (bool is_first = true; rest->length > 0; is_first = false) {
        line = take_line(rest, o);
        if (line.length == 0) return f;
        if (is_first || !is_blank(line.data[0]))
            look_at_field(line, &f, o);
        else
            look_at_fold(&f, o);
    }
    o->found[TE_HTTP_TRUNCATED] = true;
    return f;
}

static size_t hex_value(te_slice digits) {
    size_t value = 0;
    for (size_t i = 0; i < digits.length; i++) {
        char c = digits.data[i];
        int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        value = value * 16 + (size_t)digit;
    }
    return value;
}

/* The size of a chunk; 0 as well where it is none. */
static size_t take_size(te_slice *rest, h1_oddities *o) {
    size_t end = te_slice_find(*rest, '\n');
    bool has_cr = end > 0 && rest->data[end - 1] == '\r';
    bool is_cut = end == rest->length;
    te_slice line = te_slice_to(*rest, has_cr ? end - 1 : end);
    size_t digits = span(line, "0123456789abcdefABCDEF");
    te_slice more = te_slice_trim(te_slice_from(line, digits));
    bool is_odd = digits > 15 || (digits == 0 && !(is_cut && end == 0)) ||
                  (!has_cr && !is_cut) || line.length > 4094 ||
                  te_slice_find(line, '\r') < line.length ||
                  te_slice_find(line, '\0') < line.length ||
                  (more.length > 0 && *more.data != ';');
    if (is_odd) o->found[TE_HTTP_BAD_CHUNK] = true;
    if (is_cut) o->found[TE_HTTP_TRUNCATED] = true;
    *rest = te_slice_from(*rest, is_cut ? end : end + 1);
    return is_odd || is_cut ? 0 : hex_value(te_slice_to(line, digits));
}

/* The data of one, and the line end behind it. */
static void take_data(te_slice *rest, size_t size, h1_oddities *o) {
    if (size > rest->length) {
        o->found[TE_HTTP_TRUNCATED] = true;
        size = rest->length;
    }
    *rest = te_slice_from(*rest, size);
    size_t n = rest->length < 2 ? rest->length : 2;
    if (n > 0 && memcmp(rest->data, "\r\n", n) != 0)
        o->found[TE_HTTP_BAD_CHUNK] = true;
    if (n < 2) o->found[TE_HTTP_TRUNCATED] = true;
    *rest = te_slice_from(*rest, n);
}

static void take_chunks(te_slice rest, h1_oddities *o) {
    size_t size;
    while ((size = take_size(&rest, o)) > 0)
        take_data(&rest, size, o);
    while (rest.length > 0) {
        te_slice line = take_line(&rest, o);
        if (line.length == 0) return;
        te_slice behind = te_slice_from(line, 1); /* a name has a letter */
        if (te_slice_find(behind, ':') == behind.length)
            o->found[TE_HTTP_PROTOCOL] = true;
    }
    o->found[TE_HTTP_TRUNCATED] = true;
}

static h1_oddities h1_look_at(te_slice bytes) {
    h1_oddities o = {{false}};
    h1_framing f;
    do {
        f = take_head(&bytes, &o);
    } while (f.status[0] == '1' && bytes.length > 0);
    if (f.status[0] == '1') o.found[TE_HTTP_TRUNCATED] = true;
    if (f.codings > 0 && f.length.length > 0)
        o.found[TE_HTTP_BAD_LENGTH] = true;
    bool has_body =
        strcmp(f.status, "204") != 0 && strcmp(f.status, "304") != 0;
    if (has_body && f.codings > 0) take_chunks(bytes, &o);
    return o;
}

#endif
