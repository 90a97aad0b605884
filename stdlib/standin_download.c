/* standin_download.c - see standin_download.h. */
#include "standin_download.h"

#include "percent.h"
#include "standin_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#define DEBUG_ID_LENGTH 33 /* shorter ids are code ids */

/* FILE/ID/NAME of a request, decoded. */
typedef struct key {
    char *text;
    size_t length;
    bool is_whole; /* three parts, as sent */
    bool is_try;
    const char *file, *id, *name; /* within `text` */
    size_t file_length, id_length, name_length;
} key;

/* Skips the scheme and authority that a proxy's client sends. */
static const char *path_of(const char *target) {
    if (*target == '\0') return "/";
    if (strncasecmp(target, "http://", 7) != 0) return target;
    const char *path = strchr(target + 7, '/');
    return path == NULL ? "/" : path;
}

static size_t count_slashes(const char *text, size_t length) {
    size_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += text[i] == '/';
    return n;
}

static void split(key *k, const char *path, size_t length) {
    const char *end = path + length, *part = path;
    const char **starts[] = {&k->file, &k->id, &k->name};
    size_t *lengths[] = {&k->file_length, &k->id_length, &k->name_length};
    for (size_t i = 0; i < 3; i++) {
        const char *stop = memchr(part, '/', (size_t)(end - part));
        if (stop == NULL) stop = end;
        *starts[i] = k->text + k->length;
        const char *decoded_end =
            te_percent_decode(k->text + k->length, part, (size_t)(stop - part));
        *lengths[i] = (size_t)(decoded_end - *starts[i]);
        k->length += *lengths[i];
        if (i < 2) k->text[k->length++] = '/';
        part = stop + 1;
    }
    k->is_whole = true;
}

/* Reads the key of a path such as /try/FILE/ID/NAME; false without memory.
 * Empty parts count: they stand in real logs, too. */
static bool read_key(key *k, const char *target) {
    *k = (key){0};
    const char *path = path_of(target) + 1;
    size_t length = te_standin_path_length(path);
    k->text = malloc(length + 1);
    if (k->text == NULL) return false;
    size_t slashes = count_slashes(path, length);
    if (slashes == 3 && strncmp(path, "try/", 4) == 0) {
        k->is_try = true;
        path += 4, length -= 4, slashes--;
    }
    if (slashes == 2) split(k, path, length);
    return true;
}

bool te_standin_is_symbol_name(const char *name, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (name[i] == '\0' || strchr("{}<>#%\"'^|[]`", name[i]) != NULL)
            return false;
    return length > 0;
}

static bool is_symbol(const key *k) {
    return k->is_whole && te_standin_is_hex(k->id, k->id_length) &&
           te_standin_is_symbol_name(k->file, k->file_length) &&
           te_standin_is_symbol_name(k->name, k->name_length);
}

static bool ends_in(const char *text, size_t length, const char *end) {
    size_t n = strlen(end);
    return length >= n && memcmp(text + length - n, end, n) == 0;
}

/* What the service never looks for. */
static bool is_ignored(const key *k) {
    static const char *const ends[] = {".sym", ".dl_",    ".ex_",
                                       ".pd_", ".dbg.gz", ".tar.bz2"};
    static const char zeros[] = "000000000000000000000000000000000";
    if (k->name_length == 8 && memcmp(k->name, "file.ptr", 8) == 0) return true;
    if (k->id_length == DEBUG_ID_LENGTH &&
        memcmp(k->id, zeros, DEBUG_ID_LENGTH) == 0)
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_in(k->name, k->name_length, ends[i])) return false;
    return true;
}

void te_standin_no_such_path(const te_standin_request *r,
                             te_standin_answer *a) {
    const char *path = path_of(r->target);
    size_t length = te_standin_path_length(path);
    char *decoded = malloc(length + 1);
    a->status = 404;
    te_standin_header(a, "Content-Type", "application/json");
    te_standin_add(a, "{\"error\": \"Not Found\", \"path\": ");
    if (decoded == NULL) {
        a->is_broken = true;
    } else {
        const char *end = te_percent_decode(decoded, path, length);
        te_standin_add_json(a, decoded, (size_t)(end - decoded));
    }
    te_standin_add(a, "}");
    free(decoded);
}

