/* standin_symbols.c - see standin_symbols.h. */
#include "standin_symbols.h"

#include "percent.h"
#include "rows.h"
#include "standin_keys.h"
#include "tengine_module.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_MAX 4096 /* bytes of a key; longer ones are not found */

struct te_standin_symbols {
    te_standin_keys found;      /* key -> "" */
    te_standin_keys by_code;    /* code_file/CODE_ID -> debug_file/ID NUL */
    te_standin_keys code_files; /* debug_file/ID -> code_file NUL */
    te_buf scratch;             /* of the row that is read */
    pthread_mutex_t lock;       /* of the two below */
    te_standin_keys uploaded, tried;
    atomic_size_t uploads; /* entries in both: 0 needs no lock */
};

te_standin_symbols *te_standin_symbols_new(void) {
    te_standin_symbols *s = calloc(1, sizeof *s);
    if (s != NULL && pthread_mutex_init(&s->lock, NULL) != 0) {
        free(s);
        return NULL;
    }
    return s;
}

void te_standin_symbols_free(te_standin_symbols *s) {
    if (s == NULL) return;
    te_buf_free(&s->scratch);
    te_standin_keys_free(&s->found);
    te_standin_keys_free(&s->by_code);
    te_standin_keys_free(&s->code_files);
    te_standin_keys_free(&s->uploaded);
    te_standin_keys_free(&s->tried);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

bool te_standin_is_hex(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
              (c >= 'A' && c <= 'F')))
            return false;
    }
    return length > 0;
}

bool te_standin_sym_name(char *out, size_t size, const char *debug_file,
                         size_t length) {
    if (length >= 4 && memcmp(debug_file + length - 4, ".pdb", 4) == 0)
        length -= 4;
    if (length + sizeof ".sym" > size) return false;
    memcpy(out, debug_file, length);
    memcpy(out + length, ".sym", sizeof ".sym");
    return true;
}

static void raise_case(char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (text[i] >= 'a' && text[i] <= 'f') text[i] -= 'a' - 'A';
}

/* Makes the id of a key, its second part, upper case where it is
 * hexadecimal. */
static void fold_key(char *key, size_t length) {
    char *id = memchr(key, '/', length);
    if (id == NULL) return;
    id++;
    size_t rest = length - (size_t)(id - key);
    char *end = memchr(id, '/', rest);
    size_t id_length = end == NULL ? rest : (size_t)(end - id);
    if (te_standin_is_hex(id, id_length)) raise_case(id, id_length);
}

/* ---- Rows of the two CSV files ---- */

/* Appends the text, percent escapes decoded. */
static bool add_decoded(te_buf *b, const char *text, size_t length) {
    if (!te_buf_reserve(b, length)) return false;
    char *end = te_percent_decode(b->data + b->length, text, length);
    b->length = (size_t)(end - b->data);
    *end = '\0';
    return true;
}

/* Where the last three parts of a path begin; NULL when it has fewer. */
static const char *last_parts(const char *path, size_t length) {
    size_t slashes = 0;
    for (const char *at = path + length; at > path; at--)
        if (at[-1] == '/' && ++slashes == 3) return at;
    return slashes == 2 ? path : NULL; /* "a/b/c" has three, too */
}

bool te_standin_symbols_add(te_standin_symbols *s, const char *uri,
                            size_t length) {
    static const char stray[] = "HTTP/1.1"; /* of a request line */
    if (memmem(uri, length, stray, sizeof stray - 1) != NULL) return true;
    const char *query = memchr(uri, '?', length);
    if (query != NULL) length = (size_t)(query - uri);
    const char *parts = last_parts(uri, length);
    if (parts == NULL) return true;
    te_buf *key = &s->scratch;
    te_buf_reset(key);
    if (!add_decoded(key, parts, length - (size_t)(parts - uri))) return false;
    fold_key(key->data, key->length);
    return te_standin_keys_add(&s->found, key->data, key->length, "", 0);
}

/* FILE/ID of two fields, with a NUL at the end. */
static bool join(te_buf *b, te_slice file, te_slice id) {
    te_buf_reset(b);
    if (!add_decoded(b, file.data, file.length) || !te_buf_addc(b, '/') ||
        !add_decoded(b, id.data, id.length))
        return false;
    fold_key(b->data, b->length);
    return true;
}

bool te_standin_symbols_add_code(te_standin_symbols *s, const te_slice row[4]) {
    te_buf debug = TE_BUF_INIT, *code = &s->scratch;
    bool ok = join(&debug, row[0], row[1]) && join(code, row[2], row[3]);
    if (ok && row[3].length > 0)
        ok = te_standin_keys_add(&s->by_code, code->data, code->length,
                                 debug.data, debug.length + 1);
    te_buf_reset(code);
    ok = ok && add_decoded(code, row[2].data, row[2].length) &&
         te_standin_keys_add(&s->code_files, debug.data, debug.length,
                             te_buf_str(code), code->length + 1);
    te_buf_free(&debug);
    return ok;
}

static bool take_group(te_standin_symbols *s, const te_slice row[4]) {
    return !te_slice_equal(row[1], te_slice_of("200")) ||
           te_standin_symbols_add(s, row[0].data, row[0].length);
}

