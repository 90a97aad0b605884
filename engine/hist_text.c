/* hist_text.c - see hist_text.h.
 *
 * Outermost is base64. In it: a cookie, a length, and a stream of zlib. In
 * that: a header of 40 bytes, and the counts from the lowest bucket to the
 * highest, as ZigZag LEB128 numbers; a negative one stands for so many buckets
 * that hold nothing. All else is big-endian. */
#include "hist_text.h"

#include "base64.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    COOKIE = 0x1c849313, /* V2, numbers of variable length */
    COMPRESSED_COOKIE = 0x1c849314,
    OUTER_BYTES = 8,
    HEADER_BYTES = 40,
    DIGITS = 3,
    MOST_DIGITS = 5,
    NUMBER_BYTES = 9, /* at most; the ninth has 8 bits of it */
    CONTENT_MAX = 16 << 20,
};

/* More than any run makes, and few enough for exact sums of squares. */
#define MOST_VALUES UINT64_C(10000000000000)
/* 1.0 as the bits of a double: what a step stands for. */
#define RATIO_ONE UINT64_C(0x3ff0000000000000)

/* ---- Writing ---- */

static bool put_int(te_buf *out, uint64_t value, size_t bytes) {
    char big_endian[8];
    for (size_t i = 0; i < bytes; i++)
        big_endian[i] = (char)(value >> (8 * (bytes - 1 - i)));
    return te_buf_add(out, big_endian, bytes);
}

