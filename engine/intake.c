/* intake.c - see intake.h. */
#include "intake.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#define ZLIB_CONST /* next_in is only read */
#include <zlib.h>

/* What a Content-Length alone can make us reserve: it may lie. */
#define RESERVE_MAX_BYTES ((size_t)1024 * 1024)
/* What is decoded at a time. */
enum { SCRATCH_BYTES = 16 * 1024 };

typedef enum {
    CODING_NONE,
    CODING_UNKNOWN,
    CODING_GZIP,
    CODING_DEFLATE,
    CODING_CHAIN, /* several, one of which we know */
} coding;

struct te_intake {
    coding coding;
    bool is_started; /* `z` is in use */
    bool is_whole;   /* the end of the encoded bytes has come */
    z_stream z;
};

static bool fail(te_exchange *x, te_http_error error, const char *why) {
    return te_response_fail(&x->response, error, why);
}

/* ---- Keeping ---- */

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* What the head says is still to come, or 0. */
static size_t announced(const te_http_response *response) {
    size_t length = 0, value = 0;
    const char *digits = te_response_field(response, "Content-Length", &length);
    for (size_t i = 0; i < length; i++) {
        if (digits[i] < '0' || digits[i] > '9') return 0;
        if (value > SIZE_MAX / 10 - 9) return 0;
        value = value * 10 + (size_t)(digits[i] - '0');
    }
    return value > response->body.length ? value - response->body.length : 0;
}

/* Once a body outgrows the room that earlier ones needed, there shall be room
 * for all of it: growing again and again would copy it as often. */
static bool make_room(te_exchange *x, size_t length) {
    size_t left = x->request.max_body_bytes - x->response.body.length;
    size_t more = smaller(announced(&x->response), RESERVE_MAX_BYTES);
    more = smaller(more, left);
    return te_buf_reserve(&x->response.body, more > length ? more : length);
}

static bool keep(te_exchange *x, const char *bytes, size_t length) {
    te_buf *body = &x->response.body;
    if (x->response.body_bytes > x->request.max_body_bytes)
        return fail(x, TE_HTTP_TOO_LARGE, "the body is over max_body");
    if (body->capacity - body->length <= length && !make_room(x, length))
        return fail(x, TE_HTTP_LOCAL, "no memory for the body");
    return te_buf_add(body, bytes, length);
}

static bool take(te_exchange *x, const char *bytes, size_t length) {
    x->response.body_bytes += length;
    return x->request.discard_body || keep(x, bytes, length);
}

/* ---- Which encoding ---- */

static coding coding_of(te_slice name) {
    if (name.length == 0 || te_slice_alike(name, te_slice_of("identity")))
        return CODING_NONE;
    if (te_slice_alike(name, te_slice_of("gzip")) ||
        te_slice_alike(name, te_slice_of("x-gzip")))
        return CODING_GZIP;
    if (te_slice_alike(name, te_slice_of("deflate"))) return CODING_DEFLATE;
    return CODING_UNKNOWN;
}

/* Both in a row. Without one that we know it is none of our business. */
static coding chain(coding first, coding second) {
    if (first == CODING_NONE) return second;
    if (second == CODING_NONE) return first;
    return first == CODING_UNKNOWN && second == CODING_UNKNOWN ? CODING_UNKNOWN
                                                               : CODING_CHAIN;
}

/* Of "gzip" or "gzip, identity". */
static coding read_codings(te_slice value) {
    coding all = CODING_NONE;
    for (;;) {
        size_t comma = te_slice_find(value, ',');
        te_slice name = te_slice_trim(te_slice_to(value, comma));
        all = chain(all, coding_of(name));
        if (comma == value.length) return all;
        value = te_slice_from(value, comma + 1);
    }
}

/* A field may come more than once: its values are one list. */
static coding find_coding(const te_http_response *response) {
    static const char name[] = "content-encoding:";
    size_t length = 0;
    const char *line = NULL;
    coding all = CODING_NONE;
    while ((line = te_response_next_field(response, line, &length)) != NULL) {
        te_slice field = {line, length};
        te_slice value = {line + sizeof name - 1, length - (sizeof name - 1)};
        if (length < sizeof name - 1) continue;
        if (!te_slice_alike(te_slice_to(field, sizeof name - 1),
                            te_slice_of(name)))
            continue;
        all = chain(all, read_codings(value));
    }
    return all;
}

/* ---- Decoding ---- */

