/* headers.c - see headers.h. */
#include "headers.h"

#include <string.h>
#include <strings.h>

void te_headers_free(te_headers *h) {
    te_buf_free(&h->text);
    h->count = 0;
}

void te_headers_reset(te_headers *h) {
    te_buf_reset(&h->text);
    h->count = 0;
}

bool te_headers_copy(te_headers *to, const te_headers *from) {
    te_headers_reset(to);
    if (!te_buf_add(&to->text, from->text.data, from->text.length))
        return false;
    to->count = from->count;
    return true;
}

/* RFC 9110, 5.6.2: what a field name may be made of. */
static bool is_token(const char *text, size_t length) {
    static const char others[] = "!#$%&'*+-.^_`|~";
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9') ||
                  (c != '\0' && strchr(others, c) != NULL);
        if (!ok) return false;
    }
    return length > 0;
}

static bool is_value(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\r' || text[i] == '\n' || text[i] == '\0') return false;
    }
    return true;
}

bool te_headers_add(te_headers *h, const char *name, size_t name_length,
                    const char *value, size_t value_length, te_error *err) {
    if (!is_token(name, name_length))
        return te_fail(err, "header: '%.40s' is not a header name", name);
    if (!is_value(value, value_length))
        return te_fail(err,
                       "header %.*s: a value cannot hold a line break or NUL",
                       (int)name_length, name);
    size_t more = name_length + value_length + 3;
    if (h->text.length + more > TE_HEADERS_MAX_BYTES)
        return te_fail(err, "headers: more than %zu bytes",
                       TE_HEADERS_MAX_BYTES);
    if (!te_buf_reserve(&h->text, more))
        return te_fail_as(err, TE_ERROR_SYSTEM, "headers: no memory");
    te_buf_add(&h->text, name, name_length);
    te_buf_add(&h->text, ": ", 2);
    te_buf_add(&h->text, value, value_length);
    te_buf_addc(&h->text, '\0');
    h->count++;
    return true;
}

/* Most fields differ in the first letter: then nothing is called. */
static bool is_named(const char *field, const char *name, size_t name_length) {
    return ((field[0] ^ name[0]) & ~0x20) == 0 &&
           strncasecmp(field, name, name_length) == 0 &&
           field[name_length] == ':';
}

size_t te_headers_remove(te_headers *h, const char *name, size_t name_length) {
    size_t removed = 0, offset = 0;
    while (offset < h->text.length) {
        char *field = h->text.data + offset;
        size_t length = strlen(field) + 1;
        if (!is_named(field, name, name_length)) {
            offset += length;
            continue;
        }
        memmove(field, field + length, h->text.length - offset - length + 1);
        h->text.length -= length;
        h->count--;
        removed++;
    }
    return removed;
}

const char *te_headers_next(const te_headers *h, const char *field) {
    const char *end = h->text.data + h->text.length;
    const char *next = field == NULL ? h->text.data : field + strlen(field) + 1;
    return h->text.length > 0 && next < end ? next : NULL;
}

const char *te_headers_find(const te_headers *h, const char *name,
                            size_t *length) {
    size_t name_length = strlen(name);
    const char *field = NULL;
    while ((field = te_headers_next(h, field)) != NULL) {
        if (!is_named(field, name, name_length)) continue;
        const char *value = field + name_length + 2;
        if (length != NULL) *length = strlen(value);
        return value;
    }
    return NULL;
}