void te_standin_bad_method(const te_standin_request *r, const char *allowed,
                           te_standin_answer *a) {
    te_standin_header(a, "Allow", allowed);
    te_standin_error(a, 405, "Method Not Allowed (%s): %.*s", r->method,
                     (int)te_standin_path_length(r->target), r->target);
}

static bool wants_debug(const te_standin_request *r) {
    return r->debug != NULL &&
           (strcasecmp(r->debug, "true") == 0 ||
            strcasecmp(r->debug, "yes") == 0 || strcmp(r->debug, "1") == 0);
}

static void add_cors(te_standin_answer *a) {
    te_standin_header(a, "Access-Control-Allow-Origin", "*");
    te_standin_header(a, "Access-Control-Allow-Methods", "GET");
    te_standin_header(a, "Access-Control-Allow-Headers",
                      "accept,accept-encoding,authorization,content-type,dnt,"
                      "origin,user-agent,x-csrftoken,x-requested-with");
}

static void add_debug_time(const te_standin_request *r, te_standin_answer *a) {
    if (wants_debug(r))
        te_standin_headerf(a, "Debug-Time", "%.7f", te_standin_elapsed_s(r));
}

/* The id in upper case, as the store has it; anything else as it is. */
static void raise_id(key *k) {
    if (!te_standin_is_hex(k->id, k->id_length)) return;
    char *id = k->text + (k->id - k->text);
    for (size_t i = 0; i < k->id_length; i++)
        if (id[i] >= 'a') id[i] -= 'a' - 'A';
}

static void answer_found(key *k, const char *bucket, const char *host,
                         const te_standin_request *r, te_standin_answer *a) {
    te_buf where = TE_BUF_INIT;
    raise_id(k);
    a->status = strcmp(r->method, "HEAD") == 0 ? 200 : 302;
    te_standin_header(a, "Content-Type", "text/html; charset=utf-8");
    if (te_buf_addf(&where, "http://%s/%s/v1/", host, bucket) &&
        te_standin_escape(&where, k->text, k->length))
        te_standin_header(a, "Location", where.data);
    else
        a->is_broken = true;
    te_buf_free(&where);
    add_debug_time(r, a);
    add_cors(a);
}

static void answer_not_found(const te_standin_request *r,
                             te_standin_answer *a) {
    a->status = 404;
    te_standin_header(a, "Content-Type", "text/html; charset=utf-8");
    add_debug_time(r, a);
    add_cors(a);
    te_standin_add(a, "Symbol Not Found");
}

static void answer_ignored(const te_standin_request *r, te_standin_answer *a) {
    a->status = 404;
    te_standin_header(a, "Content-Type", "text/html; charset=utf-8");
    if (wants_debug(r)) te_standin_header(a, "Debug-Time", "0");
    add_cors(a);
    te_standin_add(a, "Symbol Not Found (and ignored)");
}

/* Redirects a code id to its debug file's symbols; false when nothing is
 * known of it. */
static bool answer_code_id(te_standin_symbols *symbols, const key *k,
                           const te_standin_request *r, te_standin_answer *a) {
    if (k->id_length >= DEBUG_ID_LENGTH ||
        !ends_in(k->name, k->name_length, ".sym"))
        return false;
    const char *debug = te_standin_symbols_by_code(
        symbols, k->file, k->file_length, k->id, k->id_length);
    if (debug == NULL) return false;
    char sym[1024];
    size_t length = strlen(debug), file = strcspn(debug, "/");
    if (!te_standin_sym_name(sym, sizeof sym, debug, file)) return false;
    te_buf where = TE_BUF_INIT;
    const char *path = path_of(r->target);
    bool ok = te_buf_adds(&where, k->is_try ? "/try/" : "/") &&
              te_standin_escape(&where, debug, length) &&
              te_buf_addc(&where, '/') &&
              te_standin_escape(&where, sym, strlen(sym)) &&
              te_buf_adds(&where, path + te_standin_path_length(path));
    a->status = 302;
    a->is_broken |= !ok;
    te_standin_header(a, "Content-Type", "text/html; charset=utf-8");
    te_standin_header(a, "Location", te_buf_str(&where));
    add_cors(a);
    te_buf_free(&where);
    return true;
}

