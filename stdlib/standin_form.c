/* standin_form.c - see standin_form.h. */
#include "standin_form.h"

#include <string.h>
#include <strings.h>

/* ---- multipart/form-data (RFC 7578) ---- */

/* The value of `key=` in a header value, quotes taken off. */
static te_slice parameter(const char *text, size_t length, const char *key) {
    size_t key_length = strlen(key);
    for (size_t i = 0; i + key_length < length; i++) {
        bool is_start = i > 0 && strchr("; \t", text[i - 1]) != NULL;
        if (!is_start || strncasecmp(text + i, key, key_length) != 0 ||
            text[i + key_length] != '=')
            continue;
        const char *value = text + i + key_length + 1;
        size_t rest = length - (size_t)(value - text), n = 0;
        bool is_quoted = rest > 0 && *value == '"';
        if (is_quoted) value++, rest--;
        while (n < rest && (is_quoted ? value[n] != '"'
                                      : strchr("; \t\r\n", value[n]) == NULL))
            n++;
        return (te_slice){value, n};
    }
    return (te_slice){NULL, 0};
}

bool te_standin_form_open(te_standin_form *form, const char *content_type,
                          const char *body, size_t length) {
    static const char wanted[] = "multipart/form-data";
    if (content_type == NULL ||
        strncasecmp(content_type, wanted, sizeof wanted - 1) != 0)
        return false;
    form->boundary = parameter(content_type, strlen(content_type), "boundary");
    form->at = body;
    form->end = body + length;
    return form->boundary.length > 0;
}

/* The next delimiter, `--boundary`, at or after `at`; NULL without one. */
static const char *delimiter(const te_standin_form *form, const char *at) {
    te_slice b = form->boundary;
    while (at + b.length + 2 <= form->end) {
        at = memmem(at, (size_t)(form->end - at), "--", 2);
        if (at == NULL || at + b.length + 2 > form->end) return NULL;
        if (memcmp(at + 2, b.data, b.length) == 0) return at;
        at++;
    }
    return NULL;
}

static void read_headers(te_standin_part *part, const char *at,
                         const char *end) {
    static const char disposition[] = "Content-Disposition:";
    while (at < end) {
        const char *stop = memmem(at, (size_t)(end - at), "\r\n", 2);
        if (stop == NULL) stop = end;
        size_t length = (size_t)(stop - at);
        if (length >= sizeof disposition &&
            strncasecmp(at, disposition, sizeof disposition - 1) == 0) {
            part->name = parameter(at, length, "name");
            part->filename = parameter(at, length, "filename");
        }
        at = stop + 2;
    }
}

bool te_standin_form_next(te_standin_form *form, te_standin_part *part) {
    *part = (te_standin_part){0};
    const char *start = delimiter(form, form->at);
    if (start == NULL) return false;
    start += 2 + form->boundary.length;
    if (form->end - start < 2 || memcmp(start, "--", 2) == 0) return false;
    const char *head = start + 2;
    const char *data =
        memmem(start, (size_t)(form->end - start), "\r\n\r\n", 4);
    if (data == NULL) return false;
    if (data > head) read_headers(part, head, data);
    data += 4;
    const char *next = delimiter(form, data);
    if (next == NULL || next - data < 2) return false;
    part->data = (te_slice){data, (size_t)(next - 2 - data)};
    form->at = next;
    return true;
}

/* ---- The directory of a zip (APPNOTE.TXT, 4.3) ---- */

static uint32_t read_u16(const unsigned char *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t read_u32(const unsigned char *at) {
    return read_u16(at) | read_u16(at + 2) << 16;
}

bool te_standin_zip_open(te_standin_zip *zip, const void *bytes,
                         size_t length) {
    enum { END_BYTES = 22, MAX_COMMENT = 65535 };
    *zip = (te_standin_zip){.bytes = bytes, .length = length};
    for (size_t back = END_BYTES;
         back <= length && back <= END_BYTES + MAX_COMMENT; back++) {
        const unsigned char *end = zip->bytes + length - back;
        if (memcmp(end, "PK\5\6", 4) != 0) continue;
        zip->entries = read_u16(end + 10);
        zip->at = read_u32(end + 16);
        return zip->at <= length - back;
    }
    return false;
}

int te_standin_zip_next(te_standin_zip *zip, te_standin_member *member) {
    enum { ENTRY_BYTES = 46 };
    if (zip->entries == 0) return 0;
    if (zip->length - zip->at < ENTRY_BYTES) return -1;
    const unsigned char *entry = zip->bytes + zip->at;
    if (memcmp(entry, "PK\1\2", 4) != 0) return -1;
    size_t name = read_u16(entry + 28);
    size_t size =
        ENTRY_BYTES + name + read_u16(entry + 30) + read_u16(entry + 32);
    if (size > zip->length - zip->at) return -1;
    member->name = (te_slice){(const char *)entry + ENTRY_BYTES, name};
    member->bytes = read_u32(entry + 24);
    zip->at += size;
    zip->entries--;
    return 1;
}
