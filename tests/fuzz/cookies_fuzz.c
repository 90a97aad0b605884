/* cookies_fuzz.c - no Set-Cookie can break a jar or reach into a request.
 *
 * The input is lines by turns: "host path" says where we are (https when it
 * begins with '!'; without a blank it is a Set-Cookie too), and the line after
 * it is a Set-Cookie from there. */
#include "cookies.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check_header(const te_cookies *jar, te_slice host, te_slice path,
                         bool is_https, int64_t now_s) {
    te_buf out = TE_BUF_INIT;
    require(te_cookies_header(jar, host, path, is_https, now_s, &out));
    for (size_t i = 0; i < out.length; i++) {
        unsigned char c = (unsigned char)out.data[i];
        require(c >= ' ' || c == '\t');
        require(c != 0x7f);
    }
    te_buf_free(&out);
}

static void check_jar(const te_cookies *jar) {
    require(te_cookies_count(jar) <= TE_COOKIES_MAX);
    for (size_t i = 0; i < te_cookies_count(jar); i++) {
        const te_cookie *c = te_cookies_at(jar, i);
        require(c->name.length > 0 && te_slice_starts(c->path, "/"));
        require(c->name.length + c->value.length <= TE_COOKIE_MAX_BYTES);
        require(c->path.length <= TE_COOKIE_MAX_PATH_BYTES);
        require(i == 0 ||
                te_cookies_at(jar, i - 1)->path.length >= c->path.length);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    te_cookies *jar = te_cookies_new();
    te_slice rest = {(const char *)data, size};
    te_slice host = te_slice_of("www.example.com"), path = te_slice_of("/");
    bool is_https = true, is_place = true;
    int64_t now_s = 1700000000;
    while (jar != NULL && rest.length > 0) {
        size_t n = te_slice_find(rest, '\n');
        te_slice line = te_slice_to(rest, n);
        rest = te_slice_from(rest, n < rest.length ? n + 1 : n);
        size_t blank = te_slice_find(line, ' ');
        if (is_place && blank < line.length) {
            is_https = line.data[0] == '!';
            host = te_slice_from(te_slice_to(line, blank), is_https);
            path = te_slice_from(line, blank + 1);
        } else {
            te_cookies_store(jar, host, path, is_https, line, now_s++);
            check_header(jar, host, path, is_https, now_s);
        }
        is_place = !is_place;
        check_jar(jar);
    }
    te_cookies_free(jar);
    return 0;
}
