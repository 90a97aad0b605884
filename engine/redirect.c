/* redirect.c - see redirect.h. */
#include "redirect.h"

#include "mask.h"

#include <stdio.h>
#include <string.h>

bool te_redirect_is_one(const te_http_response *response) {
    size_t length;
    switch (response->status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return te_response_field(response, "Location", &length) != NULL;
    default:
        return false;
    }
}

static void remove_fields(te_headers *headers, const char *const *names) {
    for (; *names != NULL; names++)
        te_headers_remove(headers, *names, strlen(*names));
}

static void turn_into_get(te_http_request *request) {
    static const char *const about_the_body[] = {
        "Content-Type", "Content-Encoding", "Content-Language",
        "Content-Location", NULL};
    snprintf(request->method, sizeof request->method, "GET");
    request->body = NULL;
    remove_fields(&request->headers, about_the_body);
}

static bool becomes_get(const char *method, int status) {
    if (strcmp(method, "HEAD") == 0 || strcmp(method, "GET") == 0) return false;
    if (status == 303) return true;
    return (status == 301 || status == 302) && strcmp(method, "POST") == 0;
}

/* Every field whose name sounds like a secret, and the Host of before. */
static bool drop_credentials(te_headers *headers) {
    te_headers kept = TE_HEADERS_INIT;
    const char *field = NULL;
    bool ok = true;
    while (ok && (field = te_headers_next(headers, field)) != NULL) {
        size_t length = strcspn(field, ":");
        const char *value = field + length + 2;
        bool is_host = length == 4 && strncasecmp(field, "host", 4) == 0;
        if (!is_host && !te_mask_is_secret(field, length))
            ok = te_headers_add(&kept, field, length, value, strlen(value),
                                NULL);
    }
    if (ok) ok = te_headers_copy(headers, &kept);
    te_headers_free(&kept);
    return ok;
}

bool te_redirect_target(const te_exchange *x, te_buf *url, te_error *err) {
    size_t length = 0;
    const char *location = te_response_field(&x->response, "Location", &length);
    te_slice target = {location, length};
    te_url parts;
    return te_url_resolve(&x->request.parts, target, url, err) &&
           te_url_parse(url->data, url->length, &parts, err);
}

bool te_redirect_turn(te_exchange *x, const te_buf *url) {
    te_http_request *request = &x->request;
    te_url parts;
    if (!te_url_parse(url->data, url->length, &parts, NULL)) return false;
    if (becomes_get(request->method, x->response.status))
        turn_into_get(request);
    if (!te_url_same_origin(&request->parts, &parts) &&
        !drop_credentials(&request->headers))
        return false;
    te_buf_reset(&request->url);
    return te_buf_add(&request->url, url->data, url->length);
}
