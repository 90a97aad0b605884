/* curl_transfer.c - see curl_transfer.h. */
#include "curl_transfer.h"

#include "curl_opening.h"
#include "curl_policy.h"
#include "h1_request.h"
#include "intake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- Callbacks: they record, no more ---- */

static size_t refuse(te_curl_transfer *t, te_http_error error,
                     const char *why) {
    te_response_fail(&t->exchange->response, error, why);
    return 0;
}

/* libcurl keeps a connection whose end is said in a fold. */
static bool end_head(te_curl_transfer *t) {
    if (!t->head.is_kept && !t->head.is_made_up)
        curl_easy_setopt(t->easy, CURLOPT_FORBID_REUSE, 1L);
    return te_intake_begin(t->exchange);
}

static size_t on_header(char *line, size_t size, size_t count, void *arg) {
    te_curl_transfer *t = arg;
    te_http_response *response = &t->exchange->response;
    size_t length = size * count;
    bool was_final = t->head.is_final;
    if (t->first_ns == 0) t->first_ns = te_clock_now_ns(NULL);
    response->received_bytes += length;
    if (!te_curl_head_take(&t->head, response, line, length)) return 0;
    bool ends = t->head.is_final && !was_final;
    return ends && !end_head(t) ? 0 : length;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg) {
    te_curl_transfer *t = arg;
    size_t length = size * count;
    t->exchange->response.received_bytes += length;
    return te_intake_add(t->exchange, bytes, length) ? length : 0;
}

/* What is sent, where it is not one text that libcurl can be given. */
static size_t on_read(char *out, size_t size, size_t count, void *arg) {
    te_curl_transfer *t = arg;
    te_body *body = t->exchange->request.body;
    size_t got;
    if (!te_body_read(body, t->body_offset, out, size * count, &got)) {
        refuse(t, TE_HTTP_LOCAL, te_body_problem(body));
        return CURL_READFUNC_ABORT;
    }
    t->body_offset += got;
    return got;
}

/* Before it sends again, which it is then kept from, libcurl goes back. */
static int on_seek(void *arg, curl_off_t offset, int origin) {
    te_curl_transfer *t = arg;
    if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_FAIL;
    t->body_offset = (uint64_t)offset;
    return CURL_SEEKFUNC_OK;
}

/* ---- The handle ---- */

te_curl_transfer *te_curl_transfer_new(void) {
    return calloc(1, sizeof(te_curl_transfer));
}

void te_curl_transfer_free(te_curl_transfer *t) {
    if (t == NULL) return;
    te_curl_transfer_close(t);
    te_buf_free(&t->bare);
    free(t->fields);
    free(t);
}

bool te_curl_transfer_open(te_curl_transfer *t, te_exchange *exchange,
                           CURLSH *share, bool insecure) {
    CURL *easy = t->easy = curl_easy_init();
    if (easy == NULL) return false;
    t->exchange = exchange;
    t->begun_ns = exchange->started_ns;
    t->is_fresh = false;
    t->sendings = 0;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
    curl_easy_setopt(easy, CURLOPT_SHARE, share);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->message);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* Nothing from the environment, nothing but http and https. */
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, insecure ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, insecure ? 0L : 2L);
    /* What is in an address is meant: no cleaning up of "/../". */
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(easy, CURLOPT_READDATA, t);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, t);
    return true;
}

void te_curl_transfer_close(te_curl_transfer *t) {
    curl_easy_cleanup(t->easy);
    te_curl_addresses_take_back(&t->brought, t->sendings > 0);
    t->easy = NULL;
    t->exchange = NULL;
}

/* ---- The request ---- */

/* "Name: " means to libcurl that the field is not wanted; one without a value
 * is "Name;". */
static bool is_bare(const char *field) { return strchr(field, ':')[2] == '\0'; }

/* All of them are written before one is pointed to. */
static bool write_bare_fields(te_curl_transfer *t) {
    const te_headers *headers = &t->exchange->request.headers;
    const char *field = NULL;
    te_buf_reset(&t->bare);
    while ((field = te_headers_next(headers, field)) != NULL) {
        if (!is_bare(field)) continue;
        if (!te_buf_add(&t->bare, field, strlen(field) - 2) ||
            !te_buf_add(&t->bare, ";", 2))
            return false;
    }
    return true;
}

static bool reserve_fields(te_curl_transfer *t, size_t needed) {
    if (needed <= t->field_room) return true;
    struct curl_slist *fields = realloc(t->fields, needed * sizeof *fields);
    if (fields == NULL) return false;
    t->fields = fields;
    t->field_room = needed;
    return true;
}

