/* archive.h - tar archives, made member by member. */
#ifndef TE_TEST_ARCHIVE_H
#define TE_TEST_ARCHIVE_H

#include "buf.h"

#include <stdio.h>

enum { ARCHIVE_BLOCK = 512 };

/* Appends zeros until whole blocks are full. */
static inline void archive_pad(te_buf *archive) {
    while (archive->length % ARCHIVE_BLOCK != 0)
        assert_true(te_buf_addc(archive, '\0'));
}

/* Writes the sum of the header that begins at `at`. */
static inline void archive_seal(te_buf *archive, size_t at) {
    char *header = archive->data + at;
    unsigned sum = 0;
    memset(header + 148, ' ', 8);
    for (int i = 0; i < ARCHIVE_BLOCK; i++)
        sum += (unsigned char)header[i];
    snprintf(header + 148, 8, "%06o", sum);
}

/* A header with this in its size field. */
static inline void archive_header(te_buf *archive, char type, const char *name,
                                  const char *size) {
    size_t at = archive->length;
    char header[ARCHIVE_BLOCK] = "";
    snprintf(header, 100, "%s", name);
    snprintf(header + 124, 12, "%s", size);
    header[156] = type;
    memcpy(header + 257, "ustar\00000", 8);
    assert_true(te_buf_add(archive, header, sizeof header));
    archive_seal(archive, at);
}

static inline void archive_member(te_buf *archive, char type, const char *name,
                                  const char *content) {
    char size[12];
    snprintf(size, sizeof size, "%011o", (unsigned)strlen(content));
    archive_header(archive, type, name, size);
    assert_true(te_buf_adds(archive, content));
    archive_pad(archive);
}

/* The two empty blocks. */
static inline void archive_end(te_buf *archive) {
    static const char end[2 * ARCHIVE_BLOCK];
    assert_true(te_buf_add(archive, end, sizeof end));
}

#endif
