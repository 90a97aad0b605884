/* url_fuzz.c - whatever was parsed is fit to be sent.
 *
 * The input is "base LF path or location"; both are parsed as they stand, the
 * second is joined to and resolved from the first. */
#include "url.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static bool lies_in(te_slice part, te_slice whole) {
    return part.data >= whole.data &&
           part.data + part.length <= whole.data + whole.length;
}

static bool parse(te_slice text, te_url *url) {
    te_error err = {TE_ERROR_NONE, ""};
    if (!te_url_parse(text.data, text.length, url, &err)) {
        require(err.message[0] != '\0');
        return false;
    }
    require(url->port != 0);
    require(url->host.length > 0 && lies_in(url->host, text));
    require(url->authority.length > 0 && lies_in(url->authority, text));
    require(te_slice_starts(url->target, "/"));
    require(te_slice_find(url->authority, '@') == url->authority.length);
    for (size_t i = 0; i < text.length; i++)
        require((unsigned char)text.data[i] > ' ');
    return true;
}

static void check_sendable(te_slice target) {
    for (size_t i = 0; i < target.length; i++)
        require(target.data[i] > ' ' && target.data[i] < 0x7f);
}

static void check_join(te_slice base, te_slice path) {
    te_buf out = TE_BUF_INIT;
    te_url url;
    require(te_url_join(base, path, &out));
    if (parse((te_slice){out.data, out.length}, &url))
        check_sendable(url.target);
    te_buf_free(&out);
}

static void resolve(const te_url *base, te_slice location, te_buf *out) {
    te_error err;
    te_url url;
    if (te_url_resolve(base, location, out, &err)) {
        require(parse((te_slice){out->data, out->length}, &url));
        check_sendable(url.target);
    } else {
        require(out->length == 0);
    }
}

/* A URL whose dots are gone stays as it is when it is resolved again. The
 * first time may keep the base's path, with its dots. */
static void check_resolve(const te_url *base, te_slice location) {
    te_buf first = TE_BUF_INIT, once = TE_BUF_INIT, twice = TE_BUF_INIT;
    resolve(base, location, &first);
    if (first.length > 0) {
        resolve(base, (te_slice){first.data, first.length}, &once);
        resolve(base, (te_slice){once.data, once.length}, &twice);
        require(once.length > 0);
        require(strcmp(te_buf_str(&once), te_buf_str(&twice)) == 0);
    }
    te_buf_free(&first);
    te_buf_free(&once);
    te_buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    te_slice text = {(const char *)data, size};
    size_t n = te_slice_find(text, '\n');
    te_slice base = te_slice_to(text, n);
    te_slice second = te_slice_from(text, n < size ? n + 1 : n);
    te_url url;
    parse(second, &url);
    check_join(base, second);
    if (parse(base, &url)) check_resolve(&url, second);
    return 0;
}
