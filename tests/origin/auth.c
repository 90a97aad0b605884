/* auth.c - the behaviours that let in only who says the right word.
 *
 * Digest is checked from the RFC alone (7616, and 2069 where there is no
 * qop), with nothing of the client under test. */
#include "answer.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <string.h>
#include <strings.h>

static slice content(const te_buf *b) {
    return (slice){te_buf_str(b), b->length};
}

/* A parameter of the query, or what it is when it is not given. */
static te_buf parameter(const visit *v, const char *name,
                        const char *fallback) {
    te_buf value = TE_BUF_INIT;
    if (!query_text(v->request->query, name, &value))
        text_adds(&value, fallback);
    return value;
}

static void refuse(visit *v, slice challenge, const char *why) {
    te_buf text = TE_BUF_INIT;
    text_addf(&text, "%s\n", why);
    answer_header(v, slice_of("WWW-Authenticate"), challenge);
    answer(v, 401, "text/plain", content(&text));
    te_buf_free(&text);
}

static bool says(const visit *v, const te_buf *wanted) {
    const header *h = request_header(v->request, "Authorization");
    return h != NULL && slice_is(h->value, te_buf_str(wanted));
}

/* ---- Basic and Bearer ---- */

void auth_basic(visit *v) {
    te_buf user = parameter(v, "user", "user");
    te_buf pair = TE_BUF_INIT, wanted = TE_BUF_INIT;
    te_buf password = parameter(v, "password", "password");
    unsigned char encoded[1024];
    text_addf(&pair, "%s:%s", te_buf_str(&user), te_buf_str(&password));
    if (pair.length > 700) pair.length = 700;
    EVP_EncodeBlock(encoded, (unsigned char *)pair.data, (int)pair.length);
    text_addf(&wanted, "Basic %s", (char *)encoded);
    if (says(v, &wanted))
        answer_text(v, 200, "welcome\n");
    else
        refuse(v, slice_of("Basic realm=\"origin\", charset=\"UTF-8\""),
               "not the user and password");
    te_buf_free(&user);
    te_buf_free(&password);
    te_buf_free(&pair);
    te_buf_free(&wanted);
}

void auth_bearer(visit *v) {
    te_buf token = parameter(v, "token", "token"), wanted = TE_BUF_INIT;
    text_addf(&wanted, "Bearer %s", te_buf_str(&token));
    if (says(v, &wanted))
        answer_text(v, 200, "welcome\n");
    else
        refuse(v, slice_of("Bearer realm=\"origin\""), "not the token");
    te_buf_free(&token);
    te_buf_free(&wanted);
}

/* ---- Digest: what was given out ---- */

enum { NONCES = 256 };

/* The last nonces: a ring by number. */
static struct {
    uint64_t number; /* 0: none */
    uint64_t uses, nc;
} nonces[NONCES];
static uint64_t given_out;

static void challenge(visit *v, bool stale, const char *why) {
    te_buf realm = parameter(v, "realm", "the origin");
    te_buf algorithm = parameter(v, "algorithm", "");
    te_buf qop = parameter(v, "qop", "auth,auth-int"), text = TE_BUF_INIT;
    uint64_t number = ++given_out;
    nonces[number % NONCES].number = number;
    nonces[number % NONCES].uses = nonces[number % NONCES].nc = 0;
    text_addf(&text,
              "Digest realm=\"%s\", nonce=\"nonce-%" PRIu64
              "\", opaque=\"an=opaque, text\"",
              te_buf_str(&realm), number);
    if (algorithm.length > 0)
        text_addf(&text, ", algorithm=%s", te_buf_str(&algorithm));
    if (qop.length > 0) text_addf(&text, ", qop=\"%s\"", te_buf_str(&qop));
    if (stale) text_adds(&text, ", stale=true");
    if (query_number(v->request->query, "userhash", 0) != 0)
        text_adds(&text, ", userhash=true");
    refuse(v, content(&text), why);
    te_buf_free(&realm);
    te_buf_free(&algorithm);
    te_buf_free(&qop);
    te_buf_free(&text);
}

/* ---- Digest: what was answered ---- */

/* The value of a parameter of the Authorization header, unquoted. */
static te_buf field(slice text, const char *name) {
    te_buf value = TE_BUF_INIT;
    bool found = false;
    while (text.length > 0 && !found) {
        while (text.length > 0 && strchr(", \t", text.data[0]) != NULL)
            text = slice_after(text, 1);
        slice key = slice_take(&text, '=');
        bool quoted = text.length > 0 && text.data[0] == '"';
        found = slice_is_nocase(key, name);
        if (quoted) text = slice_after(text, 1);
        while (text.length > 0 && text.data[0] != (quoted ? '"' : ',')) {
            if (quoted && text.data[0] == '\\') text = slice_after(text, 1);
            if (found && text.length > 0) text_add(&value, text.data, 1);
            if (text.length > 0) text = slice_after(text, 1);
        }
        if (quoted && text.length > 0) text = slice_after(text, 1);
    }
    return value;
}

/* Puts the hash of the text, in hex, in its place. */
static void hash(te_buf *text, bool sha256) {
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_Digest(te_buf_str(text), text->length, sum, &length,
               sha256 ? EVP_sha256() : EVP_md5(), NULL);
    te_buf_reset(text);
    for (unsigned i = 0; i < length; i++)
        text_addf(text, "%02x", sum[i]);
}

