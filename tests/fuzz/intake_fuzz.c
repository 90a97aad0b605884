/* intake_fuzz.c - however the bytes of an encoded body are cut, the same comes
 * of them, within the limit.
 *
 * The first byte of the input chooses the encoding, the second the size of the
 * pieces; the rest is the body. */
#include "intake.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const encodings[] = {
    "gzip", "deflate", "x-gzip, identity", "deflate, gzip", "br", "",
};
enum { ENCODINGS = sizeof encodings / sizeof encodings[0], LIMIT = 100000 };

static void require(bool holds) {
    if (!holds) abort();
}

static bool take_in(te_exchange *x, const char *bytes, size_t length,
                    size_t piece) {
    if (!te_intake_begin(x)) return false;
    for (size_t at = 0; at < length; at += piece) {
        size_t left = length - at;
        if (!te_intake_add(x, bytes + at, left < piece ? left : piece))
            return false;
    }
    return te_intake_end(x);
}

static void run(te_exchange *x, const char *encoding, const char *bytes,
                size_t length, size_t piece) {
    x->request.decode = true;
    x->request.max_body_bytes = LIMIT;
    require(te_buf_addf(&x->response.head,
                        "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n",
                        encoding));
    bool ok = take_in(x, bytes, length, piece);
    te_intake_stop(x);
    require(ok == (x->response.error == TE_HTTP_OK));
    require(x->response.body.length <= LIMIT);
    require(!ok || x->response.body_bytes == x->response.body.length);
}

static void clear(te_exchange *x) {
    te_buf_free(&x->response.head);
    te_buf_free(&x->response.body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    const char *encoding = encodings[data[0] % ENCODINGS];
    const char *bytes = (const char *)data + 2;
    te_exchange whole = {0}, cut = {0};
    run(&whole, encoding, bytes, size - 2, size);
    run(&cut, encoding, bytes, size - 2, 1 + data[1] % 16);
    require(whole.response.error == cut.response.error);
    require(whole.response.error != TE_HTTP_OK ||
            (whole.response.body.length == cut.response.body.length &&
             memcmp(te_buf_str(&whole.response.body),
                    te_buf_str(&cut.response.body),
                    cut.response.body.length) == 0));
    clear(&whole);
    clear(&cut);
    return 0;
}
