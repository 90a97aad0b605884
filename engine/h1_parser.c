/* h1_parser.c - see h1_parser.h. */
#include "h1_parser.h"

#include <string.h>
#include <strings.h>

enum {
    STATUS_LINE,
    FIELDS,
    BODY_OF_LENGTH,
    BODY_TO_END,
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_DATA,
    CHUNK_DATA_END,
    TRAILERS,
    WHOLE,
    BAD,
};

enum { CHUNK_LINE_MAX_BYTES = 4096 };

/* What a fold would go on with. */
enum { NO_FIELD, OTHER_FIELD, LENGTH_FIELD, CODING_FIELD, CONNECTION_FIELD };

void te_h1_begin(te_h1_parser *p, bool is_head_request) {
    *p = (te_h1_parser){.is_head_request = is_head_request,
                        .content_length = -1};
}

static bool fail(te_h1_parser *p, te_http_error error, const char *problem) {
    p->error = error;
    p->problem = problem;
    p->state = BAD;
    return false;
}

static bool fail_as(te_h1_parser *p, te_http_error error) {
    return fail(p, error, te_http_error_text(error));
}

/* ---- The status line ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* As much as there is of it so far. */
static bool begins_answer(te_h1_parser *p, const char *line, size_t length) {
    static const char start[] = "HTTP/1.";
    size_t n = length < sizeof start - 1 ? length : sizeof start - 1;
    if (memcmp(line, start, n) == 0) return true;
    return fail(p, TE_HTTP_PROTOCOL, "the answer is not HTTP/1.1");
}

