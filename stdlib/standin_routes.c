/* standin_routes.c - see standin_routes.h. */
#include "standin_routes.h"

#include "standin_download.h"
#include "standin_symbolicate.h"
#include "standin_upload.h"

#include <string.h>
#include <strings.h>

static bool is_path(const char *target, const char *path) {
    size_t length = te_standin_path_length(target);
    return length == strlen(path) && memcmp(target, path, length) == 0;
}

static bool is_under(const char *target, const char *folder) {
    return strncmp(target, folder, strlen(folder)) == 0;
}

bool te_standin_is_heartbeat(const char *target) {
    return is_path(target, "/__lbheartbeat__") ||
           is_path(target, "/__heartbeat__") || is_path(target, "/__version__");
}

static bool is_symbolication(const char *target) {
    return is_under(target, "/symbolicate/") || is_path(target, "/__broken__");
}

void te_standin_fail(const te_standin_request *r, te_standin_answer *a) {
    if (is_symbolication(r->target))
        te_standin_title(a, 500, "500 Internal Server Error");
    else
        te_standin_error(a, 500, "Internal Server Error");
}

/* Both services have these; where they differ, GET is Tecken's and what is
 * refused is Eliot's. */
static void answer_heartbeat(const te_standin_request *r,
                             te_standin_answer *a) {
    if (strcmp(r->method, "GET") != 0) {
        te_standin_header(a, "allow", "GET, OPTIONS");
        te_standin_title(a, 405, "405 Method Not Allowed");
        return;
    }
    a->is_chunked = true;
    if (is_path(r->target, "/__version__")) {
        te_standin_no_such_path(r, a);
        return;
    }
    a->status = 200;
    if (is_path(r->target, "/__heartbeat__")) {
        te_standin_header(a, "Content-Type", "application/json");
        te_standin_add(a, "{\"status\": \"warning\"}");
    } else {
        te_standin_header(a, "Content-Type", "text/html; charset=utf-8");
    }
}

/* ---- Symbolication ---- */

static void answer_options(const te_standin_request *r, te_standin_answer *a) {
    a->status = 200;
    if (r->origin == NULL || r->wanted_method == NULL) {
        te_standin_header(a, "allow", "POST");
        return;
    }
    te_standin_header(a, "access-control-allow-methods", "POST");
    te_standin_header(a, "access-control-allow-headers",
                      r->wanted_headers == NULL ? "*" : r->wanted_headers);
    te_standin_header(a, "access-control-max-age", "86400");
}

static void symbolication(te_standin_service *s, const te_standin_request *r,
                          te_standin_answer *a) {
    int version = is_path(r->target, "/symbolicate/v4")   ? 4
                  : is_path(r->target, "/symbolicate/v5") ? 5
                                                          : 0;
    te_standin_symbolicate_options options = {version, s->is_strict};
    if (r->origin != NULL) {
        te_standin_header(a, "access-control-allow-origin", "*");
        te_standin_header(a, "access-control-expose-headers",
                          "accept, accept-encoding, authorization, "
                          "content-type, dnt, origin, user-agent, "
                          "x-csrftoken, x-requested-with");
    }
    if (is_path(r->target, "/__broken__")) {
        te_standin_fail(r, a);
    } else if (version == 0) {
        te_standin_title(a, 404, "404 Not Found");
    } else if (strcmp(r->method, "OPTIONS") == 0) {
        answer_options(r, a);
    } else if (strcmp(r->method, "POST") != 0) {
        te_standin_header(a, "allow", "POST, OPTIONS");
        te_standin_title(a, 405, "405 Method Not Allowed");
    } else {
        te_standin_symbolicate(s->symbols, options, r, a);
    }
}

/* ---- Downloads and uploads ---- */

/* Whether the Host header names us: the address served, or this machine. */
static bool is_our_host(const te_standin_service *s, const char *host) {
    const char *const ours[] = {"127.0.0.1", "localhost", "[::1]",
                                s->bound_host};
    if (host == NULL || s->is_any_host) return true;
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        size_t length = strlen(ours[i]);
        if (strncasecmp(host, ours[i], length) == 0 &&
            (host[length] == '\0' || host[length] == ':'))
            return true;
    }
    return false;
}

static void symbol_server(te_standin_service *s, const te_standin_request *r,
                          te_standin_answer *a) {
    const char *host = r->host != NULL ? r->host : s->authority;
    bool has_token = r->auth_token != NULL && *r->auth_token != '\0';
    if (!is_our_host(s, r->host)) {
        te_standin_error(a, 400,
                         "Invalid HTTP_HOST header: '%s'. You may need to add "
                         "'%.*s' to ALLOWED_HOSTS.",
                         host, (int)strcspn(host, ":"), host);
        return;
    }
    if (has_token && !te_standin_is_token(r->auth_token)) {
        te_standin_error(a, 403, "API Token not matched");
        return;
    }
    if (has_token) te_standin_header(a, "Vary", "Auth-Token");
    if (is_under(r->target, "/upload/"))
        te_standin_upload(s->symbols, host,
                          atomic_fetch_add(&s->uploads, 1) + 1, r, a);
    else if (te_standin_is_storage(r->target))
        te_standin_storage(s->symbols, r, a);
    else
        te_standin_download(s->symbols, host, r, a);
}

void te_standin_route(te_standin_service *s, const te_standin_request *r,
                      te_standin_answer *a) {
    te_standin_header(a, "Server", "gunicorn");
    if (te_standin_is_heartbeat(r->target))
        answer_heartbeat(r, a);
    else if (is_symbolication(r->target))
        symbolication(s, r, a);
    else
        symbol_server(s, r, a);
}
