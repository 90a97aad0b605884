/* sigv4.c - see sigv4.h. */
#include "sigv4.h"

#include "query.h"

#include <ctype.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { SKEW_S = 15 * 60 }; /* what S3 allows */

static slice content(const te_buf *b) {
    return (slice){te_buf_str(b), b->length};
}

static void add_slice(te_buf *b, slice s) { text_add(b, s.data, s.length); }

static void add_hex(te_buf *b, const unsigned char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++)
        text_addf(b, "%02x", bytes[i]);
}

static void add_sha256(te_buf *b, slice text) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)text.data, text.length, digest);
    add_hex(b, digest, sizeof digest);
}

void sigv4_encode(te_buf *b, slice s, bool with_slash) {
    for (size_t i = 0; i < s.length; i++) {
        unsigned char c = (unsigned char)s.data[i];
        if (isalnum(c) || memchr("-._~", c, 4) != NULL ||
            (c == '/' && !with_slash))
            text_add(b, &c, 1);
        else
            text_addf(b, "%%%02X", c);
    }
}

/* ---- What was sent ---- */

/* The Authorization header in its parts. */
typedef struct authorization {
    slice id, day, region, service, end; /* of the credential */
    slice signed_headers, signature;
} authorization;

/* Takes the value of `name=` off the front, up to the next comma. */
static bool take_field(slice *text, const char *name, slice *value) {
    while (text->length > 0 && text->data[0] == ' ')
        *text = slice_after(*text, 1);
    slice field = slice_take(text, ',');
    if (!slice_is(slice_take(&field, '='), name)) return false;
    *value = field;
    return field.length > 0;
}

static bool read_authorization(slice text, authorization *out) {
    slice credential;
    if (!slice_is(slice_take(&text, ' '), "AWS4-HMAC-SHA256") ||
        !take_field(&text, "Credential", &credential) ||
        !take_field(&text, "SignedHeaders", &out->signed_headers) ||
        !take_field(&text, "Signature", &out->signature))
        return false;
    out->id = slice_take(&credential, '/');
    out->day = slice_take(&credential, '/');
    out->region = slice_take(&credential, '/');
    out->service = slice_take(&credential, '/');
    out->end = credential;
    return slice_is(out->end, "aws4_request");
}

static slice header_value(const request *r, const char *name) {
    const header *h = request_header(r, name);
    return h != NULL ? h->value : (slice){"", 0};
}

/* ---- The canonical request ---- */

/* By the names, then by the values; '=' ends a name. */
static int compare_pairs(const void *a, const void *b) {
    const char *x = *(char *const *)a, *y = *(char *const *)b;
    while (*x == *y && *x != '\0') {
        x++;
        y++;
    }
    int left = *x == '=' ? 0 : (unsigned char)*x;
    int right = *y == '=' ? 0 : (unsigned char)*y;
    return left - right;
}

/* "a=1&b=2" with names and values encoded anew, sorted. */
static void add_query(te_buf *b, slice query) {
    te_buf name = TE_BUF_INIT, value = TE_BUF_INIT;
    char *pairs[64];
    size_t count = 0;
    while (count < 64 && query_next(&query, &name, &value)) {
        te_buf pair = TE_BUF_INIT;
        sigv4_encode(&pair, content(&name), true);
        text_adds(&pair, "=");
        sigv4_encode(&pair, content(&value), true);
        pairs[count++] = pair.data;
    }
    qsort(pairs, count, sizeof *pairs, compare_pairs);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) text_adds(b, "&");
        text_adds(b, pairs[i]);
        free(pairs[i]);
    }
    te_buf_free(&name);
    te_buf_free(&value);
}

/* A value with each run of blanks as one. */
static void add_value(te_buf *b, slice value) {
    for (size_t i = 0; i < value.length; i++) {
        bool is_run = i > 0 && value.data[i] == ' ' && value.data[i - 1] == ' ';
        if (!is_run) text_add(b, &value.data[i], 1);
    }
}

