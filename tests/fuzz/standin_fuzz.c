/* standin_fuzz.c - no request breaks the stand-in, and what it calls JSON is.
 *
 * The input's first line is the method, a blank and the target; the rest is
 * the body, sent as a form with the boundary "B" by someone with a token. */
#include "../../stdlib/standin_routes.h"
#include "../../stdlib/standin_sample.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check(const te_standin_answer *a) {
    const char *type = te_standin_header_find(a, "Content-Type");
    require(!a->is_broken);
    require(a->status >= 200 && a->status <= 500);
    require(a->status != 302 || te_standin_header_find(a, "Location") != NULL);
    if (type == NULL || strcmp(type, "application/json") != 0) return;
    json_t *json =
        json_loadb(a->body.data, a->body.length, JSON_ALLOW_NUL, NULL);
    require(json != NULL);
    json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static te_standin_service service = {.bound_host = "127.0.0.1",
                                         .authority = "127.0.0.1:80"};
    if (service.symbols == NULL) {
        service.symbols = te_standin_symbols_new();
        require(te_standin_sample_load(service.symbols, NULL));
    }
    const uint8_t *newline = size == 0 ? NULL : memchr(data, '\n', size);
    if (newline == NULL) return 0;
    size_t head = (size_t)(newline - data);
    char *line = strndup((const char *)data, head);
    char *body = malloc(size - head); /* its end is seen by the sanitizer */
    char *target = strchr(line, ' ');
    memcpy(body, newline + 1, size - head - 1);
    if (target != NULL) {
        *target++ = '\0';
        te_standin_answer a = TE_STANDIN_ANSWER_INIT;
        te_standin_request r = {
            .method = line,
            .target = target,
            .host = "localhost",
            .debug = "1",
            .auth_token = "0123456789abcdef0123456789abcdef",
            .content_type = "multipart/form-data; boundary=B",
            .body = body,
            .body_bytes = size - head - 1,
        };
        te_standin_route(&service, &r, &a);
        check(&a);
        te_standin_answer_free(&a);
    }
    free(body);
    free(line);
    return 0;
}
