/* session.c - see session.h. */
#include "session.h"

#include "cookie_header.h"
#include "mask.h"
#include "redirect.h"
#include "route.h"
#include "sigv4.h"
#include "tags.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct te_session {
    te_http *http;
    FILE *trace;
    te_connections *connections;
    te_cookies *cookies;
    te_cookie_header *cookie_header; /* NULL before there was a cookie */
    te_logins logins;
    te_buf base;
    te_session_options options;
    te_call *calls; /* started */
    te_call *draft; /* the next one, or NULL */
    bool is_closing;
};

const te_expect TE_EXPECT_DEFAULT = {{~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0,
                                      ~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0,
                                      (uint64_t)0xffff, 0, 0, 0}};

void te_expect_add(te_expect *expect, int first, int last) {
    for (int status = first; status <= last && status < 640; status++) {
        if (status >= 0)
            expect->bits[status / 64] |= (uint64_t)1 << (status % 64);
    }
}

bool te_expect_has(const te_expect *expect, int status) {
    return status >= 0 && status < 640 &&
           (expect->bits[status / 64] >> (status % 64) & 1) != 0;
}

/* ---- The session ---- */

te_session *te_session_new(te_http *http, FILE *trace) {
    static const char agent[] = "tengine/" TE_VERSION, any[] = "*/*";
    te_session *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    s->http = http;
    s->trace = trace;
    s->options = (te_session_options){.timeout_ns = TE_TIMEOUT_NS,
                                      .max_body_bytes = TE_BODY_MAX_BYTES,
                                      .follow = true,
                                      .expect = TE_EXPECT_DEFAULT};
    s->connections = te_connections_new(http);
    s->cookies = te_cookies_new();
    te_headers *headers = &s->options.headers;
    if (s->connections == NULL || s->cookies == NULL ||
        !te_headers_add(headers, "User-Agent", 10, agent, sizeof agent - 1,
                        NULL) ||
        !te_headers_add(headers, "Accept", 6, any, sizeof any - 1, NULL)) {
        te_session_free(s);
        return NULL;
    }
    return s;
}

static void free_options(te_session_options *options) {
    te_headers_free(&options->headers);
    te_buf_free(&options->tags);
    te_buf_free(&options->login);
    te_buf_free(&options->signing);
}

static void free_call(te_call *call) {
    if (call == NULL) return;
    free_options(&call->options);
    te_body_free(&call->body);
    te_buf_free(&call->name);
    te_buf_free(&call->tags);
    free(call);
}

void te_session_free(te_session *s) {
    if (s == NULL) return;
    s->is_closing = false;
    while (s->calls != NULL)
        te_call_give_back(s->calls);
    free_call(s->draft);
    te_connections_free(s->connections);
    te_cookie_header_free(s->cookie_header);
    te_cookies_free(s->cookies);
    te_logins_free(&s->logins);
    free_options(&s->options);
    te_buf_free(&s->base);
    free(s);
}

void te_session_end(te_session *s) {
    if (s->calls == NULL) {
        te_session_free(s);
        return;
    }
    s->is_closing = true;
    for (te_call *call = s->calls; call != NULL; call = call->next) {
        te_http_response *response = &call->exchange->response;
        if (!call->is_under_way) continue;
        call->is_under_way = false;
        te_http_cancel(s->http, call->exchange);
        te_http_count(s->http, call->exchange, false);
        snprintf(response->message, sizeof response->message,
                 "the session was closed");
        call->on_done(call);
    }
}

bool te_session_set_base(te_session *s, const char *url, te_error *err) {
    te_url parts;
    te_buf_reset(&s->base);
    if (url[0] == '\0') return true;
    if (!te_url_parse(url, strlen(url), &parts, err)) return false;
    if (te_buf_adds(&s->base, url)) return true;
    return te_fail_as(err, TE_ERROR_SYSTEM, "base_url: no memory");
}

const char *te_session_base(const te_session *s) {
    return te_buf_str(&s->base);
}

te_session_options *te_session_options_of(te_session *s) { return &s->options; }

te_connection_policy *te_session_policy(te_session *s) {
    return te_connections_policy(s->connections);
}

te_cookies *te_session_cookies(te_session *s) { return s->cookies; }

/* ---- Calls ---- */

/* Most have nothing in it, and no memory. */
static bool copy_text(te_buf *to, const te_buf *from) {
    te_buf_reset(to);
    return from->length == 0 || te_buf_add(to, from->data, from->length);
}

