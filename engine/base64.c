/* base64.c - see base64.h. */
#include "base64.h"

#include <stdint.h>

/* Three bytes, those that are missing taken as 0, are four letters. */
static void encode(const unsigned char *bytes, size_t count, char *letters) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "abcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; i++)
        bits = bits << 8 | (i < count ? bytes[i] : 0u);
    for (size_t i = 0; i < 4; i++)
        letters[i] = i <= count ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
}

void te_base64(const void *bytes, size_t length, char *out) {
    const unsigned char *from = bytes;
    for (size_t i = 0; i < length; i += 3, out += 4)
        encode(from + i, length - i < 3 ? length - i : 3, out);
}
