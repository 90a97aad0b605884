/* outlet_post.c - --out influx=URL and --out otlp=URL: interval records that
 * are posted, one request each.
 *
 * User and password are taken out of the URL and sent as Basic authentication;
 * a token for InfluxDB and headers for OTLP come from the configuration. What
 * is shown of a URL is scheme, host and port: nothing that may be secret. */
#include "outlet.h"

#include "curl_courier.h"
#include "headers.h"
#include "influx_report.h"
#include "otlp_report.h"
#include "url.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef bool (*write_body)(te_buf *out, const te_interval *interval,
                           const te_result *result, uint64_t unix_ns);

typedef struct post {
    te_courier *courier;
    write_body write;
    te_buf shown;        /* "influx=http://127.0.0.1:8086" */
    uint64_t unix_ns;    /* of the record before */
    uint64_t incomplete; /* records there was no memory for */
} post;

/* Where it goes, and as whom. */
typedef struct place {
    te_buf url; /* without user, password and fragment */
    te_buf user, password;
    bool has_user;
    te_headers headers;
    te_url parts; /* of url */
} place;

static void clear_place(place *p) {
    te_buf_free(&p->url);
    te_buf_free(&p->user);
    te_buf_free(&p->password);
    te_headers_free(&p->headers);
}

static bool no_memory(te_error *err) {
    return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
}

/* ---- The URL ---- */

/* Takes "user:password@" out of the front of an authority. */
static bool take_user(place *p, te_slice *authority, te_error *err) {
    size_t at = authority->length;
    while (at > 0 && authority->data[at - 1] != '@')
        at--;
    if (at == 0) return true;
    te_slice user = te_slice_to(*authority, at - 1);
    size_t colon = te_slice_find(user, ':');
    te_slice password = te_slice_from(user, colon + (colon < user.length));
    *authority = te_slice_from(*authority, at);
    p->has_user = true;
    return (te_url_decode(te_slice_to(user, colon), &p->user) &&
            te_url_decode(password, &p->password)) ||
           no_memory(err);
}

/* `path` is what a URL without one gets; NULL: it must have one. */
static bool read_url(place *p, const char *text, const char *path,
                     te_error *err) {
    const char *slashes = strstr(text, "://");
    size_t start = slashes != NULL ? (size_t)(slashes - text) + 3 : 0;
    te_slice rest = te_slice_from(te_slice_of(text), start);
    rest = te_slice_to(rest, te_slice_find(rest, '#'));
    te_slice authority = te_slice_to(rest, strcspn(rest.data, "/?#"));
    rest = te_slice_from(rest, authority.length);
    if (!take_user(p, &authority, err)) return false;
    bool has_path =
        rest.length > 1 && rest.data[0] == '/' && rest.data[1] != '?';
    if (!has_path && path != NULL && te_slice_starts(rest, "/"))
        rest = te_slice_from(rest, 1);
    if (!te_buf_add(&p->url, text, start) ||
        !te_buf_add(&p->url, authority.data, authority.length) ||
        (!has_path && path != NULL && !te_buf_adds(&p->url, path)) ||
        !te_buf_add(&p->url, rest.data, rest.length))
        return no_memory(err);
    return te_url_parse(p->url.data, p->url.length, &p->parts, err) &&
           (has_path || path != NULL ||
            te_fail(err, "the URL has no path: that is /write?db=NAME, or "
                         "/api/v2/write?org=NAME&bucket=NAME"));
}

/* Times in a body are nanoseconds; a database that was told otherwise would put
 * the run into another millennium. */
static bool check_precision(const place *p, te_error *err) {
    const char *at = strstr(te_buf_str(&p->url), "precision=");
    if (at == NULL) return true;
    at += strlen("precision=");
    size_t length = strcspn(at, "&");
    return (length == 1 && *at == 'n') ||
           (length == 2 && memcmp(at, "ns", 2) == 0) ||
           te_fail(err, "times are sent in nanoseconds: leave out precision=");
}

/* ---- Headers ---- */

static bool add_header(place *p, te_slice name, te_slice value, te_error *err) {
    return te_headers_add(&p->headers, name.data, name.length, value.data,
                          value.length, err);
}

/* A user in the URL was meant for this place, and counts before a token. */
static bool add_token(place *p, const char *token, te_error *err) {
    te_buf value = TE_BUF_INIT;
    if (token == NULL || *token == '\0' || p->has_user) return true;
    bool ok = te_buf_addf(&value, "Token %s", token) || no_memory(err);
    te_error why;
    if (ok && !add_header(p, te_slice_of("Authorization"),
                          (te_slice){value.data, value.length}, &why))
        ok = te_fail(err, "INFLUX_TOKEN is nothing that a header can hold");
    te_buf_free(&value);
    return ok;
}

/* "NAME=VALUE,NAME=VALUE", values percent-encoded where they must be. They may
 * be secrets: err tells which variable it is and no more. */