/* A copy, in the buffers that are there. False without memory. */
static bool copy_options(te_session_options *to,
                         const te_session_options *from) {
    te_headers headers = to->headers;
    te_buf tags = to->tags, login = to->login, signing = to->signing;
    *to = *from;
    to->headers = headers;
    to->tags = tags;
    to->login = login;
    to->signing = signing;
    return te_headers_copy(&to->headers, &from->headers) &&
           copy_text(&to->tags, &from->tags) &&
           copy_text(&to->login, &from->login) &&
           copy_text(&to->signing, &from->signing);
}

/* Everything but the buffers back to zero. */
static void clear_call(te_call *call) {
    te_call kept = {.options = call->options,
                    .body = call->body,
                    .name = call->name,
                    .tags = call->tags};
    te_body_reset(&kept.body);
    te_buf_reset(&kept.name);
    *call = kept;
}

te_call *te_call_draft(te_session *s) {
    if (s->draft == NULL) s->draft = calloc(1, sizeof *s->draft);
    if (s->draft == NULL) return NULL;
    te_call *call = s->draft;
    clear_call(call);
    call->session = s;
    return copy_options(&call->options, &s->options) ? call : NULL;
}

/* From draft to one of those that were started. */
static void enlist(te_call *call) {
    te_session *s = call->session;
    s->draft = NULL;
    call->is_under_way = true;
    call->next = s->calls;
    if (s->calls != NULL) s->calls->previous = call;
    s->calls = call;
}

static void unlist(te_call *call) {
    te_session *s = call->session;
    if (call->previous != NULL)
        call->previous->next = call->next;
    else
        s->calls = call->next;
    if (call->next != NULL) call->next->previous = call->previous;
}

void te_call_give_back(te_call *call) {
    te_session *s = call->session;
    if (call->is_under_way) {
        te_http_cancel(s->http, call->exchange);
        te_http_count(s->http, call->exchange, false);
    }
    te_http_give_back(s->http, call->exchange);
    unlist(call);
    te_body_reset(&call->body);
    if (s->draft == NULL)
        s->draft = call;
    else
        free_call(call);
    if (s->is_closing && s->calls == NULL) te_session_free(s);
}

bool te_call_is_expected(const te_call *call) {
    return te_expect_has(&call->options.expect,
                         call->exchange->response.status);
}

/* ---- Showing what goes out and comes in ---- */

static void trace_fields(te_session *s, char mark, const char *line) {
    te_buf text = TE_BUF_INIT;
    char name[100];
    const char *colon = strchr(line, ':');
    if (colon == NULL) return;
    snprintf(name, sizeof name, "%.*s", (int)(colon - line), line);
    colon++;
    while (*colon == ' ')
        colon++;
    te_mask_header(name, colon, &text);
    fprintf(s->trace, "%c %s\n", mark, te_buf_str(&text));
    te_buf_free(&text);
}

static void trace_request(te_session *s, const te_exchange *x) {
    te_buf url = TE_BUF_INIT;
    te_mask_url(te_buf_str(&x->request.url), &url);
    fprintf(s->trace, "> %s %s\n", x->request.method, te_buf_str(&url));
    te_buf_free(&url);
    const char *field = NULL;
    while ((field = te_headers_next(&x->request.headers, field)) != NULL)
        trace_fields(s, '>', field);
    if (x->request.body != NULL && x->request.body->bytes > 0)
        fprintf(s->trace, "> (%" PRIu64 " bytes of body)\n",
                x->request.body->bytes);
}

static void trace_response(te_session *s, const te_exchange *x) {
    const te_http_response *response = &x->response;
    double ms = (double)(x->ended_ns - x->started_ns) / 1e6;
    if (response->error != TE_HTTP_OK) {
        fprintf(s->trace, "< %s: %s (%.3f ms)\n",
                te_http_error_name(response->error), response->message, ms);
        return;
    }
    fprintf(s->trace, "< %d (%.3f ms, %llu bytes of body)\n", response->status,
            ms, (unsigned long long)response->body_bytes);
    const char *line = NULL;
    size_t length;
    while ((line = te_response_next_field(response, line, &length)) != NULL) {
        char *copy = strndup(line, length);
        if (copy != NULL) trace_fields(s, '<', copy);
        free(copy);
    }
}

/* ---- One exchange after the other ---- */

/* Wall time: cookies expire by the calendar. */
static int64_t now_s(void) { return (int64_t)time(NULL); }

static bool find_cookies(te_session *s, const te_url *url, te_slice *value) {
    if (s->cookie_header == NULL)
        s->cookie_header = te_cookie_header_new(s->cookies);
    return s->cookie_header != NULL &&
           te_cookie_header_value(s->cookie_header, url, now_s(), value);
}

