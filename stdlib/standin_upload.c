/* standin_upload.c - see standin_upload.h. */
#include "standin_upload.h"

#include "standin_download.h"
#include "standin_form.h"
#include "standin_text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define TOKEN_LENGTH 32
#define MAX_FILES 1024 /* of one request of version 2 */

bool te_standin_is_token(const char *token) {
    return strcspn(token, "-") == TOKEN_LENGTH &&
           te_standin_is_hex(token, TOKEN_LENGTH);
}

static bool is_text(te_slice t, const char *text) {
    return te_slice_equal(t, te_slice_of(text));
}

static bool ends_in(te_slice t, const char *end) {
    size_t n = strlen(end);
    return t.length >= n && strncasecmp(t.data + t.length - n, end, n) == 0;
}

/* Now, or `ahead_s` from now, as Django writes it. */
static void add_time(te_standin_answer *a, time_t ahead_s) {
    struct timespec now;
    struct tm utc;
    char text[32];
    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec += ahead_s;
    gmtime_r(&now.tv_sec, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    te_standin_addf(a, "\"%s.%03dZ\"", text, (int)(now.tv_nsec / 1000000));
}

/* ---- A zip, /upload/ ---- */

typedef struct upload {
    te_slice filename, zip; /* of the first file */
    te_slice url;           /* where to fetch it from, instead */
    bool is_try;
} upload;

static upload read_form(const te_standin_request *r) {
    upload u = {0};
    te_standin_form form;
    te_standin_part part;
    if (!te_standin_form_open(&form, r->content_type, r->body, r->body_bytes))
        return u;
    while (te_standin_form_next(&form, &part)) {
        if (part.filename.data != NULL) {
            if (u.filename.data == NULL)
                u.filename = part.filename, u.zip = part.data;
        } else if (part.name.data == NULL) {
            continue;
        } else if (is_text(part.name, "try")) {
            u.is_try = part.data.length > 0;
        } else if (is_text(part.name, "url")) {
            u.url = part.data;
        }
    }
    return u;
}

static const char *extension(te_slice name, size_t *length) {
    for (size_t i = name.length; i > 0; i--)
        if (name.data[i - 1] == '.') {
            *length = name.length - i + 1;
            return name.data + i - 1;
        }
    *length = 0;
    return "";
}

/* Whether the file is FILE/ID/NAME, a symbol file. */
static bool is_symbol_path(te_slice name) {
    const char *end = name.data + name.length;
    const char *id = memchr(name.data, '/', name.length);
    if (id == NULL) return false;
    const char *file = memchr(id + 1, '/', (size_t)(end - id - 1));
    if (file == NULL) return false;
    size_t rest = (size_t)(end - file - 1);
    return te_standin_is_symbol_name(name.data, (size_t)(id - name.data)) &&
           te_standin_is_hex(id + 1, (size_t)(file - id - 1)) &&
           te_standin_is_symbol_name(file + 1, rest) &&
           memchr(file + 1, '/', rest) == NULL;
}

/* Files that an archive may hold and that are passed over. */
static bool is_passed_over(te_slice name) {
    return ends_in(name, "-symbols.txt") || ends_in(name, ".DS_Store") ||
           ends_in(name, "/"); /* a folder */
}

/* Whether the zip is one of symbols; the answer is there if not. */
static bool check_zip(te_slice bytes, te_standin_answer *a) {
    te_standin_zip zip;
    te_standin_member member;
    int got = -1;
    if (te_standin_zip_open(&zip, bytes.data, bytes.length))
        while ((got = te_standin_zip_next(&zip, &member)) == 1)
            if (!is_passed_over(member.name) && !is_symbol_path(member.name)) {
                te_standin_error(
                    a, 400,
                    "Unrecognized file pattern. Should only be "
                    "<module>/<hex>/<file> or <name>-symbols.txt and nothing "
                    "else. (First unrecognized pattern was %.*s)",
                    (int)member.name.length, member.name.data);
                return false;
            }
    if (got < 0) te_standin_error(a, 400, "File is not a zip file");
    return got == 0;
}

static void add_skipped(te_standin_answer *a, te_slice name, bool is_first) {
    te_buf key = TE_BUF_INIT;
    if (!te_buf_adds(&key, "v1/") || !te_buf_add(&key, name.data, name.length))
        a->is_broken = true;
    if (!is_first) te_standin_add(a, ", ");
    te_standin_add_json(a, te_buf_str(&key), key.length);
    te_buf_free(&key);
}

/* Stores the members and lists those that were there already. */
static void store(te_standin_symbols *symbols, const upload *u,
                  te_standin_answer *a) {
    te_standin_zip zip;
    te_standin_member member;
    bool is_first = true;
    te_standin_zip_open(&zip, u->zip.data, u->zip.length);
    while (te_standin_zip_next(&zip, &member) == 1) {
        if (is_passed_over(member.name)) continue;
        if (te_standin_symbols_upload(symbols, member.name.data,
                                      member.name.length, u->is_try))
            continue;
        add_skipped(a, member.name, is_first);
        is_first = false;
    }
}

static void answer_stored(te_standin_symbols *symbols, const upload *u,
                          uint64_t id, te_standin_answer *a) {
    a->status = 201;
    te_standin_header(a, "Content-Type", "application/json");
    te_standin_addf(a,
                    "{\"upload\": {\"id\": %llu, \"size\": %zu, \"filename\": ",
                    (unsigned long long)id, u->zip.length);
    te_standin_add_json(a, u->filename.data, u->filename.length);
    te_standin_addf(a,
                    ", \"bucket\": \"%s\", \"download_url\": null, "
                    "\"try_symbols\": %s, \"redirect_urls\": [], "
                    "\"completed_at\": ",
                    u->is_try ? "trybucket" : "publicbucket",
                    u->is_try ? "true" : "false");
    add_time(a, 0);
    te_standin_add(a, ", \"created_at\": ");
    add_time(a, 0);
    te_standin_add(a, ", \"user\": \"uploader@example.com\", "
                      "\"skipped_keys\": [");
    store(symbols, u, a);
    te_standin_add(a, "]}}");
}

/* The host of a URL. */
static te_slice domain(te_slice url) {
    const char *at = memmem(url.data, url.length, "://", 3);
    at = at == NULL ? url.data : at + 3;
    size_t n = 0;
    while (at + n < url.data + url.length && strchr("/:?#", at[n]) == NULL)
        n++;
    return (te_slice){at, n};
}

static void take_zip(te_standin_symbols *symbols, uint64_t id,
                     const te_standin_request *r, te_standin_answer *a) {
    upload u = read_form(r);
    if (u.filename.data == NULL && u.url.length > 0) {
        te_slice host = domain(u.url);
        te_standin_error(a, 400,
                         "Not an allowed domain ('%.*s') to download from.",
                         (int)host.length, host.data);
    } else if (u.filename.data == NULL) {
        te_standin_error(a, 400,
                         "Must be multipart form data with at least one file");
    } else if (!ends_in(u.filename, ".zip")) {
        size_t length;
        const char *text = extension(u.filename, &length);
        te_standin_error(a, 400, "Unrecognized archive file extension \"%.*s\"",
                         (int)length, text);
    } else if (check_zip(u.zip, a)) {
        answer_stored(symbols, &u, id, a);
    }
}

/* ---- Version 2 ---- */

static bool is_md5(const char *text) {
    return strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32;
}

static bool is_storable(const char *key) {
    for (const char *c = key; *c != '\0'; c++)
        if (*c < 0x20 || *c > 0x7e) return false;
    return is_symbol_path((te_slice){key, strlen(key)});
}

/* One file's key and what to do with it. */
static void add_action(te_standin_symbols *symbols, const char *host,
                       uint64_t id, const json_t *file, te_standin_answer *a) {
    const char *key = json_string_value(json_object_get(file, "key"));
    const char *md5 = json_string_value(json_object_get(file, "md5_hash"));
    te_standin_add(a, "{\"key\": ");
    te_standin_add_json(a, key, strlen(key));
    te_standin_add(a, ", \"action\": ");
    if (!is_storable(key)) {
        te_standin_add(a, "{\"type\": \"error\", \"msg\": \"invalid key\"}}");
    } else if (!is_md5(md5)) {
        te_standin_add(a, "{\"type\": \"error\", \"msg\": "
                          "\"invalid MD5 hex digest\"}}");
    } else if (te_standin_symbols_find(symbols, key, strlen(key),
                                       TE_STANDIN_REGULAR) != NULL) {
        te_standin_add(a, "{\"type\": \"skip\"}}");
    } else {
        te_standin_add(a, "{\"type\": \"upload\", \"url\": \"http://");
        te_standin_add(a, host);
        te_standin_add(a, "/publicbucket/v1/");
        if (!te_standin_escape(&a->body, key, strlen(key))) a->is_broken = true;
        te_standin_addf(a, "?upload_id=%llu\"", (unsigned long long)id);
        if (ends_in((te_slice){key, strlen(key)}, ".sym"))
            te_standin_add(a, ", \"content_encoding\": \"gzip\"");
        te_standin_add(a, "}}");
    }
}

static bool is_file_list(const json_t *files) {
    if (!json_is_array(files)) return false;
    for (size_t i = 0; i < json_array_size(files); i++) {
        const json_t *file = json_array_get(files, i);
        if (json_object_size(file) != 3 ||
            !json_is_string(json_object_get(file, "key")) ||
            !json_is_integer(json_object_get(file, "size")) ||
            !json_is_string(json_object_get(file, "md5_hash")))
            return false;
    }
    return true;
}

static void take_list(te_standin_symbols *symbols, const char *host,
                      uint64_t id, const te_standin_request *r,
                      te_standin_answer *a) {
    json_t *json = json_loadb(r->body, r->body_bytes, 0, NULL);
    const json_t *files = json_object_get(json, "files");
    if (!is_file_list(files)) {
        te_standin_error(a, 400, "malformed JSON request body");
    } else if (json_array_size(files) > MAX_FILES) {
        te_standin_error(a, 400, "too many files");
    } else {
        a->status = 201;
        te_standin_header(a, "Content-Type", "application/json");
        te_standin_add(a, "{\"files\": [");
        for (size_t i = 0; i < json_array_size(files); i++) {
            if (i > 0) te_standin_add(a, ", ");
            add_action(symbols, host, id, json_array_get(files, i), a);
        }
        te_standin_add(a, "], \"try_symbols\": false, \"upload_protocol\": "
                          "\"gcs-resumable\", "
                          "\"user\": \"uploader@example.com\"}");
    }
    json_decref(json);
}

static void tell_auth(te_standin_answer *a) {
    a->status = 200;
    te_standin_header(a, "Content-Type", "application/json");
    te_standin_add(a, "{\"email\": \"uploader@example.com\", "
                      "\"try_symbols\": false, \"token_expires_at\": ");
    add_time(a, 365 * 24 * 3600);
    te_standin_add(a, ", \"upload_api_version\": 1, "
                      "\"opentelemetry\": null}");
}

void te_standin_upload(te_standin_symbols *symbols, const char *host,
                       uint64_t id, const te_standin_request *r,
                       te_standin_answer *a) {
    te_slice path = {r->target, te_standin_path_length(r->target)};
    bool is_zip = is_text(path, "/upload/"),
         is_list = is_text(path, "/upload/v2/"),
         is_auth = is_text(path, "/upload/auth_info/");
    if (!is_zip && !is_list && !is_auth)
        te_standin_no_such_path(r, a);
    else if (strcmp(r->method, "POST") != 0)
        te_standin_bad_method(r, "POST", a);
    else if (r->auth_token == NULL || *r->auth_token == '\0')
        te_standin_error(
            a, 403, "This requires an Auth-Token to authenticate the request");
    else if (is_zip)
        take_zip(symbols, id, r, a);
    else if (is_list)
        take_list(symbols, host, id, r, a);
    else
        tell_auth(a);
}