/* The signed headers in the order in which they are named. */
static void add_headers(te_buf *b, const request *r, slice names) {
    while (names.length > 0) {
        te_buf name = TE_BUF_INIT;
        add_slice(&name, slice_take(&names, ';'));
        text_addf(b, "%s:", te_buf_str(&name));
        add_value(b, header_value(r, te_buf_str(&name)));
        text_adds(b, "\n");
        te_buf_free(&name);
    }
}

/* S3 decodes the path and encodes it once; it does not tidy it up. */
static void add_canonical(te_buf *b, const request *r,
                          const authorization *auth) {
    te_buf path = TE_BUF_INIT;
    text_decode(&path, r->path);
    add_slice(b, r->method);
    text_adds(b, "\n");
    sigv4_encode(b, content(&path), false);
    text_adds(b, "\n");
    add_query(b, r->query);
    text_adds(b, "\n");
    add_headers(b, r, auth->signed_headers);
    text_adds(b, "\n");
    add_slice(b, auth->signed_headers);
    text_adds(b, "\n");
    add_slice(b, header_value(r, "x-amz-content-sha256"));
    te_buf_free(&path);
}

/* ---- The signature ---- */

static void sign(unsigned char key[SHA256_DIGEST_LENGTH], size_t key_length,
                 const unsigned char *from, slice text) {
    unsigned int length = 0;
    HMAC(EVP_sha256(), from, (int)key_length, (const unsigned char *)text.data,
         text.length, key, &length);
}

static void add_signature(te_buf *b, const char *secret,
                          const authorization *auth, slice to_sign) {
    unsigned char key[SHA256_DIGEST_LENGTH], next[SHA256_DIGEST_LENGTH];
    slice parts[] = {auth->day, auth->region, auth->service, auth->end,
                     to_sign};
    te_buf first = TE_BUF_INIT;
    text_addf(&first, "AWS4%s", secret);
    sign(key, first.length, (const unsigned char *)first.data, parts[0]);
    for (size_t i = 1; i < sizeof parts / sizeof *parts; i++) {
        sign(next, sizeof key, key, parts[i]);
        memcpy(key, next, sizeof key);
    }
    add_hex(b, key, sizeof key);
    te_buf_free(&first);
}

static void add_to_sign(te_buf *b, const request *r, const authorization *auth,
                        slice canonical) {
    text_adds(b, "AWS4-HMAC-SHA256\n");
    add_slice(b, header_value(r, "x-amz-date"));
    text_adds(b, "\n");
    add_slice(b, auth->day);
    text_adds(b, "/");
    add_slice(b, auth->region);
    text_adds(b, "/");
    add_slice(b, auth->service);
    text_adds(b, "/aws4_request\n");
    add_sha256(b, canonical);
}

/* ---- The judgement ---- */

static sigv4_refusal refuse(const char *code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static sigv4_refusal refuse(const char *code, const char *format, ...) {
    char *text = NULL;
    sigv4_refusal refusal = {.status = 403, .code = code};
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0) abort();
    va_end(args);
    text_adds(&refusal.message, text);
    free(text);
    return refusal;
}

static bool is_signed(slice names, const char *name) {
    while (names.length > 0)
        if (slice_is_nocase(slice_take(&names, ';'), name)) return true;
    return false;
}

/* The first header that S3 wants signed and that is not, or NULL. */
static const header *find_unsigned(const request *r, slice names) {
    for (size_t i = 0; i < r->header_count; i++) {
        char name[64];
        slice own = r->headers[i].name;
        snprintf(name, sizeof name, "%.*s", (int)own.length, own.data);
        bool is_wanted = strcasecmp(name, "host") == 0 ||
                         strncasecmp(name, "x-amz-", 6) == 0;
        if (is_wanted && !is_signed(names, name)) return &r->headers[i];
    }
    return NULL;
}

/* Seconds between the request's date, "20170501T121520Z", and now. */
static double skew_of(slice date) {
    char text[32];
    struct tm tm = {0};
    snprintf(text, sizeof text, "%.*s", (int)date.length, date.data);
    const char *end = strptime(text, "%Y%m%dT%H%M%SZ", &tm);
    if (end == NULL || *end != '\0') return 1e9;
    double skew = difftime(time(NULL), timegm(&tm));
    return skew < 0 ? -skew : skew;
}

