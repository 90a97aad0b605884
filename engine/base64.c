/* base64.c - see base64.h. */
#include "base64.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* Three bytes, those that are missing taken as 0, are four letters. */
static void encode(const unsigned char *bytes, size_t count, char *letters) {
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

/* Four letters, of which the last `padding` are '='; false where one is none
 * or bits are set that no byte has. */
static bool decode(const char *letters, size_t padding, unsigned char *bytes) {
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; i++) {
        bits <<= 6;
        if (i >= 4 - padding) continue;
        const char *at = memchr(alphabet, letters[i], 64);
        if (at == NULL) return false;
        bits |= (uint32_t)(at - alphabet);
    }
    for (size_t i = 0; i < 3 - padding; i++)
        bytes[i] = (unsigned char)(bits >> (16 - 8 * i));
    return (bits & ((1u << (8 * padding)) - 1)) == 0;
}

bool te_base64_read(const char *letters, size_t length, void *out,
                    size_t *bytes) {
    unsigned char *to = out;
    *bytes = 0;
    if (length % 4 != 0) return false;
    for (size_t i = 0; i < length; i += 4) {
        size_t padding = 0;
        bool is_last = i + 4 == length;
        if (is_last && letters[i + 3] == '=')
            padding = letters[i + 2] == '=' ? 2 : 1;
        if (!decode(letters + i, padding, to + *bytes)) return false;
        *bytes += 3 - padding;
    }
    return true;
}
