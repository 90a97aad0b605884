/* slice.h - a stretch of text that someone else owns; no NUL at its end. */
#ifndef TE_SLICE_H
#define TE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

typedef struct te_slice {
    const char *data; /* borrowed; may be NULL when length is 0 */
    size_t length;    /* bytes */
} te_slice;

/* For printf's %.*s. */
#define TE_SLICE_ARGS(slice) (int)(slice).length, (slice).data

static inline te_slice te_slice_of(const char *text) {
    return (te_slice){text, strlen(text)};
}

/* What is left without the first `n` bytes, and the first `n` alone. */
static inline te_slice te_slice_from(te_slice s, size_t n) {
    return n == 0 ? s : (te_slice){s.data + n, s.length - n};
}

static inline te_slice te_slice_to(te_slice s, size_t n) {
    return (te_slice){s.data, n};
}

static inline bool te_slice_equal(te_slice a, te_slice b) {
    return a.length == b.length &&
           (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

/* The same but for the case of A to Z. */
static inline bool te_slice_alike(te_slice a, te_slice b) {
    return a.length == b.length &&
           (a.length == 0 || strncasecmp(a.data, b.data, a.length) == 0);
}

static inline bool te_slice_starts(te_slice s, const char *with) {
    size_t n = strlen(with);
    return s.length >= n && (n == 0 || memcmp(s.data, with, n) == 0);
}

static inline bool te_slice_ends(te_slice s, const char *with) {
    size_t n = strlen(with);
    return s.length >= n &&
           (n == 0 || memcmp(s.data + s.length - n, with, n) == 0);
}

/* Where the first `c` is, or the length when there is none. */
static inline size_t te_slice_find(te_slice s, char c) {
    if (s.length == 0) return 0;
    const char *at = memchr(s.data, c, s.length);
    return at == NULL ? s.length : (size_t)(at - s.data);
}

/* Whether a control character is in it, which no header may hold. */
static inline bool te_slice_has_control(te_slice s) {
    for (size_t i = 0; i < s.length; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (c < ' ' || c == 0x7f) return true;
    }
    return false;
}

/* Without the blanks and tabs at both ends. */
static inline te_slice te_slice_trim(te_slice s) {
    while (s.length > 0 && (*s.data == ' ' || *s.data == '\t'))
        s = te_slice_from(s, 1);
    while (s.length > 0 &&
           (s.data[s.length - 1] == ' ' || s.data[s.length - 1] == '\t'))
        s.length--;
    return s;
}

#endif
