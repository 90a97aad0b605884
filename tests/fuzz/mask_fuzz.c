/* mask_fuzz.c - nothing that is shown gives a terminal orders, and a secret
 * stays one whatever stands around it.
 *
 * The input is a header: its name, a line end, its value. As a whole it is
 * also what stands around a secret in a query. */
#include "mask.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check_shown(const te_buf *out) {
    for (size_t i = 0; i < out->length; i++) {
        unsigned char c = (unsigned char)out->data[i];
        require(c >= ' ' && c != 0x7f);
    }
}

#define SECRET "hunter2"

static void check_query(const char *around, te_buf *out) {
    te_buf url = TE_BUF_INIT;
    require(te_buf_addf(&url, "%s?token=" SECRET "%s", around, around));
    te_buf_reset(out);
    require(te_mask_url(te_buf_str(&url), out));
    check_shown(out);
    if (strstr(around, SECRET) == NULL)
        require(strstr(te_buf_str(out), SECRET) == NULL);
    te_buf_free(&url);
}

static void check_header(const char *name, const char *value, te_buf *out) {
    te_buf_reset(out);
    require(te_mask_header(name, value, out));
    check_shown(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    if (text == NULL) return 0;
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    te_buf out = TE_BUF_INIT;
    check_query(text, &out);
    char *end = strchr(text, '\n');
    const char *value = end != NULL ? end + 1 : "";
    if (end != NULL) *end = '\0';
    check_header(text, value, &out);
    check_header("Cookie", value, &out);
    check_header("Set-Cookie", value, &out);
    check_header("Authorization", value, &out);
    te_buf_free(&out);
    free(text);
    return 0;
}
