/* standin_symbols.h - what the stand-in's store holds: which symbol files
 * exist, and which debug file belongs to a code id.
 *
 * A key is FILE/ID/NAME, percent escapes decoded, compared byte by byte; only
 * a hexadecimal id is compared without regard to case. Found keys come from a
 * groups CSV (`URI,STATUS CODE,PRIVATE,COUNT`: the last three parts of the
 * URI's path, status 200), code ids from a missing CSV
 * (`debug_file,debug_id,code_file,code_id`). Both are read before the server
 * starts; uploads are added while it runs, from any thread. */
#ifndef TE_STANDIN_SYMBOLS_H
#define TE_STANDIN_SYMBOLS_H

#include "tengine_module.h"
#include <stddef.h>

typedef struct te_standin_symbols te_standin_symbols;

/* An empty store, or NULL without memory. */
te_standin_symbols *te_standin_symbols_new(void);
void te_standin_symbols_free(te_standin_symbols *s); /* NULL is fine */

/* Read a CSV file, plain or gzipped. False with a message that names the
 * file; bad rows are passed over, as in the feed that reads the same file. */
bool te_standin_symbols_load_groups(te_standin_symbols *s, const char *path,
                                    te_error *err);
bool te_standin_symbols_load_missing(te_standin_symbols *s, const char *path,
                                     te_error *err);

/* Add what one row says: a file that is found, by its URI as a log has it
 * (URIs of fewer than three parts are passed over), and a module's code id.
 * False without memory. */
bool te_standin_symbols_add(te_standin_symbols *s, const char *uri,
                            size_t length);
bool te_standin_symbols_add_code(te_standin_symbols *s, const te_slice row[4]);

/* How many files are found. */
size_t te_standin_symbols_count(const te_standin_symbols *s);

/* Which stores to look in. */
typedef enum { TE_STANDIN_REGULAR, TE_STANDIN_WITH_TRY } te_standin_store;

/* The bucket that holds the file, "publicbucket" or "trybucket", or NULL. */
const char *te_standin_symbols_find(te_standin_symbols *s, const char *key,
                                    size_t length, te_standin_store store);

/* Whether a module's .sym file is there. Writes into `code_file` (borrowed,
 * with its length) what the missing CSV calls its code file, NULL if it does
 * not say. */
bool te_standin_symbols_has_module(te_standin_symbols *s,
                                   const char *debug_file, const char *debug_id,
                                   const char **code_file);

/* Stores an uploaded file, in the try store or the regular one. True when it
 * is new there. */
bool te_standin_symbols_upload(te_standin_symbols *s, const char *key,
                               size_t length, bool is_try);

/* The debug file and its id as `FILE/ID`, a C string, for a code file and a
 * code id of any case; NULL when nothing is known of it. */
const char *te_standin_symbols_by_code(const te_standin_symbols *s,
                                       const char *code_file,
                                       size_t code_file_length,
                                       const char *code_id,
                                       size_t code_id_length);

/* The name of a debug file's symbol file: xul.pdb to xul.sym, others with
 * .sym appended. Copied into `out`; false when it does not fit. */
bool te_standin_sym_name(char *out, size_t size, const char *debug_file,
                         size_t length);

/* Whether all of it is hexadecimal, and it is not empty. */
bool te_standin_is_hex(const char *text, size_t length);

#endif
