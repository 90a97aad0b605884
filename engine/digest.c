/* digest.c - see digest.h. */
#include "digest.h"

#include <openssl/evp.h>
#include <string.h>

/* Longer than this is no nonce that anybody gives out. */
enum { FIELD_MAX_BYTES = 8 * 1024 };

void te_digest_free(te_digest *d) {
    te_buf_free(&d->text);
    *d = (te_digest){.text = TE_BUF_INIT};
}

/* ---- Reading ---- */

static bool is_token_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static te_slice skip(te_slice s, const char *what) {
    while (s.length > 0 && s.data[0] != '\0' && strchr(what, s.data[0]))
        s = te_slice_from(s, 1);
    return s;
}

static te_slice take_token(te_slice *rest) {
    size_t n = 0;
    while (n < rest->length && is_token_char(rest->data[n]))
        n++;
    te_slice token = te_slice_to(*rest, n);
    *rest = te_slice_from(*rest, n);
    return token;
}

/* A value: a token, or what stands in quotes, without its backslashes. Both
 * are copied to d->text, which has room for all of the field. */
static te_slice take_value(te_digest *d, te_slice *rest) {
    te_slice value = {te_buf_str(&d->text) + d->text.length, 0};
    if (rest->length == 0 || rest->data[0] != '"') {
        te_slice token = take_token(rest);
        te_buf_add(&d->text, token.data, token.length);
        value.length = token.length;
        return value;
    }
    te_slice s = te_slice_from(*rest, 1);
    for (; s.length > 0 && s.data[0] != '"'; s = te_slice_from(s, 1)) {
        if (s.data[0] == '\\' && s.length > 1) s = te_slice_from(s, 1);
        te_buf_addc(&d->text, s.data[0]);
        value.length++;
    }
    *rest = te_slice_from(s, s.length > 0 ? 1 : 0);
    return value;
}

static bool is(te_slice text, const char *word) {
    return te_slice_alike(text, te_slice_of(word));
}

static bool lists(te_slice text, const char *word) {
    while (text.length > 0) {
        te_slice item = te_slice_to(text, te_slice_find(text, ','));
        text = te_slice_from(text, item.length);
        if (text.length > 0) text = te_slice_from(text, 1);
        if (is(te_slice_trim(item), word)) return true;
    }
    return false;
}

/* What the parameters of one challenge say, beside what is kept of them. */
typedef struct reading {
    bool is_digest; /* the scheme */
    bool has_nonce, is_unknown;
} reading;

static void read_algorithm(te_digest *d, reading *r, te_slice value) {
    d->has_algorithm = true;
    d->algorithm = value;
    d->is_session = is(value, "MD5-sess") || is(value, "SHA-256-sess");
    d->is_sha256 = is(value, "SHA-256") || is(value, "SHA-256-sess");
    if (!d->is_session && !d->is_sha256 && !is(value, "MD5"))
        r->is_unknown = true;
}

static void read_parameter(te_digest *d, reading *r, te_slice name,
                           te_slice value) {
    if (is(name, "realm"))
        d->realm = value;
    else if (is(name, "nonce")) {
        d->nonce = value;
        r->has_nonce = true;
    } else if (is(name, "opaque")) {
        d->opaque = value;
        d->has_opaque = true;
    } else if (is(name, "algorithm"))
        read_algorithm(d, r, value);
    else if (is(name, "qop")) {
        d->has_qop = true;
        if (!lists(value, "auth")) r->is_unknown = true;
    } else if (is(name, "userhash"))
        d->wants_userhash = is(value, "true");
}

static void begin_challenge(te_digest *d, reading *r, te_slice scheme) {
    te_buf text = d->text;
    te_buf_reset(&text);
    *d = (te_digest){.text = text};
    *r = (reading){.is_digest = is(scheme, "Digest")};
}

/* What no header may hold cannot be sent back. */
static bool is_good(const te_digest *d, const reading *r) {
    return r->is_digest && r->has_nonce && !r->is_unknown &&
           !te_slice_has_control(d->realm) && !te_slice_has_control(d->nonce) &&
           !te_slice_has_control(d->opaque);
}

bool te_digest_read(te_digest *d, te_slice rest) {
    reading r;
    begin_challenge(d, &r, te_slice_of(""));
    if (rest.length > FIELD_MAX_BYTES || !te_buf_reserve(&d->text, rest.length))
        return false;
    for (;;) {
        rest = skip(rest, " \t,");
        te_slice name = take_token(&rest);
        if (name.length == 0) { /* the end, or none that is understood */
            rest = te_slice_from(rest, te_slice_find(rest, ','));
            if (rest.length == 0) break;
            continue;
        }
        te_slice after = skip(rest, " \t");
        if (after.length > 0 && after.data[0] == '=') {
            rest = skip(te_slice_from(after, 1), " \t");
            te_slice value = take_value(d, &rest);
            read_parameter(d, &r, name, value);
        } else { /* a scheme: the next challenge */
            if (is_good(d, &r)) return true;
            begin_challenge(d, &r, name);
        }
    }
    if (is_good(d, &r)) return true;
    te_digest_free(d);
    return false;
}

