/* archive.c - see archive.h.
 *
 * A file's stream of deflate: a stored block with its first lines, the chunks
 * of the filler, and a last stored block with what is left to fit the size. */
#include "archive.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    LOCAL_BYTES = 30, /* of a record, without the name */
    CENTRAL_BYTES = 46,
    END_BYTES = 22,
    STORED_BYTES = 5, /* before what a stored block holds */
    VERSION = 20,     /* 2.0: deflate */
    DEFLATED = 8,
    DOS_DATE = 40 << 9 | 1 << 5 | 1, /* 2020-01-01; a zip cannot do without */
};

/* ---- The plan ---- */

static te_symbol_file file_of(const te_archive_plan *p, uint64_t number,
                              size_t index) {
    te_symbol_file file;
    te_symbol_file_make(&file, p->options.platform, p->options.seed, number,
                        index);
    return file;
}

/* What a file takes in the archive beside the filler. */
static size_t frame_bytes(const te_symbol_file *f) {
    return LOCAL_BYTES + CENTRAL_BYTES + 2 * f->key_bytes + 2 * STORED_BYTES +
           f->header_bytes;
}

static const te_filler_end *end_of(const te_archive_plan *p,
                                   const te_archive_content *c) {
    return &p->filler.ends[c->chunks];
}

/* As many chunks as fit into so many bytes, and the rest of them. */
static te_archive_content fill(const te_archive_plan *p, size_t bytes) {
    te_archive_content c = {0, 0};
    while (c.chunks < p->filler.chunks &&
           p->filler.ends[c.chunks + 1].compressed <= bytes)
        c.chunks++;
    c.rest = bytes - p->filler.ends[c.chunks].compressed;
    return c;
}

/* Files of the usual size, and a last one that takes what is left: less than
 * two of them, as none is smaller than its frame. */
static bool plan_files(te_archive_plan *p, te_error *err) {
    te_symbol_file file = file_of(p, 0, 0);
    size_t frame = frame_bytes(&file);
    p->usual = (te_archive_content){p->filler.chunks, 0};
    size_t whole = frame + end_of(p, &p->usual)->compressed;
    size_t room = (size_t)p->options.bytes - END_BYTES;
    if (p->options.bytes < END_BYTES + frame)
        return te_fail(err, "archives: size is %zu bytes at least",
                       END_BYTES + frame);
    p->files = room / whole;
    size_t left = room % whole;
    if (left >= frame || p->files == 0)
        p->files++;
    else
        left += whole;
    if (p->files > TE_SYMBOL_FILES_MAX)
        return te_fail(err,
                       "archives: %zu files are more than %d; sym_size has to "
                       "be larger",
                       p->files, TE_SYMBOL_FILES_MAX);
    p->last = fill(p, left - frame);
    return true;
}

bool te_archive_plan_init(te_archive_plan *p, const te_archive_options *o,
                          te_error *err) {
    *p = (te_archive_plan){.options = *o};
    te_symbol_file file = file_of(p, 0, 0);
    if (o->bytes > TE_ARCHIVE_MAX_BYTES)
        return te_fail(err, "archives: size is 2 GiB at most");
    if (o->file_bytes <= file.header_bytes ||
        o->file_bytes > TE_ARCHIVE_FILE_MAX_BYTES)
        return te_fail(err,
                       "archives: sym_size is more than %zu bytes and at most "
                       "256 MiB",
                       file.header_bytes);
    if (!te_filler_init(&p->filler, (size_t)o->file_bytes - file.header_bytes,
                        o->seed, err))
        return false;
    if (plan_files(p, err)) return true;
    te_archive_plan_clear(p);
    return false;
}

void te_archive_plan_clear(te_archive_plan *p) { te_filler_clear(&p->filler); }

static const te_archive_content *content_of(const te_archive_plan *p,
                                            size_t index) {
    return index + 1 == p->files ? &p->last : &p->usual;
}

