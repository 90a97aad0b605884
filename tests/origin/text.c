/* text.c - see text.h. */
#include "text.h"

#include "clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

slice slice_of(const char *text) { return (slice){text, strlen(text)}; }

bool slice_is(slice s, const char *text) {
    return s.length == strlen(text) && memcmp(s.data, text, s.length) == 0;
}

bool slice_is_nocase(slice s, const char *text) {
    return s.length == strlen(text) && strncasecmp(s.data, text, s.length) == 0;
}

slice slice_after(slice s, size_t start) {
    return (slice){s.data + start, s.length - start};
}

slice slice_take(slice *s, char end) {
    const char *found = s->length > 0 ? memchr(s->data, end, s->length) : NULL;
    if (found == NULL) {
        slice all = *s;
        *s = slice_after(*s, s->length);
        return all;
    }
    slice front = {s->data, (size_t)(found - s->data)};
    *s = slice_after(*s, front.length + 1);
    return front;
}

bool slice_number(slice s, uint64_t *number) {
    uint64_t sum = 0;
    if (s.length == 0) return false;
    for (size_t i = 0; i < s.length; i++) {
        if (s.data[i] < '0' || s.data[i] > '9') return false;
        if (sum > INT64_MAX / 10) return false;
        sum = sum * 10 + (uint64_t)(s.data[i] - '0');
        if (sum > INT64_MAX) return false;
    }
    *number = sum;
    return true;
}

/* Digits behind the point: the first counts hundreds of thousands of
 * nanoseconds, the sixth counts them one by one. */
static bool parse_behind_point(slice digits, uint64_t *ns) {
    uint64_t sum;
    if (digits.length > 6 || !slice_number(digits, &sum)) return false;
    for (size_t i = digits.length; i < 6; i++)
        sum *= 10;
    *ns = sum;
    return true;
}

bool slice_ms(slice s, uint64_t *ns) {
    static const uint64_t most_ms = 1000000000;
    uint64_t whole_ms, rest_ns = 0;
    slice rest = s, whole = slice_take(&rest, '.');
    bool has_point = whole.length < s.length;
    if (!slice_number(whole, &whole_ms)) return false;
    if (has_point && !parse_behind_point(rest, &rest_ns)) return false;
    if (whole_ms >= most_ms) whole_ms = most_ms, rest_ns = 0;
    *ns = whole_ms * TE_NS_PER_MS + rest_ns;
    return true;
}

static void must(bool done) {
    if (done) return;
    fputs("origin: out of memory\n", stderr);
    abort();
}

void text_add(te_buf *b, const void *bytes, size_t length) {
    must(te_buf_add(b, bytes, length));
}

void text_adds(te_buf *b, const char *text) { must(te_buf_adds(b, text)); }

void text_addf(te_buf *b, const char *format, ...) {
    char *line = NULL;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&line, format, args);
    va_end(args);
    must(length >= 0);
    text_add(b, line, (size_t)length);
    free(line);
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void text_decode(te_buf *b, slice s) {
    must(te_buf_reserve(b, s.length));
    for (size_t i = 0; i < s.length; i++) {
        char c = s.data[i];
        if (c == '%' && i + 2 < s.length) {
            int high = hex_value(s.data[i + 1]);
            int low = hex_value(s.data[i + 2]);
            if (high >= 0 && low >= 0) {
                c = (char)(high * 16 + low);
                i += 2;
            }
        }
        text_add(b, &c, 1);
    }
}

/* How many bytes the UTF-8 character at s[i] has; 0 if it is none. Neither
 * overlong forms nor surrogates are characters (Unicode, table 3-7). */
static size_t utf8_length(slice s, size_t i) {
    const unsigned char *c = (const unsigned char *)s.data + i;
    size_t left = s.length - i, length;
    unsigned char low = 0x80, high = 0xbf;
    if (c[0] < 0x80) return 1;
    if (c[0] >= 0xc2 && c[0] <= 0xdf)
        length = 2;
    else if (c[0] >= 0xe0 && c[0] <= 0xef)
        length = 3;
    else if (c[0] >= 0xf0 && c[0] <= 0xf4)
        length = 4;
    else
        return 0;
    if (left < length) return 0;
    if (c[0] == 0xe0) low = 0xa0;
    if (c[0] == 0xed) high = 0x9f;
    if (c[0] == 0xf0) low = 0x90;
    if (c[0] == 0xf4) high = 0x8f;
    if (c[1] < low || c[1] > high) return 0;
    for (size_t k = 2; k < length; k++)
        if (c[k] < 0x80 || c[k] > 0xbf) return 0;
    return length;
}

bool text_is_utf8(slice s) {
    for (size_t i = 0; i < s.length;) {
        size_t length = utf8_length(s, i);
        if (length == 0) return false;
        i += length;
    }
    return true;
}

void text_json(te_buf *b, slice s) {
    bool utf8 = text_is_utf8(s);
    text_adds(b, "\"");
    for (size_t i = 0; i < s.length; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c == '"' || c == '\\')
            text_addf(b, "\\%c", c);
        else if (c < 0x20 || c == 0x7f || (c >= 0x80 && !utf8))
            text_addf(b, "\\u%04x", c);
        else
            text_add(b, &c, 1);
    }
    text_adds(b, "\"");
}
