/* sigv4.c - see sigv4.h. */
#include "sigv4.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Appends the text, encoded already or not, as a signature has it. */
static bool add_encoded(te_slice text, te_buf *out) {
    te_buf plain = TE_BUF_INIT;
    bool ok = te_url_decode(text, &plain);
    te_slice decoded = {te_buf_str(&plain), plain.length};
    ok = ok && te_url_escape(decoded, out);
    te_buf_free(&plain);
    return ok;
}

/* Takes what is before the first `end` off the front, and `end` too. */
static te_slice take(te_slice *text, char end) {
    const char *found =
        text->length > 0 ? memchr(text->data, end, text->length) : NULL;
    size_t length = found != NULL ? (size_t)(found - text->data) : text->length;
    te_slice front = te_slice_to(*text, length);
    *text = te_slice_from(*text, found != NULL ? length + 1 : length);
    return front;
}

static size_t count_of(te_slice text, char c) {
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += text.data[i] == c;
    return count;
}

static bool add_path(te_slice path, te_buf *out) {
    for (size_t left = count_of(path, '/'); left > 0; left--) {
        if (!add_encoded(take(&path, '/'), out) || !te_buf_addc(out, '/'))
            return false;
    }
    return add_encoded(path, out);
}

/* ---- Parameters ----
 *
 * Each is a name and a value, both ended by a NUL, one behind the other. */

static int by_name(const void *a, const void *b) {
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    int order = strcmp(x, y);
    return order != 0 ? order : strcmp(x + strlen(x) + 1, y + strlen(y) + 1);
}

static bool read_parameters(te_slice query, te_buf *text) {
    while (query.length > 0) {
        te_slice value = take(&query, '&'), name = take(&value, '=');
        if (name.length == 0 && value.length == 0) continue;
        if (!add_encoded(name, text) || !te_buf_addc(text, '\0') ||
            !add_encoded(value, text) || !te_buf_addc(text, '\0'))
            return false;
    }
    return true;
}

static bool write_parameters(const char **parameters, size_t count,
                             te_buf *out) {
    for (size_t i = 0; i < count; i++) {
        const char *name = parameters[i], *value = name + strlen(name) + 1;
        if (!te_buf_addf(out, "%c%s=%s", i > 0 ? '&' : '?', name, value))
            return false;
    }
    return true;
}

static bool add_query(te_slice query, te_buf *out) {
    te_buf text = TE_BUF_INIT;
    size_t count = 0;
    const char **parameters =
        calloc(count_of(query, '&') + 1, sizeof *parameters);
    bool ok = parameters != NULL && read_parameters(query, &text);
    const char *at = te_buf_str(&text), *end = at + text.length;
    while (ok && at < end) {
        parameters[count++] = at;
        at += strlen(at) + 1;
        at += strlen(at) + 1;
    }
    if (ok && count > 0) qsort(parameters, count, sizeof *parameters, by_name);
    ok = ok && write_parameters(parameters, count, out);
    free(parameters);
    te_buf_free(&text);
    return ok;
}

/* ---- The request ---- */

static bool write_url(te_http_request *request) {
    te_buf url = TE_BUF_INIT;
    const te_url *parts = &request->parts;
    te_slice query = parts->target, path = take(&query, '?');
    bool ok = te_buf_addf(&url, "%s://%.*s", parts->is_https ? "https" : "http",
                          TE_SLICE_ARGS(parts->authority)) &&
              add_path(path, &url) && add_query(query, &url);
    if (ok) {
        te_buf_free(&request->url);
        request->url = url;
        return te_url_parse(url.data, url.length, &request->parts, NULL);
    }
    te_buf_free(&url);
    return false;
}

/* What S3 takes for the hash of a body that it is not told. */
static const char UNHASHED[] = "UNSIGNED-PAYLOAD";

/* False where there is no such hash. */
static bool hash_of(te_slice text, char hex[2 * EVP_MAX_MD_SIZE + 1]) {
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_Digest(text.data, text.length, sum, &length, EVP_sha256(), NULL) !=
        1)
        return false;
    for (unsigned i = 0; i < length; i++)
        snprintf(hex + 2 * (size_t)i, 3, "%02x", sum[i]);
    return true;
}

static bool add_hash(te_http_request *request, te_error *err) {
    static const char name[] = "X-Amz-Content-Sha256";
    char hex[2 * EVP_MAX_MD_SIZE + 1];
    te_slice text = te_slice_of("");
    const char *value = hex;
    bool is_text =
        request->body == NULL || te_body_is_text(request->body, &text);
    if (!is_text || !hash_of(text, hex)) value = UNHASHED;
    te_headers_remove(&request->headers, name, sizeof name - 1);
    return te_headers_add(&request->headers, name, sizeof name - 1, value,
                          strlen(value), err);
}

/* Without one libcurl would say that it is a form. */
static bool add_type(te_http_request *request, te_error *err) {
    static const char name[] = "Content-Type";
    static const char type[] = "application/octet-stream";
    return request->body == NULL ||
           te_headers_find(&request->headers, name, NULL) != NULL ||
           te_headers_add(&request->headers, name, sizeof name - 1, type,
                          sizeof type - 1, err);
}

static bool check_values(const te_headers *headers, te_error *err) {
    const char *field = NULL;
    while ((field = te_headers_next(headers, field)) != NULL) {
        size_t length = strcspn(field, ":");
        if (field[length + 2] == '\0')
            return te_fail(err,
                           "request: header %.*s has no value: it cannot be "
                           "signed",
                           (int)length, field);
    }
    return true;
}

bool te_sigv4_prepare(te_http_request *request, te_error *err) {
    if (!check_values(&request->headers, err)) return false;
    if (!write_url(request))
        return te_fail_as(err, TE_ERROR_SYSTEM, "request: no memory");
    return add_hash(request, err) && add_type(request, err);
}
