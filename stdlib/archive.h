/* archive.h - zips of made-up symbol files, as large as asked for, in pieces.
 *
 * Every archive of a plan has files of its own, by the seed and its number,
 * and all have the same length. Only names and first lines are made for each;
 * what the files are filled with is compressed once. An archive is therefore a
 * list of pieces: text of its own, and between them so many chunks of the
 * filler, which need not be copied.
 *
 * Why no library writes the zip: what is wanted is not a file but its pieces,
 * and with sizes and checksums known beforehand a zip is three kinds of
 * records (APPNOTE.TXT 6.3.10 of PKWARE, 4.3.7, 4.3.12, 4.3.16). */
#ifndef TE_ARCHIVE_H
#define TE_ARCHIVE_H

#include "filler.h"
#include "symbol_file.h"
#include "tengine_module.h"

#define TE_ARCHIVE_MAX_BYTES (UINT64_C(2) << 30)
#define TE_ARCHIVE_FILE_MAX_BYTES (UINT64_C(256) << 20)

typedef struct te_archive_options {
    uint64_t bytes;      /* of an archive */
    uint64_t file_bytes; /* of a symbol file, uncompressed */
    te_platform platform;
    uint64_t seed;
} te_archive_options;

/* What a file holds behind its first lines. */
typedef struct te_archive_content {
    size_t chunks; /* of the filler, from the first on */
    size_t rest;   /* bytes of its beginning once more, to fit the size */
} te_archive_content;

typedef struct te_archive_plan {
    te_archive_options options;
    te_filler filler;
    size_t files;
    te_archive_content usual, last;
} te_archive_plan;

/* False and err for sizes that cannot be, or without memory. */
bool te_archive_plan_init(te_archive_plan *plan,
                          const te_archive_options *options, te_error *err);
void te_archive_plan_clear(te_archive_plan *plan);

/* Text, and how many chunks of the filler follow it (0: none). */
typedef struct te_piece {
    size_t from, length; /* in the text of all pieces */
    size_t chunks;
} te_piece;

typedef struct te_pieces {
    te_buf text;
    te_piece *items;
    size_t count, room;
    bool is_short; /* memory ran out */
} te_pieces;

void te_pieces_free(te_pieces *pieces);

/* Adds the pieces of archive `number`. */
void te_archive_write(const te_archive_plan *plan, uint64_t number,
                      te_pieces *pieces);

/* Adds those of one of its files: plain, where chunks are of the filler's
 * text, or compressed with gzip, where they are of its compressed form. */
void te_archive_write_file(const te_archive_plan *plan, uint64_t number,
                           size_t index, bool is_gzip, te_pieces *pieces);

/* A file's name, plain size and MD5 (32 digits and a NUL). */
typedef struct te_archive_entry {
    char key[128];
    uint64_t bytes;
    char md5[33];
} te_archive_entry;
bool te_archive_describe(const te_archive_plan *plan, uint64_t number,
                         size_t index, te_archive_entry *entry);

#endif