static bool add_headers(place *p, const char *list, te_error *err) {
    te_slice rest = te_slice_of(list != NULL ? list : "");
    te_buf value = TE_BUF_INIT;
    bool ok = true;
    while (rest.length > 0 && ok) {
        te_slice pair = te_slice_to(rest, te_slice_find(rest, ','));
        size_t equals = te_slice_find(pair, '=');
        rest = te_slice_from(rest, pair.length + (pair.length < rest.length));
        if (te_slice_trim(pair).length == 0) continue;
        te_buf_reset(&value);
        ok = equals < pair.length &&
             te_url_decode(te_slice_trim(te_slice_from(pair, equals + 1)),
                           &value) &&
             value.length > 0 &&
             add_header(p, te_slice_trim(te_slice_to(pair, equals)),
                        (te_slice){value.data, value.length}, NULL);
    }
    te_buf_free(&value);
    return ok || te_fail(err, "OTEL_EXPORTER_OTLP_HEADERS is not "
                              "NAME=VALUE,NAME=VALUE");
}

/* ---- Records ---- */

static bool write_influx(te_buf *out, const te_interval *interval,
                         const te_result *result, uint64_t unix_ns) {
    return te_influx_report(out, interval, result->totals, unix_ns);
}

static bool write_otlp(te_buf *out, const te_interval *interval,
                       const te_result *result, uint64_t unix_ns) {
    (void)interval;
    return te_otlp_report(out, result, unix_ns);
}

/* No two records are of the same time: the later one would take the place of
 * the other. */
static void post_interval(void *self, const te_interval *interval,
                          const te_result *result) {
    post *p = self;
    te_buf body = TE_BUF_INIT;
    uint64_t unix_ns = result->started_at_unix_ns + interval->end_ns;
    p->unix_ns = unix_ns > p->unix_ns ? unix_ns : p->unix_ns + 1;
    if (!p->write(&body, interval, result, p->unix_ns))
        p->incomplete++;
    else if (body.length > 0)
        te_courier_send(p->courier, &body);
    te_buf_free(&body);
}

static void end_post(void *self, uint64_t until_ns) {
    te_courier_end(((post *)self)->courier, until_ns);
}

static bool tell_lost(void *self, char *line, size_t size) {
    post *p = self;
    te_courier_account account;
    te_courier_wait(p->courier, &account);
    uint64_t lost = account.lost + p->incomplete;
    snprintf(line, size,
             "--out %s: %" PRIu64 " of %" PRIu64 " intervals not sent: %s",
             te_buf_str(&p->shown), lost, account.bodies + p->incomplete,
             account.lost > 0 ? account.reason : "no memory");
    return lost > 0;
}

/* ---- Opening ---- */

static void close_post(void *self) {
    post *p = self;
    te_courier_free(p->courier);
    te_buf_free(&p->shown);
    free(p);
}

static post *start(const place *at, const char *kind, write_body write,
                   te_error *err) {
    post *p = calloc(1, sizeof *p);
    te_slice authority = at->parts.authority;
    if (p == NULL || !te_buf_addf(&p->shown, "%s=%s://%.*s", kind,
                                  at->parts.is_https ? "https" : "http",
                                  (int)authority.length, authority.data)) {
        free(p);
        no_memory(err);
        return NULL;
    }
    p->write = write;
    p->courier = te_courier_new(
        &(te_courier_config){
            .url = te_buf_str(&at->url),
            .user = at->has_user ? te_buf_str(&at->user) : NULL,
            .password = te_buf_str(&at->password),
            .headers = &at->headers,
        },
        err);
    if (p->courier != NULL) return p;
    close_post(p);
    return NULL;
}

static bool set_type(place *at, const char *type, te_error *err) {
    return add_header(at, te_slice_of("Content-Type"), te_slice_of(type), err);
}

static void *open_influx(const char *where, const te_config *config,
                         te_common *common, te_error *err) {
    (void)common;
    place at = {.url = TE_BUF_INIT};
    post *p = NULL;
    if (read_url(&at, where, NULL, err) && check_precision(&at, err) &&
        set_type(&at, "text/plain; charset=utf-8", err) &&
        add_token(&at, config->influx_token, err))
        p = start(&at, "influx", write_influx, err);
    clear_place(&at);
    return p;
}

static void *open_otlp(const char *where, const te_config *config,
                       te_common *common, te_error *err) {
    (void)common;
    place at = {.url = TE_BUF_INIT};
    post *p = NULL;
    if (read_url(&at, where, "/v1/metrics", err) &&
        set_type(&at, "application/json", err) &&
        add_headers(&at, config->otlp_headers, err))
        p = start(&at, "otlp", write_otlp, err);
    clear_place(&at);
    return p;
}

const te_outlet_kind te_outlet_influx = {
    .name = "influx",
    .example = "influx=http://127.0.0.1:8086/write?db=load",
    .open = open_influx,
    .interval = post_interval,
    .end = end_post,
    .lost = tell_lost,
    .close = close_post,
};

const te_outlet_kind te_outlet_otlp = {
    .name = "otlp",
    .example = "otlp=http://127.0.0.1:4318",
    .open = open_otlp,
    .interval = post_interval,
    .end = end_post,
    .lost = tell_lost,
    .close = close_post,
};