static void add_field(te_curl_transfer *t, size_t i, const char *text) {
    t->fields[i].data = (char *)(uintptr_t)text; /* libcurl only reads it */
    t->fields[i].next = NULL;
    if (i > 0) t->fields[i - 1].next = &t->fields[i];
}

/* The fields as a list of libcurl's, without a copy. What it would add of its
 * own is taken away. */
static bool set_fields(te_curl_transfer *t) {
    static const struct {
        const char *name, *without;
    } additions[] = {
        {"Accept", "Accept:"},
        {"Content-Type", "Content-Type:"},
        {"Expect", "Expect:"},
    };
    const te_http_request *request = &t->exchange->request;
    const te_headers *headers = &request->headers;
    size_t count = 0;
    if (!reserve_fields(t, headers->count + 4) || !write_bare_fields(t))
        return false;
    const char *field = NULL, *bare = te_buf_str(&t->bare);
    while ((field = te_headers_next(headers, field)) != NULL) {
        add_field(t, count++, is_bare(field) ? bare : field);
        if (is_bare(field)) bare += strlen(bare) + 1;
    }
    /* What is taken away libcurl 7.88 signs as a field without a value. */
    size_t taken = request->signing == NULL ? 3 : 0;
    for (size_t i = 0; i < taken; i++) {
        if (te_headers_find(headers, additions[i].name, NULL) == NULL)
            add_field(t, count++, additions[i].without);
    }
    if (request->closes) add_field(t, count++, "Connection: close");
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->fields);
    return true;
}

static bool has_body(const te_http_request *request) {
    return request->body != NULL || strcmp(request->method, "POST") == 0 ||
           strcmp(request->method, "PUT") == 0 ||
           strcmp(request->method, "PATCH") == 0;
}

/* One text is handed over as it is, without a copy; all else is read. */
static void set_body(te_curl_transfer *t) {
    const te_body *body = t->exchange->request.body;
    te_slice text = te_slice_of("");
    bool is_text = body == NULL || te_body_is_text(body, &text);
    curl_off_t bytes = body != NULL ? (curl_off_t)body->bytes : 0;
    curl_easy_setopt(t->easy, CURLOPT_POST, 1L);
    curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, bytes);
    curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, is_text ? text.data : NULL);
}

static bool set_method(te_curl_transfer *t) {
    const te_http_request *request = &t->exchange->request;
    CURL *easy = t->easy;
    const char *own = request->method; /* where libcurl needs telling */
    if (has_body(request)) {
        set_body(t);
        if (strcmp(own, "POST") == 0) own = NULL;
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, own);
        return set_fields(t);
    }
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    if (strcmp(own, "HEAD") == 0) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        own = NULL;
    } else if (strcmp(own, "GET") == 0)
        own = NULL;
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, own);
    return set_fields(t);
}

static bool set_signing(te_curl_transfer *t) {
    const char *signing = t->exchange->request.signing;
    if (signing == NULL) return true;
    const char *key = signing + strlen(signing) + 1;
    const char *secret = key + strlen(key) + 1;
    return curl_easy_setopt(t->easy, CURLOPT_AWS_SIGV4, signing) == CURLE_OK &&
           curl_easy_setopt(t->easy, CURLOPT_USERNAME, key) == CURLE_OK &&
           curl_easy_setopt(t->easy, CURLOPT_PASSWORD, secret) == CURLE_OK;
}

bool te_curl_transfer_prepare(te_curl_transfer *t) {
    const te_http_request *request = &t->exchange->request;
    te_curl_head_begin(&t->head, t->exchange);
    t->socket_errno = 0;
    t->sent_ns = t->first_ns = 0;
    t->is_stale = t->is_last = false;
    t->body_offset = 0;
    t->message[0] = '\0';
    te_curl_policy_trust(t->easy, t->exchange->policy);
    te_curl_policy_speak(t->easy, t->exchange->policy);
    bool is_only =
        request->closes || te_curl_policy_needs_fresh(t->exchange->policy);
    curl_easy_setopt(t->easy, CURLOPT_FORBID_REUSE, is_only ? 1L : 0L);
    curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT,
                     t->is_fresh || is_only ? 1L : 0L);
    return curl_easy_setopt(t->easy, CURLOPT_URL, te_buf_str(&request->url)) ==
               CURLE_OK &&
           set_signing(t) && set_method(t);
}

/* ---- Its time ---- */

te_deadline te_curl_transfer_deadline(const te_curl_transfer *t) {
    return te_deadline_of(t->exchange, t->begun_ns, t->sendings > 0);
}

