/* buf.c - see buf.h. */
#include "buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void te_buf_free(te_buf *b) {
    free(b->data);
    *b = TE_BUF_INIT;
}

void te_buf_reset(te_buf *b) {
    b->length = 0;
    if (b->data != NULL) b->data[0] = '\0';
}

bool te_buf_reserve(te_buf *b, size_t more) {
    if (more >= SIZE_MAX / 4 - b->length) return false;
    size_t needed = b->length + more + 1;
    if (needed <= b->capacity) return true;
    size_t capacity = b->capacity < 64 ? 64 : b->capacity;
    while (capacity < needed)
        capacity *= 2;
    char *data = realloc(b->data, capacity);
    if (data == NULL) return false;
    b->data = data;
    b->capacity = capacity;
    b->data[b->length] = '\0';
    return true;
}

bool te_buf_add(te_buf *b, const void *bytes, size_t length) {
    if (!te_buf_reserve(b, length)) return false;
    if (length > 0) memcpy(b->data + b->length, bytes, length);
    b->length += length;
    b->data[b->length] = '\0';
    return true;
}

bool te_buf_adds(te_buf *b, const char *text) {
    return te_buf_add(b, text, strlen(text));
}

bool te_buf_addc(te_buf *b, char c) { return te_buf_add(b, &c, 1); }

bool te_buf_addf(te_buf *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    bool ok = length >= 0 && te_buf_reserve(b, (size_t)length);
    if (ok) {
        vsnprintf(b->data + b->length, (size_t)length + 1, format, again);
        b->length += (size_t)length;
    }
    va_end(again);
    return ok;
}

const char *te_buf_str(const te_buf *b) { return b->data ? b->data : ""; }