static bool put_number(te_buf *out, int64_t value) {
    uint64_t bits = (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
    for (int i = 1; i < NUMBER_BYTES && bits > 0x7f; i++, bits >>= 7)
        if (!te_buf_addc(out, (char)(bits | 0x80))) return false;
    return te_buf_addc(out, (char)bits);
}

/* `count` buckets that hold nothing. */
static bool put_gap(te_buf *out, size_t count) {
    if (count == 0) return true;
    return put_number(out, count == 1 ? 0 : -(int64_t)count);
}

static bool put_counts(const te_hist *h, te_buf *out) {
    /* Java writes the bucket of its maximum, which is 0 where nothing is. */
    bool ok = te_hist_count(h) > 0 || put_number(out, 0);
    size_t next = 0;
    for (te_hist_bucket b = {0}; te_hist_next(h, &b); next = b.next)
        ok = ok && put_gap(out, b.next - 1 - next) &&
             put_number(out, (int64_t)b.count);
    return ok;
}

static bool put_header(const te_hist *h, te_buf *out, size_t counts_bytes) {
    te_unit unit = te_hist_unit(h);
    uint64_t most = te_unit_max(unit);
    if (unit == TE_UNIT_SECONDS) most /= 1000;
    return put_int(out, COOKIE, 4) && put_int(out, counts_bytes, 4) &&
           put_int(out, 0, 4) && put_int(out, DIGITS, 4) &&
           put_int(out, 1, 8) && put_int(out, most, 8) &&
           put_int(out, RATIO_ONE, 8);
}

/* `content` compressed, after the cookie and the length. */
static bool put_compressed(te_buf *out, const te_buf *content) {
    uLongf length = compressBound((uLong)content->length);
    Bytef *compressed = malloc(length);
    bool ok = compressed != NULL &&
              compress(compressed, &length, (const Bytef *)content->data,
                       (uLong)content->length) == Z_OK &&
              put_int(out, COMPRESSED_COOKIE, 4) && put_int(out, length, 4) &&
              te_buf_add(out, compressed, length);
    free(compressed);
    return ok;
}

static bool put_base64(te_buf *out, const te_buf *bytes) {
    size_t length = TE_BASE64_LENGTH(bytes->length);
    if (!te_buf_reserve(out, length)) return false;
    te_base64(bytes->data, bytes->length, out->data + out->length);
    out->length += length;
    out->data[out->length] = '\0';
    return true;
}

bool te_hist_write_text(const te_hist *h, te_buf *out) {
    te_buf counts = TE_BUF_INIT, content = TE_BUF_INIT, bytes = TE_BUF_INIT;
    bool ok = put_counts(h, &counts) &&
              put_header(h, &content, counts.length) &&
              te_buf_add(&content, te_buf_str(&counts), counts.length) &&
              put_compressed(&bytes, &content) && put_base64(out, &bytes);
    te_buf_free(&counts);
    te_buf_free(&content);
    te_buf_free(&bytes);
    return ok;
}

/* ---- Reading ---- */

static uint64_t take_int(te_slice *s, size_t bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | (unsigned char)s->data[i];
    *s = te_slice_from(*s, bytes);
    return value;
}

static bool take_number(te_slice *s, int64_t *value) {
    uint64_t bits = 0;
    for (size_t i = 0; i < NUMBER_BYTES && i < s->length; i++) {
        uint64_t byte = (unsigned char)s->data[i];
        bool is_last = i == NUMBER_BYTES - 1 || byte < 0x80;
        bits |= (i == NUMBER_BYTES - 1 ? byte : byte & 0x7f) << (7 * i);
        if (!is_last) continue;
        *s = te_slice_from(*s, i + 1);
        *value = (int64_t)(bits >> 1) ^ -(int64_t)(bits & 1);
        return true;
    }
    return false;
}

/* How its writer cut the range into buckets; see hist.c, where `half_bits` is
 * 10 and `least_bits` 0. */
typedef struct layout {
    unsigned half_bits;
    unsigned least_bits; /* the lowest value that is told from 0 */
} layout;

/* The lowest value of a bucket and how many it has; false past 2^62. */
static bool bucket_at(const layout *l, uint64_t index, uint64_t *lowest,
                      uint64_t *width) {
    uint64_t half = UINT64_C(1) << l->half_bits;
    uint64_t bucket = index < 2 * half ? 0 : (index >> l->half_bits) - 1;
    uint64_t shift = bucket + l->least_bits;
    if (shift + l->half_bits > 60) return false;
    *lowest = (index - (bucket << l->half_bits)) << shift;
    *width = UINT64_C(1) << shift;
    return true;
}

static bool take_header(te_slice *s, layout *l, te_error *err) {
    if (s->length < HEADER_BYTES)
        return te_fail(err, "its header is cut short");
    uint64_t cookie = take_int(s, 4), counts_bytes = take_int(s, 4);
    uint64_t offset = take_int(s, 4), digits = take_int(s, 4);
    uint64_t lowest = take_int(s, 8);
    take_int(s, 8); /* the highest, which the counts say as well */
    if (cookie != COOKIE)
        return te_fail(err, "it is not in HdrHistogram's V2 format");
    if (take_int(s, 8) != RATIO_ONE)
        return te_fail(err, "it is a histogram of fractions");
    if (offset != 0) return te_fail(err, "its counts are shifted");
    if (digits > MOST_DIGITS || lowest == 0)
        return te_fail(err, "its precision or its range is none");
    if (counts_bytes != s->length)
        return te_fail(err, "its counts are cut short");
    uint64_t steps = 2;
    for (uint64_t i = 0; i < digits; i++)
        steps *= 10;
    /* The power of two that holds so many steps, and half of it. */
    unsigned bits = 0;
    while (UINT64_C(1) << bits < steps)
        bits++;
    l->half_bits = bits - 1;
    l->least_bits = 63 - (unsigned)__builtin_clzll(lowest);
    return true;
}

/* A bucket's count, as that many values in its middle. */
static bool add_count(te_hist *into, const layout *l, uint64_t index,
                      uint64_t count) {
    uint64_t lowest, width;
    if (!bucket_at(l, index, &lowest, &width)) return false;
    uint64_t middle = lowest + width / 2;
    if (te_hist_unit(into) == TE_UNIT_SECONDS)
        middle = middle < TE_HIST_MAX_NS ? middle * 1000 : UINT64_MAX / 2;
    te_hist_record_n(into, middle, count);
    return true;
}

static bool take_counts(te_slice s, const layout *l, te_hist *into) {
    uint64_t index = 0, total = te_hist_count(into);
    while (s.length > 0) {
        int64_t count;
        if (!take_number(&s, &count)) return false;
        if (count <= 0) {
            index += count == 0 ? 1 : -(uint64_t)count;
            if (index > INT32_MAX) return false;
            continue;
        }
        if ((uint64_t)count > MOST_VALUES - total) return false;
        total += (uint64_t)count;
        if (!add_count(into, l, index, (uint64_t)count)) return false;
        index++;
    }
    return true;
}

static bool read_content(te_hist *into, te_slice content, te_error *err) {
    layout l = {0, 0};
    if (!take_header(&content, &l, err)) return false;
    te_hist *read = te_hist_new_of(te_hist_unit(into));
    if (read == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    bool ok = take_counts(content, &l, read) &&
              te_hist_count(read) <= MOST_VALUES - te_hist_count(into);
    if (ok) te_hist_merge(into, read);
    te_hist_free(read);
    return ok || te_fail(err, "its counts are none, or too many");
}

/* Inflates into a buffer that grows with what comes, up to its limit. */
static bool inflate_into(te_buf *content, te_slice compressed, te_error *err) {
    z_stream z = {.next_in = (Bytef *)compressed.data,
                  .avail_in = (uInt)compressed.length};
    if (inflateInit(&z) != Z_OK)
        return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    int status = Z_OK;
    bool has_room = true;
    while (status == Z_OK && content->length < CONTENT_MAX && has_room) {
        has_room = te_buf_reserve(content, content->length + 4096);
        if (!has_room) break;
        uInt room = (uInt)content->length + 4096;
        z.next_out = (Bytef *)content->data + content->length;
        z.avail_out = room;
        status = inflate(&z, Z_NO_FLUSH);
        content->length += room - z.avail_out;
    }
    bool is_whole = status == Z_STREAM_END && z.avail_in == 0;
    inflateEnd(&z);
    if (!has_room) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    return is_whole || te_fail(err, "its compressed part is broken");
}

static bool read_bytes(te_hist *into, te_slice bytes, te_error *err) {
    if (bytes.length < OUTER_BYTES ||
        take_int(&bytes, 4) != COMPRESSED_COOKIE ||
        take_int(&bytes, 4) != bytes.length)
        return te_fail(err, "it is not in HdrHistogram's compressed V2 format");
    te_buf content = TE_BUF_INIT;
    bool ok = inflate_into(&content, bytes, err) &&
              read_content(
                  into, (te_slice){te_buf_str(&content), content.length}, err);
    te_buf_free(&content);
    return ok;
}

bool te_hist_read_text(te_hist *into, te_slice text, te_error *err) {
    size_t length = 0;
    char *bytes = malloc(TE_BASE64_BYTES(text.length) + 1);
    if (bytes == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    bool ok = (text.length > 0 &&
               te_base64_read(text.data, text.length, bytes, &length)) ||
              te_fail(err, "it is not base64");
    ok = ok && read_bytes(into, (te_slice){bytes, length}, err);
    free(bytes);
    return ok;
}