/* One of the last nonces that has not been used up; 0 for any other. */
static uint64_t number_of(const visit *v, const char *nonce) {
    uint64_t number = 0, most;
    if (sscanf(nonce, "nonce-%" SCNu64, &number) != 1) return 0;
    if (nonces[number % NONCES].number != number) return 0;
    most = query_number(v->request->query, "uses", UINT64_MAX);
    return nonces[number % NONCES].uses < most ? number : 0;
}

/* What `response` has to be. */
static te_buf expected(visit *v, slice given, bool sha256, bool sess) {
    te_buf user = parameter(v, "user", "user");
    te_buf password = parameter(v, "password", "password");
    te_buf realm = parameter(v, "realm", "the origin");
    te_buf nonce = field(given, "nonce"), cnonce = field(given, "cnonce");
    te_buf nc = field(given, "nc"), qop = field(given, "qop");
    te_buf a1 = TE_BUF_INIT, a2 = TE_BUF_INIT, all = TE_BUF_INIT;
    text_addf(&a1, "%s:%s:%s", te_buf_str(&user), te_buf_str(&realm),
              te_buf_str(&password));
    hash(&a1, sha256);
    if (sess) {
        text_addf(&a1, ":%s:%s", te_buf_str(&nonce), te_buf_str(&cnonce));
        hash(&a1, sha256);
    }
    text_addf(&a2, "%.*s:%.*s", (int)v->request->method.length,
              v->request->method.data, (int)v->request->target.length,
              v->request->target.data);
    hash(&a2, sha256);
    text_addf(&all, "%s:%s:", a1.data, te_buf_str(&nonce));
    if (qop.length > 0)
        text_addf(&all, "%s:%s:%s:", te_buf_str(&nc), te_buf_str(&cnonce),
                  te_buf_str(&qop));
    text_adds(&all, a2.data);
    hash(&all, sha256);
    te_buf *used[] = {&user, &password, &realm, &nonce, &cnonce,
                      &nc,   &qop,      &a1,    &a2};
    for (size_t i = 0; i < sizeof used / sizeof used[0]; i++)
        te_buf_free(used[i]);
    return all;
}

static bool field_is(slice given, const char *name, slice wanted) {
    te_buf value = field(given, name);
    bool is = value.length == wanted.length &&
              memcmp(te_buf_str(&value), wanted.data, wanted.length) == 0;
    te_buf_free(&value);
    return is;
}

/* The user as it is, or hashed with the realm where that was asked for. */
static bool names_user(visit *v, slice given, bool sha256) {
    te_buf user = parameter(v, "user", "user");
    if (query_number(v->request->query, "userhash", 0) != 0) {
        te_buf realm = parameter(v, "realm", "the origin");
        text_addf(&user, ":%s", te_buf_str(&realm));
        hash(&user, sha256);
        te_buf_free(&realm);
    }
    bool is = field_is(given, "username", content(&user));
    te_buf_free(&user);
    return is;
}

static uint64_t nc_of(slice given) {
    te_buf text = field(given, "nc");
    uint64_t nc = 0;
    if (text.length != 8 || sscanf(te_buf_str(&text), "%" SCNx64, &nc) != 1)
        nc = 0;
    te_buf_free(&text);
    return nc;
}

/* NULL when the answer is right. */
static const char *fault_of(visit *v, slice given, uint64_t number) {
    te_buf algorithm = parameter(v, "algorithm", "MD5");
    te_buf qop = parameter(v, "qop", "auth");
    bool sha256 = strncasecmp(algorithm.data, "SHA-256", 7) == 0;
    bool sess = strcasestr(algorithm.data, "-sess") != NULL;
    te_buf response = expected(v, given, sha256, sess);
    uint64_t nc = nc_of(given), *last = &nonces[number % NONCES].nc;
    const char *fault = NULL;
    if (!field_is(given, "uri", v->request->target))
        fault = "the uri is not the target";
    else if (!field_is(given, "opaque", slice_of("an=opaque, text")))
        fault = "the opaque is another";
    else if (qop.length > 0 && !field_is(given, "qop", slice_of("auth")))
        fault = "the qop is not auth";
    else if (qop.length > 0 && nc <= *last)
        fault = "the nc was not counted up";
    else if (!names_user(v, given, sha256))
        fault = "not the user";
    else if (!field_is(given, "response", content(&response)))
        fault = "not the response";
    else
        *last = nc;
    te_buf_free(&algorithm);
    te_buf_free(&qop);
    te_buf_free(&response);
    return fault;
}

void auth_digest(visit *v) {
    const header *h = request_header(v->request, "Authorization");
    slice given = h != NULL ? h->value : slice_of("");
    if (given.length < 7 || strncasecmp(given.data, "Digest ", 7) != 0) {
        challenge(v, false, "who are you?");
        return;
    }
    given = slice_after(given, 7);
    te_buf nonce = field(given, "nonce");
    uint64_t number = number_of(v, te_buf_str(&nonce));
    const char *fault = number > 0 ? fault_of(v, given, number) : NULL;
    te_buf_free(&nonce);
    if (number == 0)
        challenge(v, true, "the nonce is not valid any more");
    else if (fault != NULL)
        challenge(v, false, fault);
    else {
        nonces[number % NONCES].uses++;
        answer_text(v, 200, "welcome\n");
    }
}
