/* logins.c - see logins.h. */
#include "logins.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char FIELD[] = "Authorization";
enum { FIELD_BYTES = sizeof FIELD - 1 };

static void free_login(te_login *login) {
    if (login == NULL) return;
    te_buf_free(&login->host);
    te_digest_free(&login->challenge);
    free(login);
}

void te_logins_free(te_logins *logins) {
    for (size_t i = 0; i < TE_LOGINS_MAX; i++)
        free_login(logins->known[i]);
    *logins = (te_logins){.next = 0};
}

/* ---- By origin ---- */

static te_login *find(const te_logins *logins, const te_url *url) {
    for (size_t i = 0; i < TE_LOGINS_MAX; i++) {
        te_login *login = logins->known[i];
        if (login != NULL && login->is_https == url->is_https &&
            login->port == url->port &&
            te_slice_alike(te_slice_of(te_buf_str(&login->host)), url->host))
            return login;
    }
    return NULL;
}

/* In the place of the oldest. */
static te_login *add(te_logins *logins, const te_url *url) {
    te_login *login = calloc(1, sizeof *login);
    if (login == NULL) return NULL;
    login->is_https = url->is_https;
    login->port = url->port;
    if (!te_buf_add(&login->host, url->host.data, url->host.length)) {
        free(login);
        return NULL;
    }
    te_login **place = &logins->known[logins->next++ % TE_LOGINS_MAX];
    free_login(*place);
    *place = login;
    return login;
}

/* ---- Learning ---- */

/* The first challenge of the answer that can be answered. */
static bool read_challenge(const te_http_response *response,
                           te_digest *challenge) {
    static const char name[] = "www-authenticate:";
    size_t length, name_length = sizeof name - 1;
    const char *line = NULL;
    while ((line = te_response_next_field(response, line, &length)) != NULL) {
        te_slice field = {line, length};
        if (length <= name_length ||
            !te_slice_alike(te_slice_to(field, name_length), te_slice_of(name)))
            continue;
        if (te_digest_read(challenge, te_slice_from(field, name_length)))
            return true;
    }
    return false;
}

/* Whether the request answered a challenge with that nonce: what was sent is
 * written as challenges are, and read like one. */
static bool has_answered(const te_http_request *request, te_slice nonce) {
    te_digest sent = {.text = TE_BUF_INIT};
    te_slice value;
    value.data = te_headers_find(&request->headers, FIELD, &value.length);
    bool is_so = value.data != NULL && te_digest_read(&sent, value) &&
                 te_slice_equal(sent.nonce, nonce);
    te_digest_free(&sent);
    return is_so;
}

bool te_logins_learn(te_logins *logins, const te_exchange *x, uint64_t cnonce) {
    te_digest challenge = {.text = TE_BUF_INIT};
    if (!read_challenge(&x->response, &challenge)) return false;
    te_login *login = find(logins, &x->request.parts);
    bool is_known = login != NULL &&
                    te_slice_equal(login->challenge.nonce, challenge.nonce);
    if (login == NULL) login = add(logins, &x->request.parts);
    if (is_known || login == NULL) { /* the count goes on */
        bool is_new = is_known && !has_answered(&x->request, challenge.nonce);
        te_digest_free(&challenge);
        return is_new;
    }
    te_digest_free(&login->challenge);
    login->challenge = challenge;
    login->count = 0;
    snprintf(login->cnonce, sizeof login->cnonce, "%016" PRIx64, cnonce);
    return true;
}

/* ---- Answering ---- */

bool te_logins_answer(te_logins *logins, te_http_request *request,
                      const te_buf *who, te_error *err) {
    te_login *login = find(logins, &request->parts);
    if (login == NULL) return true;
    te_buf value = TE_BUF_INIT;
    size_t user = strlen(who->data);
    te_digest_request answer = {
        .user = {who->data, user},
        .password = {who->data + user + 1, who->length - user - 1},
        .method = te_slice_of(request->method),
        .target = request->parts.target,
        .count = ++login->count,
        .cnonce = login->cnonce};
    te_headers_remove(&request->headers, FIELD, FIELD_BYTES);
    bool ok = te_digest_answer(&login->challenge, &answer, &value, err) &&
              te_headers_add(&request->headers, FIELD, FIELD_BYTES, value.data,
                             value.length, err);
    te_buf_free(&value);
    return ok;
}
