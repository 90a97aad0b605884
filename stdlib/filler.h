/* filler.h - what symbol files are filled with, compressed once.
 *
 * Lines as Breakpad writes them, invented by a seed. The compressed form is
 * cut into chunks that begin and end on a byte and refer to nothing before
 * them (zlib's full flush): any number of them, from the first on, can stand
 * within a stream of deflate. Checksums of the chunks are kept, so that a file
 * with a beginning of its own needs no second look at them. */
#ifndef TE_FILLER_H
#define TE_FILLER_H

#include "tengine_module.h"

#define TE_FILLER_CHUNK_BYTES ((size_t)32 << 10)
/* The text is at least so long, whatever the chunks hold of it. */
#define TE_FILLER_LEAST_BYTES ((size_t)64 << 10)

/* Where the first n chunks end. */
typedef struct te_filler_end {
    size_t text;       /* bytes of them */
    size_t compressed; /* the same */
    uint32_t crc;      /* CRC-32 of the text */
} te_filler_end;

typedef struct te_filler {
    te_buf text, compressed;
    te_filler_end *ends; /* chunks + 1; the first is of no chunk */
    size_t chunks;
} te_filler;

/* Chunks of so many bytes of text, the last being what is left. False and err
 * without memory. */
bool te_filler_init(te_filler *filler, size_t bytes, uint64_t seed,
                    te_error *err);
void te_filler_clear(te_filler *filler);

#endif