void te_standin_download(te_standin_symbols *symbols, const char *host,
                         const te_standin_request *r, te_standin_answer *a) {
    key k;
    if (!read_key(&k, r->target)) {
        a->is_broken = true;
        return;
    }
    te_standin_store store = k.is_try || te_standin_has_param(r->target, "try")
                                 ? TE_STANDIN_WITH_TRY
                                 : TE_STANDIN_REGULAR;
    const char *bucket =
        k.is_whole ? te_standin_symbols_find(symbols, k.text, k.length, store)
                   : NULL;
    if (bucket == NULL && !is_symbol(&k))
        te_standin_no_such_path(r, a);
    else if (strcmp(r->method, "GET") != 0 && strcmp(r->method, "HEAD") != 0)
        te_standin_bad_method(r, "GET, HEAD", a);
    else if (bucket != NULL)
        answer_found(&k, bucket, host, r, a);
    else if (is_ignored(&k))
        answer_ignored(r, a);
    else if (!answer_code_id(symbols, &k, r, a))
        answer_not_found(r, a);
    free(k.text);
}

/* ---- The storage ---- */

/* The key within a bucket, NULL when the target lies in none. */
static const char *stored_key(const char *target, bool *is_try) {
    const char *path = path_of(target);
    *is_try = strncmp(path, "/trybucket/v1/", 14) == 0;
    if (*is_try) return path + 14;
    return strncmp(path, "/publicbucket/v1/", 17) == 0 ? path + 17 : NULL;
}

bool te_standin_is_storage(const char *target) {
    bool is_try;
    return stored_key(target, &is_try) != NULL;
}

/* Gzips the text onto the body. */
static bool add_gzipped(te_buf *body, const te_buf *text) {
    z_stream z = {.next_in = (Bytef *)text->data,
                  .avail_in = (uInt)text->length};
    if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t room = deflateBound(&z, z.avail_in);
    bool ok = te_buf_reserve(body, room);
    if (ok) {
        z.next_out = (Bytef *)body->data + body->length;
        z.avail_out = (uInt)room;
        ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
        body->length += room - z.avail_out;
    }
    deflateEnd(&z);
    return ok;
}

/* A small symbol file in Breakpad's format that names what was asked for. */
static void answer_stored(const key *k, te_standin_answer *a) {
    te_buf text = TE_BUF_INIT;
    bool ok =
        te_buf_addf(&text,
                    "MODULE Linux x86_64 %.*s %.*s\n"
                    "FILE 0 main.c\nFUNC 1000 30 0 main\n"
                    "1000 30 1 0\nPUBLIC 2000 0 _start\n",
                    (int)k->id_length, k->id, (int)k->file_length, k->file) &&
        add_gzipped(&a->body, &text);
    te_buf_free(&text);
    a->is_broken |= !ok;
    a->status = 200;
    te_standin_header(a, "Content-Type", "text/plain");
    te_standin_header(a, "Content-Encoding", "gzip");
}

void te_standin_storage(te_standin_symbols *symbols,
                        const te_standin_request *r, te_standin_answer *a) {
    key k;
    bool is_try;
    /* read_key() passes over the slash that a path begins with. */
    if (!read_key(&k, stored_key(r->target, &is_try) - 1)) {
        a->is_broken = true;
        return;
    }
    const char *bucket = NULL;
    if (k.is_whole)
        bucket = te_standin_symbols_find(symbols, k.text, k.length,
                                         is_try ? TE_STANDIN_WITH_TRY
                                                : TE_STANDIN_REGULAR);
    if (strcmp(r->method, "PUT") == 0 && is_symbol(&k)) {
        te_standin_symbols_upload(symbols, k.text, k.length, is_try);
        a->status = 200;
    } else if (strcmp(r->method, "GET") != 0 &&
               strcmp(r->method, "HEAD") != 0) {
        te_standin_bad_method(r, "GET, HEAD, PUT", a);
    } else if (bucket != NULL) {
        answer_stored(&k, a);
    } else {
        te_standin_no_such_path(r, a);
    }
    free(k.text);
}
