/* mask.c - see mask.h. */
#include "mask.h"

#include "slice.h"
#include "text.h"
#include "url.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define HIDDEN "***"
#define BLANKS " \t"

static bool add(te_slice text, te_buf *out) {
    return te_buf_add(out, text.data, text.length);
}

/* ---- What is secret ---- */

static bool equals(te_slice text, const char *word) {
    return te_slice_alike(text, te_slice_of(word));
}

static bool contains(te_slice text, const char *part) {
    size_t length = strlen(part);
    for (size_t i = 0; i + length <= text.length; i++)
        if (strncasecmp(text.data + i, part, length) == 0) return true;
    return false;
}

static bool is_one_of(te_slice text, const char *const *words) {
    for (; *words != NULL; words++)
        if (equals(text, *words)) return true;
    return false;
}

static bool is_secret_word(te_slice word) {
    static const char *const whole[] = {"key",  "auth",    "sid", "sig", "pwd",
                                        "pass", "session", "jwt", NULL};
    static const char *const parts[] = {
        "token",     "secret",     "password",      "passwd",      "passphrase",
        "signature", "credential", "authorization", "authenticat", "bearer",
        "cookie",    "apikey",     "accesskey",     "privatekey",  "sessionid",
        "sessid",    NULL};
    if (is_one_of(word, whole)) return true;
    for (const char *const *part = parts; *part != NULL; part++)
        if (contains(word, *part)) return true;
    return false;
}

/* Where the word that begins at name.data ends: at punctuation, or before a
 * capital that follows a small letter. */
static size_t word_length(te_slice name) {
    size_t i = 0;
    for (; i < name.length; i++) {
        unsigned char c = (unsigned char)name.data[i];
        if (!isalnum(c)) break;
        if (i > 0 && isupper(c) && islower((unsigned char)name.data[i - 1]))
            break;
    }
    return i;
}

static bool is_secret_name(te_slice name) {
    while (name.length > 0) {
        te_slice word = {name.data, word_length(name)};
        if (is_secret_word(word)) return true;
        name = te_slice_from(name, word.length > 0 ? word.length : 1);
    }
    return false;
}

bool te_mask_is_secret(const char *name, size_t length) {
    return is_secret_name((te_slice){name, length});
}

/* ---- URLs ---- */

/* `%74oken` is `token` to the server, so it is to us. */
static bool is_secret_parameter(te_slice name) {
    te_buf decoded = TE_BUF_INIT;
    bool is_secret =
        !te_url_decode(name, &decoded) ||
        is_secret_name((te_slice){te_buf_str(&decoded), decoded.length});
    te_buf_free(&decoded);
    return is_secret;
}

/* Behind a "//": the length of `user:password@` there, or 0. */
static size_t userinfo_length(const char *authority) {
    size_t length = strcspn(authority, "/?#\\ \t\"<>");
    while (length > 0 && authority[length - 1] != '@')
        length--;
    return length;
}

/* How long the sign that the text begins with is: 1, 3 where it is
 * percent-encoded, as in a URL within a parameter of another, 0: none. */
static size_t sign_length(const char *text, const char *signs) {
    static const char *const codes[] = {"?%3F", "&%26", ";%3B", "#%23", "=%3D"};
    if (*text == '\0') return 0;
    if (*text != '%') return strchr(signs, *text) != NULL;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strncasecmp(text, codes[i] + 1, 3) == 0)
            return strchr(signs, codes[i][0]) != NULL ? 3 : 0;
    return 0;
}

/* The bytes before the first of the signs; as they are, or encoded too. */
static size_t length_before(const char *text, const char *signs, bool encoded) {
    if (!encoded) return strcspn(text, signs);
    size_t length = 0;
    while (text[length] != '\0' && sign_length(text + length, signs) == 0)
        length++;
    return length;
}

/* Behind the sign of a parameter: one with a secret name is passed, without
 * its value; of another it goes on at its name, which may hold one. */
static bool mask_parameter(const char **at, bool encoded, te_buf *out) {
    const char *p = *at;
    te_slice name = {p, length_before(p, "=?&;#", encoded)};
    size_t equal = sign_length(p + name.length, "=");
    if (equal == 0 || !is_secret_parameter(name)) return true;
    p += name.length + equal;
    /* A secret may hold '?' and ';': neither ends it. */
    size_t value = length_before(p, "&#", encoded);
    bool ok =
        te_buf_add(out, *at, (size_t)(p - *at)) && te_buf_adds(out, HIDDEN);
    *at = p + value;
    return ok;
}

static bool mask_userinfo(const char **at, te_buf *out) {
    size_t slashes = strspn(*at, "/");
    if (!te_buf_add(out, *at, slashes)) return false;
    *at += slashes;
    size_t userinfo = slashes > 0 ? userinfo_length(*at) : 0;
    *at += userinfo;
    return userinfo == 0 || te_buf_adds(out, HIDDEN "@");
}