/* ---- The answer ---- */

static uint64_t since(uint64_t later, uint64_t earlier) {
    return later > earlier ? later - earlier : 0;
}

/* libcurl's own times of sending and of the first byte say when it noticed,
 * which on a reused connection is the same moment: we take our own. */
static void read_phases(te_curl_transfer *t) {
    te_http_response *response = &t->exchange->response;
    te_http_phases *phases = &response->phases;
    if (!response->is_reused)
        te_curl_opening_times(t->easy, &phases->connect_ns, &phases->tls_ns);
    if (t->first_ns == 0) return;
    phases->wait_ns = since(t->first_ns, t->sent_ns);
    phases->receive_ns = since(t->exchange->ended_ns, t->first_ns);
}

/* libcurl sends a text up to here together with the head, and counts it as a
 * part of that. */
#define JOINED_BYTES ((uint64_t)64 * 1024)

static bool is_joined(const te_body *body) {
    te_slice text;
    return body != NULL && te_body_is_text(body, &text) &&
           body->bytes < JOINED_BYTES;
}

static void read_sizes(te_curl_transfer *t) {
    te_http_response *response = &t->exchange->response;
    long head = 0;
    curl_off_t body = 0;
    curl_easy_getinfo(t->easy, CURLINFO_REQUEST_SIZE, &head);
    curl_easy_getinfo(t->easy, CURLINFO_SIZE_UPLOAD_T, &body);
    if (is_joined(t->exchange->request.body)) body = 0;
    response->sent_bytes += (uint64_t)head + (uint64_t)body;
}

/* Whether libcurl gave up because the connection, one used before, was lost
 * before an answer came. While a long body is on its way it does not ask
 * whether it may send again. */
static bool was_lost(const te_curl_transfer *t, CURLcode code) {
    long connects = 0;
    if (code == CURLE_ABORTED_BY_CALLBACK) return t->sendings > 1;
    if (code != CURLE_SEND_ERROR || t->sendings == 0) return false;
    curl_easy_getinfo(t->easy, CURLINFO_NUM_CONNECTS, &connects);
    return connects == 0 && t->first_ns == 0;
}

/* Whether libcurl finds the answer to leave its connection open, too: "close"
 * it takes for said when it is a part of a word. */
static bool is_kept(const te_curl_transfer *t) {
    static const char word[] = "close";
    size_t length = 0, size = sizeof word - 1;
    const char *value =
        te_response_field(&t->exchange->response, "Connection", &length);
    for (size_t i = 0; value != NULL && i + size <= length; i++)
        if (strncasecmp(value + i, word, size) == 0) return false;
    return t->head.is_kept;
}

/* Whether more came than the answer. libcurl does not tell; it closes the
 * connection then, which it has no other reason to when the request went out
 * whole. Only another transfer of the session, looking for a connection, would
 * close this one, too, where the server had just left it: then nobody knows. */