/* ---- Pieces ---- */

void te_pieces_free(te_pieces *pieces) {
    te_buf_free(&pieces->text);
    free(pieces->items);
    *pieces = (te_pieces){0};
}

/* The piece that text is added to: one that no chunks follow yet. */
static te_piece *open_piece(te_pieces *out) {
    if (out->count > 0 && out->items[out->count - 1].chunks == 0)
        return &out->items[out->count - 1];
    if (out->count == out->room) {
        size_t room = out->room > 0 ? out->room * 2 : 16;
        te_piece *more = realloc(out->items, room * sizeof *more);
        if (more == NULL) return NULL;
        out->items = more;
        out->room = room;
    }
    te_piece *piece = &out->items[out->count++];
    *piece = (te_piece){out->text.length, 0, 0};
    return piece;
}

static void add(te_pieces *out, const void *bytes, size_t length) {
    te_piece *piece = out->is_short ? NULL : open_piece(out);
    if (piece != NULL && te_buf_add(&out->text, bytes, length))
        piece->length += length;
    else
        out->is_short = true;
}

static void add_chunks(te_pieces *out, size_t chunks) {
    if (chunks == 0) return;
    te_piece *piece = out->is_short ? NULL : open_piece(out);
    if (piece != NULL)
        piece->chunks = chunks;
    else
        out->is_short = true;
}

/* A number in so many bytes, the lowest first. */
static void add_number(te_pieces *out, uint64_t value, size_t bytes) {
    char little_endian[8];
    for (size_t i = 0; i < bytes; i++)
        little_endian[i] = (char)(value >> (8 * i));
    add(out, little_endian, bytes);
}

/* ---- One file ---- */

typedef struct sums {
    uint32_t crc;
    uint64_t plain, compressed; /* bytes */
} sums;

static sums sums_of(const te_archive_plan *p, const te_symbol_file *file,
                    const te_archive_content *c) {
    const te_filler_end *end = end_of(p, c);
    const Bytef *rest = (const Bytef *)p->filler.text.data;
    uLong crc = crc32(0, (const Bytef *)file->header, (uInt)file->header_bytes);
    crc = crc32_combine(crc, end->crc, (z_off_t)end->text);
    crc = crc32(crc, rest, (uInt)c->rest);
    return (sums){
        .crc = (uint32_t)crc,
        .plain = file->header_bytes + end->text + c->rest,
        .compressed =
            2 * STORED_BYTES + file->header_bytes + end->compressed + c->rest,
    };
}

static void add_stored(te_pieces *out, bool is_last, const char *bytes,
                       size_t length) {
    add_number(out, is_last, 1);
    add_number(out, length, 2);
    add_number(out, ~length, 2);
    if (length > 0) add(out, bytes, length);
}

static void add_deflated(const te_archive_plan *p, const te_symbol_file *file,
                         const te_archive_content *c, te_pieces *out) {
    add_stored(out, false, file->header, file->header_bytes);
    add_chunks(out, c->chunks);
    add_stored(out, true, p->filler.text.data, c->rest);
}

void te_archive_write_file(const te_archive_plan *p, uint64_t number,
                           size_t index, bool is_gzip, te_pieces *out) {
    static const char gzip_header[10] = {0x1f, (char)0x8b, DEFLATED, [9] = 3};
    te_symbol_file file = file_of(p, number, index);
    const te_archive_content *c = content_of(p, index);
    if (is_gzip) {
        sums s = sums_of(p, &file, c);
        add(out, gzip_header, sizeof gzip_header);
        add_deflated(p, &file, c, out);
        add_number(out, s.crc, 4);
        add_number(out, s.plain, 4);
        return;
    }
    add(out, file.header, file.header_bytes);
    add_chunks(out, c->chunks);
    if (c->rest > 0) add(out, p->filler.text.data, c->rest);
}