/* "HTTP/1.1 200 reason" (4); the reason is not looked at. */
static bool read_status(te_h1_parser *p, const char *line, size_t length) {
    bool ok = length >= 12 && (line[7] == '0' || line[7] == '1') &&
              line[8] == ' ' && line[9] != '0' && is_digit(line[9]) &&
              is_digit(line[10]) && is_digit(line[11]) &&
              (length == 12 || line[12] == ' ');
    if (!ok) return fail(p, TE_HTTP_PROTOCOL, "a malformed status line");
    p->status =
        (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    p->is_old = line[7] == '0';
    if (p->status == 101)
        return fail(p, TE_HTTP_PROTOCOL, "an upgrade that nobody asked for");
    p->state = FIELDS;
    return true;
}

/* ---- Fields ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static te_slice trim(te_slice s) {
    while (s.length > 0 && is_blank(s.data[0]))
        s = te_slice_from(s, 1);
    while (s.length > 0 && is_blank(s.data[s.length - 1]))
        s.length--;
    return s;
}

static bool is_word(te_slice s, const char *word, size_t length) {
    return s.length == length && strncasecmp(s.data, word, length) == 0;
}

static bool read_length(te_h1_parser *p, te_slice value) {
    int64_t length = 0;
    if (value.length == 0) return fail_as(p, TE_HTTP_BAD_LENGTH);
    for (size_t i = 0; i < value.length; i++) {
        if (!is_digit(value.data[i]) || length > (INT64_MAX - 9) / 10)
            return fail_as(p, TE_HTTP_BAD_LENGTH);
        length = length * 10 + (value.data[i] - '0');
    }
    if (p->content_length >= 0 && p->content_length != length)
        return fail_as(p, TE_HTTP_BAD_LENGTH);
    p->content_length = length;
    return true;
}

/* What else there is (6.1), nobody sends unasked. */
static bool read_coding(te_h1_parser *p, te_slice value) {
    if (p->has_chunks || !is_word(value, "chunked", 7))
        return fail(p, TE_HTTP_PROTOCOL,
                    "a transfer coding other than chunked");
    p->has_chunks = true;
    return true;
}

/* Connection: a list of words (9.1). */
static bool read_connection(te_h1_parser *p, te_slice value) {
    while (value.length > 0) {
        size_t comma = te_slice_find(value, ',');
        te_slice word = trim(te_slice_to(value, comma));
        if (is_word(word, "close", 5)) p->says_close = true;
        if (is_word(word, "keep-alive", 10)) p->says_keep = true;
        value = te_slice_from(value, comma < value.length ? comma + 1 : comma);
    }
    return true;
}

/* Most names are told by their first letter. */
static unsigned char field_of(te_slice name) {
    char first = (char)(name.data[0] | 0x20);
    if (first != 'c' && first != 't') return OTHER_FIELD;
    if (is_word(name, "content-length", 14)) return LENGTH_FIELD;
    if (is_word(name, "transfer-encoding", 17)) return CODING_FIELD;
    if (is_word(name, "connection", 10)) return CONNECTION_FIELD;
    return OTHER_FIELD;
}

/* A line that goes on with the field before it (5.2). What says where the body
 * ends has no need to, and not everybody would read it alike. */
static bool read_fold(te_h1_parser *p, te_slice value) {
    switch (p->field) {
    case LENGTH_FIELD:
        return fail_as(p, TE_HTTP_BAD_LENGTH);
    case CODING_FIELD:
        return fail(p, TE_HTTP_PROTOCOL, "a folded Transfer-Encoding");
    case CONNECTION_FIELD:
        return read_connection(p, trim(value));
    default:
        return true;
    }
}

/* A line without its end. */
static bool read_field(te_h1_parser *p, const char *line, size_t length) {
    if (is_blank(line[0]) && p->field != NO_FIELD)
        return read_fold(p, (te_slice){line, length});
    const char *colon = memchr(line, ':', length);
    size_t n = colon != NULL ? (size_t)(colon - line) : 0;
    if (n == 0 || is_blank(line[0]) || is_blank(line[n - 1]))
        return fail(p, TE_HTTP_PROTOCOL, "a malformed header field");
    p->field = field_of((te_slice){line, n});
    if (p->field == OTHER_FIELD) return true;
    te_slice value = trim((te_slice){colon + 1, length - n - 1});
    if (p->field == LENGTH_FIELD) return read_length(p, value);
    if (p->field == CODING_FIELD) return read_coding(p, value);
    return read_connection(p, value);
}

/* ---- Heads ---- */

static bool check_sizes(te_h1_parser *p, size_t line_bytes) {
    if (line_bytes > TE_H1_LINE_MAX_BYTES)
        return fail(p, TE_HTTP_HEADER_FLOOD, "a header field is over 100 KB");
    if (p->head_bytes > TE_H1_HEAD_MAX_BYTES)
        return fail(p, TE_HTTP_HEADER_FLOOD, "the head is over 256 KB");
    return true;
}

/* A line with its end. *is_last: the empty one. */
static bool read_line(te_h1_parser *p, const char *line, size_t length,
                      bool *is_last) {
    p->head_bytes += length;
    if (!check_sizes(p, length)) return false;
    length--;
    if (length > 0 && line[length - 1] == '\r') length--;
    if (p->state == STATUS_LINE && !begins_answer(p, line, length))
        return false;
    if (length > 0 && memchr(line, '\r', length) != NULL)
        return fail_as(p, TE_HTTP_BARE_CR);
    if (length > 0 && memchr(line, '\0', length) != NULL)
        return fail_as(p, TE_HTTP_NUL);
    if (p->state == STATUS_LINE) return read_status(p, line, length);
    *is_last = length == 0;
    return *is_last || read_field(p, line, length);
}

/* A line that has only begun: what of it can be told by now. */
static bool look_ahead(te_h1_parser *p, const char *line, size_t length) {
    size_t head_bytes = p->head_bytes;
    p->head_bytes += length;
    bool ok = check_sizes(p, length);
    p->head_bytes = head_bytes;
    return ok && (p->state != STATUS_LINE || begins_answer(p, line, length));
}

/* What follows the final head (6.3). */
static bool begin_body(te_h1_parser *p) {
    if (p->has_chunks && p->content_length >= 0)
        return fail(p, TE_HTTP_BAD_LENGTH,
                    "Content-Length beside Transfer-Encoding");
    p->keeps_open = p->is_old ? p->says_keep && !p->has_chunks : !p->says_close;
    p->left = p->content_length > 0 ? (uint64_t)p->content_length : 0;
    if (p->is_head_request || p->status == 204 || p->status == 304)
        p->state = WHOLE;
    else if (p->has_chunks)
        p->state = CHUNK_SIZE;
    else if (p->content_length >= 0)
        p->state = p->left > 0 ? BODY_OF_LENGTH : WHOLE;
    else {
        p->state = BODY_TO_END;
        p->keeps_open = false;
    }
    return true;
}

/* The head was one of 1xx: another one follows. */
static void begin_again(te_h1_parser *p, te_buf *head) {
    size_t head_bytes = p->head_bytes;
    te_buf_reset(head);
    te_h1_begin(p, p->is_head_request);
    p->has_begun = true;
    p->head_bytes = head_bytes;
}

static bool keep(te_h1_parser *p, te_buf *head, const char *bytes,
                 size_t length) {
    return te_buf_add(head, bytes, length) ||
           fail(p, TE_HTTP_LOCAL, "no memory for the head");
}

/* Takes lines until the final head is whole (true), or there are no more
 * (false; it may be bad). Lines are read where they lie; one that came in
 * pieces, in `head`. */
static bool take_head(te_h1_parser *p, te_buf *head, const char *bytes,
                      size_t length, size_t *used) {
    size_t kept = 0, at = 0; /* of the bytes: in `head`, and read */
    while (at < length) {
        const char *end = memchr(bytes + at, '\n', length - at);
        if (end == NULL) break;
        size_t next = (size_t)(end - bytes) + 1;
        const char *line = bytes + at;
        size_t line_bytes = next - at;
        bool is_last = false;
        if (head->length + (at - kept) > p->line_start) { /* it came before */
            if (!keep(p, head, bytes + kept, next - kept)) return false;
            kept = next;
            line = head->data + p->line_start;
            line_bytes = head->length - p->line_start;
        }
        at = *used = next;
        p->line_start += line_bytes;
        if (!read_line(p, line, line_bytes, &is_last)) return false;
        if (!is_last) continue;
        if (p->status >= 200)
            return keep(p, head, bytes + kept, at - kept) && begin_body(p);
        begin_again(p, head);
        kept = at;
    }
    *used = length;
    if (length > kept && !keep(p, head, bytes + kept, length - kept))
        return false;
    if (head->length > p->line_start)
        look_ahead(p, head->data + p->line_start, head->length - p->line_start);
    return false;
}

/* ---- Chunks (7.1), byte by byte: there are few such bytes ---- */

static int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    char low = (char)(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

static bool fail_chunk(te_h1_parser *p) {
    return fail_as(p, TE_HTTP_BAD_CHUNK);
}

/* The end of a chunk's first line. */
static bool begin_chunk(te_h1_parser *p) {
    p->state = p->left > 0 ? CHUNK_DATA : TRAILERS;
    p->had_cr = p->has_mark = false;
    p->line_bytes = 0;
    return true;
}

static bool take_size(te_h1_parser *p, char c) {
    int value = hex_value(c);
    if (++p->line_bytes > CHUNK_LINE_MAX_BYTES) return fail_chunk(p);
    if (p->had_cr) return c == '\n' ? begin_chunk(p) : fail_chunk(p);
    if (p->state == CHUNK_SIZE && value >= 0) {
        if (++p->digits > 15) return fail_chunk(p);
        p->left = p->left * 16 + (uint64_t)value;
        return true;
    }
    if (p->digits == 0) return fail_chunk(p);
    if (c == '\r') {
        p->had_cr = true;
        return true;
    }
    /* Blanks (some servers pad the size), then an extension or nothing. */
    if (c == '\n' || c == '\0') return fail_chunk(p);
    if (!p->has_mark && c != ';' && !is_blank(c)) return fail_chunk(p);
    p->has_mark |= c == ';';
    p->state = CHUNK_EXTENSION;
    return true;
}

static bool take_chunk_end(te_h1_parser *p, char c) {
    if (c != (p->had_cr ? '\n' : '\r')) return fail_chunk(p);
    if (p->had_cr) {
        p->state = CHUNK_SIZE;
        p->digits = 0;
        p->has_mark = false;
    }
    p->had_cr = !p->had_cr;
    return true;
}

/* Trailers (7.1.2) are checked, and dropped. */
static bool take_trailer(te_h1_parser *p, char c) {
    p->head_bytes++;
    if (!check_sizes(p, ++p->line_bytes)) return false;
    if (c == '\n') {
        size_t text = p->line_bytes - 1 - p->had_cr;
        if (text > 0 && !p->has_mark)
            return fail(p, TE_HTTP_PROTOCOL, "a malformed trailer");
        if (text == 0) p->state = WHOLE;
        p->line_bytes = 0;
        p->had_cr = p->has_mark = false;
        return true;
    }
    if (p->had_cr) return fail_as(p, TE_HTTP_BARE_CR);
    if (c == '\0') return fail_as(p, TE_HTTP_NUL);
    p->had_cr = c == '\r';
    if (c == ':' && p->line_bytes > 1) p->has_mark = true;
    return true;
}

static bool take_byte(te_h1_parser *p, char c) {
    switch (p->state) {
    case CHUNK_SIZE:
    case CHUNK_EXTENSION:
        return take_size(p, c);
    case CHUNK_DATA_END:
        return take_chunk_end(p, c);
    default:
        return take_trailer(p, c);
    }
}

/* ---- Bodies ---- */

static te_slice take_data(te_h1_parser *p, const char *bytes, size_t length) {
    bool is_bounded = p->state != BODY_TO_END;
    if (is_bounded && length > p->left) length = (size_t)p->left;
    if (is_bounded) p->left -= length;
    if (is_bounded && p->left == 0) {
        p->had_cr = false;
        p->state = p->state == CHUNK_DATA ? CHUNK_DATA_END : WHOLE;
    }
    return (te_slice){bytes, length};
}

static bool is_in_data(const te_h1_parser *p) {
    return p->state == BODY_OF_LENGTH || p->state == BODY_TO_END ||
           p->state == CHUNK_DATA;
}

static te_h1_event take_body(te_h1_parser *p, const char *bytes, size_t length,
                             size_t *used, te_slice *data) {
    while (p->state != WHOLE && !is_in_data(p)) {
        if (*used == length) return TE_H1_MORE;
        if (!take_byte(p, bytes[(*used)++])) return TE_H1_BAD;
    }
    if (p->state == WHOLE) return TE_H1_END;
    if (*used == length) return TE_H1_MORE;
    *data = take_data(p, bytes + *used, length - *used);
    *used += data->length;
    return TE_H1_BODY;
}

te_h1_event te_h1_next(te_h1_parser *p, te_buf *head, const char *bytes,
                       size_t length, size_t *used, te_slice *data) {
    *used = 0;
    if (length > 0) p->has_begun = true;
    if (p->state == BAD) return TE_H1_BAD;
    if (p->state != STATUS_LINE && p->state != FIELDS)
        return take_body(p, bytes, length, used, data);
    if (take_head(p, head, bytes, length, used)) return TE_H1_HEAD;
    return p->state == BAD ? TE_H1_BAD : TE_H1_MORE;
}

bool te_h1_close(te_h1_parser *p) {
    if (p->state == BODY_TO_END || p->state == WHOLE) return true;
    /* A line, at least, is an answer that has begun. */
    return fail_as(p, p->head_bytes > 0 ? TE_HTTP_TRUNCATED : TE_HTTP_CLOSED);
}
