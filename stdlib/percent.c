/* percent.c - see percent.h. */
#include "percent.h"

#include <stdbool.h>
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
static char *encode(char *to, const char *text, size_t length,
                    const char *kept) {
    static const char digits[] = "0123456789ABCDEF";
    for (const char *end = text + length; text < end; text++) {
        char c = *text;
        if (encoded_byte(text, end) >= 0 || is_unreserved(c) ||
            (c != '\0' && strchr(kept, c) != NULL)) {
            *to++ = c;
        } else {
            *to++ = '%';
            *to++ = digits[(unsigned char)c >> 4];
            *to++ = digits[(unsigned char)c & 15];
        }
    }
    return to;
}

char *te_percent_path(char *to, const char *text, size_t length) {
    return encode(to, text, length, "!$&'()*+,;=:@/");
}

char *te_percent_value(char *to, const char *text, size_t length) {
    return encode(to, text, length, "");
}

char *te_percent_decode(char *to, const char *text, size_t length) {
    for (const char *end = text + length; text < end; text++) {
        int byte = encoded_byte(text, end);
        *to++ = byte >= 0 ? (char)byte : *text;
        if (byte >= 0) text += 2;
    }
    return to;
}
