/* filler.c - see filler.h. */
#include "filler.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* ---- The text ---- */

enum { LINE_BYTES = 96 };

/* A function with its first lines, or a public symbol. */
static bool add_line(te_buf *text, te_rng *rng) {
    unsigned address = (unsigned)te_rng_below(rng, 1u << 28);
    unsigned size = (unsigned)te_rng_below(rng, 4096) + 1;
    switch (te_rng_below(rng, 8)) {
    case 0:
        return te_buf_addf(text, "FUNC %x %x 0 made::up::fn_%05x(int)\n",
                           address, size, address & 0xfffff);
    case 1:
        return te_buf_addf(text, "PUBLIC %x 0 public_%05x\n", address,
                           address & 0xfffff);
    default:
        return te_buf_addf(text, "%x %x %u %u\n", address, size & 0xff, size,
                           size % 97);
    }
}

static bool write_text(te_filler *f, size_t bytes, uint64_t seed) {
    te_rng rng;
    if (bytes < TE_FILLER_LEAST_BYTES) bytes = TE_FILLER_LEAST_BYTES;
    te_rng_seed(&rng, seed, 0);
    if (!te_buf_reserve(&f->text, bytes + LINE_BYTES)) return false;
    while (f->text.length < bytes)
        if (!add_line(&f->text, &rng)) return false;
    f->text.length = bytes;
    return true;
}

/* ---- Its chunks ---- */

static bool deflate_chunk(z_stream *z, te_filler *f, size_t from,
                          size_t length) {
    /* Nothing that is compressed grows by a tenth. */
    size_t room = length + length / 10 + 64;
    if (!te_buf_reserve(&f->compressed, room)) return false;
    z->next_in = (Bytef *)f->text.data + from;
    z->avail_in = (uInt)length;
    z->next_out = (Bytef *)f->compressed.data + f->compressed.length;
    z->avail_out = (uInt)room;
    int status = deflate(z, Z_FULL_FLUSH);
    f->compressed.length += room - z->avail_out;
    return status == Z_OK && z->avail_in == 0 && z->avail_out > 0;
}

/* The first so many bytes of the text. */
static bool compress_text(te_filler *f, size_t bytes) {
    z_stream z = {0};
    if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    bool ok = true;
    f->ends[0] = (te_filler_end){0, 0, (uint32_t)crc32(0, NULL, 0)};
    for (size_t i = 0; ok && i < f->chunks; i++) {
        size_t from = f->ends[i].text;
        size_t length = bytes - from;
        if (length > TE_FILLER_CHUNK_BYTES) length = TE_FILLER_CHUNK_BYTES;
        ok = deflate_chunk(&z, f, from, length);
        f->ends[i + 1] = (te_filler_end){
            from + length, f->compressed.length,
            (uint32_t)crc32(f->ends[i].crc, (Bytef *)f->text.data + from,
                            (uInt)length)};
    }
    deflateEnd(&z);
    return ok;
}

bool te_filler_init(te_filler *f, size_t bytes, uint64_t seed, te_error *err) {
    size_t chunks = (bytes + TE_FILLER_CHUNK_BYTES - 1) / TE_FILLER_CHUNK_BYTES;
    *f = (te_filler){.chunks = chunks};
    f->ends = calloc(chunks + 1, sizeof *f->ends);
    if (f->ends != NULL && write_text(f, bytes, seed) &&
        compress_text(f, bytes))
        return true;
    te_filler_clear(f);
    return te_fail_as(err, TE_ERROR_SYSTEM, "archives: no memory");
}

void te_filler_clear(te_filler *f) {
    te_buf_free(&f->text);
    te_buf_free(&f->compressed);
    free(f->ends);
    *f = (te_filler){0};
}