/* ---- Answering ---- */

/* Appends the hash, in hex, of the parts joined by ':'. */
static bool add_hash(const te_digest *d, const te_slice *parts, size_t count,
                     te_buf *out) {
    static const char digits[] = "0123456789abcdef";
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    te_buf text = TE_BUF_INIT;
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++)
        ok = (i == 0 || te_buf_addc(&text, ':')) &&
             te_buf_add(&text, parts[i].data, parts[i].length);
    ok = ok && EVP_Digest(text.data, text.length, sum, &length,
                          d->is_sha256 ? EVP_sha256() : EVP_md5(), NULL) == 1;
    for (unsigned i = 0; i < length && ok; i++)
        ok = te_buf_addc(out, digits[sum[i] >> 4]) &&
             te_buf_addc(out, digits[sum[i] & 15]);
    te_buf_free(&text);
    return ok;
}

static te_slice slice_of(const te_buf *b) {
    return (te_slice){te_buf_str(b), b->length};
}

#define ADD_HASH(d, out, ...)                                                  \
    add_hash((d), (const te_slice[]){__VA_ARGS__},                             \
             sizeof((const te_slice[]){__VA_ARGS__}) / sizeof(te_slice),       \
             (out))

/* Appends A1 and A2 of the RFC, hashed. */
static bool add_secret(const te_digest *d, const te_digest_request *r,
                       te_buf *out) {
    te_buf first = TE_BUF_INIT;
    bool ok = ADD_HASH(d, &first, r->user, d->realm, r->password);
    if (ok && d->is_session)
        ok = ADD_HASH(d, out, slice_of(&first), d->nonce,
                      te_slice_of(r->cnonce));
    else if (ok)
        ok = te_buf_add(out, first.data, first.length);
    te_buf_free(&first);
    return ok;
}

static bool add_response(const te_digest *d, const te_digest_request *r,
                         const char *count, te_buf *out) {
    te_buf a1 = TE_BUF_INIT, a2 = TE_BUF_INIT;
    bool ok = add_secret(d, r, &a1) && ADD_HASH(d, &a2, r->method, r->target);
    if (ok && d->has_qop)
        ok = ADD_HASH(d, out, slice_of(&a1), d->nonce, te_slice_of(count),
                      te_slice_of(r->cnonce), te_slice_of("auth"),
                      slice_of(&a2));
    else if (ok)
        ok = ADD_HASH(d, out, slice_of(&a1), d->nonce, slice_of(&a2));
    te_buf_free(&a1);
    te_buf_free(&a2);
    return ok;
}

/* Appends `, name="value"` with what must not stand in quotes escaped. */
static bool add_quoted(const char *name, te_slice value, te_buf *out) {
    bool ok = te_buf_addf(out, "%s=\"", name);
    for (size_t i = 0; i < value.length && ok; i++) {
        char c = value.data[i];
        if (c == '"' || c == '\\') ok = te_buf_addc(out, '\\');
        ok = ok && te_buf_addc(out, c);
    }
    return ok && te_buf_addc(out, '"');
}

static bool add_user(const te_digest *d, const te_digest_request *r,
                     te_buf *out) {
    if (!d->wants_userhash) return add_quoted("username", r->user, out);
    return te_buf_adds(out, "username=\"") &&
           ADD_HASH(d, out, r->user, d->realm) && te_buf_addc(out, '"');
}

static bool add_algorithm(const te_digest *d, te_buf *out) {
    return te_buf_adds(out, ", algorithm=") &&
           te_buf_add(out, d->algorithm.data, d->algorithm.length);
}

static bool add_answer(const te_digest *d, const te_digest_request *r,
                       te_buf *out) {
    char count[16];
    snprintf(count, sizeof count, "%08x", (unsigned)r->count);
    bool has_cnonce = d->has_qop || d->is_session;
    return te_buf_adds(out, "Digest ") && add_user(d, r, out) &&
           add_quoted(", realm", d->realm, out) &&
           add_quoted(", uri", r->target, out) &&
           (!d->has_algorithm || add_algorithm(d, out)) &&
           add_quoted(", nonce", d->nonce, out) &&
           (!d->has_qop || te_buf_addf(out, ", nc=%s", count)) &&
           (!has_cnonce ||
            add_quoted(", cnonce", te_slice_of(r->cnonce), out)) &&
           (!d->has_qop || te_buf_adds(out, ", qop=auth")) &&
           te_buf_adds(out, ", response=\"") &&
           add_response(d, r, count, out) && te_buf_addc(out, '"') &&
           (!d->has_opaque || add_quoted(", opaque", d->opaque, out)) &&
           (!d->wants_userhash || te_buf_adds(out, ", userhash=true"));
}

bool te_digest_answer(const te_digest *d, const te_digest_request *r,
                      te_buf *out, te_error *err) {
    size_t before = out->length;
    if (add_answer(d, r, out)) return true;
    out->length = before;
    if (out->data != NULL) out->data[before] = '\0';
    return te_fail_as(err, TE_ERROR_SYSTEM,
                      "auth: no memory, or no such hash in libcrypto");
}
