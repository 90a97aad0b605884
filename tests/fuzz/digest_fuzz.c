/* digest_fuzz.c - whatever a server challenges with, the answer is one field.
 *
 * The input is a WWW-Authenticate field. What can be read can be answered, in
 * one line; and the answer, read as a challenge, says the same realm and nonce
 * again: nothing in them got out of its quotes. */
#include "digest.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static bool lies_in(te_slice part, const te_buf *whole) {
    return part.length == 0 ||
           (part.data >= whole->data &&
            part.data + part.length <= whole->data + whole->length);
}

static void check_answer(const te_digest *d) {
    te_buf out = TE_BUF_INIT;
    te_digest again = {.text = TE_BUF_INIT};
    te_digest_request request = {.user = te_slice_of("a\"b\\, nonce=x"),
                                 .password = te_slice_of("password"),
                                 .method = te_slice_of("GET"),
                                 .target = te_slice_of("/?a=,b"),
                                 .count = 1,
                                 .cnonce = "0123456789abcdef"};
    require(te_digest_answer(d, &request, &out, NULL));
    for (size_t i = 0; i < out.length; i++)
        require((unsigned char)out.data[i] >= ' ');
    require(te_digest_read(&again, (te_slice){out.data, out.length}));
    require(te_slice_equal(again.realm, d->realm));
    require(te_slice_equal(again.nonce, d->nonce));
    require(te_slice_equal(again.opaque, d->opaque));
    require(again.has_qop == d->has_qop);
    require(again.is_sha256 == d->is_sha256);
    te_digest_free(&again);
    te_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    te_digest d = {.text = TE_BUF_INIT};
    if (te_digest_read(&d, (te_slice){(const char *)data, size})) {
        require(lies_in(d.realm, &d.text) && lies_in(d.nonce, &d.text));
        require(lies_in(d.opaque, &d.text) && lies_in(d.algorithm, &d.text));
        if (size < 1000) check_answer(&d);
    } else
        require(d.nonce.length == 0 && d.realm.length == 0);
    te_digest_free(&d);
    return 0;
}