static bool has_extra(const te_curl_transfer *t) {
    const te_http_request *request = &t->exchange->request;
    curl_socket_t fd = CURL_SOCKET_BAD;
    curl_off_t sent = 0;
    curl_easy_getinfo(t->easy, CURLINFO_ACTIVESOCKET, &fd);
    if (fd != CURL_SOCKET_BAD || !t->is_alone || !is_kept(t) || t->is_last ||
        te_h1_request_closes(request))
        return false;
    curl_easy_getinfo(t->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    return request->body == NULL || (uint64_t)sent >= request->body->bytes;
}

/* Whether a connection was closed as soon as it was secured. */
static bool was_refused(const te_curl_transfer *t) {
    long connects = 0;
    curl_easy_getinfo(t->easy, CURLINFO_NUM_CONNECTS, &connects);
    return connects > 0 && t->first_ns == 0 &&
           t->exchange->request.parts.is_https;
}

/* Which kind of failure a code of libcurl's is. */
static te_http_error classify(const te_curl_transfer *t, CURLcode code) {
    bool has_head = t->head.bytes > 0;
    switch (code) {
    case CURLE_OK: /* libcurl takes the end of all for that of the head */
        if (!t->head.is_final) return TE_HTTP_TRUNCATED;
        return has_extra(t) ? TE_HTTP_EXTRA_BYTES : TE_HTTP_OK;
    case CURLE_COULDNT_RESOLVE_HOST:
        return TE_HTTP_DNS;
    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
        return te_curl_opening_error(t->easy, t->socket_errno);
    case CURLE_OPERATION_TIMEDOUT:
        return TE_HTTP_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return TE_HTTP_TLS;
    case CURLE_PARTIAL_FILE:
        return TE_HTTP_TRUNCATED;
    case CURLE_RECV_ERROR: /* chunks that are none are such an error, too */
        if (strstr(t->message, "chunk") != NULL) return TE_HTTP_BAD_CHUNK;
        if (te_curl_policy_is_alert(t->message)) return TE_HTTP_TLS;
        return has_head ? TE_HTTP_TRUNCATED : TE_HTTP_CLOSED;
    case CURLE_SEND_ERROR:
        if (was_refused(t)) return TE_HTTP_TLS;
        return has_head ? TE_HTTP_TRUNCATED : TE_HTTP_CLOSED;
    case CURLE_GOT_NOTHING:
    case CURLE_ABORTED_BY_CALLBACK:
        return has_head ? TE_HTTP_TRUNCATED : TE_HTTP_CLOSED;
    case CURLE_OUT_OF_MEMORY:
        /* What 7.88 says of a field over 100 KB. */
        return has_head ? TE_HTTP_HEADER_FLOOD : TE_HTTP_LOCAL;
    case CURLE_FAILED_INIT:
        return TE_HTTP_LOCAL;
    default:
        if (strstr(t->message, "Nul byte") != NULL) return TE_HTTP_NUL;
        if (strstr(t->message, "Content-Length") != NULL)
            return TE_HTTP_BAD_LENGTH;
        return TE_HTTP_PROTOCOL;
    }
}

static void describe_refusal(const te_curl_transfer *t) {
    te_http_response *response = &t->exchange->response;
    const te_url *url = &t->exchange->request.parts;
    const char *reason = te_curl_opening_reason(t->easy, t->socket_errno);
    snprintf(response->message, sizeof response->message,
             "cannot connect to %.*s: %s", TE_SLICE_ARGS(url->authority),
             reason != NULL ? reason : "no route");
}

static void read_message(te_curl_transfer *t, CURLcode code) {
    te_http_response *response = &t->exchange->response;
    const char *text = t->message;
    if (response->error == TE_HTTP_TIMEOUT) {
        te_deadline_miss(t->exchange, te_curl_transfer_deadline(t),
                         t->sendings > 0);
        return;
    }
    if (code == CURLE_COULDNT_CONNECT) {
        describe_refusal(t);
        return;
    }
    if (response->error == TE_HTTP_HEADER_FLOOD)
        text = "a header field is over 100 KB";
    else if (code == CURLE_SEND_ERROR && response->error == TE_HTTP_TLS)
        text = TE_CURL_POLICY_REFUSED;
    else if (code == CURLE_ABORTED_BY_CALLBACK || was_lost(t, code))
        text = "the connection was closed before an answer came; a request "
               "that is not idempotent is not sent again";
    else if (te_http_error_text(response->error) != NULL)
        text = te_http_error_text(response->error);
    else if (text[0] == '\0')
        text = curl_easy_strerror(code);
    snprintf(response->message, sizeof response->message, "%s", text);
}

static bool is_idempotent(const char *method) {
    return strcmp(method, "POST") != 0 && strcmp(method, "PATCH") != 0;
}

/* Whether the request goes out once more: nothing of it was sent, or it was
 * lost and may be sent twice. */
static bool wants_again(te_curl_transfer *t, CURLcode code) {
    te_exchange *x = t->exchange;
    if (t->is_fresh) return false;
    if (t->is_stale) return code == CURLE_ABORTED_BY_CALLBACK;
    if (!was_lost(t, code) || !is_idempotent(x->request.method)) return false;
    x->response.retries++;
    return true;
}

te_curl_outcome te_curl_transfer_read(te_curl_transfer *t, CURLcode code) {
    te_http_response *response = &t->exchange->response;
    if (wants_again(t, code)) {
        t->is_fresh = true;
        return TE_CURL_AGAIN;
    }
    long connects = 0, status = 0;
    curl_easy_getinfo(t->easy, CURLINFO_NUM_CONNECTS, &connects);
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    bool is_refused = response->error != TE_HTTP_OK; /* by a callback */
    if (!is_refused) response->error = classify(t, code);
    t->exchange->ended_ns = te_clock_now_ns(NULL);
    /* Of a transfer that never began libcurl says nothing, and what we noted
     * is of the one before. */
    if (t->sendings > 0) {
        response->is_reused = connects == 0;
        response->status = (int)status;
        read_phases(t);
        read_sizes(t);
    }
    if (response->error == TE_HTTP_OK)
        te_intake_end(t->exchange);
    else if (!is_refused)
        read_message(t, code);
    return TE_CURL_DONE;
}