static bool mask_url(const char *url, te_buf *out) {
    const char *p = url;
    while (*p != '\0') {
        /* Up to and with the next sign that something may hide behind. */
        size_t plain = length_before(p, "/?&;#", true);
        size_t sign = sign_length(p + plain, "/?&;#");
        if (!te_buf_add(out, p, plain + sign)) return false;
        p += plain + sign;
        bool ok = true;
        if (sign > 0)
            ok = p[-1] == '/' ? mask_userinfo(&p, out)
                              : mask_parameter(&p, sign == 3, out);
        if (!ok) return false;
    }
    return true;
}

/* ---- Headers ---- */

/* Cuts the next piece off a list separated by ';', without blanks around. */
static bool next_piece(const char **rest, te_slice *piece) {
    const char *p = *rest;
    if (p == NULL) return false;
    size_t length = strcspn(p, ";");
    *rest = p[length] == ';' ? p + length + 1 : NULL;
    size_t blanks = strspn(p, BLANKS);
    if (blanks > length) blanks = length;
    *piece = (te_slice){p + blanks, length - blanks};
    while (piece->length > 0 &&
           strchr(BLANKS, piece->data[piece->length - 1]) != NULL)
        piece->length--;
    return true;
}

/* `name=***`, or `***` for a value without a name. */
static bool hide_value(te_slice pair, te_buf *out) {
    size_t equal = te_slice_find(pair, '=');
    if (equal == pair.length) return te_buf_adds(out, HIDDEN);
    return add(te_slice_to(pair, equal), out) && te_buf_adds(out, "=" HIDDEN);
}

/* An attribute that a server sets beside its cookie tells no secret, unless
 * a second cookie was glued to it with a comma. */
static bool is_plain_attribute(te_slice pair) {
    static const char *const known[] = {
        "Path",     "Domain",   "Expires",     "Max-Age",  "Secure",
        "HttpOnly", "SameSite", "Partitioned", "Priority", NULL};
    te_slice name = te_slice_to(pair, te_slice_find(pair, '='));
    if (!is_one_of(name, known)) return false;
    return equals(name, "Expires") || te_slice_find(pair, ',') == pair.length;
}

static bool mask_cookies(const char *value, bool has_attributes, te_buf *out) {
    te_slice pair;
    for (bool first = true; next_piece(&value, &pair); first = false) {
        if (!first && !te_buf_adds(out, pair.length > 0 ? "; " : ";"))
            return false;
        if (pair.length == 0) continue;
        bool plain = has_attributes && !first && is_plain_attribute(pair);
        if (!(plain ? add(pair, out) : hide_value(pair, out))) return false;
    }
    return true;
}

/* `Bearer ***`; but a first word that is no known scheme is a secret too. */
static bool mask_credentials(const char *value, te_buf *out) {
    static const char *const schemes[] = {
        "Basic",       "Bearer", "Digest",           "Negotiate",
        "NTLM",        "OAuth",  "AWS4-HMAC-SHA256", "DPoP",
        "Token",       "ApiKey", "SCRAM-SHA-256",    "HOBA",
        "SCRAM-SHA-1", NULL};
    te_slice scheme = {value, strcspn(value, BLANKS)};
    bool known = value[scheme.length] != '\0' && is_one_of(scheme, schemes);
    if (known && !(add(scheme, out) && te_buf_addc(out, ' '))) return false;
    return te_buf_adds(out, HIDDEN);
}

static bool mask_header(const char *name, const char *value, te_buf *out) {
    te_slice n = te_slice_of(name);
    if (!add(n, out) || !te_buf_adds(out, ": ")) return false;
    if (equals(n, "Cookie")) return mask_cookies(value, false, out);
    if (equals(n, "Set-Cookie")) return mask_cookies(value, true, out);
    if (equals(n, "Authorization") || equals(n, "Proxy-Authorization"))
        return mask_credentials(value, out);
    if (is_secret_name(n)) return te_buf_adds(out, HIDDEN);
    return mask_url(value, out);
}

/* ---- As it may be shown ---- */

/* Masks first and cleans then: a control character within a name must not
 * change what the name is. */
bool te_mask_header(const char *name, const char *value, te_buf *out) {
    te_buf raw = TE_BUF_INIT;
    bool ok =
        mask_header(name, value, &raw) && te_text_clean(out, te_buf_str(&raw));
    te_buf_free(&raw);
    return ok;
}

bool te_mask_url(const char *url, te_buf *out) {
    te_buf raw = TE_BUF_INIT;
    bool ok = mask_url(url, &raw) && te_text_clean(out, te_buf_str(&raw));
    te_buf_free(&raw);
    return ok;
}