static const sigv4_key *find_key(const sigv4_key *keys, slice id) {
    for (; keys->id != NULL; keys++)
        if (slice_is(id, keys->id)) return keys;
    return NULL;
}

/* Whether all that is said to be signed was sent. */
static bool is_all_there(const request *r, slice names) {
    while (names.length > 0) {
        te_buf name = TE_BUF_INIT;
        add_slice(&name, slice_take(&names, ';'));
        bool is_there = request_header(r, te_buf_str(&name)) != NULL;
        te_buf_free(&name);
        if (!is_there) return false;
    }
    return true;
}

/* The body is what its hash says, or none was made. */
static bool is_body_known(const request *r, slice hash) {
    te_buf own = TE_BUF_INIT;
    add_sha256(&own, content(&r->body));
    bool is_same = slice_is(hash, te_buf_str(&own));
    te_buf_free(&own);
    return is_same || slice_is(hash, "UNSIGNED-PAYLOAD");
}

static sigv4_refusal check_signature(const request *r,
                                     const authorization *auth,
                                     const sigv4_key *key) {
    te_buf canonical = TE_BUF_INIT, to_sign = TE_BUF_INIT;
    te_buf wanted = TE_BUF_INIT;
    sigv4_refusal refusal = {0};
    add_canonical(&canonical, r, auth);
    add_to_sign(&to_sign, r, auth, content(&canonical));
    add_signature(&wanted, key->secret, auth, content(&to_sign));
    if (!slice_is(auth->signature, te_buf_str(&wanted)))
        refusal = refuse("SignatureDoesNotMatch", "canonical request:\n%s",
                         te_buf_str(&canonical));
    te_buf_free(&canonical);
    te_buf_free(&to_sign);
    te_buf_free(&wanted);
    return refusal;
}

/* What may be wrong beside the signature. */
static sigv4_refusal check_terms(const request *r, const authorization *auth,
                                 const sigv4_key *key, const char *region) {
    slice date = header_value(r, "x-amz-date");
    slice hash = header_value(r, "x-amz-content-sha256");
    slice token = header_value(r, "x-amz-security-token");
    const header *missing = find_unsigned(r, auth->signed_headers);
    if (!slice_is(auth->service, "s3") || !slice_is(auth->region, region))
        return refuse("AuthorizationHeaderMalformed", "the region is %s",
                      region);
    if (missing != NULL)
        return refuse("AccessDenied", "%.*s is not signed",
                      (int)missing->name.length, missing->name.data);
    if (!is_all_there(r, auth->signed_headers))
        return refuse("AccessDenied", "a signed header was not sent");
    if (hash.length == 0)
        return refuse("InvalidRequest", "no x-amz-content-sha256");
    if (!is_body_known(r, hash))
        return refuse("XAmzContentSHA256Mismatch", "the body has another hash");
    if (skew_of(date) > SKEW_S || date.length < auth->day.length ||
        memcmp(date.data, auth->day.data, auth->day.length) != 0)
        return refuse("RequestTimeTooSkewed", "the date is not now");
    if (!slice_is(token, key->token != NULL ? key->token : ""))
        return refuse("InvalidToken", "the token is not the key's");
    return (sigv4_refusal){0};
}

sigv4_refusal sigv4_check(const request *r, const sigv4_key *keys,
                          const char *region) {
    authorization auth;
    const header *h = request_header(r, "Authorization");
    if (h == NULL) return refuse("AccessDenied", "the request is not signed");
    if (!read_authorization(h->value, &auth))
        return refuse("AuthorizationHeaderMalformed", "not read: %.*s",
                      (int)h->value.length, h->value.data);
    const sigv4_key *key = find_key(keys, auth.id);
    if (key == NULL)
        return refuse("InvalidAccessKeyId", "there is no such key");
    sigv4_refusal refusal = check_terms(r, &auth, key, region);
    if (refusal.status != 0) return refusal;
    return check_signature(r, &auth, key);
}