static bool add_cookies(te_call *call, te_error *err) {
    te_session *s = call->session;
    te_exchange *x = call->exchange;
    call->brings_cookie = te_headers_find(&x->request.headers, "Cookie", NULL);
    if (call->brings_cookie || te_cookies_count(s->cookies) == 0) return true;
    te_slice value;
    if (!find_cookies(s, &x->request.parts, &value))
        return te_fail_as(err, TE_ERROR_SYSTEM, "request: no memory");
    return value.length == 0 || te_headers_add(&x->request.headers, "Cookie", 6,
                                               value.data, value.length, err);
}

static void keep_cookies(te_session *s, const te_exchange *x) {
    static const char name[] = "set-cookie:";
    const te_url *url = &x->request.parts;
    const char *line = NULL;
    size_t length, name_length = sizeof name - 1;
    while ((line = te_response_next_field(&x->response, line, &length)) !=
           NULL) {
        if (length <= name_length || (line[0] | 0x20) != 's' ||
            strncasecmp(line, name, name_length) != 0)
            continue;
        te_slice value = {line + name_length, length - name_length};
        te_cookies_store(s->cookies, url->host, url->target, url->is_https,
                         value, now_s());
    }
}

static bool name_call(te_call *call) {
    const te_http_request *request = &call->exchange->request;
    if (call->name.length > 0) return true;
    return te_route_name(te_slice_of(request->method), request->parts.target,
                         &call->name);
}

/* Where nobody added any they are a text that is ready. */
static bool tag_call(te_call *call) {
    enum { ROOM = 2 * TE_TAGS_OWN_BYTES };
    const char *under = call->under_tags,
               *own = te_buf_str(&call->options.tags);
    call->exchange->tags = under;
    if (own[0] == '\0') return true;
    te_buf_reset(&call->tags);
    if (!te_buf_reserve(&call->tags, ROOM)) return false;
    char *tags = call->tags.data;
    snprintf(tags, ROOM, "%s", under != NULL ? under : "");
    te_tags_merge(tags, ROOM, own);
    call->exchange->tags = tags;
    return true;
}

/* A header of one's own beats a login. */
static void settle_login(te_call *call) {
    const te_headers *headers = &call->exchange->request.headers;
    te_buf *login = &call->options.login;
    if (login->length > 0 && te_headers_find(headers, "Authorization", NULL))
        te_buf_reset(login);
}

static void end_call(te_call *call) {
    call->is_under_way = false;
    call->on_done(call);
}

static bool send_exchange(te_call *call, te_error *err) {
    te_session *s = call->session;
    te_exchange *x = call->exchange;
    const te_buf *login = &call->options.login;
    if (!te_url_parse(x->request.url.data, x->request.url.length,
                      &x->request.parts, err) ||
        (x->request.signing != NULL && !te_sigv4_prepare(&x->request, err)) ||
        !add_cookies(call, err))
        return false;
    if (login->length > 0 &&
        !te_logins_answer(&s->logins, &x->request, login, err))
        return false;
    if (!name_call(call))
        return te_fail_as(err, TE_ERROR_SYSTEM, "request: no memory");
    x->name = te_buf_str(&call->name);
    if (s->trace != NULL) trace_request(s, x);
    te_http_start(s->http, x);
    return true;
}

static void fail(te_call *call, te_http_error error, const char *why) {
    te_response_fail(&call->exchange->response, error, why);
}

/* Counts the exchange that has ended, as one that was expected. */
static void count_hop(te_call *call) {
    te_exchange *x = call->exchange;
    te_http_count(call->session->http, x, true);
    x->request.intended_ns = x->ended_ns;
    if (!call->brings_cookie)
        te_headers_remove(&x->request.headers, "Cookie", 6);
}

static void forget_login(te_call *call) {
    te_buf_reset(&call->options.login);
    call->exchange->request.signing = NULL;
}

/* A login is for one origin. */
static void forget_login_elsewhere(te_call *call, const te_buf *url) {
    te_url parts;
    if (!te_url_parse(url->data, url->length, &parts, NULL) ||
        !te_url_same_origin(&call->exchange->request.parts, &parts))
        forget_login(call);
}

