/* standin_text.c - see standin_text.h. */
#include "standin_text.h"

#include <stdint.h>
#include <string.h>

static bool is_plain(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c != 0 && strchr("-._~/", c) != NULL);
}

bool te_standin_escape(te_buf *b, const char *text, size_t length) {
    static const char digits[] = "0123456789ABCDEF";
    if (length > SIZE_MAX / 4 || !te_buf_reserve(b, 3 * length)) return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (is_plain(c)) {
            te_buf_addc(b, (char)c);
        } else {
            char escape[] = {'%', digits[c >> 4], digits[c & 15]};
            te_buf_add(b, escape, sizeof escape);
        }
    }
    return true;
}

/* The code point that `text` begins with, and its bytes; U+FFFD and 1 where
 * it is no UTF-8. */
static uint32_t code_point(const unsigned char *text, size_t length,
                           size_t *bytes) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = text[0] < 0x80             ? 1
               : (text[0] & 0xe0) == 0xc0 ? 2
               : (text[0] & 0xf0) == 0xe0 ? 3
               : (text[0] & 0xf8) == 0xf0 ? 4
                                          : 0;
    *bytes = 1;
    if (n == 1) return text[0];
    if (n == 0 || n > length) return 0xfffd;
    uint32_t point = text[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((text[i] & 0xc0) != 0x80) return 0xfffd;
        point = point << 6 | (text[i] & 0x3fu);
    }
    if (point < least[n] || point > 0x10ffff ||
        (point >= 0xd800 && point <= 0xdfff))
        return 0xfffd;
    *bytes = n;
    return point;
}

static bool add_point(te_buf *b, uint32_t point) {
    switch (point) {
    case '"':
        return te_buf_adds(b, "\\\"");
    case '\\':
        return te_buf_adds(b, "\\\\");
    case '\n':
        return te_buf_adds(b, "\\n");
    case '\r':
        return te_buf_adds(b, "\\r");
    case '\t':
        return te_buf_adds(b, "\\t");
    case '\b':
        return te_buf_adds(b, "\\b");
    case '\f':
        return te_buf_adds(b, "\\f");
    default:
        break;
    }
    if (point >= 0x20 && point < 0x7f) return te_buf_addc(b, (char)point);
    if (point < 0x10000) return te_buf_addf(b, "\\u%04x", (unsigned)point);
    point -= 0x10000;
    return te_buf_addf(b, "\\u%04x\\u%04x", (unsigned)(0xd800 | point >> 10),
                       (unsigned)(0xdc00 | (point & 0x3ff)));
}

/* How many bytes from here on stand for themselves. */
static size_t count_plain(const char *text, size_t length) {
    size_t n = 0;
    while (n < length && text[n] >= 0x20 && text[n] < 0x7f && text[n] != '"' &&
           text[n] != '\\')
        n++;
    return n;
}

bool te_standin_json(te_buf *b, const char *text, size_t length) {
    if (!te_buf_addc(b, '"')) return false;
    for (size_t i = 0, bytes; i < length; i += bytes) {
        bytes = count_plain(text + i, length - i);
        if (bytes > 0) {
            if (!te_buf_add(b, text + i, bytes)) return false;
            continue;
        }
        const unsigned char *at = (const unsigned char *)text + i;
        if (!add_point(b, code_point(at, length - i, &bytes))) return false;
    }
    return te_buf_addc(b, '"');
}
