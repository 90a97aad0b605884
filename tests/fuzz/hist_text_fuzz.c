/* hist_text_fuzz.c - no text breaks the reader of histograms; what it reads,
 * it writes and reads again without a difference.
 *
 * The input is what is inside: it is compressed and put into base64 here, which
 * no fuzzer would hit. As it is, it is tried as well. */
#include "base64.h"
#include "hist_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

/* Read into another of its unit, a text leaves the same counts again. */
static void check_again(const te_hist *h) {
    te_buf text = TE_BUF_INIT;
    te_error err;
    te_hist *again = te_hist_new_of(te_hist_unit(h));
    require(te_hist_write_text(h, &text));
    require(te_hist_read_text(again, (te_slice){text.data, text.length}, &err));
    te_hist_bucket a = {0}, b = {0};
    while (te_hist_next(h, &a)) {
        require(te_hist_next(again, &b));
        require(a.value == b.value && a.count == b.count);
    }
    require(!te_hist_next(again, &b));
    te_hist_free(again);
    te_buf_free(&text);
}

static void check_text(te_slice text, te_unit unit) {
    te_error err = {.message = ""};
    te_hist *h = te_hist_new_of(unit);
    if (te_hist_read_text(h, text, &err))
        check_again(h);
    else
        require(err.message[0] != '\0' && te_hist_count(h) == 0);
    te_hist_free(h);
}

static void put_big_endian(unsigned char *out, uint32_t value) {
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(value >> (24 - 8 * i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check_text((te_slice){(const char *)data, size}, TE_UNIT_COUNT);
    uLongf length = compressBound(size);
    unsigned char *bytes = malloc(8 + length);
    require(compress(bytes + 8, &length, data, size) == Z_OK);
    put_big_endian(bytes, 0x1c849314);
    put_big_endian(bytes + 4, (uint32_t)length);
    te_slice text = {NULL, TE_BASE64_LENGTH(8 + length)};
    char *letters = malloc(text.length);
    te_base64(bytes, 8 + length, letters);
    text.data = letters;
    check_text(text, TE_UNIT_BYTES);
    check_text(text, TE_UNIT_SECONDS);
    free(letters);
    free(bytes);
    return 0;
}
