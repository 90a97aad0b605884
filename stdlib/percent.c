/* percent.c - see percent.h. */
#include "percent.h"

#include <string.h>

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* The byte that the %XX at `at` stands for, or -1. */
static int encoded_byte(const char *at, const char *end) {
    if (end - at < 3 || at[0] != '%') return -1;
    int high = hex_value(at[1]), low = hex_value(at[2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

/* `kept`: what stays besides unreserved characters and %XX. */
static bool encode(te_buf *to, const char *text, size_t length,
                   const char *kept) {
    static const char digits[] = "0123456789ABCDEF";
    const char *end = text + length;
    if (!te_buf_reserve(to, length)) return false;
    for (bool ok = true; text < end; text++) {
        char c = *text;
        if (encoded_byte(text, end) >= 0 || is_unreserved(c) ||
            (c != '\0' && strchr(kept, c) != NULL)) {
            ok = te_buf_addc(to, c);
        } else {
            unsigned char byte = (unsigned char)c;
            char triple[3] = {'%', digits[byte >> 4], digits[byte & 15]};
            ok = te_buf_add(to, triple, sizeof triple);
        }
        if (!ok) return false;
    }
    return true;
}

bool te_percent_path(te_buf *to, const char *text, size_t length) {
    return encode(to, text, length, "!$&'()*+,;=:@/");
}

bool te_percent_value(te_buf *to, const char *text, size_t length) {
    return encode(to, text, length, "");
}

size_t te_percent_decode(char *text, size_t length) {
    char *to = text;
    const char *end = text + length;
    for (const char *from = text; from < end; from++) {
        int byte = encoded_byte(from, end);
        if (byte >= 0) from += 2;
        *to++ = byte >= 0 ? (char)byte : *from;
    }
    return (size_t)(to - text);
}
