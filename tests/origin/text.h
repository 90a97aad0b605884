/* text.h - what the origin does with growing text: te_buf that ends the
 * program where memory ends, percent-decoding, JSON strings. */
#ifndef ORIGIN_TEXT_H
#define ORIGIN_TEXT_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A run of bytes that somebody else owns. */
typedef struct slice {
    const char *data;
    size_t length;
} slice;

slice slice_of(const char *text);
bool slice_is(slice s, const char *text);
bool slice_is_nocase(slice s, const char *text);
slice slice_after(slice s, size_t start);
/* Takes everything before `end` off the front of s, and `end` too. Without
 * one it takes all. */
slice slice_take(slice *s, char end);
/* All of s as a decimal number; false if it is none, or 2^63 and more. */
bool slice_number(slice s, uint64_t *number);
/* All of s as milliseconds, with at most six digits behind a point, in
 * nanoseconds; false if it is none. More than 11 days are 11 days. */
bool slice_ms(slice s, uint64_t *ns);

/* A test server without memory has nothing to add: these abort. */
void text_add(te_buf *b, const void *bytes, size_t length);
void text_adds(te_buf *b, const char *text);
void text_addf(te_buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends s with every %XX made a byte; a % that starts none stays. */
void text_decode(te_buf *b, slice s);

/* Appends s as a JSON string: as it is where all of it is UTF-8, else with
 * each byte above 0x7f as the character of that number (Latin-1). */
void text_json(te_buf *b, slice s);
bool text_is_utf8(slice s);

#endif
