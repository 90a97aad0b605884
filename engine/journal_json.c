/* journal_json.c - see journal_json.h. */
#include "journal_json.h"

#include "base64.h"
#include "text.h"

#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define EXACT_MAX 9007199254740992.0 /* 2^53 */

enum {
    START_BYTES = sizeof TE_JOURNAL_START - 1,
    CRC_BYTES = 8,
    /* Behind the checksum, its quote and its comma. */
    SEALED_AT = START_BYTES + CRC_BYTES + 2,
    REAL_DIGITS = 17, /* that every double is read again from */
};

/* --- lines -------------------------------------------------------------- */

void te_journal_put(bool *ok, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) != 0) *ok = false;
}

void te_journal_append(bool *ok, json_t *array, json_t *value) {
    if (json_array_append_new(array, value) != 0) *ok = false;
}

static unsigned crc_of(const char *bytes, size_t length) {
    return (unsigned)crc32(crc32(0, NULL, 0), (const Bytef *)bytes,
                           (uInt)length);
}

bool te_journal_seal(te_buf *out, const json_t *object) {
    char *text =
        json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(REAL_DIGITS));
    if (text == NULL) return false;
    size_t before = out->length;
    bool ok = te_buf_addf(out, TE_JOURNAL_START "%08x\",%s\n",
                          crc_of(text + 1, strlen(text + 1)), text + 1);
    free(text);
    if (!ok) out->length = before;
    return ok;
}

static bool check_crc(te_slice line, te_error *err) {
    if (!te_slice_starts(line, TE_JOURNAL_START) || line.length <= SEALED_AT)
        return te_fail(err, "this is no line of a journal of tengine");
    te_slice sealed = te_slice_from(line, SEALED_AT);
    char wanted[CRC_BYTES + 3];
    snprintf(wanted, sizeof wanted, "%08x\",",
             crc_of(sealed.data, sealed.length));
    return memcmp(line.data + START_BYTES, wanted, CRC_BYTES + 2) == 0 ||
           te_fail(err, "the line was changed: its checksum is another");
}

bool te_journal_is_sealed(te_slice line) { return check_crc(line, NULL); }

json_t *te_journal_unseal(te_slice line, te_error *err) {
    if (!check_crc(line, err)) return NULL;
    json_error_t why;
    json_t *object =
        json_loadb(line.data, line.length, JSON_REJECT_DUPLICATES, &why);
    if (object == NULL)
        te_fail(err, "this is not JSON: %s (column %d)", why.text, why.column);
    return object;
}

/* --- values out --------------------------------------------------------- */

json_t *te_journal_text(const char *bytes) {
    json_t *value = json_string(bytes);
    if (value != NULL) return value;
    size_t length = strlen(bytes), letters = TE_BASE64_LENGTH(length);
    char *text = malloc(letters + 1);
    if (text == NULL) return NULL;
    te_base64(bytes, length, text);
    text[letters] = '\0';
    value = json_pack("{s:s}", "base64", text);
    free(text);
    return value;
}

json_t *te_journal_clean(const char *bytes) {
    json_t *value = json_string(bytes);
    if (value != NULL) return value;
    te_buf clean = TE_BUF_INIT;
    if (te_text_clean(&clean, bytes)) value = json_string(te_buf_str(&clean));
    te_buf_free(&clean);
    return value;
}

json_t *te_journal_number(double n) {
    if (isnan(n)) n = 0;
    if (fabs(n) <= EXACT_MAX && n == floor(n))
        return json_integer((json_int_t)n);
    return json_real(fmax(fmin(n, DBL_MAX), -DBL_MAX));
}

json_t *te_journal_whole(uint64_t n) {
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, n);
    return json_string(digits);
}

/* --- values in ---------------------------------------------------------- */

static bool refuse(const char *key, const char *wanted, te_error *err) {
    return te_fail(err, "\"%s\" is not %s", key, wanted);
}

/* The bytes of {"base64": "..."}; NULL where they are none, or hold a NUL. */
static char *read_base64(const json_t *value) {
    const char *letters = json_string_value(json_object_get(value, "base64"));
    if (letters == NULL) return NULL;
    size_t length = strlen(letters), bytes = 0;
    char *text = malloc(TE_BASE64_BYTES(length) + 1);
    if (text == NULL) return NULL;
    bool ok = length > 0 && te_base64_read(letters, length, text, &bytes) &&
              memchr(text, '\0', bytes) == NULL;
    text[ok ? bytes : 0] = '\0';
    if (ok) return text;
    free(text);
    return NULL;
}

char *te_journal_text_of(const json_t *value) {
    const char *string = json_string_value(value);
    return string != NULL ? strdup(string) : read_base64(value);
}

bool te_journal_get_text(const json_t *object, const char *key, char **text,
                         te_error *err) {
    *text = te_journal_text_of(json_object_get(object, key));
    return *text != NULL || refuse(key, "a text", err);
}

bool te_journal_get_number(const json_t *object, const char *key, double *n,
                           te_error *err) {
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value)) return refuse(key, "a number", err);
    *n = json_number_value(value);
    return true;
}

bool te_journal_get_whole(const json_t *object, const char *key, uint64_t most,
                          uint64_t *n, te_error *err) {
    const json_t *value = json_object_get(object, key);
    const char *digits = json_string_value(value);
    bool ok = false;
    if (digits != NULL && *digits != '\0' &&
        digits[strspn(digits, "0123456789")] == '\0') {
        errno = 0;
        *n = strtoull(digits, NULL, 10);
        ok = errno == 0;
    } else if (json_is_integer(value) && json_integer_value(value) >= 0) {
        *n = (uint64_t)json_integer_value(value);
        ok = true;
    }
    if (ok && *n <= most) return true;
    return te_fail(err, "\"%s\" is not a whole number up to %" PRIu64, key,
                   most);
}

json_t *te_journal_get_array(const json_t *object, const char *key,
                             te_error *err) {
    json_t *value = json_object_get(object, key);
    if (json_is_array(value)) return value;
    refuse(key, "a list", err);
    return NULL;
}