typedef bool (*take_fn)(te_standin_symbols *s, const te_slice row[4]);

static bool take_rows(te_standin_symbols *s, const te_rows *rows, char *buffer,
                      take_fn take, te_error *err) {
    for (uint64_t i = 0; i < rows->count; i++) {
        te_fields fields;
        te_slice row[4];
        if (!te_rows_read(rows, i, buffer, &fields, err)) return false;
        if (!te_fields_split(&fields, row, 4))
            return te_rows_changed(rows, i, err);
        if (!take(s, row))
            return te_fail_as(err, TE_ERROR_SYSTEM, "standin: out of memory");
    }
    return true;
}

static bool load(te_standin_symbols *s, const char *path,
                 const char *const names[4], take_fn take, te_error *err) {
    te_rows *rows = te_rows_open(path, NULL, err);
    if (rows == NULL) return false;
    char *buffer = malloc(rows->max_bytes + 1);
    bool ok = buffer != NULL ||
              te_fail_as(err, TE_ERROR_SYSTEM, "standin: out of memory");
    ok = ok && te_rows_want(rows, names, 4, err) &&
         take_rows(s, rows, buffer, take, err);
    free(buffer);
    te_rows_close(rows);
    return ok;
}

bool te_standin_symbols_load_groups(te_standin_symbols *s, const char *path,
                                    te_error *err) {
    static const char *const names[] = {"URI", "STATUS CODE", "PRIVATE",
                                        "COUNT"};
    return load(s, path, names, take_group, err);
}

bool te_standin_symbols_load_missing(te_standin_symbols *s, const char *path,
                                     te_error *err) {
    static const char *const names[] = {"debug_file", "debug_id", "code_file",
                                        "code_id"};
    return load(s, path, names, te_standin_symbols_add_code, err);
}

/* ---- Looking up ---- */

size_t te_standin_symbols_count(const te_standin_symbols *s) {
    return s->found.count;
}

static bool was_uploaded(te_standin_symbols *s, const te_standin_keys *keys,
                         const char *key, size_t length) {
    pthread_mutex_lock(&s->lock);
    bool is_there = te_standin_keys_find(keys, key, length, NULL) != NULL;
    pthread_mutex_unlock(&s->lock);
    return is_there;
}

const char *te_standin_symbols_find(te_standin_symbols *s, const char *key,
                                    size_t length, te_standin_store store) {
    char folded[KEY_MAX];
    if (length > sizeof folded) return NULL;
    memcpy(folded, key, length);
    fold_key(folded, length);
    if (te_standin_keys_find(&s->found, folded, length, NULL) != NULL)
        return "publicbucket";
    if (atomic_load_explicit(&s->uploads, memory_order_acquire) == 0)
        return NULL;
    if (was_uploaded(s, &s->uploaded, folded, length)) return "publicbucket";
    if (store == TE_STANDIN_WITH_TRY &&
        was_uploaded(s, &s->tried, folded, length))
        return "trybucket";
    return NULL;
}

bool te_standin_symbols_has_module(te_standin_symbols *s,
                                   const char *debug_file, const char *debug_id,
                                   const char **code_file) {
    char key[KEY_MAX], sym[KEY_MAX];
    *code_file = NULL;
    if (!te_standin_sym_name(sym, sizeof sym, debug_file, strlen(debug_file)))
        return false;
    int length =
        snprintf(key, sizeof key, "%s/%s/%s", debug_file, debug_id, sym);
    if (length < 0 || (size_t)length >= sizeof key) return false;
    /* The service asks for symbols at the try address. */
    if (te_standin_symbols_find(s, key, (size_t)length, TE_STANDIN_WITH_TRY) ==
        NULL)
        return false;
    size_t module = (size_t)length - strlen(sym) - 1;
    fold_key(key, module);
    *code_file = te_standin_keys_find(&s->code_files, key, module, NULL);
    return true;
}

bool te_standin_symbols_upload(te_standin_symbols *s, const char *key,
                               size_t length, bool is_try) {
    char folded[KEY_MAX];
    if (length > sizeof folded) return false;
    memcpy(folded, key, length);
    fold_key(folded, length);
    if (!is_try && te_standin_keys_find(&s->found, folded, length, NULL))
        return false;
    pthread_mutex_lock(&s->lock);
    te_standin_keys *keys = is_try ? &s->tried : &s->uploaded;
    size_t before = keys->count;
    te_standin_keys_add(keys, folded, length, "", 0);
    bool is_new = keys->count > before;
    pthread_mutex_unlock(&s->lock);
    if (is_new) atomic_fetch_add_explicit(&s->uploads, 1, memory_order_release);
    return is_new;
}

const char *te_standin_symbols_by_code(const te_standin_symbols *s,
                                       const char *code_file,
                                       size_t code_file_length,
                                       const char *code_id,
                                       size_t code_id_length) {
    char key[KEY_MAX];
    size_t length = code_file_length + 1 + code_id_length;
    if (length > sizeof key) return NULL;
    memcpy(key, code_file, code_file_length);
    key[code_file_length] = '/';
    memcpy(key + code_file_length + 1, code_id, code_id_length);
    fold_key(key, length);
    return te_standin_keys_find(&s->by_code, key, length, NULL);
}
