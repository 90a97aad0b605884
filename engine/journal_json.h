/* journal_json.h - the lines of a journal, and how values stand in them.
 *
 * A line is one JSON object, and the first thing in it is a checksum of all
 * that follows:
 *
 *     {"crc":"0f3a2b1c","type":"interval","number":7, ...}
 *
 * The checksum is CRC-32 (zlib's) of the bytes from behind its comma to the
 * closing brace.
 *
 * Constructors without memory give NULL; where such a value is put into
 * another, `*ok` becomes false: what is short of anything is not written. */
#ifndef TE_JOURNAL_JSON_H
#define TE_JOURNAL_JSON_H

#include "buf.h"
#include "error.h"
#include "slice.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* What every line begins with. */
#define TE_JOURNAL_START "{\"crc\":\""

/* Both take over `value`. */
void te_journal_put(bool *ok, json_t *object, const char *key, json_t *value);
void te_journal_append(bool *ok, json_t *array, json_t *value);

/* Appends the line, a newline included. False without memory; nothing is
 * appended then. */
bool te_journal_seal(te_buf *out, const json_t *object);

/* Whether a line, without its newline, is whole: its checksum is right. */
bool te_journal_is_sealed(te_slice line);

/* The object of a line that is given without its newline; NULL and err, which
 * says what is wrong with it. Release with json_decref(). */
json_t *te_journal_unseal(te_slice line, te_error *err);

/* Any bytes without a NUL. What is no UTF-8, which JSON cannot hold, stands as
 * {"base64": "..."}. */
json_t *te_journal_text(const char *bytes);
/* The same for who reads it and no more: bytes that are no UTF-8 stand as
 * "\xff" (te_text_clean()). */
json_t *te_journal_clean(const char *bytes);
/* Any finite number, exactly; others as the nearest that is one. */
json_t *te_journal_number(double n);
/* A whole number as digits in a text: it may be past what programs that read
 * JSON can hold. */
json_t *te_journal_whole(uint64_t n);

/* The bytes of a text, on the heap; NULL for what is none. */
char *te_journal_text_of(const json_t *value);

/* Reading: each looks for a key and fills in what stands there. False and err,
 * which names the key, when it is not there or is something else. */
bool te_journal_get_text(const json_t *object, const char *key, char **text,
                         te_error *err); /* on the heap */
bool te_journal_get_number(const json_t *object, const char *key, double *n,
                           te_error *err);
/* From 0 to `most`, as a number or as digits. */
bool te_journal_get_whole(const json_t *object, const char *key, uint64_t most,
                          uint64_t *n, te_error *err);
/* The array; NULL and err. Borrowed. */
json_t *te_journal_get_array(const json_t *object, const char *key,
                             te_error *err);

#endif