/* Raw deflate or zlib's wrapping of it: the first byte of the latter would, in
 * the former, be a stored block with padding that is not zero. */
static int window_bits(const te_intake *intake, char first) {
    if (intake->coding == CODING_GZIP) return 16 + MAX_WBITS;
    return (first & 0x0f) == Z_DEFLATED ? MAX_WBITS : -MAX_WBITS;
}

static bool start_decoding(te_exchange *x, char first) {
    te_intake *intake = x->response.decoding;
    if (inflateInit2(&intake->z, window_bits(intake, first)) != Z_OK)
        return fail(x, TE_HTTP_LOCAL, "no memory to decode the body");
    intake->is_started = true;
    return true;
}

static bool fail_decoding(te_exchange *x, int code) {
    const te_intake *intake = x->response.decoding;
    char why[128];
    if (code == Z_MEM_ERROR)
        return fail(x, TE_HTTP_LOCAL, "no memory to decode the body");
    snprintf(why, sizeof why,
             "the body is not what its Content-Encoding says%s%s",
             intake->z.msg != NULL ? ": " : "",
             intake->z.msg != NULL ? intake->z.msg : "");
    return fail(x, TE_HTTP_BAD_ENCODING, why);
}

/* After the end of one, gzip may go on with another member. */
static bool go_on_after_end(te_exchange *x) {
    te_intake *intake = x->response.decoding;
    if (intake->coding != CODING_GZIP || *intake->z.next_in != 0x1f)
        return fail(x, TE_HTTP_BAD_ENCODING,
                    "there are bytes after the end of the encoded body");
    inflateReset(&intake->z);
    intake->is_whole = false;
    return true;
}

/* One scratch full. */
static bool decode_some(te_exchange *x) {
    te_intake *intake = x->response.decoding;
    unsigned char scratch[SCRATCH_BYTES];
    intake->z.next_out = scratch;
    intake->z.avail_out = sizeof scratch;
    int code = inflate(&intake->z, Z_NO_FLUSH);
    size_t made = sizeof scratch - intake->z.avail_out;
    /* Before what was wrong behind it: a limit that was passed comes first,
     * however the bytes were cut. */
    if (!take(x, (const char *)scratch, made)) return false;
    /* Z_BUF_ERROR: there was nothing to do, which is none. */
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        return fail_decoding(x, code);
    intake->is_whole = code == Z_STREAM_END;
    return true;
}

static bool decode(te_exchange *x, const char *bytes, size_t length) {
    te_intake *intake = x->response.decoding;
    z_stream *z = &intake->z;
    assert(length <= UINT_MAX);
    if (length == 0) return true;
    if (!intake->is_started && !start_decoding(x, bytes[0])) return false;
    z->next_in = (const unsigned char *)bytes;
    z->avail_in = (unsigned)length;
    do {
        if (intake->is_whole && !go_on_after_end(x)) return false;
        if (!decode_some(x)) return false;
        /* A full scratch may not have been all. */
    } while (z->avail_in > 0 || (z->avail_out == 0 && !intake->is_whole));
    return true;
}

/* ---- The body ---- */

bool te_intake_begin(te_exchange *x) {
    if (!x->request.decode) return true;
    coding found = find_coding(&x->response);
    if (found == CODING_NONE || found == CODING_UNKNOWN) return true;
    if (found == CODING_CHAIN)
        return fail(x, TE_HTTP_BAD_ENCODING,
                    "the body is encoded more than once");
    te_intake *intake = calloc(1, sizeof *intake);
    if (intake == NULL)
        return fail(x, TE_HTTP_LOCAL, "no memory to decode the body");
    intake->coding = found;
    x->response.decoding = intake;
    return true;
}

bool te_intake_add(te_exchange *x, const char *bytes, size_t length) {
    return x->response.decoding == NULL ? take(x, bytes, length)
                                        : decode(x, bytes, length);
}

bool te_intake_end(te_exchange *x) {
    const te_intake *intake = x->response.decoding;
    bool is_cut = intake != NULL && intake->is_started && !intake->is_whole;
    if (is_cut)
        fail(x, TE_HTTP_BAD_ENCODING,
             "the encoded body ends before it is complete");
    te_intake_stop(x);
    return !is_cut;
}

void te_intake_stop(te_exchange *x) {
    te_intake *intake = x->response.decoding;
    if (intake == NULL) return;
    if (intake->is_started) inflateEnd(&intake->z);
    free(intake);
    x->response.decoding = NULL;
}
