/* symbol_file.h - a made-up symbol file of Breakpad's: names and first lines.
 *
 * What is different in each, by the seed, the archive and its place there; all
 * of one platform are of the same length. */
#ifndef TE_SYMBOL_FILE_H
#define TE_SYMBOL_FILE_H

#include "tengine_module.h"

typedef enum {
    TE_PLATFORM_WINDOWS,
    TE_PLATFORM_LINUX,
    TE_PLATFORM_MAC,
} te_platform;

extern const char *const te_platform_names[]; /* ended by NULL */

enum { TE_SYMBOL_FILES_MAX = 65000 }; /* of one archive */

typedef struct te_symbol_file {
    char key[128];    /* "xul.pdb/ID/xul.sym" */
    char header[256]; /* MODULE and INFO CODE_ID lines */
    size_t key_bytes, header_bytes;
} te_symbol_file;

/* File `index` of archive `number`. */
void te_symbol_file_make(te_symbol_file *file, te_platform platform,
                         uint64_t seed, uint64_t number, size_t index);

#endif