bool te_archive_describe(const te_archive_plan *p, uint64_t number,
                         size_t index, te_archive_entry *entry) {
    te_symbol_file file = file_of(p, number, index);
    const te_archive_content *c = content_of(p, index);
    const char *filler = p->filler.text.data;
    size_t chunks_bytes = end_of(p, c)->text;
    unsigned char md5[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool ok = context != NULL &&
              EVP_DigestInit_ex(context, EVP_md5(), NULL) == 1 &&
              EVP_DigestUpdate(context, file.header, file.header_bytes) == 1 &&
              EVP_DigestUpdate(context, filler, chunks_bytes) == 1 &&
              EVP_DigestUpdate(context, filler, c->rest) == 1 &&
              EVP_DigestFinal_ex(context, md5, NULL) == 1;
    EVP_MD_CTX_free(context);
    memcpy(entry->key, file.key, sizeof entry->key);
    entry->bytes = file.header_bytes + chunks_bytes + c->rest;
    for (size_t i = 0; ok && i < 16; i++)
        snprintf(entry->md5 + 2 * i, 3, "%02x", md5[i]);
    return ok;
}

/* ---- The archive ---- */

/* What the two records of a file have in common. */
static void add_facts(te_pieces *out, const te_symbol_file *file,
                      const sums *s) {
    add_number(out, VERSION, 2);
    add_number(out, 0, 2); /* flags */
    add_number(out, DEFLATED, 2);
    add_number(out, 0, 2); /* the time: midnight */
    add_number(out, DOS_DATE, 2);
    add_number(out, s->crc, 4);
    add_number(out, s->compressed, 4);
    add_number(out, s->plain, 4);
    add_number(out, file->key_bytes, 2);
    add_number(out, 0, 2); /* no extra field */
}

static void add_local(te_pieces *out, const te_symbol_file *file,
                      const sums *s) {
    add(out, "PK\3\4", 4);
    add_facts(out, file, s);
    add(out, file->key, file->key_bytes);
}

static void add_central(te_pieces *out, const te_symbol_file *file,
                        const sums *s, uint64_t offset) {
    add(out, "PK\1\2", 4);
    add_number(out, VERSION, 2); /* made by */
    add_facts(out, file, s);
    add_number(out, 0, 2); /* no comment */
    add_number(out, 0, 2); /* the first disk */
    add_number(out, 0, 2); /* internal attributes */
    add_number(out, 0, 4); /* external ones */
    add_number(out, offset, 4);
    add(out, file->key, file->key_bytes);
}

static void add_end(te_pieces *out, size_t files, uint64_t directory_at,
                    uint64_t directory_bytes) {
    add(out, "PK\5\6", 4);
    add_number(out, 0, 2); /* this disk, and that of the directory */
    add_number(out, 0, 2);
    add_number(out, files, 2);
    add_number(out, files, 2);
    add_number(out, directory_bytes, 4);
    add_number(out, directory_at, 4);
    add_number(out, 0, 2); /* no comment */
}

void te_archive_write(const te_archive_plan *p, uint64_t number,
                      te_pieces *out) {
    uint64_t offset = 0, directory_bytes = 0;
    for (size_t i = 0; i < p->files; i++) {
        te_symbol_file file = file_of(p, number, i);
        sums s = sums_of(p, &file, content_of(p, i));
        add_local(out, &file, &s);
        add_deflated(p, &file, content_of(p, i), out);
        offset += LOCAL_BYTES + file.key_bytes + s.compressed;
    }
    uint64_t directory_at = offset;
    offset = 0;
    for (size_t i = 0; i < p->files; i++) {
        te_symbol_file file = file_of(p, number, i);
        sums s = sums_of(p, &file, content_of(p, i));
        add_central(out, &file, &s, offset);
        offset += LOCAL_BYTES + file.key_bytes + s.compressed;
        directory_bytes += CENTRAL_BYTES + file.key_bytes;
    }
    add_end(out, p->files, directory_at, directory_bytes);
}
