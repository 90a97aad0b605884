/* standin_symbols.c - see standin_symbols.h. */
#include "standin_symbols.h"

#include "standin_csv.h"
#include "standin_keys.h"
#include "standin_text.h"

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

/* ---- The two CSV files ---- */

/* The last three parts of a URI's path, decoded in place; NULL when it has
 * fewer, or when it is a stray request line. */
static char *key_of_uri(char *uri, size_t length, size_t *key_length) {
    if (memmem(uri, length, "HTTP/1.1", 8) != NULL) return NULL;
    char *query = memchr(uri, '?', length);
    if (query != NULL) length = (size_t)(query - uri);
    char *key = uri + length;
    for (int slashes = 0; key > uri; key--)
        if (key[-1] == '/' && ++slashes == 3) break;
    /* Fewer than three slashes still make three parts out of "a/b/c". */
    size_t rest = length - (size_t)(key - uri);
    int slashes = 0;
    for (size_t i = 0; i < rest; i++)
        slashes += key[i] == '/';
    if (slashes < 2) return NULL;
    *key_length = te_standin_unescape(key, key, rest);
    return key;
}

static bool out_of_memory(const char *name, te_error *err) {
    return te_fail_as(err, TE_ERROR_SYSTEM, "%s: out of memory", name);
}

/* Reads `text`, which is rewritten on the way. */
static bool take_groups(te_standin_symbols *s, const char *name, te_buf *text,
                        te_error *err) {
    te_standin_csv csv;
    if (!te_standin_csv_open(&csv, name, text, "URI,STATUS CODE,PRIVATE,COUNT",
                             err))
        return false;
    int got;
    while ((got = te_standin_csv_next(&csv, err)) == 1) {
        if (csv.fields[1].length != 3 ||
            memcmp(csv.fields[1].text, "200", 3) != 0)
            continue;
        size_t length;
        char *key =
            key_of_uri(csv.fields[0].text, csv.fields[0].length, &length);
        if (key == NULL) continue;
        fold_key(key, length);
        if (!te_standin_keys_add(&s->found, key, length, "", 0))
            return out_of_memory(name, err);
    }
    return got == 0;
}

static bool take_missing(te_standin_symbols *s, const char *name, te_buf *text,
                         te_error *err) {
    te_standin_csv csv;
    if (!te_standin_csv_open(&csv, name, text,
                             "debug_file,debug_id,code_file,code_id", err))
        return false;
    te_buf debug = TE_BUF_INIT, code = TE_BUF_INIT;
    bool ok = true;
    int got = 0;
    while (ok && (got = te_standin_csv_next(&csv, err)) == 1) {
        for (size_t i = 0; i < TE_STANDIN_CSV_FIELDS; i++)
            csv.fields[i].length = te_standin_unescape(
                csv.fields[i].text, csv.fields[i].text, csv.fields[i].length);
        te_buf_reset(&debug);
        te_buf_reset(&code);
        ok = te_buf_add(&debug, csv.fields[0].text, csv.fields[0].length) &&
             te_buf_addc(&debug, '/') &&
             te_buf_add(&debug, csv.fields[1].text, csv.fields[1].length) &&
             te_buf_add(&code, csv.fields[2].text, csv.fields[2].length);
        if (!ok) break;
        fold_key(debug.data, debug.length);
        ok = te_standin_keys_add(&s->code_files, debug.data, debug.length,
                                 te_buf_str(&code), code.length + 1);
        if (!ok || csv.fields[3].length == 0) continue;
        ok = te_buf_addc(&code, '/') &&
             te_buf_add(&code, csv.fields[3].text, csv.fields[3].length);
        if (!ok) break;
        fold_key(code.data, code.length);
        ok = te_standin_keys_add(&s->by_code, code.data, code.length,
                                 debug.data, debug.length + 1);
    }
    te_buf_free(&debug);
    te_buf_free(&code);
    if (!ok) return out_of_memory(name, err);
    return got == 0;
}

typedef bool (*take_fn)(te_standin_symbols *s, const char *name, te_buf *text,
                        te_error *err);

static bool take_file(te_standin_symbols *s, const char *path, take_fn take,
                      te_error *err) {
    te_buf text = TE_BUF_INIT;
    bool ok =
        te_standin_csv_slurp(&text, path, err) && take(s, path, &text, err);
    te_buf_free(&text);
    return ok;
}

static bool take_text(te_standin_symbols *s, const char *name, take_fn take,
                      const char *bytes, size_t length, te_error *err) {
    te_buf text = TE_BUF_INIT;
    bool ok = te_buf_add(&text, bytes, length) ? take(s, name, &text, err)
                                               : out_of_memory(name, err);
    te_buf_free(&text);
    return ok;
}

bool te_standin_symbols_load_groups(te_standin_symbols *s, const char *path,
                                    te_error *err) {
    return take_file(s, path, take_groups, err);
}

bool te_standin_symbols_load_missing(te_standin_symbols *s, const char *path,
                                     te_error *err) {
    return take_file(s, path, take_missing, err);
}

bool te_standin_symbols_read_groups(te_standin_symbols *s, const char *name,
                                    const char *text, size_t length,
                                    te_error *err) {
    return take_text(s, name, take_groups, text, length, err);
}

bool te_standin_symbols_read_missing(te_standin_symbols *s, const char *name,
                                     const char *text, size_t length,
                                     te_error *err) {
    return take_text(s, name, take_missing, text, length, err);
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