/* What fails here is our own lack of memory. */
static void send_next_hop(te_call *call, const te_buf *url) {
    te_error err;
    count_hop(call);
    call->has_renewed = false;
    forget_login_elsewhere(call, url);
    te_fail_as(&err, TE_ERROR_SYSTEM, "redirect: no memory");
    if (te_redirect_turn(call->exchange, url) && send_exchange(call, &err))
        return;
    fail(call, TE_HTTP_REDIRECT, err.message);
    end_call(call);
}

/* Whether the server asks for a Digest that can be given, and the request is
 * being sent again with it: once, then a 401 is the answer. */
static bool log_in(te_call *call) {
    te_exchange *x = call->exchange;
    te_error err;
    if (x->response.status != 401 || call->options.login.length == 0 ||
        call->has_renewed ||
        !te_logins_learn(&call->session->logins, x, call->cnonce))
        return false;
    call->has_renewed = true;
    count_hop(call);
    if (!send_exchange(call, &err)) {
        fail(call, TE_HTTP_LOCAL, err.message);
        end_call(call);
    }
    return true;
}

/* Whether the answer is a redirect that is being followed. One that cannot be
 * is a failure. */
static bool follow(te_call *call) {
    te_exchange *x = call->exchange;
    te_buf url = TE_BUF_INIT;
    te_error err;
    if (!call->options.follow || !te_redirect_is_one(&x->response))
        return false;
    bool ok = te_redirect_target(x, &url, &err);
    if (ok && ++call->hops > TE_REDIRECTS_MAX)
        ok = te_fail(&err, "more than %d redirects", TE_REDIRECTS_MAX);
    if (ok)
        send_next_hop(call, &url);
    else
        fail(call, TE_HTTP_REDIRECT, err.message);
    te_buf_free(&url);
    return ok;
}

static void on_exchange_done(te_exchange *x) {
    te_call *call = x->owner;
    te_session *s = call->session;
    if (s->trace != NULL) trace_response(s, x);
    if (x->response.error == TE_HTTP_OK) {
        keep_cookies(s, x);
        if (follow(call) || log_in(call)) return;
    }
    te_http_count(s->http, x, te_call_is_expected(call));
    end_call(call);
}

/* A header of one's own says otherwise what is asked for. */
static bool ask_for_compression(te_http_request *request, te_error *err) {
    static const char name[] = "Accept-Encoding", value[] = "gzip, deflate";
    request->decode = true;
    return te_headers_find(&request->headers, name, NULL) != NULL ||
           te_headers_add(&request->headers, name, sizeof name - 1, value,
                          sizeof value - 1, err);
}

/* What the call says, as the exchange's request. */
static bool fill_request(te_call *call, const char *method, te_slice path,
                         te_error *err) {
    te_session *s = call->session;
    te_http_request *request = &call->exchange->request;
    te_slice base = {s->base.data, s->base.length};
    size_t length = strnlen(method, sizeof request->method - 1);
    memcpy(request->method, method, length);
    request->method[length] = '\0';
    if (base.length == 0 && path.length > 0 && path.data[0] == '/')
        return te_fail(err,
                       "request: '%.100s' is a path, and the session has "
                       "no base_url to join it to",
                       path.data);
    if (!te_url_join(base, path, &request->url))
        return te_fail_as(err, TE_ERROR_SYSTEM, "request: no memory");
    te_headers empty = request->headers;
    request->headers = call->options.headers;
    call->options.headers = empty;
    request->body = call->body.count > 0 ? &call->body : NULL;
    request->timeout_ns = call->options.timeout_ns;
    request->connect_timeout_ns = call->options.connect_timeout_ns;
    request->max_body_bytes = call->options.max_body_bytes;
    request->discard_body = call->options.discard_body;
    request->closes = call->options.no_reuse;
    if (call->options.signing.length > 0)
        request->signing = call->options.signing.data;
    return !call->options.compressed || ask_for_compression(request, err);
}

bool te_call_start(te_call *call, const char *method, te_slice path,
                   uint64_t intended_ns, te_error *err) {
    te_session *s = call->session;
    te_exchange *x = te_http_take(s->http);
    if (x == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "request: no memory");
    x->request.intended_ns = intended_ns;
    x->worker = call->worker;
    x->doing = call->doing;
    x->connections = s->connections;
    x->on_done = on_exchange_done;
    x->owner = call;
    call->exchange = x;
    bool ok = fill_request(call, method, path, err);
    if (ok && !tag_call(call))
        ok = te_fail_as(err, TE_ERROR_SYSTEM, "request: no memory");
    settle_login(call);
    if (!ok || !send_exchange(call, err)) {
        te_http_give_back(s->http, x);
        te_body_reset(&call->body);
        return false;
    }
    enlist(call);
    return true;
}
